"""What many letters cost: start to first send with 100,000 of them, planning for 10,000 followers, and idling."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from bot.app import run
from bot.clock import Clock, machine_now, seconds
from bot.settings import Settings
from bot.store import Lane, LetterKind, LetterState, tables
from schedule.loading import load
from tests.bench.contenders import EXAMPLE, OURS
from tests.bench.crowd import LONG_AGO, announced, known, written
from tests.bench.delivery import strict
from tests.bench.processes import TOKEN, running
from tests.bench.table import Row, at_most, middle, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

LETTERS = 100_000
PEOPLE = 10_000
ROUNDS = 3
IDLE = 30.0
OFTEN = 30
"""A minute: one every two seconds."""
TOGETHER = 0.3
"""Queries that follow each other within so many seconds are one look."""
NONE = ("", "", "")


def measure() -> None:
    """Print the table."""
    first = asyncio.run(_first_send())
    idle = asyncio.run(_idle())
    looks = sum(later - before > TOGETHER for before, later in pairwise((0.0, *idle))) * 60 / IDLE
    show(
        f"Backlog: {LETTERS:,} letters of {PEOPLE:,} people in the store",
        (
            Row("from the command to the first letter sent", f"{first:.2f} s", "", "", "", *at_most(first, 5, " s")),
            Row(
                f"looks into the store a minute in {IDLE:.0f} s of nothing to do",
                f"{looks:.0f}",
                *NONE,
                *at_most(looks, OFTEN),
            ),
            Row("queries a minute, all looks together", f"{len(idle) * 60 / IDLE:.0f}"),
        ),
    )


async def _first_send() -> float:
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{temporary}/rehearsal.db"
        await known(url, PEOPLE)
        await written(url, _fill)
        await announced(url, "Lunch is served.")
        return middle([await _one_start(Path(temporary)) for _ in range(ROUNDS)])


async def _one_start(data: Path) -> float:
    async with strict(PEOPLE) as (telegram, address):
        command, settings = OURS.command(address, data)
        begun = seconds()
        with running(command, settings | {"STEIGER_ORGANISERS": "1"}):
            async with asyncio.timeout(60):
                while not telegram.log:  # noqa: ASYNC110 - a log sets no event
                    await asyncio.sleep(0.01)
        return telegram.log[0].at - begun


def _fill(connection: Connection) -> None:
    """Keep many letters: most wait for their time, the rest have been sent."""
    machine = machine_now()
    states = (LetterState.PLANNED, LetterState.PLANNED, LetterState.SENT)
    rows = [
        {
            "key": f"r:{number}:10:{number % PEOPLE + 1}",
            "kind": LetterKind.REMINDER,
            "lane": Lane.REMINDER,
            "person": number % PEOPLE + 1,
            "about": "2121-09-23T07:00:00+00:00",
            "facts": {"lead": 10},
            "due": LONG_AGO + timedelta(days=36_500, seconds=number),
            "useful_until": LONG_AGO + timedelta(days=36_501, seconds=number),
            "state": states[number % 3],
            "attempts": 0,
            "doubts": 0,
            "changed_at": machine,
        }
        for number in range(LETTERS - PEOPLE)
    ]
    connection.execute(insert(tables.letter), rows)


async def _idle() -> list[float]:
    """Return when the bot makes a query while nobody wants anything, in the machine's seconds."""
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{temporary}/rehearsal.db"
        await known(url, 10)
        async with strict(10) as (telegram, address):
            settings = Settings(
                token=TOKEN, api_url=address, data_dir=Path(temporary), organisers=frozenset({1}), conference=EXAMPLE
            )
            clock = Clock(LONG_AGO, 1)
            bot = asyncio.create_task(run(settings, load(EXAMPLE), clock))
            while not telegram.polls:  # noqa: ASYNC110 - the stand-in sets no event
                await asyncio.sleep(0.05)
            await asyncio.sleep(3)
            with _counting() as queries:
                await asyncio.sleep(IDLE)
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)
    return queries


@contextmanager
def _counting() -> Iterator[list[float]]:
    queries: list[float] = []

    def count(*_query: Any) -> None:
        queries.append(seconds())

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield queries
    finally:
        event.remove(Engine, "before_cursor_execute", count)
