"""Takes the README's picture anew: `python -m tests.picture`, with Debian's chromium installed."""

from __future__ import annotations

import asyncio
import shutil

from playwright.async_api import async_playwright, expect

from tests.bot.rehearsal.page.rehearsed import said
from tests.bot.rehearsal.page.test_walk import ROOT, demo, follow_next, meet
from tests.browser import FLAGS

SHOWN = ROOT / "bot" / "rehearsal" / "demo.png"


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
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take())
