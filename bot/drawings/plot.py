"""Draws how a day's sessions were found, a bar for each. It decides nothing about what is shown."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bot.drawings.lettering import SMALLEST, cut, font, lines

if TYPE_CHECKING:
    from bot.drawings.sheets import Bar, Chart

WIDTH = 1080
SIZES = {"heading": 38, "subheading": 26, "title": 26, "figures": 26, "scale": 24}
"""Pixels of letters; the smallest that can be read is `lettering.SMALLEST`."""
_DPI = 100
_EDGE, _LINE, _BAR, _GAP = 30, 36, 40, 34
_RIGHT = 640
"""Where five stars end; the figures stand behind."""
_TITLE_LINES = 2
_INK, _FAINT, _RULE, _FILL, _REST = "#16202c", "#5b6675", "#c4cbd4", "#c98500", "#eceff3"
_BEST = 5


def draw(sheet: Chart) -> bytes:
    """Return the picture as PNG, `WIDTH` pixels wide."""
    return _Picture(sheet).png()


class _Picture:
    """Pixels from the top left, as in any picture: the axes are turned so."""

    def __init__(self, sheet: Chart) -> None:
        self._sheet = sheet
        self._titles = [lines(bar.title, font(SIZES["title"]), WIDTH - 2 * _EDGE, 9) for bar in sheet.bars]
        self._titles = [cut(title, font(SIZES["title"]), WIDTH - 2 * _EDGE, _TITLE_LINES) for title in self._titles]
        self._height = 170 + sum(len(title) * _LINE + _BAR + _GAP for title in self._titles) + _EDGE
        self._figure = Figure((WIDTH / _DPI, self._height / _DPI), dpi=_DPI, facecolor="white")
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(self._height, 0))
        self._axes.set_axis_off()

    def png(self) -> bytes:
        self._write(_EDGE, _EDGE, self._sheet.heading, "heading", weight="bold")
        self._write(_EDGE, _EDGE + 56, self._sheet.subheading, "subheading", color=_FAINT)
        top = 150
        for bar, title in zip(self._sheet.bars, self._titles, strict=True):
            for at, line in enumerate(title):
                self._write(_EDGE, top + at * _LINE, line, "title")
            top += len(title) * _LINE
            self._bar(bar, top)
            top += _BAR + _GAP
        content = BytesIO()
        self._figure.savefig(content, format="png", dpi=_DPI)
        return content.getvalue()

    def _bar(self, bar: Bar, top: int) -> None:
        if bar.mean is None:
            self._write(_EDGE, top, bar.figures, "figures", color=_FAINT, style="italic")
            return
        whole = _RIGHT - _EDGE
        self._box(_EDGE, top, whole, _REST)
        self._box(_EDGE, top, whole * bar.mean / _BEST, _FILL)
        for star in range(1, _BEST):
            at = _EDGE + whole * star / _BEST
            self._axes.plot((at, at), (top, top + _BAR), color="white", linewidth=2)
        self._write(_RIGHT + 20, top + 3, bar.figures, "figures", weight="bold")

    def _box(self, left: float, top: float, width: float, colour: str) -> None:
        self._axes.add_patch(Rectangle((left, top), width, _BAR, facecolor=colour, linewidth=0))

    def _write(self, left: float, top: float, text: str, of: str, color: str = _INK, **style: Any) -> None:
        """Write what it says, and nothing else: a dollar sign is no formula."""
        pixels = max(SIZES[of], SMALLEST)
        points = pixels * 72 / _DPI
        self._axes.text(left, top + pixels, text, fontsize=points, color=color, parse_math=False, **style)
