"""Letters, as units of work on a connection: planned, looked through, called off. It marks and settles none.

`now` is the conference's clock, `machine` the machine's. A letter that may have arrived already (`doubts`) never ends
as if it had not been sent: it ends in doubt.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, String, bindparam, case, cast, func, or_, select, update

from bot.faultpoints import faultpoint
from bot.store.tables import Instant, announcement, insert, letter
from bot.store.values import Lane, Letter, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

WAITING = (LetterState.PLANNED, LetterState.READY)
LEFT = "left"
"""Why a letter to somebody who is out of reach, or wants none, is called off."""
_REVIVABLE = (LetterState.CANCELLED, LetterState.SUPERSEDED)
_TOGETHER = 500
LONGEST_WAIT = timedelta(minutes=1)
"""No letter is put off for longer: what seems to wait for more was put off before the machine's clock was set back."""
_LANES = tuple(Lane)
# One in so many goes to announcements while others wait too.
_SHARE = 5


def plan(connection: Connection, planned: Iterable[Letter], machine: datetime) -> None:
    """Keep letters that are not there yet; of those that are, revive what was called off and never sent."""
    rows = [_row(each, machine) for each in planned]
    new = insert(connection.dialect.name, letter)
    revived = new.on_conflict_do_update(
        index_elements=[letter.c.key],
        set_={name: new.excluded[name] for name in ("state", "due", "useful_until", "facts", "lane", "changed_at")},
        # Not IN: a list cannot be bound for many rows at once.
        where=or_(*(letter.c.state == state for state in _REVIVABLE)) & (letter.c.attempts == 0),
    )
    for start in range(0, len(rows), _TOGETHER):
        connection.execute(revived, rows[start : start + _TOGETHER])
        faultpoint("while planning")


def _row(each: Letter, machine: datetime) -> dict[str, Any]:
    names = ("key", "kind", "lane", "person", "about", "due", "useful_until", "state", "attempts", "doubts")
    return {name: getattr(each, name) for name in names} | {"facts": dict(each.facts), "changed_at": machine}


def ended(state: LetterState) -> ColumnElement[str]:
    """Return the state in which a waiting letter ends that is not going to be sent."""
    return case((letter.c.doubts > 0, LetterState.DOUBT.value), else_=state.value)


def supersede(connection: Connection, kind: LetterKind, about: str) -> list[tuple[int, dict[str, Any]]]:
    """Call off what waits of this kind about a thing; return the person and the facts of each."""
    rows = connection.execute(
        update(letter)
        .where(letter.c.kind == kind, letter.c.about == about, letter.c.state.in_(WAITING))
        .values(state=ended(LetterState.SUPERSEDED))
        .returning(letter.c.person, letter.c.facts)
    )
    return [(row.person, row.facts) for row in rows]


def cancel_all_to(connection: Connection, person: int) -> None:
    """Call off what waits for a person."""
    waiting = letter.c.state.in_(WAITING)
    connection.execute(
        update(letter).where(letter.c.person == person, waiting).values(state=ended(LetterState.CANCELLED), error=LEFT)
    )


def find(connection: Connection, key: str) -> Letter | None:
    """Return a letter by its key."""
    row = connection.execute(select(letter).where(letter.c.key == key)).first()
    return as_letter(row) if row else None


def as_letter(row: Any) -> Letter:
    """Return the letter that a row of the table holds."""
    return Letter(
        key=row.key,
        kind=LetterKind(row.kind),
        lane=Lane(row.lane),
        person=row.person,
        about=row.about,
        due=row.due,
        useful_until=row.useful_until,
        facts=row.facts,
        state=LetterState(row.state),
        attempts=row.attempts,
        doubts=row.doubts,
        message_id=row.message_id,
        error=row.error,
    )


def promote(connection: Connection, now: datetime, limit: int) -> int:
    """Make letters whose time has come ready, at most `limit` of each lane, and return how many."""
    return sum(connection.execute(_PROMOTE, {"lane_": lane, "now": now, "limit_": limit}).rowcount for lane in _LANES)


_PROMOTE = (
    update(letter)
    .where(
        letter.c.key.in_(
            select(letter.c.key)
            .where(
                letter.c.state == LetterState.PLANNED.value,
                letter.c.lane == bindparam("lane_", type_=Integer),
                letter.c.due <= bindparam("now", type_=Instant),
            )
            .order_by(letter.c.due)
            .limit(bindparam("limit_", type_=Integer))
        )
    )
    .values(state=LetterState.READY.value)
)


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """Return when after `now` the next planned letter falls due."""
    found = [connection.scalar(_NEXT_DUE, {"lane_": lane, "now_": now}) for lane in _LANES]
    return min((due for due in found if due), default=None)


