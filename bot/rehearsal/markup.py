"""Telegram's HTML: the tags and entities that the Bot API knows, its refusals for all else. No other parse mode.

The steps, their order and the wording of the refusals follow `parse_html` in TDLib's MessageEntity.cpp, which the
real Bot API server uses; offsets in refusals count bytes, offsets of entities UTF-16 code units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from bot.rehearsal.links import checked_link, decode, decode_at
from bot.rehearsal.reply import bad

Entity = dict[str, Any]

_PLAIN_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_PLAIN_TYPES, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
_SPECIAL = re.compile(r"[<&]")
_TAG_NAME = re.compile(r"[^\s>\0]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"'\0]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = re.compile(r"[ \t\r\n\v\f]*")
_USER_LINK = re.compile(r"tg:(?://)?user\?id=([1-9][0-9]*)", re.IGNORECASE)
_TIME_FORMAT = re.compile(r"(?:r|w?[dD]?[tT]?)")
# Which attribute of a tag says something, and what its value must begin with.
_ARGUMENTS = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "format"): "",
    ("blockquote", "expandable"): "",
}


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    """A tag that was opened: its arguments and where its text begins."""

    tag: str
    argument: str
    date: str
    offset: int
    piece: int


@lru_cache(maxsize=256)
def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return plain text and its entities; Refusal with "can't parse entities: …" for what Telegram refuses.

    A text that goes to many is parsed once: the entities are shared, nobody may change them.
    """
    if not _SPECIAL.search(source):
        return source, []
    return _Parser(source).parse()


