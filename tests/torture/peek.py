"""Looks into the database of a bot that is running, without getting in its way. It changes nothing."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANNOUNCED = "SELECT id FROM announcement WHERE state <> 'draft' ORDER BY id"
_READY = "SELECT count(*) FROM letter WHERE state = 'ready'"
_SERVED = "SELECT sources FROM edition WHERE state = 'served'"
_HOLDER = "SELECT holder FROM lease"
_UNSETTLED = "SELECT key FROM letter WHERE state = 'sending' ORDER BY key"
_OPEN = "SELECT count(*) FROM letter WHERE state IN ('planned', 'ready', 'sending')"
_ALL = "SELECT count(*) FROM letter"
_KEYS = "SELECT key FROM letter"


class Peek:
    """Questions to the database behind a URL."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    async def sending(self) -> frozenset[str]:
        """Return the keys of the letters that are on their way."""
        return frozenset(row[0] for row in await self._rows(_UNSETTLED))

    async def announced(self) -> tuple[int, ...]:
        """Return the numbers of the announcements that were confirmed."""
        return tuple(row[0] for row in await self._rows(_ANNOUNCED))

    async def served(self) -> dict[str, str]:
        """Return the files of the edition that is served."""
        rows = await self._rows(_SERVED)
        return dict(json.loads(rows[0][0])) if rows else {}

    async def holder(self) -> str:
        """Return who has taken the right to send last, or nothing."""
        rows = await self._rows(_HOLDER)
        return str(rows[0][0]) if rows else ""

    async def ready(self) -> int:
        """Return how many letters may go now."""
        return int((await self._rows(_READY))[0][0])

    async def waiting(self) -> int:
        """Return how many letters have not come to an end."""
        return int((await self._rows(_OPEN))[0][0])

    async def letters(self) -> int:
        """Return how many letters there are."""
        return int((await self._rows(_ALL))[0][0])

    async def keys(self) -> frozenset[str]:
        """Return the keys of all letters."""
        return frozenset(row[0] for row in await self._rows(_KEYS))

    async def _rows(self, query: str) -> Sequence[Any]:
        if self._url.get_backend_name() == "sqlite":
            return await asyncio.to_thread(self._of_file, query)
        connection = await asyncpg.connect(str(self._url))
        try:
            rows: Sequence[Any] = await connection.fetch(query)
        finally:
            await connection.close()
        return rows

    def _of_file(self, query: str) -> Sequence[Any]:
        with closing(sqlite3.connect(f"file:{self._url.database}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query).fetchall()
