"""Takes the README's picture anew: `python -m tests.picture`, with Debian's chromium installed."""

from __future__ import annotations

import asyncio
import shutil

from playwright.async_api import async_playwright, expect

from tests.bot.rehearsal.page.conftest import FLAGS
from tests.bot.rehearsal.page.rehearsed import be, said
from tests.bot.rehearsal.page.test_walk import ROOT, button, demo, write

SHOWN = ROOT / "bot" / "rehearsal" / "demo.png"


async def take() -> None:
    async with demo() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1180, "height": 960}, reduced_motion="reduce")
        await page.goto(address)
        await be(page, "Anna")
        await page.get_by_role("button", name="Starten").click()
        await button(page, "Vor Ort").click()
        await write(page, "/exkursionen")
        await be(page, "Noah")
        await page.get_by_role("button", name="Start", exact=True).click()
        await button(page, "Online").click()
        await write(page, "New York")
        await expect(said(page)).to_contain_text("Good to have you")
        await write(page, "/next")
        await expect(said(page)).to_contain_text("Next")
        await write(page, "who is Engelmann?")
        await expect(said(page)).to_contain_text("European Commission")
        await page.mouse.move(0, 0)
        await page.screenshot(path=SHOWN)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take())
