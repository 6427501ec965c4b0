"""Seats on excursions, as units of work on a connection: booked, queued for, offered, given up. It sends nothing.

Whoever changes an excursion's seats first locks it: what is counted afterwards is the whole truth until the commit.
`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, func, select, update

from bot.store import letters, people
from bot.store.attendance import booking
from bot.store.tables import follow, insert_new, own_leads, person
from bot.store.values import Lane, Letter, LetterKind
from schedule.seating import REMINDER, Seat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, Row

    from bot.store.values import Person
    from schedule.seating import Terms

KIND = "excursion"
_LOCKS = 4_711  # of PostgreSQL's advisory locks those of this table
TICK = timedelta(microseconds=1)
TAKEN = (Seat.BOOKED, Seat.OFFERED)


def lock(connection: Connection, *excursions: str) -> None:
    """Keep others from these excursions' seats until the commit. SQLite has one writer at a time as it is."""
    if connection.dialect.name == "postgresql":
        for excursion in sorted(excursions):
            connection.execute(select(func.pg_advisory_xact_lock(_LOCKS, func.hashtext(excursion))))


def settle(connection: Connection, terms: Terms, now: datetime, machine: datetime) -> None:
    """Take back what was offered for too long, and offer what is free to those who wait, in their order."""
    if not terms.stands:
        _put_off(connection, terms)
        return
    counted = _count(connection, terms)
    planned: list[Letter] = []
    if counted.ends and counted.ends <= now:
        planned += _take_back(connection, terms, now)
        counted = _count(connection, terms)
    free = counted.free(terms.capacity)
    if terms.open and counted.waiting and free != 0:
        planned += _offer(connection, terms, free, now)
    if planned:
        letters.plan(connection, planned, machine)


def _put_off(connection: Connection, terms: Terms) -> None:
    """Let those who are offered a seat wait again where they stood: nobody can decide about what is called off."""
    offered = update(booking).where(*_of(terms, Seat.OFFERED))
    connection.execute(offered.values(state=Seat.WAITING, offered_until=None))


def _take_back(connection: Connection, terms: Terms, now: datetime) -> list[Letter]:
    """Take back what was offered for too long, and return the letters that say so."""
    over = (*_of(terms, Seat.OFFERED), booking.c.offered_until <= now)
    lapsed = connection.execute(delete(booking).where(*over).returning(booking.c.person, booking.c.since)).all()
    return [_letter(terms, row, "lapsed", now, terms.closes) for row in lapsed if now < terms.closes]


def _offer(connection: Connection, terms: Terms, free: int | None, now: datetime) -> list[Letter]:
    """Offer the free seats, and return the letters that say so; whoever cannot be told keeps their place meanwhile."""
    queue = select(booking.c.person, booking.c.since).where(*_of(terms, Seat.WAITING)).order_by(booking.c.since)
    told = person.c.reachable & ~person.c.silenced
    queue = queue.join(person, person.c.id == booking.c.person).where(told)
    first = connection.execute(queue.limit(free)).all()
    chosen = booking.c.person.in_([row.person for row in first])
    values = {"state": Seat.OFFERED, "offered_until": terms.until}
    connection.execute(update(booking).where(booking.c.excursion == terms.excursion, chosen).values(**values))
    return [_letter(terms, row, "offered", now, terms.until) for row in first]


@dataclass(frozen=True, slots=True)
class _Count:
    """How an excursion's list stands: `ends` is when the first offer runs out, `last` the last place in the queue."""

    taken: int
    waiting: int
    ends: datetime | None
    last: datetime | None

    def free(self, capacity: int | None) -> int | None:
        """Return how many seats are free; None: as many as anybody wants."""
        return None if capacity is None else max(capacity - self.taken, 0)


def number(*states: Seat) -> ColumnElement[int]:
    """Return, in SQL, how many are in any of these states; null where there is nobody."""
    return func.sum(case((booking.c.state.in_(states), 1), else_=0))


_COUNT = select(
    number(*TAKEN), number(Seat.WAITING), func.min(booking.c.offered_until), func.max(booking.c.since)
).where(booking.c.excursion == bindparam("excursion_"))


def _count(connection: Connection, terms: Terms) -> _Count:
    taken, waiting, ends, last = connection.execute(_COUNT, {"excursion_": terms.excursion}).one()
    return _Count(int(taken or 0), int(waiting or 0), ends, last)


def _of(terms: Terms, *states: Seat) -> tuple[ColumnElement[bool], ...]:
    return booking.c.excursion == terms.excursion, booking.c.state.in_(states)


