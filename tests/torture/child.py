"""The bot that is going to be killed: the real one, in a process of its own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import faultpoints
from bot.app import house, run
from bot.clock import Clock, machine_now, seconds
from bot.delivery import leases, limits, line, pace, pauses, sender
from bot.edition import serving, watching
from bot.logs import set_up
from bot.settings import Apply, Settings
from bot.store import Store, marks
from schedule.loading import load
from tests.torture.announcements import announce
from tests.torture.marks import marked

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

TOKEN = "1234567:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
LEASE = timedelta(seconds=1.5)


@dataclass(frozen=True, slots=True)
class Orders:
    """How a child lives. `start` is what the conference's clock showed when the machine's count was `since`.

    It is killed at the `nth` passing of `fault`; without one it notes in `counted` how often it passed each place.
    """

    database: str
    address: str
    folder: Path
    start: datetime
    since: float
    speed: float
    rate: float
    organiser: int
    fault: str = ""
    nth: int = 1
    counted: Path | None = None
    announces: str = ""
    """What its organiser confirms before it begins to work; empty: nothing."""

    def clock(self) -> Clock:
        """Return the conference's clock, the same in every process of a run."""
        return Clock(self.start + timedelta(seconds=(seconds() - self.since) * self.speed), self.speed)

    def settings(self) -> Settings:
        """Return settings for a run that is faster than the product allows."""
        told = Settings(
            token=TOKEN,
            api_url=self.address,
            conference=self.folder / "conference",
            data_dir=self.folder,
            database_url=self.database,
            rehearsal_database_url=self.database,
            organisers=frozenset({self.organiser}),
            apply=Apply.AUTO,
        )
        return told.model_copy(update={"rate": self.rate})


def live(orders: Orders) -> None:
    """Be the bot until SIGTERM, or until the place where it ends."""
    set_up()
    if orders.fault:
        faultpoints.arm(orders.fault, orders.nth)
    elif orders.counted:
        faultpoints.rehearse()
    _hurry(orders.rate)
    asyncio.run(_work(orders))
    if orders.counted:
        orders.counted.write_text(json.dumps(faultpoints.count()))


async def _work(orders: Orders) -> None:
    settings = orders.settings()
    if orders.announces:
        async with await Store.open(orders.database) as store:
            await announce(store, orders.organiser, orders.announces, machine_now())
    with marked():
        await run(settings, load(settings.conference), orders.clock())


def _hurry(rate: float) -> None:
    """Shorten what the product waits for on purpose, and send faster than Telegram allows: trials are long enough."""
    pace.BULK = pauses.SLOWEST = rate
    limits.BURST = 1_000
    line.LONGEST, sender.WARY = 0.1, 0.0
    marks.DOUBT_PAUSE = timedelta(seconds=0.2)
    leases.LENGTH, leases.RENEWAL, house.CLAIM = LEASE, 0.3, 0.3
    watching.QUIET, serving.EVERY = 0.2, 0.1
