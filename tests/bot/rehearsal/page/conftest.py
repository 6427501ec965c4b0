from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from bot.clock import Clock, seconds
from bot.rehearsal.cast import enter
from bot.rehearsal.chatpage import Stage
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
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
    """A stand-in at 08:45 in Berlin with a stopped clock; no page may complain or ask anybody else for anything."""
    clock = Clock(datetime(2021, 9, 23, 6, 45, tzinfo=UTC), speed=0)
    telegram = Telegram("1:T", "steiger_bot", now=clock.now, seconds=seconds)
    enter(telegram)
    window.asked.clear()
    window.complaints.clear()
    stage = Stage(clock, ZoneInfo("Europe/Berlin"), date(2021, 9, 23), date(2021, 9, 24))
    async with serve(telegram, stage) as address:
        yield Rehearsal(telegram, clock, address, window)
        await window.leave()
    assert window.complaints == []
    assert [url for url in window.asked if not url.startswith((address, "blob:", "about:"))] == []


@pytest_asyncio.fixture(loop_scope="module")
async def known(rehearsal: Rehearsal) -> Rehearsal:
    """The people have all written once, so that the bot may write to them."""
    for person in (ANNA, NOAH, OLGA):
        rehearsal.telegram.say(person, "/start")
        await rehearsal.heard()
    return rehearsal
