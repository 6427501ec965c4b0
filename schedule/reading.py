"""The bytes of one YAML file as a tree of texts, lists and mappings that knows its lines. It converts no scalar.

It works on the parser's events, so that a hostile file is refused while it is read, before it has become a tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from schedule.problems import Place
from schedule.syntax import INDENTED_OTHERWISE, MISFIT, NO_SPACE_AFTER_DASH, explain, line_and_column, parser
from schedule.tree import Broken, Node

if TYPE_CHECKING:
    from schedule.problems import Findings

DEPTH = 20
ALIASES = 1_000
ANCHORS = 1_000
# All files' values, keys included, as if aliases were expanded. A list or mapping takes as much time as five texts.
# A thousand sessions with abstracts in two languages have 73,000, ten thousand 730,000.
SIZE = 800_000
COLLECTION = 5
# All files' texts in characters, again with aliases expanded; ten thousand sessions have twenty million.
CHARACTERS = 64_000_000
KEYS = 1_000
# Lists of records are the root's or, of the press, one level below; what is deeper stands within a record.
ITEMS = 1_000
SECTION_DEPTH = 3
MISTAKES = 1_000
_NOTHING = {"", "~", "null"}
_UNREADABLE = re.compile("[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_OTHER_BREAKS = re.compile("[\u0085\u2028\u2029]")
_BLANKS = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n])*+[ \t]*+(?:#[^\r\n]*+)?")
_DIRECTIVE = "a line that begins with % is an instruction to YAML", "remove it"
_SECOND = "a second YAML document begins here", "put it in a file of its own"


@dataclass(slots=True)
class Extent:
    """How much the files of one conference have held so far, with aliases as if they were expanded."""

    size: int = 0
    characters: int = 0
    aliases: int = 0
    anchors: int = 0
    mistakes: int = 0
    full: bool = False


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for: a node with all its aliases, values and levels, as if they were expanded."""

    node: Node
    aliases: int
    size: int
    characters: int
    height: int


class _StopReading(Exception):
    """The rest of the file is not worth reading; what is wrong has been noted."""


def parse(file: str, text: str, findings: Findings, extent: Extent | None = None, *, pure: bool = False) -> Node | None:
    """Return the tree of a file's text, or `None` if it could not be read to its end.

    `extent` is that of the files read before. Once they hold too much, which is said then, no other is read.
    """
    extent = extent or Extent()
    if extent.full:
        return None
    odd = _UNREADABLE.search(text)
    if odd:
        place = Place(file, *line_and_column(text, odd.start()))
        findings.error(place, f"the character U+{ord(odd[0]):04X} cannot stand in YAML", "remove it")
        return None
    # YAML 1.2 and every editor count only \n, \r and \r\n as line breaks; the parsers are of YAML 1.1.
    return _Reader(file, _OTHER_BREAKS.sub(" ", text), findings, extent).read(pure=pure)


def _after_blanks(text: str, offset: int) -> int:
    """Return where, from `offset` on, something stands that is neither blank nor a comment."""
    match = _BLANKS.match(text, offset)
    return match.end() if match else offset


def _slip(event: Any) -> tuple[str, str] | None:
    """Return what is wrong with a key that begins with what was meant to stand before it."""
    if not event.implicit[0]:
        return None
    if event.value[:1].isspace():
        return INDENTED_OTHERWISE
    return NO_SPACE_AFTER_DASH if re.match(r"-[^\W\d_]", event.value) else None


