"""Letters that tell who watches, or would enter, what is so now, as units of work on a connection.

Each is told in net effect: who has not heard of it before it is over hears nothing, who has is told what is so instead.
What the letters say is none of its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import false, or_, select, true, tuple_

from bot.reader import Mode
from bot.store import archive, letters
from bot.store.attendance import handout
from bot.store.tables import follow, letter, person
from bot.store.values import Lane, Letter, LetterKind, LetterState
from schedule.quiet import after_quiet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from sqlalchemy import ColumnElement, Connection

    Pair = tuple[str, str]

_GONE_OUT = frozenset({LetterState.SENDING, LetterState.SENT, LetterState.DOUBT})
_WAITING = frozenset(letters.WAITING)


@dataclass(frozen=True, slots=True)
class Circle:
    """Those who follow any of these pairs of kind and id, but for who takes part in one way."""

    pairs: frozenset[tuple[str, str]]
    but: Mode | None = None


@dataclass(frozen=True, slots=True)
class Aired:
    """What has become of a stream, a session's room or its recording, and who is to hear of it.

    Besides the `circles` and those who were given the link of one of the `sessions` these are all who were told
    something else before. `before` and `after` say in a word what was so and is; what is not urgent waits until
    somebody's quiet hours are over.
    """

    kind: LetterKind
    subject: str
    before: str
    after: str
    circles: tuple[Circle, ...]
    sessions: frozenset[str]
    registered: bool
    """Whether it concerns only those who have redeemed the conference's code."""
    tell_at: datetime
    useful_until: datetime
    lane: Lane
    zone: tzinfo
    """The conference's: for those in the house, and for those whose own is not known."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What somebody was told last, or was about to be, and whether they were ever told anything."""

    state: str | None
    ever: bool


def tell(connection: Connection, aired: Iterable[Aired], machine: datetime) -> set[int]:
    """Call off what waits about these things, plan what is to be told now, and return who is told."""
    told: set[int] = set()
    for each in aired:
        letters.supersede(connection, each.kind, each.subject)
        number = int(archive.read_note(connection, archive.NUMBER) or 0)
        planned = [_letter(each, row, was, number) for row, was in _audience(connection, each)]
        letters.plan(connection, planned, machine)
        told |= {letter.person for letter in planned}
    return told


def people(connection: Connection, aired: Aired) -> int:
    """Return how many people would be told."""
    return len(_audience(connection, aired))


def _audience(connection: Connection, each: Aired) -> list[tuple[Any, str]]:
    """Return who is to be told, and what they know: not who knows what is so."""
    heard = _heard(connection, each)
    concerned = set(connection.scalars(select(person.c.id).where(_concerned(each))))
    told = letter.c.kind == each.kind, letter.c.about == each.subject
    who = person.c.id.in_(select(letter.c.person).where(*told)) | _concerned(each)
    rows = connection.execute(
        select(person.c.id, person.c.mode, person.c.zone, person.c.quiet)
        .where(person.c.reachable, ~person.c.silenced, who, *((person.c.registered,) if each.registered else ()))
        .order_by(person.c.id)
    )
    audience: list[tuple[Any, str]] = []
    for row in rows:
        last = heard.get(row.id, _Heard(None, ever=False))
        known = each.before if last.state is None else last.state
        if known != each.after and (last.ever or row.id in concerned):
            audience.append((row, known))
    return audience


def _concerned(each: Aired) -> ColumnElement[bool]:
    followers = (
        person.c.id.in_(
            select(follow.c.person).where(tuple_(follow.c.kind, follow.c.subject).in_(sorted(circle.pairs)))
        )
        & (person.c.mode.is_distinct_from(circle.but.value) if circle.but else true())
        for circle in each.circles
        if circle.pairs
    )
    given = person.c.id.in_(select(handout.c.person).where(handout.c.session.in_(each.sessions)))
    return or_(false(), *followers, *((given,) if each.sessions else ()))


def _heard(connection: Connection, each: Aired) -> dict[int, _Heard]:
    """Return by person what the last letter about a thing has told them; without state: it never went, they may see."""
    rows = connection.execute(
        select(letter.c.person, letter.c.facts, letter.c.state).where(
            letter.c.kind == each.kind, letter.c.about == each.subject
        )
    ).all()
    heard: dict[int, _Heard] = {}
    for row in sorted(rows, key=lambda row: int(row.facts["number"])):
        gone_out = row.state in _GONE_OUT
        ever = gone_out or (row.person in heard and heard[row.person].ever)
        heard[row.person] = _Heard(_known(row.state, row.facts, gone_out=gone_out), ever)
    return heard


def _known(state: str, facts: dict[str, Any], *, gone_out: bool) -> str | None:
    if gone_out:
        return str(facts["now"])
    return str(facts["was"]) if state in _WAITING | {LetterState.SUPERSEDED} else None


def _letter(each: Aired, row: Any, was: str, number: int) -> Letter:
    away = row.zone if row.mode != Mode.ONSITE else None
    quiet = tuple(row.quiet) if row.quiet and each.lane is not Lane.URGENT else None
    due = after_quiet(each.tell_at, quiet, ZoneInfo(away) if away else each.zone)
    return Letter(
        key=f"t:{each.kind}:{each.subject}:{number}:{row.id}",
        kind=each.kind,
        lane=each.lane,
        person=row.id,
        about=each.subject,
        due=due,
        useful_until=max(due, each.useful_until),
        facts={"number": number, "was": was, "now": each.after},
    )
