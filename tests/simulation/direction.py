"""What befalls a conference: its organisers' edits, broken ones too, announcements, outages, and deaths of the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.rehearsal import faults
from bot.screens.outcomes import Verdict
from tests.simulation.attendees import calm, owed
from tests.simulation.crowd import ORGANISER
from tests.torture.announcements import announce
from tests.torture.programmes import FILE, ZONE, instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tests.simulation.books import Books
    from tests.simulation.crowd import Crowd
    from tests.simulation.organiser import Organiser
    from tests.simulation.stage import Stage
    from tests.torture.programmes import Talk

SPARKS = 120
"""Within so many steps of the bot's work it dies that is to die."""
_OUTAGES = (2, 30)


class Direction:
    """Does one thing each time it is asked to."""

    def __init__(self, stage: Stage, books: Books, crowd: Crowd, organiser: Organiser) -> None:
        self._stage = stage
        self._books = books
        self._crowd = crowd
        self._organiser = organiser
        self._stirred: dict[str, list[datetime]] = {}
        self._watched: set[datetime] = set()
        self._announced = 0

    async def edit(self) -> None:
        """Change something in the programme."""
        wall = self._stage.now.astimezone(ZONE).replace(tzinfo=None)
        await self.apply_with(lambda: self._organiser.edit(wall))

    async def apply_with(self, change: Callable[[], object]) -> None:
        """Have a change of the draft applied; the bot may die over it, and is asked again then."""
        before = {talk.id: replace(talk) for talk in self._organiser.draft.talks}
        change()
        self._stir(before)
        while not await self._stage.live(self._apply(), self._stage.chance.choice((0, 0, SPARKS // 4, SPARKS // 8))):
            self._stir(before)
        self._stir(before)
        await self._books.look()

    def _stir(self, before: Mapping[str, Talk]) -> None:
        """Note that what differs from before is changing: whether it has, one cannot tell until that is done."""
        for talk in self._organiser.draft.talks:
            if before.get(talk.id) != talk:
                self._stirred.setdefault(talk.id, []).append(self._stage.now)
                self.watch(instant(talk.starts))

    async def _apply(self) -> None:
        """Send the bot the file as it is now, and tap the button."""
        editions = self._stage.house.bot.editions
        (text,) = self._organiser.draft.sources().values()
        outcome = await editions.sent(FILE, text.encode())
        if outcome.verdict is Verdict.BROKEN:
            raise AssertionError(outcome.problems)
        if outcome.verdict is Verdict.ASK:
            await editions.apply(outcome.digest)

    async def spoil(self) -> None:
        """Send the bot a file that is wrong."""
        (text,) = self._organiser.draft.sources().values()
        told: list[Any] = []

        async def send() -> None:
            told.append(await self._stage.house.bot.editions.sent(FILE, text.replace("start:", "strat:", 3).encode()))

        if await self._stage.live(send()) and told[0].verdict is not Verdict.BROKEN:
            raise AssertionError("a broken edition was taken")

    async def announce(self) -> None:
        """Announce something to everyone."""
        self._announced += 1
        store, machine = self._stage.house.bot.desk.store, self._stage.time.machine()
        await self._stage.live(announce(store, ORGANISER, f"Announcement {self._announced}", machine))

    async def die(self) -> None:
        """Let the bot die at one of its next steps."""
        await self._stage.live(self._stage.house.day(), self._stage.chance.randint(1, SPARKS))

    async def cut_off(self) -> None:
        """Let Telegram be out of reach for a while."""
        self._stage.telegram.faults.outage(faults.refused())
        minutes = self._stage.chance.choice(_OUTAGES)
        self._stage.at(self._stage.now + timedelta(minutes=minutes), self._mend)

    async def _mend(self) -> None:
        self._stage.telegram.faults.lift()

    def watch(self, start: datetime) -> None:
        """See what is owed of a start once that is past."""
        if start not in self._watched:
            self._watched.add(start)
            self._stage.at(start + timedelta(minutes=4), lambda: self._account(start))

    async def _account(self, start: datetime) -> None:
        sessions = [
            session
            for session in self._stage.house.bot.desk.programme.sessions
            if session.start == start and not session.cancelled and calm(self._stirred.get(session.id, []), start)
        ]
        self._books.expect(owed(self._crowd.people.values(), sessions))
