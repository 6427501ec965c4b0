"""Screens as Bot API calls, for the person who asked. It will not send anything to anybody else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from bot.screens.fitting import fit, visible
from bot.screens.screen import Contact, Document, Photo, Venue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from telegram.ext import ExtBot

    from bot.screens.screen import Attachment, Button, Screen

_log = logging.getLogger(__name__)
_FORMATTED = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
_UNCHANGED = "message is not modified"
_TOO_OLD = ("query is too old", "query id is invalid")


class BotReplies:
    """The way back to a person. `folder` is where pictures lie that screens name by path; `gone` hears who left."""

    def __init__(
        self, bot: ExtBot[None], folder: Callable[[], Path | None], gone: Callable[[int], Awaitable[None]]
    ) -> None:
        self._bot = bot
        self._folder = folder
        self._gone = gone
        self._uploaded: dict[tuple[str, float], str] = {}

    async def send(self, chat_id: int, screen: Screen) -> None:
        """Send a new message and what is attached to it."""
        try:
            await self._text(chat_id, screen)
            for attachment in screen.attachments:
                await self._attach(chat_id, attachment, protected=screen.protected)
        except Forbidden:
            await self._gone(chat_id)
        except (BadRequest, ChatMigrated) as refusal:
            if chat_id > 0:
                raise
            _log.warning("a group did not take an answer: %s", refusal.message)

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        """Turn an earlier message into this screen; what is attached follows as new messages."""
        try:
            text, keyboard = fit(screen.text), _keyboard(screen)
            place = {"chat_id": chat_id, "message_id": message_id}
            await self._call("editMessageText", **place, text=text, reply_markup=keyboard, **_FORMATTED)
        except Forbidden:
            await self._gone(chat_id)
            return
        except BadRequest as refusal:
            if _UNCHANGED not in refusal.message.lower():
                await self.send(chat_id, screen)
                return
        for attachment in screen.attachments:
            await self._attach(chat_id, attachment, protected=screen.protected)

    async def answer(self, tap_id: str, text: str, *, alert: bool) -> None:
        """Acknowledge a tap; one that is too old to be acknowledged is left alone."""
        try:
            await self._call("answerCallbackQuery", callback_query_id=tap_id, text=text[:200] or None, show_alert=alert)
        except BadRequest as refusal:
            if not any(words in refusal.message.lower() for words in _TOO_OLD):
                raise

    async def fetch(self, file_id: str) -> bytes | None:
        """Return a file that a person sent; None if Telegram will not give it: it is too big or gone."""
        try:
            file = await self._bot.get_file(file_id)
            return bytes(await file.download_as_bytearray())
        except (BadRequest, InvalidToken):
            # InvalidToken: PTB reads every 404 so, that of a file included.
            return None

    async def _text(self, chat_id: int, screen: Screen) -> None:
        text, keyboard = fit(screen.text), _keyboard(screen)
        try:
            protected = screen.protected or None
            content = {"text": text, "reply_markup": keyboard, "protect_content": protected, **_FORMATTED}
            await self._call("sendMessage", chat_id=chat_id, **content)
        except BadRequest as refusal:
            if "can't parse entities" not in refusal.message.lower():
                raise
            _log.exception("a screen was not well-formed; sent without its formatting")
            await self._call("sendMessage", chat_id=chat_id, text=visible(text), reply_markup=keyboard)

    async def _call(self, method: str, **parameters: Any) -> None:
        """Call a method whose answer nobody reads: its public namesake would make a whole Message of it.

        That was a third of what a reply cost.
        """
        await self._bot._post(method, parameters)  # noqa: SLF001 - it keeps the pace and tells errors as all do

    async def _attach(self, chat_id: int, attachment: Attachment, *, protected: bool) -> None:
        match attachment:
            case Venue():
                latitude, longitude = attachment.place
                await self._bot.send_venue(chat_id, latitude, longitude, attachment.title, attachment.address)
            case Contact():
                await self._bot.send_contact(chat_id, attachment.phone, attachment.name, vcard=attachment.vcard or None)
            case Document():
                await self._bot.send_document(
                    chat_id, InputFile(attachment.content, attachment.name), protect_content=protected or None
                )
            case Photo():
                await self._photo(chat_id, attachment)

    async def _photo(self, chat_id: int, photo: Photo) -> None:
        """Send a picture; one that Telegram will not take is missed, the text stands without it."""
        try:
            if "://" in photo.source:
                await self._bot.send_photo(chat_id, photo.source, caption=photo.caption[:1024] or None)
            else:
                await self._file(chat_id, photo)
        except (BadRequest, OSError) as problem:
            _log.warning("a picture could not be sent: %s", type(problem).__name__)

    async def _file(self, chat_id: int, photo: Photo) -> None:
        folder = self._folder()
        if folder is None:
            return
        path = folder / photo.source
        known = (photo.source, path.stat().st_mtime)
        picture = self._uploaded.get(known) or InputFile(path.read_bytes(), path.name)
        message = await self._bot.send_photo(chat_id, picture, caption=photo.caption[:1024] or None)
        self._uploaded[known] = message.photo[-1].file_id


def _keyboard(screen: Screen) -> dict[str, Any] | None:
    if not screen.buttons:
        return None
    return {"inline_keyboard": [[_key(button) for button in row] for row in screen.buttons]}


def _key(button: Button) -> dict[str, str]:
    return (
        {"text": button.label, "url": button.url}
        if button.url
        else {"text": button.label, "callback_data": button.data}
    )
