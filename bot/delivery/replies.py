"""Screens as Bot API calls, for the person who asked. It will not send anything to anybody else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.screens.screen import Photo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import ExtBot

    from bot.delivery.posting import Posting
    from bot.screens.screen import Screen

_log = logging.getLogger(__name__)
_UNCHANGED = "message is not modified"
_TOO_OLD = ("query is too old", "query id is invalid")


class BotReplies:
    """The way back to a person. `folder` is where pictures lie that screens name by path; `gone` hears who left."""

    def __init__(self, bot: ExtBot[None], posting: Posting, gone: Callable[[int], Awaitable[None]]) -> None:
        self._bot = bot
        self._posting = posting
        self._gone = gone

    async def send(self, chat_id: int, screen: Screen) -> None:
        """Send a new message and what is attached to it."""
        try:
            await self._posting.send(chat_id, screen)
            await self._attach(chat_id, screen)
        except Forbidden:
            await self._gone(chat_id)
        except (BadRequest, ChatMigrated) as refusal:
            if chat_id > 0:
                raise
            _log.warning("a group did not take an answer: %s", refusal.message)

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        """Turn an earlier message into this screen; what is attached follows as new messages."""
        try:
            await self._posting.edit(chat_id, message_id, screen)
        except Forbidden:
            await self._gone(chat_id)
            return
        except BadRequest as refusal:
            if _UNCHANGED not in refusal.message.lower():
                await self.send(chat_id, screen)
                return
        await self._attach(chat_id, screen)

    async def update(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Turn an earlier message into this screen if it is still there; tell whether it is."""
        try:
            await self._posting.edit(chat_id, message_id, screen)
        except Forbidden:
            await self._gone(chat_id)
            return False
        except BadRequest as refusal:
            return _UNCHANGED in refusal.message.lower()
        return True

    async def answer(self, tap_id: str, text: str, *, alert: bool) -> None:
        """Acknowledge a tap; one that is too old to be acknowledged is left alone."""
        try:
            words = text[:200] or None
            await self._posting.call("answerCallbackQuery", callback_query_id=tap_id, text=words, show_alert=alert)
        except BadRequest as refusal:
            if not any(known in refusal.message.lower() for known in _TOO_OLD):
                raise

    async def fetch(self, file_id: str) -> bytes | None:
        """Return a file that a person sent; None if Telegram will not give it: it is too big or gone."""
        try:
            file = await self._bot.get_file(file_id)
            return bytes(await file.download_as_bytearray())
        except (BadRequest, InvalidToken):
            # InvalidToken: PTB reads every 404 so, that of a file included.
            return None

    async def name_of(self, person: int) -> str:
        """Return how a person calls themselves now; empty if Telegram will not say."""
        try:
            return (await self._bot.get_chat(person)).effective_name or ""
        except TelegramError:
            return ""

    async def _attach(self, chat_id: int, screen: Screen) -> None:
        """Send what is attached; a picture that Telegram will not take is missed, the text stands without it."""
        for attachment in screen.attachments:
            try:
                await self._posting.attach(chat_id, attachment, protected=screen.protected)
            except (BadRequest, OSError) as problem:
                if not isinstance(attachment, Photo):
                    raise
                _log.warning("a picture could not be sent: %s", type(problem).__name__)
