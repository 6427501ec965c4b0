"""Revisions of sessions and excursions, and the letters that tell of them, as units of work on a connection.

Edits that follow one another before anybody was told are one revision; whoever has not been told of the revision
before is told of both at once. What the letters say is none of its business.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, tuple_

from bot.store import letters
from bot.store.tables import follow, insert, letter, person, revision
from bot.store.values import Lane, Letter, LetterKind, LetterState
from schedule.changes import ORDER, net, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from schedule.queries import Item

    Pair = tuple[str, str]
    Snapshot = dict[str, Any]


TOLD = frozenset(ORDER) - {"title"}
"""What people are told of; another title they see where they look."""
_GONE_OUT = frozenset({LetterState.SENDING, LetterState.SENT, LetterState.DOUBT})


@dataclass(frozen=True, slots=True)
class Revised:
    """An item whose facts have changed, and when and how fast those who follow one of `by` are to hear of it."""

    kind: str
    subject: str
    before: Snapshot | None
    after: Item | None
    by: frozenset[tuple[str, str]]
    tell_at: datetime
    lane: Lane

    @property
    def about(self) -> str:
        """What its letters are about."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A revision as it is kept: `befores` are what was before each number, from which people may have to be told."""

    revised: Revised
    number: int
    befores: Mapping[int, Snapshot | None]


def tell(connection: Connection, revised: Iterable[Revised], now: datetime, machine: datetime) -> set[int]:
    """Keep the revisions, plan a letter to everybody concerned, and return who that is."""
    all_of_them = tuple(revised)
    following = _following(connection, {pair for each in all_of_them for pair in each.by})
    told: set[int] = set()
    for each in all_of_them:
        numbered = _number(connection, each, now)
        waiting = dict(letters.supersede(connection, LetterKind.CHANGE, each.about))
        bases = _bases(connection, each)
        planned = [
            planned
            for who, by in _whom(each, following, waiting).items()
            if (planned := _letter(numbered, who, by, bases.get(who, numbered.number), now))
        ]
        letters.plan(connection, planned, machine)
        told |= {letter.person for letter in planned}
    return told


def _following(connection: Connection, pairs: set[Pair]) -> dict[Pair, list[int]]:
    """Return who can be told, by what they follow."""
    found: dict[Pair, list[int]] = defaultdict(list)
    if pairs:
        them = tuple_(follow.c.kind, follow.c.subject).in_(sorted(pairs))
        rows = connection.execute(
            select(follow.c.kind, follow.c.subject, follow.c.person)
            .join(person, person.c.id == follow.c.person)
            .where(them, person.c.reachable, ~person.c.silenced)
        )
        for kind, subject, who in rows:
            found[kind, subject].append(who)
    return found


def _whom(
    each: Revised, following: Mapping[Pair, list[int]], waiting: Mapping[int, Mapping[str, Any]]
) -> dict[int, set[Pair]]:
    """Return who is concerned, and what they follow by which they are."""
    whom: dict[int, set[Pair]] = defaultdict(set)
    for who, facts in waiting.items():
        whom[who] |= {(kind, subject) for kind, subject in facts.get("by", ())}
    for pair in each.by:
        for who in following.get(pair, ()):
            whom[who].add(pair)
    return whom


def _bases(connection: Connection, each: Revised) -> dict[int, int]:
    """Return from which revision on people have not been told: those to whom the last letter about it never went."""
    rows = connection.execute(
        select(letter.c.person, letter.c.facts, letter.c.state).where(
            letter.c.kind == LetterKind.CHANGE, letter.c.about == each.about
        )
    ).all()
    last = {row.person: row for row in sorted(rows, key=lambda row: row.facts["number"])}
    return {who: row.facts["base"] for who, row in last.items() if row.state not in _GONE_OUT}


def _number(connection: Connection, each: Revised, now: datetime) -> _Numbered:
    """Keep a revision: the last one if nobody can have been told of it yet, else a new one."""
    rows = connection.execute(
        select(revision)
        .where(revision.c.kind == each.kind, revision.c.subject == each.subject)
        .order_by(revision.c.number)
    ).all()
    befores = {row.number: row.before for row in rows}
    last = rows[-1] if rows else None
    if last and last.made_at <= now < last.tell_at and not _told(connection, each, last.number):
        each = replace(each, before=last.before, tell_at=min(each.tell_at, last.tell_at))
        number = last.number
    else:
        number = last.number + 1 if last else 1
    _keep(connection, each, number, now)
    return _Numbered(each, number, befores | {number: each.before})


def _told(connection: Connection, each: Revised, number: int) -> bool:
    """Tell whether a letter of this revision was ever on its way."""
    tried = (letter.c.key.startswith(f"c:{each.about}:{number}:", autoescape=True), letter.c.attempts > 0)
    about = (letter.c.kind == LetterKind.CHANGE, letter.c.about == each.about)
    return bool(connection.execute(select(func.count()).select_from(letter).where(*about, *tried)).scalar_one())


def _keep(connection: Connection, each: Revised, number: int, now: datetime) -> None:
    row = {
        "kind": each.kind,
        "subject": each.subject,
        "number": number,
        "made_at": now,
        "tell_at": each.tell_at,
        "before": each.before and dict(each.before),
        "after": each.after and dict(snapshot(each.after)),
    }
    new = insert(connection.dialect.name, revision)
    key = [revision.c.kind, revision.c.subject, revision.c.number]
    changed = {name: new.excluded[name] for name in ("made_at", "tell_at", "after")}
    connection.execute(new.on_conflict_do_update(index_elements=key, set_=changed), [row])


def _letter(numbered: _Numbered, who: int, by: set[Pair], base: int, now: datetime) -> Letter | None:
    """Return a person's letter; None if for them nothing has changed, or it would be of no use any more."""
    each = numbered.revised
    before = numbered.befores.get(base)
    known = [shot for shot in (before, each.after and snapshot(each.after)) if shot]
    useful_until = max((_over(shot) for shot in known), default=now)
    if not net(before, each.after) & TOLD or useful_until <= now:
        return None
    return Letter(
        key=f"c:{each.about}:{numbered.number}:{who}",
        kind=LetterKind.CHANGE,
        lane=each.lane,
        person=who,
        about=each.about,
        due=each.tell_at,
        useful_until=useful_until,
        facts={"number": numbered.number, "base": base, "by": sorted(by)},
    )


def _over(shot: Snapshot) -> datetime:
    return datetime.fromisoformat(shot["end"] or shot.get("departs") or shot["start"])
