"""The chat page in a browser, with the bot's hand behind it; it knows no test."""

from __future__ import annotations

import struct
import zlib
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from bot.clock import Clock, seconds
from bot.rehearsal.cast import enter
from bot.rehearsal.server import serve
from bot.rehearsal.stage import Stage
from bot.rehearsal.telegram import Telegram

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.browser import Window

ANNA, NOAH, OLGA = 1001, 1002, 1003


class Rehearsal:
    """A stand-in at 08:45 in Berlin with a stopped clock, its chat page and the bot's calls."""

    def __init__(self, window: Window) -> None:
        self.clock = Clock(datetime(2021, 9, 23, 6, 45, tzinfo=UTC), speed=0)
        self.telegram = Telegram("1:T", "steiger_bot", now=self.clock.now, seconds=seconds)
        enter(self.telegram)
        self.address = ""
        self._window = window
        self._offset = 0
        self._served = AsyncExitStack()

    async def serve(self) -> None:
        """Serve, at the same address each time."""
        port = int(self.address.rpartition(":")[2] or 0)
        ahead = ("nextStart", datetime(2021, 9, 23, 7, tzinfo=UTC))
        stage = Stage(
            self.clock, ZoneInfo("Europe/Berlin"), date(2021, 9, 23), date(2021, 9, 24),
            landmarks=lambda: [ahead] if self.clock.now() < ahead[1] else [],
        )  # fmt: skip
        self.address = await self._served.enter_async_context(serve(self.telegram, stage, port))

    async def close(self) -> None:
        """Stop serving."""
        await self._served.aclose()

    async def open(self, name: str, **options: Any) -> Page:
        """Open the page and be somebody."""
        page = await self._window.page(**options)
        await page.goto(self.address)
        await be(page, name)
        return page

    async def open_beside(self, other: Page, name: str) -> Page:
        """Open the page once more in the same browser."""
        page = await self._window.beside(other.context)
        await page.goto(self.address)
        await be(page, name)
        return page

    async def bot(self, method: str, **parameters: Any) -> Any:
        """Return the result of a Bot API call; a file is (name, content, MIME type)."""
        files = {name: value for name, value in parameters.items() if isinstance(value, tuple)}
        plain = {name: value for name, value in parameters.items() if name not in files}
        answer = (await self.telegram.call(method, plain, files)).content
        assert answer["ok"], answer
        return answer["result"]

    async def tell(self, person: int, html: str, **more: Any) -> int:
        """Let the bot write; return the message's id."""
        message = await self.bot("sendMessage", chat_id=person, text=html, parse_mode="HTML", **more)
        return int(message["message_id"])

    async def heard(self) -> Any:
        """Return the next update the bot gets."""
        (update,) = await self.bot("getUpdates", offset=self._offset, timeout=30, limit=1)
        self._offset = update["update_id"] + 1
        return update


async def be(page: Page, name: str) -> None:
    await page.locator(".person", has_text=name).click()
    await expect(page.locator("#status")).to_contain_text(name)


def said(page: Page) -> Locator:
    """The words of the last message."""
    return page.locator(".message").last.locator(".said")


def keys(*labels: str, **button: Any) -> dict[str, Any]:
    """One row of an inline keyboard; the callback data is the label unless told otherwise."""
    return {"inline_keyboard": [[{"text": label, **(button or {"callback_data": label})} for label in labels]]}


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
