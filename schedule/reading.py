"""The bytes of one YAML file as a tree of texts, lists and mappings that knows its lines. It converts no scalar.

It works on the parser's events, so that a hostile file is refused while it is read, before it has become a tree.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from schedule.problems import Place
from schedule.syntax import explain, line_and_column, parser

if TYPE_CHECKING:
    from schedule.problems import Findings

FILE_BYTES = 8 * 1024 * 1024
DEPTH = 20
ALIASES = 1_000
# A file's values, keys included, as if aliases were expanded; 64 characters of text weigh as much as one more.
# Ten thousand sessions have some 300,000 to 500,000.
SIZE = 600_000
KEYS = 1_000
# Lists of records are the root's or, of the press, one level below; what is deeper stands within a record.
ITEMS = 1_000
SECTION_DEPTH = 3
MISTAKES = 1_000
_NOTHING = {"", "~", "null"}
_UNREADABLE = re.compile("[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_OTHER_BREAKS = re.compile("[\u0085\u2028\u2029]")
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
)


@dataclass(slots=True)
class Node:
    """A text, a list, a mapping, or `None` where nothing is written; `line` and `column` count from 1.

    `keys` holds the line and column of each key if it is a mapping.
    """

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    keys: dict[str, tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for: a node with all its aliases, values and levels, as if they were expanded."""

    node: Node
    aliases: int
    size: int
    height: int


class _StopReading(Exception):
    """The rest of the file is not worth reading; what is wrong has been noted."""


def parse(file: str, text: str, findings: Findings, *, pure: bool = False) -> Node | None:
    """Return the tree of a file's text, or `None` if it could not be read to its end."""
    odd = _UNREADABLE.search(text)
    if odd:
        place = Place(file, *line_and_column(text, odd.start()))
        findings.error(place, f"the character U+{ord(odd[0]):04X} cannot stand in YAML", "remove it")
        return None
    # YAML 1.2 and every editor count only \n, \r and \r\n as line breaks; the parsers are of YAML 1.1.
    return _Reader(file, _OTHER_BREAKS.sub(" ", text), findings).read(pure=pure)


def too_large(file: str, findings: Findings) -> None:
    """Note that a file is over the limit and has therefore not been read."""
    findings.error(Place(file), "the file is over 8 MiB", "spread it over several files")


def decoded(file: str, data: bytes, findings: Findings) -> str | None:
    """Return the text of a file, UTF-8 or UTF-16 with its mark, or `None`, having noted what is wrong."""
    if len(data) > FILE_BYTES:
        too_large(file, findings)
        return None
    mark, encoding = next((mark, name) for mark, name in _MARKS if data.startswith(mark))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[len(mark) :][: error.start].decode(encoding, "replace")
        findings.error(
            Place(file, *line_and_column(before, len(before))),
            f"this is not encoded in {encoding.upper()}",
            "save it as UTF-8",
        )
        return None


