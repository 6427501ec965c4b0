"""The only module that asks the time: of the conference's clock, which may be rehearsed, and of the machine's."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def machine_now() -> datetime:
    """Return the machine's time, aware UTC; for ages, leases and health, never for what is shown."""
    return datetime.now(UTC)  # noqa: TID251 - this module is the one that asks


def seconds() -> float:
    """Return a machine's count of seconds that never goes back; for rates and time limits."""
    return time.monotonic()  # noqa: TID251 - this module is the one that asks


class Clock:
    """The conference's clock: real, or started at an instant, sped up and made to jump.

    `tick` counts the machine's seconds; a test passes its own and moves it by hand.
    """

    def __init__(self, at: datetime | None = None, speed: float = 1, tick: Callable[[], float] = seconds) -> None:
        self._tick = tick
        self.rehearsed = at is not None or speed != 1
        self._start = at or machine_now()
        self._since = tick()
        self.speed = speed
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the conference's instant, aware UTC."""
        if not self.rehearsed:
            return machine_now()
        return self._start + timedelta(seconds=(self._tick() - self._since) * self.speed)

    def seconds_until(self, instant: datetime) -> float | None:
        """Return the machine's seconds until this clock shows an aware instant, below zero if it has; None: never."""
        left = (instant - self.now()).total_seconds()
        if left > 0 and self.rehearsed:
            return left / self.speed if self.speed else None
        return left

    def jump(self, to: datetime) -> None:
        """Set the clock to an aware instant; it goes on from there at its speed."""
        self._set(to, self.speed)

    def run_at(self, speed: float) -> None:
        """Let the clock run `speed` times as fast as the machine's from now on; 0 stops it."""
        self._set(self.now(), speed)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have `watcher` called after every jump and change of speed."""
        self._watchers.append(watcher)

    def _set(self, to: datetime, speed: float) -> None:
        self.rehearsed = True
        self._start, self._since, self.speed = to.astimezone(UTC), self._tick(), speed
        for watcher in self._watchers:
            watcher()
