"""`steiger run`: the bot itself, from its first edition to the signal that ends it."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

from bot.app.boarding import board_on
from bot.app.house import Wires, companion
from bot.clock import machine_now
from bot.edition.serving import first_edition
from bot.feature import discover
from bot.health import Health
from bot.store import Store

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.app.boarding import Place
    from bot.app.house import Companion
    from bot.clock import Clock
    from bot.settings import Settings
    from schedule.loading import Loaded

_log = logging.getLogger(__name__)


async def run(settings: Settings, loaded: Loaded, clock: Clock, board: Place | None = None) -> bool:
    """Run the bot until SIGTERM or SIGINT; False at once if there is no programme to serve.

    `board` is where the board for the stage is served, if at all. Raises SettingsProblem or StoreProblem, each with
    one sentence for the operator.
    """
    wires = Wires(settings.bot_token(), settings.api_url, rate=settings.rate)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with await Store.open(settings.database(rehearsal=clock.rehearsed)) as store:
        reserved = frozenset(discover().spellings)
        programme = await first_edition(loaded, store, clock.now(), machine_now(), reserved)
        if programme is None:
            return False
        stop, health = stop_on_signals(), Health(settings.data_dir)
        async with companion(wires, store, clock, programme, settings.conference, apply=settings.apply) as bot:
            if await unless(stop, _begin(bot, health, settings.organisers)):
                settle()
                async with board_on(board, bot.desk):
                    await bot.work(health, stop)
    return True


async def _begin(bot: Companion, health: Health, organisers: frozenset[int]) -> None:
    await bot.editions.start()
    await bot.stand_by()
    await bot.start(health, organisers)
    _log.info("@%s is at work.", bot.name)
    if not await bot.desk.store.organisers():
        # Not the log: the link is a key, and logs are kept.
        link = await bot.invite_organiser()
        sys.stdout.write(f"Nobody is organiser yet. Who opens this link first becomes one: {link}\n")
        sys.stdout.flush()


def settle() -> None:
    """Take what is there for good out of the garbage collector's rounds, which took fifty milliseconds each."""
    gc.collect()
    gc.freeze()


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work; False if `stop` was set before it was done."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        task.result()
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False


def stop_on_signals() -> asyncio.Event:
    """Return what SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