class _Reader:
    """Builds the tree of one file from the parser's events."""

    def __init__(self, file: str, text: str, findings: Findings, extent: Extent) -> None:
        self._file = file
        self._text = text
        self._findings = findings
        self._extent = extent
        self._anchors: dict[str, _Anchored | None] = {}
        self._depth = self._deepest = self._slipped = 0

    def read(self, *, pure: bool) -> Node | None:
        first = _after_blanks(self._text, 0)
        if self._text.startswith("%", first):
            # Not left to the parsers: the time they take is the square of the number of such lines.
            self._say(first, *_DIRECTIVE)
            return None
        try:
            self._next = parser(self._text, pure=pure).get_event
            return self._document()
        except _StopReading:
            return None
        except yaml.YAMLError as complaint:
            line, column, message, hint = explain(complaint, self._text)
            if line != self._slipped:
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
        self._end(self._next())
        return root

    def _end(self, end: Any) -> None:
        """Note what stands behind the document's end; the parsers would first read all directives there."""
        first = _after_blanks(self._text, end.end_mark.index)
        rest = self._text[first : first + 3]
        if rest.startswith("%"):
            self._say(first, *_DIRECTIVE)
        elif rest:
            self._say(first, *(_SECOND if end.explicit or rest == "---" else MISFIT))

    def _say(self, offset: int, message: str, hint: str) -> None:
        self._findings.error(Place(self._file, *line_and_column(self._text, offset)), message, hint)

    def _node(self, event: Any) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None:
            self._error(event, "tags (!) are not supported", "remove it; put a text that begins with ! in quotes")
        return self._bare(event) if event.anchor is None else self._anchored(event)

    def _bare(self, event: Any) -> Node:
        return self._scalar(event) if isinstance(event, yaml.ScalarEvent) else self._collection(event)

    def _anchored(self, event: Any) -> Node:
        extent = self._extent
        extent.anchors += 1
        if extent.anchors > ANCHORS:
            self._stop(event, f"there are more than {ANCHORS} anchors (&)", "write their values out")
        self._anchors[event.anchor] = None
        aliases, size, characters, deepest = extent.aliases, extent.size, extent.characters, self._deepest
        self._deepest = self._depth
        node = self._bare(event)
        self._anchors[event.anchor] = _Anchored(
            node,
            extent.aliases - aliases,
            extent.size - size,
            extent.characters - characters,
            self._deepest - self._depth,
        )
        self._deepest = max(deepest, self._deepest)
        return node

    def _scalar(self, event: Any) -> Node:
        text = event.value
        self._weigh(event, 1, len(text))
        mark = event.start_mark
        if event.tag is not None:
            text = Broken(text)
        elif text in _NOTHING and event.implicit[0]:
            text = None
        elif not text.isascii():
            text = self._sound(event)
        return Node(text, mark.line + 1, mark.column + 1)

    def _sound(self, event: Any) -> str:
        """Return the text of a scalar; only the parser in Python lets halves of surrogate pairs through."""
        text: str = event.value
        try:
            text.encode()
        except UnicodeEncodeError:
            self._error(event, "this escape names no character", "write the character itself")
            return Broken()
        return text

    def _collection(self, event: Any) -> Node:
        self._depth += 1
        self._weigh(event, COLLECTION, 0)
        if self._depth > self._deepest:
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
        keys: list[tuple[int, int]] = []
        node = Node(pairs, start.start_mark.line + 1, start.start_mark.column + 1, keys)
        event = self._next()
        while not isinstance(event, yaml.MappingEndEvent):
            key = self._key(event, node)
            value = self._node(self._next())
            if key is not None:
                pairs[key] = value
                keys.append((event.start_mark.line + 1, event.start_mark.column + 1))
            event = self._next()
        return node

    def _key(self, event: Any, mapping: Node) -> str | None:
        """Return a key that is fit for use, else `None`, having noted why not."""
        self._node(event)
        if len(mapping.keys or ()) >= KEYS:
            self._stop(event, f"a mapping has more than {KEYS} keys", "a record has some twenty")
        if not isinstance(event, yaml.ScalarEvent):
            self._error(event, "a key must be a plain text")
            return None
        slip = _slip(event)
        if slip:
            # What belongs where cannot be told any more.
            self._error(event, *slip)
            self._slipped = event.start_mark.line + 1 if event.start_mark else 0
            mapping.value = Broken()
            return None
        return self._unlike_others(event, mapping)

    def _unlike_others(self, event: Any, mapping: Node) -> str | None:
        key: str = event.value
        if key == "<<":
            self._error(event, '"<<" is not supported', "write the keys out")
            return None
        if isinstance(mapping.value, dict) and key in mapping.value:
            self._error(event, f'the key "{key[:60]}" is there twice', f"it is in line {mapping.key(key)[0]} already")
            return None
        return key

    def _alias(self, event: Any) -> Node:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            within = event.anchor in self._anchors
            message = f"*{event.anchor[:60]} contains itself" if within else f"there is no &{event.anchor[:60]} above"
            self._stop(event, message, "write it out" if within else "put a text that begins with * in quotes")
        self._descend(event, anchored.height)
        self._extent.aliases += 1 + anchored.aliases
        if self._extent.aliases > ALIASES:
            self._stop(event, f"aliases (*) stand for more than {ALIASES} others", "write them out")
        self._weigh(event, anchored.size, anchored.characters)
        return anchored.node

    def _weigh(self, event: Any, size: int, characters: int) -> None:
        extent = self._extent
        extent.size += size
        extent.characters += characters
        if extent.size > SIZE or extent.characters > CHARACTERS:
            extent.full = True
            much = f"{SIZE} values" if extent.size > SIZE else f"{CHARACTERS} characters"
            self._stop(event, f"the conference holds more than {much}", "shorten it")

    def _error(self, event: Any, message: str, hint: str = "") -> None:
        mark = event.start_mark
        self._findings.error(Place(self._file, mark.line + 1, mark.column + 1), message, hint)
        self._extent.mistakes += 1
        if self._extent.mistakes > MISTAKES:
            self._extent.full = True
            raise _StopReading

    def _stop(self, event: Any, message: str, hint: str) -> NoReturn:
        self._error(event, message, hint)
        raise _StopReading