def _letter(terms: Terms, row: Row[Any, Any], what: str, now: datetime, until: datetime) -> Letter:
    # The place in the queue tells one offer from the next, as its end may be the same; the end one that was put off.
    key = f"x:{what}:{terms.excursion}:{row.person}:{stamp(row.since)}:{stamp(until)}"
    return Letter(key, LetterKind.SEAT, Lane.URGENT, row.person, terms.excursion, now, until, {"what": what})


def stamp(instant: datetime) -> str:
    """Return an instant as letters' keys have it."""
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")


def state_of(connection: Connection, excursion: str, who: int) -> Seat | None:
    """Return where somebody is with an excursion's seats."""
    found = connection.scalar(select(booking.c.state).where(*_one(excursion, who)))
    return Seat(found) if found else None


def _one(excursion: str, who: int) -> tuple[ColumnElement[bool], ...]:
    return booking.c.excursion == excursion, booking.c.person == who


def book(connection: Connection, who: int, terms: Terms, now: datetime, machine: datetime) -> Person:
    """Give somebody a seat, that they are offered or that is free, else a place in the queue, and return them."""
    lock(connection, terms.excursion)
    settle(connection, terms, now, machine)
    return _take(connection, who, terms, now)


def _take(connection: Connection, who: int, terms: Terms, now: datetime) -> Person:
    mine = state_of(connection, terms.excursion, who)
    if mine is Seat.OFFERED:
        _confirm(connection, who, terms, now)
    elif mine is None and terms.open:
        return _enter(connection, who, terms, now)
    return people.read(connection, who)


def confirm(connection: Connection, who: int, terms: Terms, now: datetime, machine: datetime) -> Person:
    """Give somebody the seat that they are offered, if they still are, and return them."""
    lock(connection, terms.excursion)
    settle(connection, terms, now, machine)
    _confirm(connection, who, terms, now)
    return people.read(connection, who)


def _confirm(connection: Connection, who: int, terms: Terms, now: datetime) -> None:
    # It may leave earlier than it was to as the seat was offered.
    if terms.stands and now < terms.closes:
        offered = (*_of(terms, Seat.OFFERED), booking.c.person == who)
        connection.execute(update(booking).where(*offered).values(state=Seat.BOOKED, offered_until=None))


def _enter(connection: Connection, who: int, terms: Terms, now: datetime) -> Person:
    """Put somebody on the list; they follow the excursion, and hear of it in time."""
    people.hold(connection, who)
    counted = _count(connection, terms)
    # Who comes later stands further behind, whatever the clock says.
    since = max(now, counted.last + TICK) if counted.last else now
    state = Seat.WAITING if counted.free(terms.capacity) == 0 else Seat.BOOKED
    row = {"excursion": terms.excursion, "person": who, "state": state, "since": since}
    connection.execute(booking.insert(), row)
    dialect, mine = connection.dialect.name, {"person": who, "kind": KIND, "subject": terms.excursion}
    connection.execute(insert_new(dialect, follow), {**mine, "since": now})
    # What was chosen by hand stays.
    usual = connection.execute(select(person.c.leads).where(person.c.id == who)).scalar_one()
    connection.execute(insert_new(dialect, own_leads), {**mine, "leads": _leads(usual)})
    return people.read(connection, who)


def _leads(usual: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({*usual, REMINDER}))


def cancel(connection: Connection, who: int, terms: Terms, now: datetime, machine: datetime) -> Person:
    """Take somebody off the list, who then no longer follows the excursion; the next is offered the seat."""
    lock(connection, terms.excursion)
    _leave(connection, who, terms)
    settle(connection, terms, now, machine)
    return people.read(connection, who)


def _leave(connection: Connection, who: int, terms: Terms) -> None:
    if not connection.execute(delete(booking).where(*_one(terms.excursion, who))).rowcount:
        return
    guest = people.remove_follow(connection, who, KIND, terms.excursion)
    if guest.leads_for(KIND, terms.excursion) == _leads(guest.leads):
        people.set_own_leads(connection, who, KIND, terms.excursion, None)


def swap(connection: Connection, who: int, give: Terms, take: Terms, now: datetime, machine: datetime) -> Person:
    """Give a seat up for another one, if that can be had; else everything stays as it is."""
    lock(connection, give.excursion, take.excursion)
    settle(connection, take, now, machine)
    mine = state_of(connection, take.excursion, who)
    if mine is Seat.OFFERED or (mine is None and take.open and _count(connection, take).free(take.capacity) != 0):
        _take(connection, who, take, now)
        _leave(connection, who, give)
        settle(connection, give, now, machine)
    return people.read(connection, who)
