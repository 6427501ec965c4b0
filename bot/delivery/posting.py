"""Screens as Bot API requests, each exactly one, for replies and letters alike. It decides neither when nor to whom."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from telegram import InputFile, InputMediaPhoto
from telegram.error import BadRequest

from bot.screens.fitting import ENTITIES, Fitting, fit, visible
from bot.screens.screen import Contact, Document, Photo, Venue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from markupsafe import Markup
    from telegram.ext import ExtBot

    from bot.delivery.pace import Slot
    from bot.delivery.written import Written
    from bot.screens.screen import Attachment, Button, Drawing, Screen

_log = logging.getLogger(__name__)
CAPTION = 1024
"""UTF-16 units (Bot API, sendPhoto and sendDocument)."""
_FORMATTED = {"parse_mode": "HTML"}
_NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
_MALFORMED = "can't parse entities"
_DRAWN = 256
"""Drawings whose file_id is kept: the same for many readers goes to Telegram once."""


class Posting:
    """Makes the requests. `folder` is where pictures lie that screens name by path; a `slot` is the pace's leave."""

    def __init__(self, bot: ExtBot[None], folder: Callable[[], Path | None]) -> None:
        self._bot = bot
        self._folder = folder
        self._uploaded: dict[tuple[str, float], str] = {}
        self._drawn: dict[bytes, str] = {}

    async def post(self, chat_id: int, written: Written, slot: Slot | None = None) -> int:
        """Make a letter's request and return the id of its message, 0 if Telegram has scheduled it."""
        if written.deletes is not None:
            await self.call("deleteMessage", slot, chat_id=chat_id, message_id=written.deletes)
            return written.deletes
        if written.screen is None:
            raise ValueError("a letter without a screen only deletes")
        if written.edits is not None:
            return await self.edit(chat_id, written.edits, written.screen, slot)
        if written.screen.attachments and not written.screen.text:
            return await self.attach(chat_id, written.screen.attachments[0], slot, silent=written.silent)
        return await self.send(chat_id, written.screen, slot, silent=written.silent)

    async def send(self, chat_id: int, screen: Screen, slot: Slot | None = None, *, silent: bool = False) -> int:
        """Send a screen's text, with its picture or file if Telegram has one; returns the message's id."""
        manner = {"protect_content": screen.protected or None, "disable_notification": silent or None}
        if screen.drawing:
            picture = self._picture(screen.drawing)
            answer = await self._formatted(
                "sendPhoto", "caption", screen, slot, chat_id=chat_id, photo=picture, **manner
            )
            self._keep(screen.drawing, answer)
            return _message_id(answer)
        method, field = ("sendMessage", "text") if not screen.media else (f"send{screen.media.kind.title()}", "caption")
        media = {screen.media.kind: screen.media.file_id} if screen.media else _NO_PREVIEW
        return _message_id(await self._formatted(method, field, screen, slot, chat_id=chat_id, **media, **manner))

    async def edit(self, chat_id: int, message_id: int, screen: Screen, slot: Slot | None = None) -> int:
        """Turn an earlier message into a screen; the picture or file it came with stays, unless another is drawn."""
        place = {"chat_id": chat_id, "message_id": message_id}
        if screen.drawing:
            return await self._redraw(screen, screen.drawing, slot, place)
        if screen.media:
            return _message_id(await self._formatted("editMessageCaption", "caption", screen, slot, **place))
        return _message_id(await self._formatted("editMessageText", "text", screen, slot, **place, **_NO_PREVIEW))

    async def _redraw(self, screen: Screen, drawing: Drawing, slot: Slot | None, place: dict[str, Any]) -> int:
        """Put a drawing in the place of what a message showed, text or picture (Bot API, editMessageMedia)."""
        source = self._drawn.get(_digest(drawing), drawing.content)
        media = InputMediaPhoto(source, _caption(screen.text), "HTML", filename=drawing.name)
        parameters = {**place, "media": media, "reply_markup": _keyboard(screen)}
        answer = await self._answer("editMessageMedia", slot, parameters)
        self._keep(drawing, answer)
        return _message_id(answer)

    def _picture(self, drawing: Drawing) -> str | InputFile:
        """Return Telegram's id of a drawing that it has already, else the drawing."""
        return self._drawn.get(_digest(drawing)) or InputFile(drawing.content, drawing.name)

    def _keep(self, drawing: Drawing, answer: Any) -> None:
        if isinstance(answer, dict) and answer.get("photo"):
            self._drawn[_digest(drawing)] = answer["photo"][-1]["file_id"]
            if len(self._drawn) > _DRAWN:
                del self._drawn[next(iter(self._drawn))]

    async def _formatted(self, method: str, field: str, screen: Screen, slot: Slot | None, **parameters: Any) -> Any:
        """Call a method with a screen's text; what Telegram cannot parse goes once more, plainly."""
        text = fit(screen.text) if field == "text" else _caption(screen.text)
        keyboard = _keyboard(screen)
        try:
            given = {**parameters, field: text or None, "reply_markup": keyboard, **_FORMATTED}
            return await self._answer(method, slot, given)
        except BadRequest as refusal:
            if _MALFORMED not in refusal.message.lower():
                raise
            _log.exception("a screen was not well-formed; sent without its formatting")
            given = {**parameters, field: visible(text), "reply_markup": keyboard}
            return await self._answer(method, slot, given)

    async def call(self, method: str, slot: Slot | None = None, **parameters: Any) -> int:
        """Call a method and return the id of the message it answers with, 0 if it names none."""
        return _message_id(await self._answer(method, slot, parameters))

    async def _answer(self, method: str, slot: Slot | None, parameters: dict[str, Any]) -> Any:
        """Return the answer as it came: the public namesakes of a method make a whole Message of it.

        That was a third of what a reply cost.
        """
        leave: Any = slot
        more = self._bot._merge_api_rl_kwargs(None, leave)  # noqa: SLF001 - PTB's own way to hand it to the pace
        return await self._bot._post(method, parameters, api_kwargs=more)  # noqa: SLF001 - errors as in all calls

    async def attach(
        self,
        chat_id: int,
        attachment: Attachment,
        slot: Slot | None = None,
        *,
        silent: bool = False,
        protected: bool = False,
    ) -> int:
        """Send one attachment as a message of its own and return its id; OSError if there is no such picture."""
        where = {"chat_id": chat_id, "disable_notification": silent or None}
        match attachment:
            case Venue():
                latitude, longitude = attachment.place
                place = {"latitude": latitude, "longitude": longitude}
                return await self.call(
                    "sendVenue", slot, **where, **place, title=attachment.title, address=attachment.address
                )
            case Contact():
                card = {"phone_number": attachment.phone, "first_name": attachment.name}
                return await self.call("sendContact", slot, **where, **card, vcard=attachment.vcard or None)
            case Document():
                file = InputFile(attachment.content, attachment.name)
                return await self.call("sendDocument", slot, **where, document=file, protect_content=protected or None)
            case Photo():
                return await self._photo(attachment, slot, where)

    async def _photo(self, photo: Photo, slot: Slot | None, where: dict[str, Any]) -> int:
        where["caption"] = photo.caption[:CAPTION] or None
        if "://" in photo.source:
            return await self.call("sendPhoto", slot, **where, photo=photo.source)
        folder = self._folder()
        if folder is None:
            raise FileNotFoundError(photo.source)
        path = folder / photo.source
        known = (photo.source, path.stat().st_mtime)
        picture = self._uploaded.get(known) or InputFile(path.read_bytes(), path.name)
        answer = await self._answer("sendPhoto", slot, {**where, "photo": picture})
        self._uploaded[known] = answer["photo"][-1]["file_id"]
        return _message_id(answer)


def _message_id(answer: Any) -> int:
    return int(answer.get("message_id", 0)) if isinstance(answer, dict) else 0


def _digest(drawing: Drawing) -> bytes:
    return sha256(drawing.content).digest()


def _caption(text: Markup) -> Markup:
    return Fitting(CAPTION, ENTITIES).cut(text)


def _keyboard(screen: Screen) -> dict[str, Any] | None:
    if not screen.buttons:
        return None
    return {"inline_keyboard": [[key(button) for button in row] for row in screen.buttons]}


def key(button: Button) -> dict[str, str]:
    """Return a button as InlineKeyboardButton."""
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.share:
        return {"text": button.label, "switch_inline_query": button.share}
    return {"text": button.label, "callback_data": button.data}
