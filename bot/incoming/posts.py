"""What a person sent, as a value: its words with their formatting, its picture or file. It fetches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from telegram import Message

from bot.context import Post, SentFile
from bot.screens.screen import Media

if TYPE_CHECKING:
    Json = dict[str, Any]

_READ = frozenset({"message_id", "date", "chat", "text", "entities", "caption", "caption_entities"})


def post_of(message: Json, *, continued: bool) -> Post:
    """Return a message's content; `continued` if others of its album came before."""
    media, file = _media(message)
    return Post(
        html=_html(message),
        media=media,
        document=file,
        forwarded="forward_origin" in message,
        album="media_group_id" in message,
        continued=continued,
    )


def _html(message: Json) -> Markup:
    """Return text or caption in Telegram's HTML: of the whole message PTB reads no more than that."""
    read = Message.de_json({name: value for name, value in message.items() if name in _READ}, None)
    return Markup(read.text_html or read.caption_html or "")  # noqa: S704 - PTB escapes what the person wrote


def _media(message: Json) -> tuple[Media | None, SentFile | None]:
    if message.get("photo"):
        # The sizes of one picture, the largest last (Bot API, Message).
        return Media("photo", message["photo"][-1]["file_id"]), None
    if "document" in message and "animation" not in message:
        sent = message["document"]
        name, mime = sent.get("file_name", ""), sent.get("mime_type", "")
        return Media("document", sent["file_id"]), SentFile(sent["file_id"], name, mime, sent.get("file_size", 0))
    return None, None
