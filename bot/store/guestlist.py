"""The lists of excursions' guests, who is here, and what the guide says, as units of work on a connection.

It gives no seat. `now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from bot.store import letters
from bot.store.attendance import booking, departure
from bot.store.seating import TAKEN, TICK, lock, number, stamp
from bot.store.tables import insert, person
from bot.store.values import Lane, Letter, LetterKind
from schedule.seating import AFTER, Seat, Seats

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from schedule.seating import Terms

_MARK = 12
_EARLIER = booking.alias("earlier")
_PLACE = (
    select(func.count())
    .select_from(_EARLIER)
    .where(_EARLIER.c.excursion == booking.c.excursion, _EARLIER.c.state == Seat.WAITING)
    .where(_EARLIER.c.since <= booking.c.since)
    .correlate(booking)
    .scalar_subquery()
    .label("place")
)


@dataclass(frozen=True, slots=True)
class Pending:
    """An excursion for which somebody waits or has to decide."""

    excursion: str
    taken: int
    waiting: int
    ends: datetime | None
    """When the first of the seats that are offered goes to somebody else."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on an excursion's list. Their name is not known here."""

    person: int
    state: Seat
    here: bool
    mark: str
    """Tells them from others on this list, and nobody who they are."""
    told: bool
    """Whether a letter reaches them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a guide said last of setting off at a time, and when."""

    late: int
    left: bool
    at: datetime
    departs: datetime


def pending(connection: Connection) -> tuple[Pending, ...]:
    """Return the excursions for which somebody waits or has to decide."""
    waiting, ends = number(Seat.WAITING), func.min(booking.c.offered_until)
    rows = connection.execute(
        select(booking.c.excursion, number(*TAKEN), waiting, ends)
        .group_by(booking.c.excursion)
        .having((waiting > 0) | ends.is_not(None))
        .order_by(booking.c.excursion)
    )
    return tuple(Pending(excursion, int(taken), int(waits), end) for excursion, taken, waits, end in rows)


def seats(connection: Connection, who: int | None) -> dict[str, Seats]:
    """Return, by excursion, the seats of those of which there is anything to say, as somebody or nobody sees them."""
    counted = select(booking.c.excursion, number(*TAKEN), number(Seat.WAITING)).group_by(booking.c.excursion)
    taken = {excursion: (int(has), int(waits)) for excursion, has, waits in connection.execute(counted)}
    mine = {row.excursion: row for row in connection.execute(select(booking, _PLACE).where(booking.c.person == who))}
    words = {row.excursion: row for row in connection.execute(select(departure))}
    return {each: _seats(taken.get(each, (0, 0)), mine.get(each), words.get(each)) for each in {*taken, *words}}


def _seats(counted: tuple[int, int], mine: Any, said: Any) -> Seats:
    found = Seats(*counted)
    if mine:
        place = mine.place if mine.state == Seat.WAITING else 0
        here = mine.here_at is not None
        found = replace(found, mine=Seat(mine.state), place=place, until=mine.offered_until, here=here)
    if said is None:
        return found
    return replace(found, late=said.late_minutes or 0, left=said.left_at is not None, said_of=said.departs)


def guests(connection: Connection, excursion: str) -> tuple[Guest, ...]:
    """Return those with a seat, then those who are offered one or wait, each in the order in which they came."""
    told = (person.c.reachable & ~person.c.silenced).label("told")
    listed = select(booking, told).join(person, person.c.id == booking.c.person)
    rows = connection.execute(listed.where(booking.c.excursion == excursion).order_by(booking.c.since))
    found = [Guest(row.person, Seat(row.state), row.here_at is not None, _mark(row), bool(row.told)) for row in rows]
    return tuple(sorted(found, key=lambda guest: list(Seat).index(guest.state)))


def _mark(row: Any) -> str:
    return sha256(f"{row.excursion}:{row.person}:{row.since.isoformat()}".encode()).hexdigest()[:_MARK]


def mark_here(connection: Connection, excursion: str, who: int, at: datetime | None) -> bool:
    """Keep that a guest is here, since the first time it was said, or is not; False: they have no seat."""
    booked = (booking.c.excursion == excursion, booking.c.person == who, booking.c.state == Seat.BOOKED)
    since = func.coalesce(booking.c.here_at, at) if at else None
    return connection.execute(update(booking).where(*booked).values(here_at=since)).rowcount == 1


def said(connection: Connection, excursion: str) -> Said | None:
    """Return what the guide said last."""
    row = connection.execute(select(departure).where(departure.c.excursion == excursion)).first()
    return Said(row.late_minutes or 0, row.left_at is not None, row.said_at, row.departs) if row else None


def say(connection: Connection, terms: Terms, late: int | None, now: datetime, machine: datetime) -> int | None:
    """Tell those booked that it is late by so many minutes, 0: not any more, or, with None, that it has left.

    Returns how many that reaches; None: it has left already, or this was the last word.
    """
    lock(connection, terms.excursion)
    before = said(connection, terms.excursion) or Said(0, left=False, at=now - TICK, departs=terms.closes)
    if before.departs != terms.closes:
        before = replace(before, late=0, left=False)
    if before.left or late == before.late:
        return None
    # What is said later is another word, whatever the clock says.
    at = max(now, before.at + TICK)
    word = Said(before.late if late is None else late, left=late is None, at=at, departs=terms.closes)
    _keep(connection, terms.excursion, word)
    letters.supersede(connection, LetterKind.GUIDE, terms.excursion)
    booked = [guest for guest in guests(connection, terms.excursion) if guest.state is Seat.BOOKED]
    letters.plan(connection, [_letter(terms, guest.person, late, now, at) for guest in booked], machine)
    return sum(guest.told for guest in booked)


def _keep(connection: Connection, excursion: str, word: Said) -> None:
    row = {
        "excursion": excursion,
        "late_minutes": word.late,
        "left_at": word.at if word.left else None,
        "said_at": word.at,
        "departs": word.departs,
    }
    new = insert(connection.dialect.name, departure)
    connection.execute(new.on_conflict_do_update(index_elements=[departure.c.excursion], set_=row), row)


def _letter(terms: Terms, who: int, late: int | None, now: datetime, at: datetime) -> Letter:
    facts = {"what": "left"} if late is None else {"what": "late", "minutes": late}
    key = f"x:word:{terms.excursion}:{stamp(at)}:{who}"
    until = terms.closes + AFTER
    return Letter(key, LetterKind.GUIDE, Lane.URGENT, who, terms.excursion, now, until, facts)
