"""The memory of seats on excursions; every method is one transaction, plain values in and out. It sends nothing.

`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.store import guestlist, seating

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.engines import Database
    from bot.store.guestlist import Guest, Pending, Said
    from bot.store.values import Person
    from schedule.seating import Seats, Terms

    Unit = Callable[[Connection], Person]


class Bookings:
    """`store.bookings`. `write_person` runs a unit that changes a person, so that the copy in memory is right too.

    What changes somebody's seats returns that person, who follows the excursion as long as they are on its list.
    """

    def __init__(self, database: Database, write_person: Callable[[int, Unit], Awaitable[Person]]) -> None:
        self._database = database
        self._write_person = write_person
        self._turn = asyncio.Lock()
        self.touched = True
        """Whether a seat may be free, or offered, since somebody looked; whoever looks unsets it."""

    async def book(self, who: int, terms: Terms, now: datetime, machine: datetime) -> Person:
        """Give somebody a seat, be it one they are offered, else a place in the queue; `UnknownPerson`.

        Of several who come for the last seat at once exactly one gets it. Who has either keeps it.
        """
        return await self._write(who, lambda connection: seating.book(connection, who, terms, now, machine))

    async def confirm(self, who: int, terms: Terms, now: datetime, machine: datetime) -> Person:
        """Give somebody the seat that they are offered, if they still are; `UnknownPerson`."""
        return await self._write(who, lambda connection: seating.confirm(connection, who, terms, now, machine))

    async def cancel(self, who: int, terms: Terms, now: datetime, machine: datetime) -> Person:
        """Take somebody off the list and let the first who waits be offered what that leaves free; `UnknownPerson`."""
        return await self._write(who, lambda connection: seating.cancel(connection, who, terms, now, machine))

    async def swap(self, who: int, give: Terms, take: Terms, now: datetime, machine: datetime) -> Person:
        """Give one excursion up for another if a seat there can be had, else change nothing; `UnknownPerson`."""
        return await self._write(who, lambda connection: seating.swap(connection, who, give, take, now, machine))

    async def settle(self, terms: Terms, now: datetime, machine: datetime) -> None:
        """Take back what was offered for too long, and offer what is free to those who wait."""

        def unit(connection: Connection) -> None:
            seating.lock(connection, terms.excursion)
            seating.settle(connection, terms, now, machine)

        await self._database.writer.run(unit)

    async def pending(self) -> tuple[Pending, ...]:
        """Return the excursions for which somebody waits or has to decide."""
        return await self._database.reader.run(guestlist.pending)

    async def seats(self, who: int | None = None) -> Mapping[str, Seats]:
        """Return, by excursion, the seats of those about which there is anything to say, as a person sees them."""
        return await self._database.reader.run(lambda connection: guestlist.seats(connection, who))

    async def guests(self, excursion: str) -> tuple[Guest, ...]:
        """Return those with a seat, then those who are offered one, then those who wait, as they came."""
        return await self._database.reader.run(lambda connection: guestlist.guests(connection, excursion))

    async def mark_here(self, excursion: str, who: int, at: datetime | None) -> bool:
        """Keep that a guest is here, or with None that they are not; False: they have no seat."""
        return await self._database.writer.run(lambda connection: guestlist.mark_here(connection, excursion, who, at))

    async def say(self, terms: Terms, late: int | None, now: datetime, machine: datetime) -> int | None:
        """Plan the guide's word to those booked: so many minutes late, 0: on time after all, None: it has left.

        Returns to how many; None: it has left already, or that was the last word.
        """
        return await self._database.writer.run(lambda connection: guestlist.say(connection, terms, late, now, machine))

    async def said(self, excursion: str) -> Said | None:
        """Return what the guide said last."""
        return await self._database.reader.run(lambda connection: guestlist.said(connection, excursion))

    async def _write(self, who: int, unit: Unit) -> Person:
        # One after the other: on each other they would wait in the database, with all its connections.
        async with self._turn:
            try:
                return await self._write_person(who, unit)
            finally:
                self.touched = True
