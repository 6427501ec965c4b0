"""A browser for tests, Debian's Chromium: it notes what its pages ask of the network and what they complain about."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Page

PATIENCE = 30_000
"""Milliseconds that whatever comes surely may take where much else is going on."""
expect.set_options(timeout=PATIENCE)
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


class Window:
    """A browser that notes what its pages ask of the network and what they complain about."""

    def __init__(self, browser: Browser) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._browser = browser
        self._kept: dict[str, Page] = {}

    async def page(self, **options: Any) -> Page:
        """Return the page for `options`, such as a colour scheme: a new one costs more than most tests with it."""
        options = {"reduced_motion": "reduce", "color_scheme": "light"} | options
        kind = repr(options)
        if kind not in self._kept:
            context = await self._browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
            self._kept[kind] = await self.beside(context)
        return self._kept[kind]

    async def beside(self, context: BrowserContext) -> Page:
        """Return one more page of a browser's window."""
        page = await context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        return page

    async def leave(self) -> None:
        """Leave the pages that are open."""
        for page in [page for context in self._browser.contexts for page in context.pages]:
            if page not in self._kept.values():
                await page.close()
            elif page.url != "about:blank":
                await page.goto("about:blank")


def chromium() -> str | None:
    """Return where Chromium is: the one that can do without a screen takes half the time."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def window() -> AsyncIterator[Window]:
    if chromium() is None:
        pytest.skip("pages are tested with Debian's package chromium-headless-shell, which is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield Window(browser)
        await browser.close()
