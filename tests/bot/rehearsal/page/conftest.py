from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from tests.bot.rehearsal.page.rehearsed import ANNA, NOAH, OLGA, Rehearsal
from tests.browser import Window, window

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["window"]


@pytest_asyncio.fixture(loop_scope="module")
async def rehearsal(window: Window) -> AsyncIterator[Rehearsal]:
    """A rehearsal in which no page may complain, or ask anybody else for anything."""
    window.asked.clear()
    window.complaints.clear()
    rehearsal = Rehearsal(window)
    await rehearsal.serve()
    yield rehearsal
    await window.leave()
    await rehearsal.close()
    assert window.complaints == []
    assert [url for url in window.asked if not url.startswith((rehearsal.address, "blob:", "about:"))] == []


@pytest_asyncio.fixture(loop_scope="module")
async def known(rehearsal: Rehearsal) -> Rehearsal:
    """The people have all written once, so that the bot may write to them."""
    for person in (ANNA, NOAH, OLGA):
        rehearsal.telegram.say(person, "/start")
        await rehearsal.heard()
    return rehearsal