_NEXT_DUE = (
    select(letter.c.due)
    .where(letter.c.state == LetterState.PLANNED.value, letter.c.lane == bindparam("lane_", type_=Integer))
    .where(letter.c.due > bindparam("now_", type_=letter.c.due.type))
    .order_by(letter.c.due)
    .limit(1)
)
RUNNING = select(cast(announcement.c.id, String)).where(announcement.c.state == "running")
_READY = (
    select(letter)
    .where(
        letter.c.state == LetterState.READY.value,
        letter.c.lane == bindparam("lane_", type_=Integer),
        letter.c.due <= bindparam("now", type_=Instant),
        letter.c.useful_until >= bindparam("now", type_=Instant),
        or_(
            letter.c.not_before.is_(None),
            letter.c.not_before <= bindparam("machine", type_=Instant),
            letter.c.not_before > bindparam("latest", type_=Instant),
        ),
        or_(letter.c.kind != LetterKind.ANNOUNCEMENT.value, letter.c.about.in_(RUNNING)),
    )
    .order_by(letter.c.useful_until, letter.c.due)
    .limit(bindparam("limit_", type_=Integer))
)


def ready(connection: Connection, now: datetime, machine: datetime, limit: int, passed: int = 0) -> tuple[Letter, ...]:
    """Return at most `limit` letters that may go, in the order in which they should.

    `passed` is how many have gone since an announcement's last turn.
    """
    values = {"now": now, "machine": machine, "latest": machine + LONGEST_WAIT, "limit_": limit}
    *first, announcements = (
        [as_letter(row) for row in connection.execute(_READY, {**values, "lane_": lane})] for lane in _LANES
    )
    return tuple(_in_turn(list(chain.from_iterable(first)), announcements, passed)[:limit])


def _in_turn(first: Sequence[Letter], last: Sequence[Letter], passed: int) -> list[Letter]:
    """Mix so that one in `_SHARE` is of the last lane while both wait."""
    mixed, first, last = [], list(reversed(first)), list(reversed(last))
    while first or last:
        passed += 1
        turn = last if last and (not first or passed >= _SHARE) else first
        passed = 0 if turn is last else passed
        mixed.append(turn.pop())
    return mixed


def next_retry(connection: Connection, machine: datetime) -> datetime | None:
    """Return the next of the machine's instants at which a letter that waits to be tried again may go."""
    waits = (letter.c.state == LetterState.READY) & letter.c.lane.in_(_LANES) & (letter.c.not_before > machine)
    instant: datetime | None = connection.scalar(select(func.min(letter.c.not_before)).where(waits))
    return instant


def expire(connection: Connection, now: datetime, machine: datetime, limit: int) -> tuple[Letter, ...]:
    """End what is no longer of use, at most `limit` of it, and return it as it is now."""
    past = select(letter.c.key).where(
        letter.c.state.in_(WAITING), letter.c.lane.in_(_LANES), letter.c.useful_until < now
    )
    rows = connection.execute(
        update(letter)
        .where(letter.c.key.in_(past.limit(limit)))
        .values(state=ended(LetterState.EXPIRED), changed_at=machine)
        .returning(letter)
    )
    return tuple(as_letter(row) for row in rows)


def counts(connection: Connection, kind: LetterKind | None, about: str | None) -> dict[LetterState, int]:
    """Count letters by their state, all or those of a kind, or about one thing."""
    statement = select(letter.c.state, func.count()).group_by(letter.c.state)
    return {LetterState(state): number for state, number in connection.execute(_about(statement, kind, about))}


def twice(connection: Connection, kind: LetterKind | None, about: str | None) -> int:
    """Count the letters that were sent once more out of doubt, and so are possibly there twice."""
    statement = select(func.count()).where(letter.c.state == LetterState.SENT, letter.c.doubts > 0)
    return int(connection.scalar(_about(statement, kind, about)) or 0)


def _about(statement: Any, kind: LetterKind | None, about: str | None) -> Any:
    if kind is not None:
        statement = statement.where(letter.c.kind == kind)
    return statement if about is None else statement.where(letter.c.about == about)