class _Reader:
    """Builds the tree of one file from the parser's events."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self._file = file
        self._text = text
        self._findings = findings
        self._anchors: dict[str, _Anchored | None] = {}
        self._depth = self._deepest = self._aliases = self._size = self._mistakes = 0

    def read(self, *, pure: bool) -> Node | None:
        try:
            self._next = parser(self._text, pure=pure).get_event
            return self._document()
        except _StopReading:
            return None
        except yaml.YAMLError as complaint:
            line, column, message, hint = explain(complaint, self._text)
            self._findings.error(Place(self._file, line, column), message, hint)
        except (ValueError, OverflowError):
            # The parser in Python converts version numbers and escapes without looking at their size.
            self._findings.error(Place(self._file), "a number in a directive or an escape is too large")
        return None

    def _document(self) -> Node | None:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return Node(None, 1, 1)
        root = self._node(self._next())
        self._next()
        rest = self._next()
        if isinstance(rest, yaml.DocumentStartEvent):
            self._error(rest, "a second YAML document begins here", "put it in a file of its own")
        return root

    def _node(self, event: Any) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None:
            self._error(event, "tags (!) are not supported", "remove it; put a text that begins with ! in quotes")
        return self._bare(event) if event.anchor is None else self._anchored(event)

    def _bare(self, event: Any) -> Node:
        return self._scalar(event) if isinstance(event, yaml.ScalarEvent) else self._collection(event)

    def _anchored(self, event: Any) -> Node:
        self._anchors[event.anchor] = None
        aliases, size, deepest = self._aliases, self._size, self._deepest
        self._deepest = self._depth
        node = self._bare(event)
        height = self._deepest - self._depth
        self._anchors[event.anchor] = _Anchored(node, self._aliases - aliases, self._size - size, height)
        self._deepest = max(deepest, self._deepest)
        return node

    def _scalar(self, event: Any) -> Node:
        text = event.value
        self._weigh(event, 1 + len(text) // 64)
        mark = event.start_mark
        if text in _NOTHING and event.implicit[0]:
            return Node(None, mark.line + 1, mark.column + 1)
        return Node(text if text.isascii() else self._sound(event), mark.line + 1, mark.column + 1)

    def _sound(self, event: Any) -> str:
        """Return the text of a scalar; only the parser in Python lets halves of surrogate pairs through."""
        text: str = event.value
        try:
            text.encode()
        except UnicodeEncodeError:
            self._error(event, "this escape names no character", "write the character itself")
            return ""
        return text

    def _collection(self, event: Any) -> Node:
        self._depth += 1
        self._weigh(event, 1)
        self._descend(event, 0)
        node = self._list(event) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event)
        self._depth -= 1
        return node

    def _descend(self, event: Any, height: int) -> None:
        """Note how deep the tree goes with something of `height` hung in here."""
        self._deepest = max(self._deepest, self._depth + height)
        if self._deepest > DEPTH:
            self._stop(event, f"lists and mappings are nested deeper than {DEPTH}", "a conference needs no more than 8")

    def _list(self, start: Any) -> Node:
        items: list[Node] = []
        event = self._next()
        while not isinstance(event, yaml.SequenceEndEvent):
            if len(items) >= ITEMS and self._depth > SECTION_DEPTH:
                self._stop(event, f"a list within a record has more than {ITEMS} items", "a record has a few dozen")
            items.append(self._node(event))
            event = self._next()
        return Node(items, start.start_mark.line + 1, start.start_mark.column + 1)

    def _mapping(self, start: Any) -> Node:
        pairs: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        event = self._next()
        while not isinstance(event, yaml.MappingEndEvent):
            key = self._key(event, keys)
            value = self._node(self._next())
            if key is not None:
                pairs[key] = value
                keys[key] = event.start_mark.line + 1, event.start_mark.column + 1
            event = self._next()
        return Node(pairs, start.start_mark.line + 1, start.start_mark.column + 1, keys)

    def _key(self, event: Any, keys: dict[str, tuple[int, int]]) -> str | None:
        """Return a key that is fit for use, else `None`, having noted why not."""
        self._node(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._error(event, "a key must be a plain text")
            return None
        key: str = event.value
        if len(keys) >= KEYS:
            self._stop(event, f"a mapping has more than {KEYS} keys", "a record has some twenty")
        if key == "<<":
            self._error(event, '"<<" is not supported', "write the keys out")
            return None
        if key in keys:
            line = keys[key][0]
            self._error(event, f'the key "{key[:60]}" is there twice', f"it is in line {line} already")
            return None
        return key

    def _alias(self, event: Any) -> Node:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            within = event.anchor in self._anchors
            message = f"*{event.anchor[:60]} contains itself" if within else f"there is no &{event.anchor[:60]} above"
            self._stop(event, message, "write it out" if within else "put a text that begins with * in quotes")
        self._descend(event, anchored.height)
        self._aliases += 1 + anchored.aliases
        if self._aliases > ALIASES:
            self._stop(event, f"aliases (*) stand for more than {ALIASES} others", "write them out")
        self._weigh(event, anchored.size)
        return anchored.node

    def _weigh(self, event: Any, size: int) -> None:
        self._size += size
        if self._size > SIZE:
            self._stop(event, f"the file holds more than {SIZE} values", "spread it over several files")

    def _error(self, event: Any, message: str, hint: str = "") -> None:
        mark = event.start_mark
        self._findings.error(Place(self._file, mark.line + 1, mark.column + 1), message, hint)
        self._mistakes += 1
        if self._mistakes > MISTAKES:
            raise _StopReading

    def _stop(self, event: Any, message: str, hint: str) -> NoReturn:
        self._error(event, message, hint)
        raise _StopReading
