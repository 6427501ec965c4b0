"""Seats that are given on in time, and letters about them and from guides. Who gets a seat is the store's to say.

The texts are decided when they are sent: what was answered, taken back or said anew meanwhile is not told any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.reminding import follower_of
from bot.delivery.written import Written
from bot.screens.letters import guide, seat
from schedule.seating import Seat, terms

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Desk
    from bot.screens.view import View
    from bot.store import Letter, Person
    from bot.store.guestlist import Pending
    from schedule.model import Excursion, Programme


class Seating:
    """Gives seats on that were offered for too long, and offers what a change has left free, whatever that was.

    It looks only when there may be something: seats were changed, the programme was, or an offer has run out.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._programme: Programme | None = None
        self._next: datetime | None = None

    async def round(self, now: datetime) -> datetime | None:
        """Settle what is to be settled at `now`, of the conference's clock; return when the next offer runs out."""
        bookings, programme = self._desk.store.bookings, self._desk.programme
        if not (bookings.touched or programme is not self._programme or (self._next and now >= self._next)):
            return self._next
        bookings.touched = False
        try:
            await self._settle(programme, now)
            ends = [each.ends for each in await bookings.pending() if each.ends and each.ends > now]
        except BaseException:
            # The store is away: it is looked at again.
            bookings.touched = True
            raise
        self._programme, self._next = programme, min(ends, default=None)
        return self._next

    async def _settle(self, programme: Programme, now: datetime) -> None:
        for each in await self._desk.store.bookings.pending():
            trip = programme.excursion.get(each.excursion)
            if trip and _stirs(trip, each, now):
                held = terms(programme, trip, now)
                await self._desk.store.bookings.settle(held, now, self._desk.machine())


def _stirs(trip: Excursion, pending: Pending, now: datetime) -> bool:
    """Tell whether an offer has run out or is none any more, or a seat is free while somebody waits."""
    over = pending.ends is not None and (trip.cancelled or pending.ends <= now)
    return over or (pending.waiting > 0 and (trip.capacity is None or pending.taken < trip.capacity))


async def write_seat(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return that a seat is kept for a person, or no longer; None if they have decided or queue again."""
    view = await desk.seated(desk.view_of(person, now), person.id)
    trip = _trip(view, letter)
    if trip is None:
        return None
    seats, silent = view.seats_of(trip), follower_of(person, desk.programme).asleep(now)
    if letter.facts["what"] == "offered" and seats.mine is Seat.OFFERED and seats.until:
        return Written(seat.offered(view, trip, seats.until), silent=silent)
    if letter.facts["what"] == "lapsed" and seats.mine is None:
        return Written(seat.lapsed(view, trip), silent=silent)
    return None


async def write_word(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what the guide says; None if it was said differently since, or the person has no seat any more."""
    view = await desk.seated(desk.view_of(person, now), person.id)
    trip = _trip(view, letter)
    if trip is None or view.seats_of(trip).mine is not Seat.BOOKED:
        return None
    seats = view.seats_of(trip)
    if seats.left:
        return Written(guide.left(view, trip)) if letter.facts["what"] == "left" else None
    return Written(guide.late(view, trip, seats.late)) if letter.facts.get("minutes") == seats.late else None


def _trip(view: View, letter: Letter) -> Excursion | None:
    trip = view.programme.excursion.get(letter.about)
    return None if trip is None or trip.cancelled else trip
