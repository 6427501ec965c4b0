"""A whole conference by lot: what happens when is drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.books import Books
from tests.simulation.crowd import FEW, Crowd
from tests.simulation.direction import Direction
from tests.simulation.organiser import Organiser
from tests.simulation.stage import Stage
from tests.torture.marks import marked
from tests.torture.programmes import FIRST, HOURS, ZONE, draft, instant

if TYPE_CHECKING:
    from tests.simulation.books import Outcome
    from tests.simulation.stage import Deed

WEATHER = {
    "cut": 0.002, "server_error": 0.002, "bad_gateway": 0.001, "timeout": 0.001, "broken_json": 0.001,
    "flood": 0.0005, "refused": 0.002,
}  # fmt: skip
"""How likely a call meets what."""
LONGEST_PAUSE = 5
_BEFORE, _AFTER = timedelta(hours=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a conference is and how much happens; `deeds` is how often each person changes their mind.

    `together` is how many do so at the same instant, and one out of `taps` of theirs is a bot's last.
    """

    people: int
    sessions: int
    days: int
    edits: int
    announcements: int
    crashes: int
    outages: int = 2
    follows: int = 8
    deeds: int = 2
    hours: range = HOURS
    together: int = 1
    taps: int = FEW


# A bot that starts and a turn of the post office take as long as a few letters each: so there are not thousands.
FULL = Size(5_000, 200, 3, 40, 10, 30, follows=4, together=5, taps=400)
SMALL = Size(20, 10, 1, 5, 2, 4, 1, 3, 1, hours=range(9, 11))


class Play:
    """One conference."""

    def __init__(self, url: str, seed: int, size: Size) -> None:
        chance = Random(seed)  # noqa: S311 - a play
        self._size = size
        self._draft = draft(chance, size.sessions, size.days, size.hours)
        self._stage = Stage(url, self._opens(0), self._draft.sources(), chance)
        self._books = Books(self._stage)
        self._crowd = Crowd(self._stage, self._books, self._draft, size.people, size.follows, size.taps)
        self._direction = Direction(self._stage, self._books, self._crowd, Organiser(self._draft, chance))

    async def run(self) -> Outcome:
        """Play it to its end."""
        self._plan()
        self._stage.telegram.faults.weather(WEATHER, self._stage.chance.randrange(1_000_000), LONGEST_PAUSE)
        with self._stage.time.watching(), marked():
            await self._crowd.arrive()
            await self._stage.play(self._closes(self._size.days - 1) + _AFTER)
        return await self._books.outcome()

    def _plan(self) -> None:
        size, crowd, direction = self._size, self._crowd, self._direction
        for deed, times in (
            (direction.edit, size.edits),
            (direction.announce, size.announcements),
            (direction.spoil, max(1, size.edits // 10)),
            (direction.die, size.crashes),
            (direction.cut_off, size.outages),
            (crowd.block, size.people // 20),
            (crowd.forget, max(1, size.people // 50)),
        ):
            self._several(deed, times)
        self._several(crowd.change_mind, size.deeds * size.people // size.together, size.together)
        for talk in self._draft.talks:
            direction.watch(instant(talk.starts))

    def _several(self, deed: Deed, times: int, together: int = 1) -> None:
        """Have something done so often, while people are about, each time by so many."""
        for _ in range(times):
            day = self._stage.chance.randrange(self._size.days)
            length = int((self._closes(day) - self._opens(day)).total_seconds())
            at = self._opens(day) + timedelta(seconds=self._stage.chance.randrange(60, length))
            for _ in range(together):
                self._stage.at(at, deed)

    def _opens(self, day: int) -> datetime:
        return self._hour(day, self._size.hours.start) - _BEFORE

    def _closes(self, day: int) -> datetime:
        return self._hour(day, self._size.hours.stop)

    def _hour(self, day: int, hour: int) -> datetime:
        return datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), ZONE) + timedelta(hours=hour)
