from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.alarm import Alarm
from bot.clock import Clock
from tests.schedule.builders import at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

NINE = at("09:00")
HOUR = timedelta(hours=1)


class Rung:
    """Hears the alarm and notes what the clock showed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._event = asyncio.Event()
        self.instants: list[datetime] = []

    def __call__(self) -> None:
        self.instants.append(self._clock.now())
        self._event.set()

    async def wait(self) -> None:
        async with asyncio.timeout(60):
            await self._event.wait()


@contextmanager
def alarm(clock: Clock) -> Iterator[tuple[Alarm, Rung]]:
    rung = Rung(clock)
    made = Alarm(clock, rung)
    made.start()
    try:
        yield made, rung
    finally:
        made.close()


async def test_it_rings_when_the_conferences_clock_shows_the_instant() -> None:
    with alarm(Clock(NINE, 36_000)) as (made, rung):
        made.arm(NINE + HOUR)
        await rung.wait()
    assert [instant >= NINE + HOUR for instant in rung.instants] == [True]


async def test_the_instant_armed_last_is_the_one_that_counts() -> None:
    with alarm(Clock(NINE, 36_000)) as (made, rung):
        made.arm(NINE + HOUR)
        made.arm(NINE + 2 * HOUR)
        await rung.wait()
    assert [instant >= NINE + 2 * HOUR for instant in rung.instants] == [True]


async def test_an_instant_that_has_passed_rings_at_once() -> None:
    with alarm(Clock(NINE, 1)) as (made, rung):
        made.arm(NINE - HOUR)
        await rung.wait()
    assert len(rung.instants) == 1


async def test_a_jump_of_the_clock_rings_whatever_it_was_armed_for() -> None:
    clock = Clock(NINE, 0)
    with alarm(clock) as (made, rung):
        made.arm(NINE + HOUR)
        clock.jump(NINE + 3 * HOUR)
        await rung.wait()
    assert rung.instants[0] == NINE + 3 * HOUR


async def test_a_stopped_clock_never_shows_what_is_to_come() -> None:
    clock = Clock(NINE, 0)
    with alarm(clock) as (made, rung):
        made.arm(NINE + HOUR)
        clock.run_at(36_000)
        await rung.wait()
        clock.run_at(0)
    assert clock.seconds_until(clock.now() + HOUR) is None
    assert clock.seconds_until(clock.now() - HOUR) == -3600
