"""What the YAML parsers complain of, in words for people who have never read the YAML specification."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

_LINE_BREAK = re.compile("\r\n|\r|\n")
_TAB = ("a tab stands where spaces are expected", "indent with spaces")
MISFIT = (
    "this does not fit what is above",
    "check the indentation, and put a text with quotes in it in quotes as a whole",
)
_COLON = (
    "this colon is not expected here",
    "put a text that contains a colon and a space in quotes; check the indentation",
)
INDENTED_OTHERWISE = "a special space stands where plain ones are expected", "type the spaces before the text anew"
NO_SPACE_AFTER_DASH = 'a space is missing after "-"', 'write "- key: value"'
NO_SPACE_AFTER_COLON = "a space is missing after the colon", 'write "key: value"'
# Slips after which a parser stumbles later, on the same line or the next.
_SLIPS = (
    (re.compile(r"[ \t-]*(?=[^\S \t])"), INDENTED_OTHERWISE),
    (re.compile(r" *(?:- +)*-(?=[^\W\d_])"), NO_SPACE_AFTER_DASH),
    (re.compile(r" *(?:- +)*[a-z_]+:(?!//)(?=[^ \t])"), NO_SPACE_AFTER_COLON),
)
_NOT_OF_LAYOUT = ("flow", "quoted", "alias", "anchor", "tag", "block scalar")
# libyaml and the pure-Python parser word the same complaint differently; a row holds the part that tells it.
_COMPLAINTS = (
    ("tab character", *_TAB),
    (
        "block scalar",
        "nothing may follow > or | on its line",
        "write the text on the lines below, indented; put a text that begins with > or | in quotes",
    ),
    ("mapping values are not allowed", *_COLON),
    ("unexpected ':'", *_COLON),
    ("mapping keys are not allowed", "a text cannot begin with ? and a space", "put it in quotes"),
    (
        "sequence entries are not allowed",
        "a list cannot begin here",
        "begin it on a line of its own; put a text that begins with - in quotes",
    ),
    ("find expected ':'", "this line has no colon", 'write "key: value", or indent what belongs to the line above'),
    ("expected ',' or ']'", "the list in [ ] is not closed", "write a comma between its items and ] at its end"),
    ("expected ',' or '}'", "the mapping in { } is not closed", "write a comma between its items and } at its end"),
    ("end of stream", "the text in quotes is not closed", "write the quote at its end"),
    ("unknown escape", "there is no such escape in a text in double quotes", "use single quotes, or write \\\\ for \\"),
    ("escape", "this escape names no character", "write the character itself"),
    ("tag", "tags (!) are not supported", "remove it; put a text that begins with ! in quotes"),
    ("alphabetic or numeric", "a name is missing after & or *", "put a text that begins with & or * in quotes"),
    ("block collection", "this does not fit the list above", "begin each item with - in the same column"),
    ("expected key", *MISFIT),
    ("<block end>", *MISFIT),
    ("node content", "a value is missing here", "write it, and close every [ and {"),
)


def explain(complaint: yaml.YAMLError, text: str) -> tuple[int, int, str, str]:
    """Return line and column, counted from 1, the message and the hint for what a parser refused in `text`."""
    context, problem = (str(getattr(complaint, name, None) or "") for name in ("context", "problem"))
    line, column = _place(complaint, text)
    if not any(part in context for part in _NOT_OF_LAYOUT):
        slip = _slip(text, line)
        if slip:
            return slip
    message, hint = _cannot_begin(problem, complaint, text) or _known(f"{context}: {problem}")
    return line, column, message, hint


def _slip(text: str, line: int) -> tuple[int, int, str, str] | None:
    """Return a slip in a line or in the one above it, with its place."""
    lines = _LINE_BREAK.split(text)
    for number in range(max(1, line - 1), line + 1):
        for pattern, (message, hint) in _SLIPS:
            match = pattern.match(lines[number - 1])
            if match:
                return number, match.end() + 1, message, hint
    return None


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return where the character at `offset` stands, counted from 1."""
    lines = _LINE_BREAK.split(text[:offset])
    return len(lines), len(lines[-1]) + 1


def _place(complaint: yaml.YAMLError, text: str) -> tuple[int, int]:
    """Return the place; at the end of the text what was left open says more, or else the last thing that is there."""
    end = len(text.rstrip())
    marks = (getattr(complaint, name, None) for name in ("problem_mark", "context_mark"))
    mark = next((mark for mark in marks if mark and mark.index < end), None)
    return (mark.line + 1, mark.column + 1) if mark else line_and_column(text, end)


def _cannot_begin(problem: str, complaint: yaml.YAMLError, text: str) -> tuple[str, str] | None:
    mark = getattr(complaint, "problem_mark", None)
    if "cannot start any token" not in problem or not mark:
        return None
    character = text[mark.index : mark.index + 1]
    return _TAB if character == "\t" else (f"a text cannot begin with {character}", "put it in quotes")


def _known(complaint: str) -> tuple[str, str]:
    for part, message, hint in _COMPLAINTS:
        if part in complaint:
            return message, hint
    return "this is no YAML", complaint.strip(": ")


def parser(text: str, *, pure: bool) -> Any:
    """Return libyaml's parser of `text` or, where it is missing or `pure` is asked for, the one in Python."""
    fast: Callable[[str], Any] | None = None if pure else getattr(yaml, "CSafeLoader", None)
    return (fast or yaml.SafeLoader)(text)
