"""Screens as Bot API calls, for the person who asked. It will not send anything to anybody else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.delivery.posting import key
from bot.screens.fitting import fit
from bot.screens.screen import Photo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import ExtBot

    from bot.delivery.posting import Posting
    from bot.screens.screen import Card, Offer, Screen

_log = logging.getLogger(__name__)
_UNCHANGED = "message is not modified"
_TOO_OLD = ("query is too old", "query id is invalid")
CACHED = 60
"""Seconds for which Telegram may give the same cards again; a room or an hour may change at any time."""


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
            _let_pass(refusal)

    async def offer(self, query_id: str, offer: Offer, *, personal: bool) -> None:
        """Answer an inline query; one that is too old to be answered is left alone."""
        results = [_result(card) for card in offer.cards]
        manner: dict[str, Any] = {"cache_time": CACHED, "is_personal": personal, "next_offset": offer.more}
        try:
            await self._posting.call("answerInlineQuery", inline_query_id=query_id, results=results, **manner)
        except BadRequest as refusal:
            _let_pass(refusal)

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


def _let_pass(refusal: BadRequest) -> None:
    """Raise a refusal again, unless it says that the answer came too late."""
    if not any(known in refusal.message.lower() for known in _TOO_OLD):
        raise refusal


def _result(card: Card) -> dict[str, Any]:
    """Return a card as InlineQueryResultArticle."""
    content = {"message_text": fit(card.text), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return {
        "type": "article",
        "id": card.id,
        "title": card.title,
        "description": card.summary,
        "input_message_content": content,
        "reply_markup": {"inline_keyboard": [[key(card.button)]]},
    }
