from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests.bot.rehearsal.page.rehearsed import ANNA, NOAH, OLGA, Rehearsal, Window

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# Without these Chromium calls its maker's hosts at every start; root needs --no-sandbox.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def window() -> AsyncIterator[Window]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("the chat page needs Debian's package chromium, which is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield Window(browser)
        await browser.close()


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
