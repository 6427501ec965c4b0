"""Letters in pictures: the font, what of a text can be drawn with it, and how a text breaks into lines."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.ImageFont import FreeTypeFont

SMALLEST = 24
"""Pixels, in a picture 1,080 wide: about the smallest that can be read on a phone."""
_REST = 3
"""Letters of a word that at least go to the next line."""
_LAST_OF_FONT = 0xFFFF
_INVISIBLE = frozenset("\u200b\u200c\u200d\ufe0e\ufe0f")


@cache
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """Return DejaVu Sans, which comes with matplotlib, in pixels; ValueError for what nobody could read."""
    if size < SMALLEST:
        raise ValueError(f"nobody can read letters of {size} pixels")
    library = find_spec("matplotlib")
    if library is None or library.origin is None:
        raise FileNotFoundError("matplotlib, whose font is drawn with, is not installed")
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(library.origin).parent / "mpl-data" / "fonts" / "ttf" / name, size)


def drawable(text: str) -> str:
    """Return a text on one line, without what the font has no letters for: emoji, and what steers them."""
    kept = (" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text if _known(letter))
    return " ".join("".join(kept).split())


def _known(letter: str) -> bool:
    return ord(letter) <= _LAST_OF_FONT and letter not in _INVISIBLE


def lines(text: str, face: FreeTypeFont, width: float, most: int) -> tuple[str, ...]:
    """Return a text as at most so many lines of this width; what does not fit ends in an ellipsis."""
    return cut(tuple(islice(_broken(drawable(text), face, width), most + 1)), face, width, most)


def cut(broken: Sequence[str], face: FreeTypeFont, width: float, most: int) -> tuple[str, ...]:
    """Return at most so many of lines; the last of them ends in an ellipsis if there are more."""
    if len(broken) <= most:
        return tuple(broken)
    kept = broken[:most]
    return (*kept[:-1], _ended(kept[-1], face, width)) if kept else ()


def _broken(text: str, face: FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, face, width)
        yield from whole
    if line:
        yield line


def _pieces(word: str, face: FreeTypeFont, width: float) -> Iterator[str]:
    """Yield a word, cut where it is longer than a line: at its own hyphen, or with one."""
    while face.getlength(word) > width and len(word) > 1:
        fits = _fitting(word, face, width)
        own = word.rfind("-", 1, fits) + 1
        at = own or max(1, min(fits, len(word) - _REST))
        yield word[:at] if own else f"{word[:at]}-"
        word = word[at:]
    yield word


def _fitting(word: str, face: FreeTypeFont, width: float) -> int:
    """Return how many letters of a word fit a line with a hyphen behind them, one at least."""
    return max(1, bisect_right(range(1, len(word)), width, key=lambda at: face.getlength(f"{word[:at]}-")))


def _ended(line: str, face: FreeTypeFont, width: float) -> str:
    while line and face.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip(' ,;:-–')}…"
