"""Keeps texts inside Telegram's limits, whatever the YAML says. It cuts; it will not page.

Limits: 4,096 UTF-16 units after the markup is taken out, 100 entities (Bot API, sendMessage and formatting options).
"""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup, escape

LENGTH = 4096
ENTITIES = 100
LONG = 280
LONGEST = 1500
_TAG = re.compile(r"</?[a-z-]+[^>]*>", re.IGNORECASE)
_TOKEN = re.compile(r"<(/?)([a-z-]+)[^>]*>|&[#a-z0-9]+;|[^<&]+|[<&]", re.IGNORECASE)


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def visible(text: Markup) -> str:
    """Return what a reader sees of a text, without its markup."""
    return unescape(_TAG.sub("", text))


def shorten(text: str, length: int) -> str:
    """Return at most `length` UTF-16 units of a text, cut at a word where one is near, with an ellipsis."""
    if units(text) <= length:
        return text
    cut = text.encode("utf-16-le")[: 2 * (length - 1)].decode("utf-16-le", "ignore")
    at_word = cut.rsplit(maxsplit=1)[0] if " " in cut[-30:] else cut
    return f"{at_word.rstrip(' ,;:')}…"


def collapsed(text: str, longest: int = LONGEST, long: int = LONG) -> Markup:
    """Return a text of up to `long` units as it is, else at most `longest` of them as a block that opens on a tap."""
    if units(text) <= long:
        return escape(text)
    return Markup("<blockquote expandable>{}</blockquote>").format(shorten(text, longest))


def fit(text: Markup) -> Markup:
    """Return the text with at most `LENGTH` visible units and `ENTITIES` formattings, every tag closed."""
    if len(text) <= LENGTH // 2 and text.count("</") <= ENTITIES:
        return text
    return Fitting(LENGTH, ENTITIES).cut(text)


class Fitting:
    """One walk over a text's tags and characters until the room for either is used up."""

    def __init__(self, room: int, entities: int) -> None:
        self._room = room
        self._entities = entities
        self._open: list[str] = []
        self._kept: list[str] = []

    def cut(self, text: Markup) -> Markup:
        """Return what fits."""
        if units(visible(text)) > self._room:
            self._room -= 1
        for token in _TOKEN.finditer(text):
            if not self._take(token):
                self._kept.append("…")
                break
        closing = "".join(f"</{name}>" for name in reversed(self._open) if name)
        return Markup("".join(self._kept) + closing)  # noqa: S704 - made of pieces of a Markup

    def _take(self, token: re.Match[str]) -> bool:
        if token[2]:
            self._tag(token)
            return True
        words = unescape(token[0])
        if units(words) <= self._room:
            self._room -= units(words)
            self._kept.append(token[0])
            return True
        self._kept.append(str(escape(words.encode("utf-16-le")[: 2 * self._room].decode("utf-16-le", "ignore"))))
        return False

    def _tag(self, token: re.Match[str]) -> None:
        if not token[1]:
            self._entities -= 1
            self._open.append(token[2] if self._entities >= 0 else "")
            self._kept.append(token[0] if self._entities >= 0 else "")
        elif self._open and self._open.pop():
            self._kept.append(token[0])
