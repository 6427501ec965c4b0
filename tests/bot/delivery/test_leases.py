from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app.house import LOST
from bot.delivery.leases import Lease
from bot.store import StoreProblem
from tests.world import MACHINE, world

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store import Store


def clocks(at: list[float], step: list[float]) -> tuple[Callable[[], datetime], Callable[[], float]]:
    """A machine's clock that may be set, and its count, which goes on."""
    return lambda: MACHINE + timedelta(seconds=at[0] + step[0]), lambda: at[0]


@pytest.mark.parametrize("step", [3600.0, -3600.0])
async def test_a_machines_clock_that_is_set_costs_seconds_and_not_the_right_to_send(store: Store, step: float) -> None:
    at, stepped = [0.0], [0.0]
    lease = Lease(store.letters, *clocks(at, stepped))
    await lease.keep()
    stepped[0] = step
    at[0] += 1
    early = lease.lost
    at[0] += 3
    assert (await lease.keep(), early, lease.lost, lease.fence) == (True, False, False, 1)


async def test_what_ran_out_while_the_store_was_away_is_renewed_if_nobody_has_taken_it(store: Store) -> None:
    at = [0.0]
    lease = Lease(store.letters, *clocks(at, [0.0]))
    await lease.keep()
    at[0] += 30
    assert (lease.held, lease.lost) == (False, False)
    assert (await lease.keep(), lease.lost, lease.fence) == (True, False, 1)


async def test_whoever_was_taken_for_dead_ends_even_if_the_other_has_died_since(postgresql_url: str) -> None:
    async with world(postgresql_url) as w:
        await w.bot.lease.keep()
        w.seconds[0] += 30
        other = Lease(w.store.letters, *clocks(w.seconds, [0.0]), holder="another")
        assert (await other.keep(), w.bot.lease.lost) == (True, False)
        w.seconds[0] += 30
        with pytest.raises(StoreProblem, match=LOST):
            await w.bot._guard(asyncio.Event())  # noqa: SLF001 - without the rest of the day
    assert w.bot.lease.fence == other.fence + 1


async def test_a_right_to_send_that_ran_out_does_not_end_the_bot(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.bot.lease.keep()
        stop = asyncio.Event()
        # The sender has just tried in vain, as it does every three seconds: it is not yet time to ask again.
        w.bot.lease._asked = w.seconds[0] = 30.0  # noqa: SLF001 - as after a failed try
        guard = asyncio.create_task(w.bot._guard(stop))  # noqa: SLF001 - without the rest of the day
        await asyncio.sleep(0.01)
        assert (w.bot.lease.held, guard.done()) == (False, False)
        stop.set()
        await guard