class _Parser:
    """One pass over one text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while special := _SPECIAL.search(self._source, self._at):
            self._take(self._source[self._at : special.start()])
            self._at = special.start()
            if special[0] == "&":
                self._reference()
            elif self._source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        self._take(self._source[self._at :])
        if self._open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self._text(), self._entities

    def _take(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._offset += units(text)

    def _reference(self) -> None:
        character, self._at = decode_at(self._source, self._at)
        self._take(character)

    def _text(self) -> str:
        text = "".join(self._pieces)
        try:
            text.encode()
        except UnicodeEncodeError:
            self._refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text

    def _start_tag(self) -> None:
        begin = self._at
        name = self._match(_TAG_NAME, begin + 1)
        if self._ended():
            self._refuse_at("Unclosed start tag", begin)
        tag = name.lower()
        if tag not in _TAGS:
            self._refuse_at(f'Unsupported start tag "{tag}"', begin)
        argument, date = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            self._refuse_at('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "blockquote" and any(opened.tag == "blockquote" for opened in self._open):
            self._refuse_at("Blockquotes can't be nested", begin)
        self._open.append(_Open(tag, argument, date, self._offset, len(self._pieces)))
        self._at += 1

    def _attributes(self, tag: str, begin: int) -> tuple[str, str]:
        argument = date = ""
        while True:
            self._match(_SPACE, self._at)
            if self._here() == ">":
                return argument, date
            name, value = self._attribute(tag, begin)
            prefix = _ARGUMENTS.get((tag, name))
            if prefix is not None and value.startswith(prefix):
                argument = value[len(prefix) :]
            elif (tag, name) == ("tg-time", "unix"):
                date = value

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._match(_ATTRIBUTE_NAME, self._at)
        if not name:
            self._refuse_at(f'Empty attribute name in the tag "{tag}"', begin)
        self._match(_SPACE, self._at)
        if self._here() != "=":
            if self._ended():
                self._refuse_at(f'Unclosed start tag "{tag}"', begin)
            return name, "1" if name == "expandable" else ""
        self._match(_SPACE, self._at + 1)
        if self._ended():
            self._refuse_at(f'Unclosed start tag "{tag}"', begin)
        value = self._quoted() if self._here() in "\"'" else self._token()
        if self._ended():
            self._refuse_at("Unclosed start tag", begin)
        return name, value or ("1" if name == "expandable" else "")

    def _token(self) -> str:
        begin = self._at
        value = self._match(_NAME_TOKEN, begin).lower()
        if not (self._here().isspace() or self._here() == ">"):
            self._refuse_at("Unexpected end of name token", begin)
        return value

    def _quoted(self) -> str:
        quote, begin = self._here(), self._at + 1
        end = self._source.find(quote, begin)
        if end < 0:
            self._at = len(self._source)
            return ""
        self._at = end + 1
        return decode(self._source[begin:end])

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._refuse_at("Unexpected end tag", begin)
        name = self._match(_TAG_NAME, begin + 2).lower()
        self._match(_SPACE, self._at)
        if self._here() != ">":
            self._refuse_at("Unclosed end tag", begin)
        opened = self._open[-1]
        if name and name != opened.tag:
            self._refuse(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self._at += 1
        self._open.pop()
        if self._offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"offset": opened.offset, "length": self._offset - opened.offset}
        entity["type"] = _PLAIN_TYPES.get(opened.tag, opened.tag)
        shape = _SHAPES.get(opened.tag)
        if shape is None or shape(self, entity, opened):
            self._entities.append(entity)

    def _link(self, entity: Entity, opened: _Open) -> bool:
        url = opened.argument or "".join(self._pieces[opened.piece :])
        if user := _USER_LINK.fullmatch(url):
            entity |= {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": ""}}
            return True
        entity |= {"type": "text_link", "url": checked_link(url)}
        return bool(entity["url"])

    def _emoji(self, entity: Entity, opened: _Open) -> bool:
        if not opened.argument.isdecimal() or not int(opened.argument):
            self._refuse("Invalid custom emoji identifier specified")
        entity |= {"type": "custom_emoji", "custom_emoji_id": opened.argument}
        return True

    def _time(self, entity: Entity, opened: _Open) -> bool:
        if not _TIME_FORMAT.fullmatch(opened.argument):
            self._refuse("Invalid date-time format specified")
        if not opened.date.isdecimal() or not int(opened.date):
            self._refuse("Invalid date specified")
        entity |= {"type": "date_time", "unix_time": int(opened.date)}
        if opened.argument:
            entity["date_time_format"] = opened.argument
        return True

    def _quote(self, entity: Entity, opened: _Open) -> bool:
        entity["type"] = "expandable_blockquote" if opened.argument else "blockquote"
        return True

    def _code(self, entity: Entity, opened: _Open) -> bool:
        if opened.argument:
            entity["language"] = opened.argument
        if self._open and self._open[-1].tag == "pre":
            return True
        entity.pop("language", None)
        return True

    def _pre(self, entity: Entity, _opened: _Open) -> bool:
        inner = self._entities[-1] if self._entities else {}
        same = (inner.get("offset"), inner.get("length")) == (entity["offset"], entity["length"])
        if inner.get("type") == "code" and same and "language" in inner:
            inner["type"] = "pre"
            return False
        return True

    def _match(self, pattern: re.Pattern[str], at: int) -> str:
        found = pattern.match(self._source, at)
        text = found[0] if found else ""
        self._at = at + len(text)
        return text

    def _here(self) -> str:
        return self._source[self._at : self._at + 1]

    def _ended(self) -> bool:
        return self._here() in {"", "\0"}

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode())

    def _refuse_at(self, problem: str, at: int) -> NoReturn:
        self._refuse(f"{problem} at byte offset {self._bytes(at)}")

    def _refuse(self, problem: str) -> NoReturn:
        raise bad(f"can't parse entities: {problem}")


_SHAPES = {
    "a": _Parser._link,  # noqa: SLF001 - the table belongs to the class
    "tg-emoji": _Parser._emoji,  # noqa: SLF001
    "tg-time": _Parser._time,  # noqa: SLF001
    "blockquote": _Parser._quote,  # noqa: SLF001
    "code": _Parser._code,  # noqa: SLF001
    "pre": _Parser._pre,  # noqa: SLF001
}
