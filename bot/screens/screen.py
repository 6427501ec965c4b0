"""What a person sees, without Telegram: text, buttons and attachments. It will not send anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a text: `label` is plain text; it carries callback `data`, opens a `url` or hands on a card.

    With `share` Telegram lets the reader choose a chat and asks us there for what the query finds (Bot API,
    switch_inline_query).
    """

    label: str
    data: str = ""
    url: str = ""
    share: str = ""

    @classmethod
    def to(cls, label: str, verb: str, subject: str = "", arg: str = "") -> Button:
        """Return a button whose callback data is `verb:subject[:arg]` behind the version prefix, 64 bytes at most."""
        data = ":".join((VERSION + verb, subject, arg) if arg else (VERSION + verb, subject))
        if len(data.encode()) > 64:  # noqa: PLR2004 - Bot API, InlineKeyboardButton
            raise ValueError(f"callback data is over 64 bytes: {data}")
        return cls(label, data)


@dataclass(frozen=True, slots=True)
class Venue:
    """A pin on the map; `place` is (latitude, longitude) in WGS 84 degrees."""

    title: str
    address: str
    place: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact card; `phone` in international form, `vcard` at most 2,048 bytes."""

    name: str
    phone: str
    vcard: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to download."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: `source` is a link, or the path of a file inside the conference's folder."""

    source: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that Telegram has already: `kind` is `photo` or `document`, `file_id` Telegram's."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that was drawn for this message: `content` is a PNG of at most 10 MB."""

    name: str
    content: bytes = field(repr=False)


Attachment = Venue | Contact | Document | Photo
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: `text` in Telegram's HTML, rows of buttons, and what is sent after it.

    `protected` forbids forwarding and saving; it is meant for stream links, and `gives` names the sessions of which the
    reader is given them. With `media` or a `drawing` the text is its caption.
    """

    text: Markup
    buttons: Rows = ()
    attachments: tuple[Attachment, ...] = field(default=())
    protected: bool = False
    media: Media | None = None
    gives: tuple[str, ...] = ()
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody can put into any chat: `title` and `summary` are plain, `text` is what is posted, in HTML.

    Everybody in that chat reads it, so it holds public facts only. `id` has 64 bytes at most.
    """

    id: str
    title: str
    summary: str
    text: Markup
    button: Button


@dataclass(frozen=True, slots=True)
class Offer:
    """Cards to choose from, 50 at most (Bot API, answerInlineQuery); `more` asks for the next, empty at the end."""

    cards: tuple[Card, ...]
    more: str = ""
