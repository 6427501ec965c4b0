"""A stranger's first minutes with `demo`, in a browser, in both languages and both modes."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.app import rehearsing
from bot.clock import Clock
from bot.settings import EXAMPLE, read_settings
from schedule.loading import load
from tests.bot.rehearsal.page.rehearsed import be, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Locator, Page

    from tests.browser import Window

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROOT = Path(__file__).parent.parent.parent.parent.parent


@asynccontextmanager
async def started(*arguments: str) -> AsyncIterator[str]:
    """The demo as its own process, as a stranger starts it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", *arguments, "--port", "0", "--no-browser", cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line
        yield address[0]
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 60)
    assert process.returncode == 0


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The demo in this process: one of its own would first load the bot once more."""
    loop = asyncio.get_running_loop()
    loaded = load(EXAMPLE)
    assert loaded.programme, loaded.problems
    clock = Clock(rehearsing.first_morning(loaded.programme))
    settings = read_settings(conference=EXAMPLE)
    opened: asyncio.Future[str] = loop.create_future()
    playing = asyncio.create_task(rehearsing.demo(settings, loaded, loaded.programme, clock, 0, opened.set_result))
    playing.add_done_callback(lambda _: opened.cancel())
    try:
        yield await opened
    finally:
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing
        # What it takes for itself because it expects to be alone.
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox").last.fill(text)
    await page.keyboard.press("Enter")


async def meet(page: Page) -> None:
    """Let Anna say that she is on site, and Noah that he is in New York."""
    await be(page, "Anna")
    await page.get_by_role("button", name="Starten").click()
    await button(page, "Vor Ort").click()
    await expect(said(page)).to_contain_text("Schön, dass Sie vor Ort sind.")
    await be(page, "Noah")
    await page.get_by_role("button", name="Start", exact=True).click()
    await button(page, "Online").click()
    await expect(said(page)).to_contain_text("Where are you?")
    await write(page, "New York")
    await expect(said(page)).to_contain_text("Good to have you with us online.")


async def follow_next(page: Page) -> None:
    """Let Anna and Noah follow what starts next."""
    for name, command, answer, star, done in (
        ("Anna", "/naechste", "Als Nächstes", "☆ Merken", "⭐ Gemerkt"),
        ("Noah", "/next", "Next:", "☆ Follow", "⭐ Following"),
    ):
        await be(page, name)
        await write(page, command)
        await expect(said(page)).to_contain_text(answer)
        await button(page, star).click()
        await expect(button(page, done)).to_be_visible()


def button(page: Page, label: str) -> Locator:
    return page.locator(".message").last.get_by_role("button", name=label)


def anywhere(page: Page, label: str) -> Locator:
    """The last button of this name: a pin that came with a page stands below its buttons."""
    return page.get_by_role("button", name=label).last


async def jump(page: Page, to: str) -> None:
    """Set the clock to a wall time of the conference, as the page's form does, which phones fold away."""
    headers = {"Content-Type": "application/json"}
    await page.evaluate("(asked) => fetch('/rehearsal/clock', asked)", {
        "method": "POST", "headers": headers, "body": json.dumps({"to": to}),
    })  # fmt: skip


async def ask(page: Page) -> None:
    """Let Noah ask those on stage something, by name."""
    await be(page, "Noah")
    await write(page, "/ask")
    await expect(said(page)).to_contain_text("Write your question now")
    await button(page, "With my name").click()
    await expect(button(page, "✓ With my name")).to_be_visible()
    await write(page, "How do the two cities share the work?")
    await expect(said(page)).to_contain_text("Just write it again.")
    await button(page, "Ask it").click()
    await expect(said(page)).to_contain_text("Your question is on the list.")


async def take(page: Page) -> None:
    """Let Olga take the question."""
    await be(page, "Olga")
    await page.get_by_role("button", name="Start", exact=True).click()
    await button(page, "On site").click()
    await expect(said(page)).to_contain_text("Good to have you on site.")
    await write(page, "/chair")
    await button(page, "09:00 Welcome Words").click()
    await expect(said(page)).to_contain_text("How do the two cities share the work?")
    await button(page, "1 🎤").click()
    await be(page, "Noah")
    await expect(said(page)).to_contain_text("🎤 Your question is next")


async def break_off(page: Page) -> None:
    """Let the stream break off on which Noah waits for the keynote."""
    await be(page, "Noah")
    await write(page, "RUHR2021")
    await expect(said(page)).to_contain_text("That is the code.")
    await jump(page, "2021-09-23T09:25")
    await write(page, "/next")
    await expect(said(page)).to_contain_text("Next: 09:30")
    await button(page, "☆ Follow").click()
    await expect(button(page, "⭐ Following")).to_be_visible()
    await be(page, "Olga")
    await write(page, "/stream main down")
    await button(page, "Do it").click()
    await expect(said(page)).to_contain_text("1 person will be told in 10 s")
    await jump(page, "2021-09-23T09:26")
    await be(page, "Noah")
    await expect(said(page)).to_contain_text("▶ https://backup.example.org/bochum-2021/main")


