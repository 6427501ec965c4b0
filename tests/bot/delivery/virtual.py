"""The machine's seconds without waiting for them: whoever sleeps is woken in order, once nobody has anything to do."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")
SETTLED = 12


class Time:
    """`at` is now. It only moves while `run` does."""

    def __init__(self, at: float = 1000.0) -> None:
        self.at = at
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def seconds(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.at + max(0.0, seconds), next(self._numbers), woken))
        await woken

    async def run(self, work: Awaitable[T]) -> T:
        """Do the work, with time passing whenever everybody sleeps."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(SETTLED):
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                at, _, woken = heapq.heappop(self._sleepers)
                self.at = max(self.at, at)
                woken.cancelled() or woken.set_result(None)
        return task.result()
