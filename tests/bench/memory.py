"""What the bot holds in memory: idle, and when it knows ten thousand people."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, insert

from bot.clock import machine_now
from bot.reader import Mode
from bot.store import Store
from bot.store.tables import follow, person
from schedule.loading import load
from tests.bench.contenders import AIOGRAM, EXAMPLE, OURS, PTB, Contender
from tests.bench.processes import memory, pair
from tests.bench.table import Row, at_most, show

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE = 10_000
FOLLOWED = 5
CROWD = 500  # who write at once
IDLE = 3.0


def measure() -> None:
    """Print the table."""
    with TemporaryDirectory(prefix="bench-") as temporary:
        data = Path(temporary)
        url = f"sqlite:///{data / 'rehearsal.db'}"
        asyncio.run(_create(url))
        ours, ptb, aiogram = (_idle(contender, data) for contender in (OURS, PTB, AIOGRAM))
        _fill(url)
        stored, seen = _crowded(data)
    more = seen - ours
    show(
        f"Memory: resident, in MB; idle is {IDLE:.0f} s after it began to poll, on a database that was there before",
        (
            Row("idle", *(f"{size:.1f}" for size in (ours, ptb, aiogram)), "", *at_most(ours, 140)),
            Row(f"{PEOPLE:,} people stored, idle", f"{stored:.1f}"),
            Row(f"{PEOPLE:,} people stored and all seen", f"{seen:.1f}"),
            Row("more than idle", f"{more:.1f}", "", "", "", *at_most(more, 30)),
        ),
        f"Seen: each has written /next once, {CROWD} at a time, so that all are in the bot's memory.",
        f"They follow {FOLLOWED} sessions each, in two languages, three modes and six zones.",
    )


def _idle(contender: Contender, data: Path) -> float:
    with pair(contender, 0, data) as running:
        time.sleep(IDLE)
        return memory(running.bot)


def _crowded(data: Path) -> tuple[float, float]:
    """Return the memory before and after everybody has written."""
    with pair(OURS, PEOPLE, data) as running:
        time.sleep(IDLE)
        stored = memory(running.bot)
        for first in range(1, PEOPLE + 1, CROWD):
            running.answer([(someone, "/next") for someone in range(first, first + CROWD)])
        time.sleep(IDLE)
        return stored, memory(running.bot)


def _fill(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(person), [*_people()])
        connection.execute(insert(follow), [*_follows()])
    engine.dispose()


async def _create(url: str) -> None:
    await (await Store.open(url)).close()


def _people() -> Iterator[dict[str, object]]:
    zones = ("America/New_York", "Asia/Tokyo", "Europe/Lisbon", "Africa/Nairobi", "America/Sao_Paulo", "Asia/Kolkata")
    for number in range(1, PEOPLE + 1):
        yield {
            "id": number,
            "language": ("en", "de")[number % 2],
            "mode": tuple(Mode)[number % 3],
            "zone": zones[number % 6],
            "leads": [10],
            "registered": bool(number % 2),
            "organiser": False,
            "awaiting": None,
            "reachable": True,
            "created_at": machine_now(),
        }


def _follows() -> Iterator[dict[str, object]]:
    programme = load(EXAMPLE).programme
    sessions = [session.id for session in programme.sessions] if programme else []
    for number in range(1, PEOPLE + 1):
        for place in range(FOLLOWED):
            subject = sessions[(number + 3 * place) % len(sessions)]
            yield {"person": number, "kind": "session", "subject": subject, "since": machine_now()}
