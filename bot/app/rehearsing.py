"""`steiger demo`: the whole bot against the stand-in, with a chat page in the browser. Nothing of it outlives it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.app.boarding import Place, board_on
from bot.app.house import Wires, companion
from bot.app.running import settle, stop_on_signals
from bot.board.server import LOOPBACK
from bot.clock import machine_now, seconds
from bot.health import Health
from bot.rehearsal.cast import DEMO, enter
from bot.rehearsal.landmarks import ahead
from bot.rehearsal.server import serve
from bot.rehearsal.stage import Stage
from bot.rehearsal.telegram import Telegram
from bot.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.clock import Clock
    from bot.settings import Settings
    from schedule.following import Follower
    from schedule.loading import Loaded
    from schedule.model import Programme

# Made up: the stand-in accepts it, Telegram would not.
DEMO_TOKEN = "1234567890:" + "made-up-for-the-demo-on-this-machine"
MORNING = time(8, 45)
_LOOK = 1.0
"""Machine's seconds after which it is looked again who is to be reminded of what."""


def first_morning(programme: Programme) -> datetime:
    """Return 08:45 of the first day, when a demo begins."""
    return datetime.combine(programme.conference.starts, MORNING, programme.conference.zone)


async def demo(
    settings: Settings,
    loaded: Loaded,
    programme: Programme,
    clock: Clock,
    port: int,
    opened: Callable[[str], None] = lambda _: None,
    board: int = 0,
) -> None:
    """Run until SIGTERM or SIGINT; `opened` is told the page's address once the bot is at work.

    The store is in a temporary folder; the conference's own is watched, as in the real day. `board` is the port of
    the board for the stage. OSError if the page's port is taken, SettingsProblem if the board's is.
    """
    telegram = Telegram(DEMO_TOKEN, now=clock.now, seconds=seconds)
    enter(telegram)
    organisers = frozenset(persona.id for persona in DEMO if persona.organiser)
    stop = stop_on_signals()
    with TemporaryDirectory(prefix="steiger-") as temporary:
        async with await Store.open(f"sqlite:///{temporary}/demo.db") as store:
            await store.keep_edition(dict(loaded.sources), machine_now())
            health = Health(Path(temporary))
            held = programme.conference
            people: list[Follower] = []
            stage = Stage(
                clock, held.zone, held.starts, held.ends, landmarks=lambda: ahead(served(), clock.now(), people)
            )
            async with (
                serve(telegram, stage, port) as address,
                companion(
                    Wires(DEMO_TOKEN, address, rate=settings.rate),
                    store,
                    clock,
                    programme,
                    settings.conference,
                    apply=settings.apply,
                ) as bot,
            ):

                def served() -> Programme:
                    return bot.desk.programme

                await bot.stand_by()
                await bot.start(health, organisers)
                opened(address)
                settle()
                async with board_on(Place(LOOPBACK, board), bot.desk), _knowing(people, store, stage, telegram):
                    await bot.work(health, stop)


@asynccontextmanager
async def _knowing(people: list[Follower], store: Store, stage: Stage, telegram: Telegram) -> AsyncIterator[None]:
    """Keep in `people` who follows what, and tell the page when something else lies ahead because of that."""

    async def look() -> None:
        shown = stage.landmarks()
        while True:
            people[:] = await store.followers.these([persona.id for persona in stage.cast], stage.zone)
            if stage.landmarks() != shown:
                telegram.tell_all({"kind": "clock", **stage.time()})
                shown = stage.landmarks()
            await asyncio.sleep(_LOOK)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
