"""A sheet of A4 with a font that has most of the world's letters, and QR codes drawn on it. It knows no conference."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fpdf import FPDF

if TYPE_CHECKING:
    import segno

WIDTH, HEIGHT = 210.0, 297.0
"""Millimetres, as everything here; sizes of type are in points."""
SANS, MONO = "sans", "mono"
_FONTS = {
    SANS: {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"},
    MONO: {"B": "DejaVuSansMono-Bold.ttf"},
}
_POINT = 0.3528
_LEADING = 1.3


class Paper(FPDF):
    """A document of A4 pages without margins; `title` is what a reader's window shows.

    It knows only the families of type that it is told of: to read a font takes longer than to draw a page.
    """

    def __init__(self, title: str, *families: str) -> None:
        super().__init__("portrait", "mm", "A4")
        self.set_margin(0)
        self.c_margin = 0
        self._wrapped: dict[tuple[str, float, float, str], list[str]] = {}
        self.set_auto_page_break(False)
        self.set_title(title)
        self.set_producer("Steiger")
        for family in families:
            for style, name in _FONTS[family].items():
                self.add_font(family, style, fonts() / name)

    def lines(self, text: str, x: float, y: float, width: float, size: float, most: int, style: str = "") -> float:
        """Write at most `most` lines of a text and return where the next may begin."""
        height = size * _POINT * _LEADING
        wrapped = self.wrapped(text, width, size, style)
        shown = [*wrapped[: most - 1], f"{wrapped[most - 1]}…"] if most < len(wrapped) else wrapped
        for number, line in enumerate(shown):
            self.text(x, y + (number + 0.75) * height, line)
        return y + len(shown) * height

    def wrapped(self, text: str, width: float, size: float, style: str = "") -> list[str]:
        """Return a text's lines: to find them takes long, and what is on one card or poster is on others."""
        self.set_font(SANS, style, size)
        key = (text, width, size, style)
        if key not in self._wrapped:
            lines = self.multi_cell(width, 1, text, dry_run=True, output="LINES", align="L")
            assert isinstance(lines, list)  # noqa: S101 - what "LINES" returns
            self._wrapped[key] = lines
        return self._wrapped[key]

    def qr(self, code: segno.QRCode, x: float, y: float, size: float) -> None:
        """Draw a QR code without its quiet zone, which must stay white around it: four modules (ISO/IEC 18004, 9.1)."""
        module = size / len(code.matrix)
        self.set_fill_color(0)
        for row, bits in enumerate(code.matrix):
            for begin, length in _runs(bits):
                self.rect(x + begin * module, y + row * module, length * module, module, style="F")


def _runs(bits: bytearray) -> list[tuple[int, int]]:
    """Return where dark modules stand in a row, each run as its beginning and length."""
    edges = [at for at in range(len(bits) + 1) if (at < len(bits) and bits[at]) != (at > 0 and bits[at - 1])]
    return [(begin, end - begin) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


@cache
def fonts() -> Path:
    """Return the folder of the fonts, which matplotlib brings: DejaVu. To import it takes longer than to print."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("matplotlib is not installed")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
