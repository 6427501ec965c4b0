"""Databases with many people in them, and what they are told: what the benchmarks of delivery begin with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert

from bot.clock import machine_now
from bot.store import Store, tables
from bot.store.engines import open_database
from tests.torture.announcements import announce

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def known(url: str, people: int, follows: Mapping[str, str] | None = None) -> None:
    """Create a database with so many people in it, the first of them an organiser.

    They follow the subjects of `follows`, each with its kind, and always have.
    """
    plain = {"language": "en", "mode": "onsite", "leads": [10], "registered": True, "reachable": True}
    rows = [{"id": n, "organiser": n == 1, "created_at": LONG_AGO, **plain} for n in range(1, people + 1)]
    following = [
        {"person": n, "kind": kind, "subject": subject, "since": LONG_AGO}
        for n in range(1, people + 1)
        for subject, kind in (follows or {}).items()
    ]

    def fill(connection: Connection) -> None:
        connection.execute(insert(tables.person), rows)
        if following:
            connection.execute(insert(tables.follow), following)

    await written(url, fill)


async def written(url: str, unit: Callable[[Connection], None]) -> None:
    """Write to a database that no bot has open."""
    database = await open_database(url)
    try:
        await database.writer.run(unit)
    finally:
        await database.close()


async def announced(url: str, text: str) -> None:
    """Confirm an announcement to everyone, which goes out as soon as a bot runs."""
    async with await Store.open(url) as store:
        await announce(store, 1, text, machine_now())
