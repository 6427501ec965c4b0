"""Takes the README's pictures anew: `python -m tests.picture`, with Debian's Chromium installed."""

from __future__ import annotations

import asyncio
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image
from playwright.async_api import async_playwright, expect

from bot.asked import Place, QuestionState
from bot.board.server import serve
from tests.bot.board.staged import LAPTOP, Staged
from tests.bot.rehearsal.page.rehearsed import be, said
from tests.bot.rehearsal.page.test_walk import (
    ROOT,
    ask,
    be_late,
    book,
    break_off,
    come,
    demo,
    follow_next,
    jump,
    meet,
    take,
)  # fmt: skip
from tests.browser import FLAGS, Window, chromium
from tests.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, Page

SHOWN = ROOT / "bot" / "rehearsal" / "demo.png"
AT_A_SCREEN = ROOT / "bot" / "rehearsal" / "at-a-screen.png"
ON_AN_EXCURSION = ROOT / "bot" / "rehearsal" / "on-an-excursion.png"
BOARD = ROOT / "bot" / "board" / "board.png"
PHONE = {"viewport": {"width": 380, "height": 800}, "device_scale_factor": 2, "reduced_motion": "reduce"}
GAP, COLOURS = 32, 96
ASKED = (
    ("How can a small region without a university take part in a cluster at all?", 37, None, Place.HALL),
    ("Which of the indicators would you still trust in ten years?", 24, "Marta", Place.STREAM),
    ("Wie bringt man Mittelständler dazu, ihre Daten zu teilen?", 19, None, Place.STREAM),
    ("Is there a cluster policy that was ended on time?", 11, "Anna B.", Place.HALL),
    ("What would you tell a mayor with four years?", 7, None, Place.HALL),
)


async def take_all() -> None:
    async with demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1180, "height": 960}, reduced_motion="reduce")
        await page.goto(address)
        await meet(page)
        await follow_next(page)
        await page.get_by_role("button", name="Next reminder").click()
        await expect(said(page)).to_contain_text("in 10 min")
        await expect(page.locator(".toast")).to_have_count(0)
        await page.mouse.move(0, 0)
        await page.screenshot(path=SHOWN)
        await take_days(browser)
        await take_board(browser)
        await browser.close()


async def take_days(browser: Browser) -> None:
    """What Noah sees at his screen and Anna on her excursion, on their phones."""
    async with demo() as address:
        page = await browser.new_page(**PHONE)
        await page.goto(address)
        await meet(page)
        await follow_next(page)
        await jump(page, "2021-09-23T08:50")
        await be(page, "Noah")
        await expect(said(page)).to_contain_text("in 10 min")
        at_a_screen = [await phone(page)]
        await ask(page)
        await take(page)
        at_a_screen.append(await phone(page))
        await break_off(page)
        at_a_screen.append(await phone(page))
        beside(at_a_screen, AT_A_SCREEN)

        await book(page)
        on_an_excursion = [await phone(page, "Zurück 12:30")]
        await come(page)
        on_an_excursion.append(await phone(page, "⏰ 08:30"))
        await be_late(page)
        on_an_excursion.append(await phone(page))
        beside(on_an_excursion, ON_AN_EXCURSION)


async def phone(page: Page, top: str = "") -> Image.Image:
    """Return the chat without the rehearsal's clock and people, once no notice lies over it; `top` is said topmost."""
    await expect(page.locator(".toast")).to_have_count(0, timeout=30_000)
    if top:
        await page.locator(".message", has_text=top).last.evaluate("(message) => message.scrollIntoView(true)")
    return Image.open(BytesIO(await page.locator(".chat").screenshot()))


def beside(screens: list[Image.Image], path: Path) -> None:
    """Save phones side by side, with few colours: they are read on a page that is loaded often."""
    width = sum(screen.width + GAP for screen in screens) + GAP
    strip = Image.new("RGB", (width, screens[0].height + 2 * GAP), "#c9d3d0")
    for at, screen in enumerate(screens):
        strip.paste(screen, (GAP + at * (screen.width + GAP), GAP))
    strip.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


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
    asyncio.run(take_all())
