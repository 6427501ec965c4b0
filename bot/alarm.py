"""The alarm clock: one job in APScheduler's memory, armed for the next instant at which a letter falls due.

What is owed then is computed anew from the programme and the store; the scheduler knows nothing that could be lost.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import machine_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.clock import Clock

SAFETY = timedelta(seconds=30)
"""How often, by the machine's clock, it rings without having been armed."""
_NEXT = "next"


class Alarm:
    """Calls `ring` when the conference's clock shows the instant it is armed for, and after every jump of the clock.

    `ring` is called on the event loop and should do no more than wake somebody.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        # A job that is late is still wanted, once: the default drops it after a second.
        defaults = {"misfire_grace_time": None, "coalesce": True}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._armed: datetime | None = None

    def start(self) -> None:
        """Begin to watch the clock; an event loop must be running."""
        self._scheduler.add_job(self._on_loop, IntervalTrigger(seconds=int(SAFETY.total_seconds())))
        self._scheduler.start()
        self._clock.watch(self._jumped)

    def arm(self, due: datetime | None) -> None:
        """Ring at `due`, aware, of the conference's clock, in place of any instant before; None: not at all."""
        self._armed = due
        wait = self._clock.seconds_until(due) if due else None
        if wait is None:
            self._disarm()
            return
        trigger = DateTrigger(machine_now() + timedelta(seconds=max(0.0, wait)))
        self._scheduler.add_job(self._on_loop, trigger, id=_NEXT, replace_existing=True)

    def close(self) -> None:
        """Ring no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _disarm(self) -> None:
        if self._scheduler.get_job(_NEXT):
            self._scheduler.remove_job(_NEXT)

    def _jumped(self) -> None:
        if self._scheduler.running:
            self.arm(self._armed)
            self._ring()

    async def _on_loop(self) -> None:
        # A coroutine runs on the loop; a plain function would run in a thread.
        self._ring()