async def book(page: Page) -> None:
    """Let Anna book a seat; the pin of the meeting point comes with the page."""
    await be(page, "Anna")
    await write(page, "/exkursionen")
    await button(page, "Duisburg: Wasserstoff im Werden").click()
    await anywhere(page, "Platz buchen").click()
    await expect(anywhere(page, "Platz zurückgeben")).to_be_visible()


async def come(page: Page) -> None:
    """Let Anna be at the bus, and say so."""
    await jump(page, "2021-09-24T08:00")
    await be(page, "Anna")
    await anywhere(page, "Ich bin da").click()
    await expect(page.locator(".toast", has_text="Notiert: Sie sind da.")).to_be_visible()


async def be_late(page: Page) -> None:
    """Let Olga, who may do what the guide may, say that the bus is late."""
    await be(page, "Olga")
    await write(page, "/guide")
    await button(page, "Duisburg: Hydrogen in the making").click()
    await expect(button(page, "✅ Anna")).to_be_visible()
    await button(page, "We are late").click()
    await button(page, "15 min").click()
    await be(page, "Anna")
    await expect(said(page)).to_contain_text("Die Führung sagt: Aufbruch gegen 09:00.")


async def test_anna_on_site_in_german_and_noah_online_in_english_get_what_concerns_them(window: Window) -> None:
    async with started() as address:
        page = await window.page()
        await page.goto(address)
        await meet(page)
        await be(page, "Anna")
        await write(page, "/naechste")
        await expect(said(page)).to_contain_text("Als Nächstes: 09:00 – in 15 Min.")
        await expect(said(page)).to_contain_text("📍 Auditorium")
        await write(page, "Wer ist Ketels?")
        await expect(said(page)).to_contain_text("Harvard Business School")
        await write(page, "/exkursionen")
        await expect(said(page)).to_contain_text("Treffen")

        await be(page, "Noah")
        await write(page, "/next")
        await expect(said(page)).to_contain_text("09:00 Berlin · 03:00 New York")
        await expect(said(page)).to_contain_text("link open now")
        await write(page, "/excursions")
        await expect(said(page)).to_contain_text("on site")
        await page.goto("about:blank")

    assert window.complaints == []


async def test_who_follows_is_reminded_in_the_hall_with_the_way_and_at_a_screen_with_the_link(window: Window) -> None:
    async with demo() as address:
        page = await window.page()
        await page.goto(address)
        await meet(page)
        await follow_next(page)
        await be(page, "Anna")
        await page.get_by_role("button", name="Nächste Erinnerung 08:50").click()
        await expect(said(page)).to_contain_text("⏰ 09:00 – in 10 Min.")
        await expect(said(page)).to_contain_text("↪ Vom Eingang geradeaus")
        await expect(said(page)).not_to_contain_text("stream.example.org")
        await be(page, "Noah")
        await expect(said(page)).to_contain_text("⏰ 09:00 Berlin · 03:00 New York – in 10 min")
        await expect(said(page)).to_contain_text("▶ https://stream.example.org/bochum-2021/")
        await expect(said(page)).not_to_contain_text("Auditorium")
        await be(page, "Anna")
        await write(page, "/exkursionen")
        await expect(said(page)).to_contain_text("Exkursionen")
        await button(page, "☆ Merken").first.click()
        await page.get_by_role("button", name="Nächste Erinnerung 18:00").click()
        await expect(said(page)).to_contain_text("🌙 Morgen")
        await page.goto("about:blank")

    assert window.complaints == []


async def test_who_asked_who_watches_and_who_waits_for_the_bus_is_told_what_becomes_of_it(window: Window) -> None:
    async with demo() as address:
        page = await window.page()
        await page.goto(address)
        await meet(page)
        await ask(page)
        await take(page)
        await break_off(page)
        await book(page)
        await come(page)
        await be_late(page)
        await page.goto("about:blank")

    assert window.complaints == []


async def test_another_conference_and_another_morning_are_played_as_well(window: Window) -> None:
    async with started("tests/conferences/toronto-2026", "--at", "2026-11-01T08:00") as address:
        page = await window.page()
        await page.goto(address)
        await be(page, "Noah")
        await write(page, "/next")
        await expect(said(page)).to_contain_text("Next: 09:00")
        await page.goto("about:blank")
