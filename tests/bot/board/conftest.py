from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest_asyncio

from bot.board.server import serve
from tests.bot.board.staged import Staged
from tests.browser import Window, window
from tests.world import world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["window"]


@pytest_asyncio.fixture(loop_scope="module")
async def staged(sqlite_url: str) -> AsyncIterator[Staged]:
    """A bot in Bochum during the first keynote, whose board looks again at once."""
    async with world(sqlite_url, at="2021-09-23 09:40") as w, serve(w.bot.desk, sleep=_at_once) as address:
        yield Staged(w, address)


async def _at_once(_: float) -> None:
    await asyncio.sleep(0.02)


@pytest_asyncio.fixture(loop_scope="module")
async def board(staged: Staged, window: Window) -> AsyncIterator[Staged]:
    """The same, in a browser whose pages may not complain, nor ask anybody else for anything."""
    window.asked.clear()
    window.complaints.clear()
    staged.window = window
    yield staged
    await window.leave()
    assert window.complaints == []
    assert [url for url in window.asked if not url.startswith((staged.address, "about:"))] == []
