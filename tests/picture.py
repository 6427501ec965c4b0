"""Takes the README's pictures anew: `python -m tests.picture`, with Debian's chromium installed."""

from __future__ import annotations

import asyncio
import shutil
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright, expect

from bot.asked import Place, QuestionState
from bot.board.server import serve
from tests.bot.board.staged import LAPTOP, Staged
from tests.bot.rehearsal.page.rehearsed import said
from tests.bot.rehearsal.page.test_walk import ROOT, demo, follow_next, meet
from tests.browser import FLAGS, Window
from tests.world import world

if TYPE_CHECKING:
    from playwright.async_api import Browser

SHOWN = ROOT / "bot" / "rehearsal" / "demo.png"
BOARD = ROOT / "bot" / "board" / "board.png"
ASKED = (
    ("How can a small region without a university take part in a cluster at all?", 37, None, Place.HALL),
    ("Which of the indicators would you still trust in ten years?", 24, "Marta", Place.STREAM),
    ("Wie bringt man Mittelständler dazu, ihre Daten zu teilen?", 19, None, Place.STREAM),
    ("Is there a cluster policy that was ended on time?", 11, "Anna B.", Place.HALL),
    ("What would you tell a mayor with four years?", 7, None, Place.HALL),
)


async def take() -> None:
    async with demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1180, "height": 960}, reduced_motion="reduce")
        await page.goto(address)
        await meet(page)
        await follow_next(page)
        await page.get_by_role("button", name="Next reminder").click()
        await expect(said(page)).to_contain_text("in 10 min")
        await expect(page.locator(".toast")).to_have_count(0)
        await page.mouse.move(0, 0)
        await page.screenshot(path=SHOWN)
        await take_board(browser)
        await browser.close()


async def take_board(browser: Browser) -> None:
    """A keynote of the first morning, with questions."""
    with TemporaryDirectory(prefix="steiger-") as folder:
        async with world(f"sqlite:///{folder}/db", at="2021-09-23 09:43") as w, serve(w.bot.desk) as address:
            staged = Staged(w, address, Window(browser))
            asked = [await staged.ask(text, votes, name, place) for text, votes, name, place in ASKED]
            await staged.decide(asked[1], QuestionState.TAKEN)
            page = await staged.open("auditorium", **LAPTOP)
            await expect(page.locator(".question")).to_have_count(4)
            await page.screenshot(path=BOARD)


if __name__ == "__main__":
    asyncio.run(take())
