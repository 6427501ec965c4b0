"""Where a conference is played: its time, its Telegram, and one bot after the other, each of which may die any time."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.simulation.house import House
from tests.simulation.virtual import Time
from tests.torture.child import TOKEN
from tests.torture.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping
    from datetime import datetime
    from random import Random

    from bot.store import Store

Deed: TypeAlias = "Callable[[], Awaitable[None]]"
STEP = 600.0
"""Seconds of virtual time after which somebody looks again, whatever happens."""
_AWAY = (2, 10, 60, 600)
"""For how many seconds there is no bot after one has died."""


class Stage:
    """`sources` is what lies in the bot's folder; `chance` is what everything is drawn from."""

    def __init__(self, url: str, dawn: datetime, sources: Mapping[str, str], chance: Random) -> None:
        self.url = url
        self.chance = chance
        self.time = Time(dawn)
        self.telegram = Witness(TOKEN, now=self.time.clock.now, seconds=self.time.seconds)
        self.house = House(url, self.telegram, self.time)
        self._sources = dict(sources)
        self._agenda: list[tuple[datetime, int, Deed]] = []
        self._numbers = count()

    @property
    def now(self) -> datetime:
        """What the conference's clock shows."""
        return self.time.clock.now()

    def at(self, when: datetime, deed: Deed) -> None:
        """Have something done at an instant of the conference's clock."""
        heapq.heappush(self._agenda, (when, next(self._numbers), deed))

    async def play(self, until: datetime) -> None:
        """Let a bot move in, and play."""
        await self.enter()
        await self.play_on(until)

    async def play_on(self, until: datetime) -> None:
        """Do what is to be done, in order, let the bot work until then and thereafter, and let it end."""
        while self._agenda:
            when, _, deed = heapq.heappop(self._agenda)
            await self.work(when)
            await deed()
        await self.work(until)
        await self.house.leave()

    async def work(self, until: datetime) -> None:
        """Let the bot work until the conference's clock shows this."""
        while self.now < until:
            await self.live(self.house.day())
            left = (until - self.now).total_seconds()
            self.time.pass_by(max(0.001, min(left, await self.house.idle(STEP))))

    async def live(self, work: Coroutine[Any, Any, Any], fatal: int = 0) -> bool:
        """Do something in the house; the bot may die over it, and another moves in a while later. Tell whether not."""
        if await self.house.do(work, fatal):
            return True
        self.time.pass_by(self.chance.choice(_AWAY))
        await self.enter()
        return False

    async def enter(self) -> None:
        """Let a bot move in."""
        await self.house.enter(self._sources)

    async def surely(self, make: Callable[[Store], Coroutine[Any, Any, Any]], dangers: tuple[int, ...] = (0,)) -> None:
        """Do something with the store, again if the bot dies over it: who gets no answer taps once more."""
        while not await self.live(make(self.house.bot.desk.store), self.chance.choice(dangers)):
            pass
