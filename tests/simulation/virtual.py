"""Virtual time: it passes only when everybody sleeps and nothing is being worked on. Nobody waits for it."""

from __future__ import annotations

import asyncio
import heapq
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

_MACHINE = datetime(2026, 1, 1, tzinfo=UTC)


class Time:
    """The machine's seconds and clock, and the conference's clock, which goes as fast."""

    def __init__(self, start: datetime) -> None:
        self._passed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self.clock = Clock(start, 1, self.seconds)
        # A clock that was not set and runs as fast as the machine's asks the machine.
        self.clock.rehearsed = True

    def seconds(self) -> float:
        """Return the machine's count."""
        return self._passed

    def machine(self) -> datetime:
        """Return the machine's clock."""
        return _MACHINE + timedelta(seconds=self._passed)

    def pass_by(self, seconds: float) -> None:
        """Let time pass while nobody is at work."""
        self._passed += seconds

    async def sleep(self, seconds: float) -> None:
        """Sleep for some of the machine's seconds."""
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._passed + max(0.0, seconds), next(self._numbers), woken))
        await woken

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Let the loop itself do what threads would do, each in a step of its own, while the context lasts.

        Nobody waits for a thread, and a seed plays the same each time; others have their turn before, as with threads.
        """
        loop: Any = asyncio.get_running_loop()

        def run(_executor: object, work: Callable[..., Any], *details: Any) -> asyncio.Future[Any]:
            future: asyncio.Future[Any] = loop.create_future()
            loop.call_soon(_do, future, partial(work, *details))
            return future

        loop.run_in_executor = run
        try:
            yield
        finally:
            del loop.run_in_executor

    async def until(self, done: Awaitable[Any]) -> None:
        """Let time pass until this is done."""
        waiting = asyncio.ensure_future(done)
        while not waiting.done():
            await self.settle()
            if not waiting.done():
                await self._wake()
        waiting.result()

    async def settle(self) -> None:
        """Let everybody do what they can do now."""
        ready: Any = asyncio.get_running_loop()._ready  # type: ignore[attr-defined] # noqa: SLF001 - whether all wait
        await asyncio.sleep(0)
        while ready:  # noqa: ASYNC110 - nobody tells when nothing is ready any more
            await asyncio.sleep(0)

    async def _wake(self) -> None:
        """Wake who sleeps shortest; without anybody asleep, wait for the real world."""
        while self._sleepers:
            at, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self._passed = max(self._passed, at)
                woken.set_result(None)
                return
        await asyncio.sleep(0.001)


def _do(future: asyncio.Future[Any], work: Callable[[], Any]) -> None:
    """Do the work, to its end even if nobody waits for it any more, as a thread does."""
    try:
        answer = work()
    except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
        if not future.done():
            future.set_exception(error)
    else:
        if not future.done():
            future.set_result(answer)
