"""Reminders of one session with 2,500 followers: how late each is against its planned second; and planning for more."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Companion, Wires
from bot.clock import Clock, seconds
from bot.delivery.planning import Planner
from bot.feature import discover
from bot.store import LetterKind, Store
from schedule.loading import load
from schedule.search import Index
from tests.bench.contenders import EXAMPLE
from tests.bench.crowd import known
from tests.bench.delivery import strict
from tests.bench.processes import TOKEN, running
from tests.bench.table import Row, at_least, at_most, percentile, show
from tests.torture.checker import letters_in

FOLLOWERS = 2_500
PLANNED = 10_000
RATE = 25
LEAD = timedelta(minutes=10)
SUBJECT = "opening"
BEFORE = timedelta(seconds=6)
"""How long before the first reminder falls due the bot is started."""


@dataclass(frozen=True, slots=True)
class Told:
    """How late each reminder was, and how long before the start it came, in seconds."""

    late: tuple[float, ...]
    early: tuple[float, ...]


def measure(followers: int = FOLLOWERS, planned: int = PLANNED) -> None:
    """Print the table."""
    told = asyncio.run(_told(followers))
    took = asyncio.run(_planning(planned))
    p99, earliest = percentile(told.late, 0.99), min(told.early, default=0.0)
    before = sum(left > 0 for left in told.early)
    show(
        f"Reminders: one session with {followers:,} followers, ten minutes before it, with the flood model on",
        (
            Row("told before it starts", f"{before:,}", "", "", "", *at_least(before, followers)),
            Row("late against the planned second, p50", f"{percentile(told.late, 0.5):.2f} s"),
            Row("late against the planned second, p99", f"{p99:.2f} s", "", "", "", *at_most(p99, 3, " s")),
            Row("the last one, before the start", f"{earliest:.0f} s"),
            Row(f"planning for {planned:,} followers", f"{took:.2f} s", "", "", "", *at_most(took, 2, " s")),
        ),
    )


def _starts() -> datetime:
    programme = load(EXAMPLE).programme
    if programme is None:
        raise ValueError("the example has errors")
    return programme.session[SUBJECT].start


async def _told(followers: int) -> Told:
    starts = _starts()
    begins = starts - LEAD - timedelta(seconds=followers / RATE / 2) - BEFORE
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{temporary}/rehearsal.db"
        await known(url, followers, {SUBJECT: "session"})
        async with strict(followers) as (telegram, address):
            since = seconds()
            command = [sys.executable, "-m", "tests.bench.dated", address, temporary, begins.isoformat(), str(since)]
            with running(command, {}):
                async with asyncio.timeout(followers / RATE * 2 + 60):
                    while len({entry.chat_id for entry in telegram.log}) < followers:  # noqa: ASYNC110 - no event
                        await asyncio.sleep(0.5)
        accepted = {entry.chat_id: begins + timedelta(seconds=entry.at - since) for entry in telegram.log}
        letters = [each for each in await letters_in(url) if each.kind is LetterKind.REMINDER]
    return Told(
        tuple((accepted[each.person] - each.due).total_seconds() for each in letters),
        tuple((starts - accepted[each.person]).total_seconds() for each in letters),
    )


async def _planning(followers: int) -> float:
    """Return how long the planner takes for the slot of one session, in seconds."""
    programme = load(EXAMPLE).programme
    if programme is None:
        raise ValueError("the example has errors")
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{Path(temporary) / 'rehearsal.db'}"
        await known(url, followers, {SUBJECT: "session"})
        clock = Clock(_starts() - LEAD - timedelta(seconds=followers / RATE / 2), 0)
        async with await Store.open(url) as store:
            bot = Companion(Wires(TOKEN, "http://127.0.0.1:9"), store, clock, discover(), programme, Index(programme))
            begun = seconds()
            await Planner(bot.desk, RATE).plan(clock.now())
            took = seconds() - begun
            planned = sum((await store.letters.counts()).values())
    if planned != followers:
        raise RuntimeError(f"{planned} of {followers} reminders were planned")
    return took
