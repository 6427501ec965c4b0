"""What the YAML parsers complain of, in words for people who have never read the YAML specification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

# libyaml and the pure-Python parser word the same complaint differently; a row holds the part that tells it.
_COMPLAINTS = (
    ("tab character", "a tab stands where spaces are expected", "indent with spaces"),
    (
        "mapping values are not allowed",
        "this colon is not expected here",
        "put a text that contains a colon and a space in quotes; check the indentation",
    ),
    ("find expected ':'", "this line has no colon", 'write "key: value", or indent what belongs to the line above'),
    ("expected ',' or ']'", "the list in [ ] is not closed", "write a comma between its items and ] at its end"),
    ("expected ',' or '}'", "the mapping in { } is not closed", "write a comma between its items and } at its end"),
    ("end of stream", "the text in quotes is not closed", "write the quote at its end"),
    ("unknown escape", "there is no such escape in a text in double quotes", "use single quotes, or write \\\\ for \\"),
    (
        "escape",
        "this escape names no character",
        "write the character itself",
    ),
    ("tag", "tags (!) are not supported", "remove it; put a text that begins with ! in quotes"),
    ("alphabetic or numeric", "a name is missing after & or *", "put a text that begins with & or * in quotes"),
    (
        "expected key",
        "this does not fit what is above",
        "check the indentation, and put a text with quotes in it in quotes as a whole",
    ),
    (
        "<block end>",
        "this does not fit what is above",
        "check the indentation, and put a text with quotes in it in quotes as a whole",
    ),
    ("node content", "a value is missing here", "write it, and close every [ and {"),
    ("'-' indicator", "this does not fit the list above", "begin each item with - in the same column"),
)
_MARKS = {"\t": _COMPLAINTS[0][1:]}


def explain(complaint: yaml.YAMLError, text: str) -> tuple[int, int, str, str]:
    """Return line and column, counted from 1, the message and the hint for what a parser refused in `text`."""
    problem = str(getattr(complaint, "problem", "") or "")
    mark = _mark(complaint, len(text.rstrip()))
    message, hint = _cannot_begin(problem, text, mark) or _known(problem)
    return mark.line + 1, mark.column + 1, message, hint


class _Start:
    line = column = index = 0


def _mark(complaint: yaml.YAMLError, end: int) -> Any:
    """Return the place; at the end of the text what was left open says more than the end does."""
    mark, context = (getattr(complaint, name, None) for name in ("problem_mark", "context_mark"))
    if mark is None or (mark.index >= end and context is not None):
        return context or mark or _Start
    return mark


def _cannot_begin(problem: str, text: str, mark: Any) -> tuple[str, str] | None:
    if "cannot start any token" not in problem:
        return None
    character = text[mark.index : mark.index + 1]
    return _MARKS.get(character) or (f"a text cannot begin with {character}", "put it in quotes")


def _known(problem: str) -> tuple[str, str]:
    for part, message, hint in _COMPLAINTS:
        if part in problem:
            return message, hint
    return f"this is no YAML: {problem}" if problem else "this is no YAML", ""


def parser(text: str, *, pure: bool) -> Any:
    """Return libyaml's parser of `text` or, where it is missing or `pure` is asked for, the one in Python."""
    fast: Callable[[str], Any] | None = None if pure else getattr(yaml, "CSafeLoader", None)
    return (fast or yaml.SafeLoader)(text)
