"""Draws a timetable, as wide as a phone and as tall as its texts need. It decides nothing about what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from bot.drawings.axis import Axis
from bot.drawings.lettering import cut, drawable, font, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.ImageFont import FreeTypeFont

    from bot.drawings.sheets import Cell, Tick, Timetable

WIDTH = 1080
SIZES = {"heading": 38, "subheading": 26, "name": 26, "hour": 24, "own hour": 24, "title": 24}
"""Pixels of letters; the smallest that can be read is `lettering.SMALLEST`."""
STAR = "★ "
_EDGE, _GAP, _PAD, _LINE = 24, 10, 12, 31
_TITLE_LINES, _NAME_LINES = 5, 2
_PAPER, _INK, _FAINT, _RULE = "#ffffff", "#16202c", "#5b6675", "#d3d9e0"
_PLAIN, _QUIET, _OWN = ("#e7eef8", "#b9c9e0"), ("#dfe2e7", "#c6cbd3"), ("#ffefb0", "#a86a00")
_NOW = "#c8102e"
_OWN_EDGE = 5
_BADGE = 18
_COLOURS = 64


def draw(sheet: Timetable) -> bytes:
    """Return the picture as PNG, `WIDTH` pixels wide."""
    return _Picture(sheet).png()


@dataclass(frozen=True, slots=True)
class _Text:
    """What stands in a cell, line by line."""

    hours: tuple[str, ...]
    title: tuple[str, ...]

    @property
    def height(self) -> int:
        return 2 * _PAD + _LINE * (len(self.hours) + min(len(self.title), _TITLE_LINES))


class _Picture:
    def __init__(self, sheet: Timetable) -> None:
        self._sheet = sheet
        self._both = any(tick.own for tick in sheet.ticks)
        self._left = _EDGE + (140 if self._both else 92)
        self._column = (WIDTH - _EDGE - self._left) // max(len(sheet.columns), 1)
        self._image = Image.new("RGB", (WIDTH, self._bottom + _EDGE), _PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def png(self) -> bytes:
        self._head()
        self._scale()
        if self._sheet.now:
            self._now(self._sheet.now)
        for column, (left, _) in enumerate(self._lefts):
            for cell in self._sheet.columns[column].cells:
                self._cell(cell, left)
        content = BytesIO()
        # A third of the bytes, for the same time: few colours compress well.
        few = self._image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(content, "PNG")
        return content.getvalue()

    @cached_property
    def _lefts(self) -> Sequence[tuple[int, str]]:
        return [(self._left + at * self._column, column.name) for at, column in enumerate(self._sheet.columns)]

    @property
    def _text_width(self) -> int:
        return self._column - _GAP - 2 * _PAD

    @cached_property
    def _texts(self) -> dict[Cell, _Text]:
        return {cell: self._text(cell) for column in self._sheet.columns for cell in column.cells}

    def _text(self, cell: Cell) -> _Text:
        title = f"{cell.remark}: {cell.title}" if cell.remark else cell.title
        hours = lines(STAR * cell.own + cell.hours, _face("hour", bold=True), self._text_width, 2)
        return _Text(hours, lines(title, _face("title", bold=cell.own), self._text_width, 40))

    @cached_property
    def _axis(self) -> Axis:
        needs = (((cell.start, cell.end), text.height + _GAP) for cell, text in self._texts.items())
        least = 2 * _LINE + 6 if self._both else _LINE + 6
        return Axis([tick.at for tick in self._sheet.ticks], needs, least)

    @cached_property
    def _names(self) -> Sequence[tuple[str, ...]]:
        return [lines(name, _face("name", bold=True), self._text_width, _NAME_LINES) for _, name in self._lefts]

    @cached_property
    def _heading(self) -> tuple[str, ...]:
        return lines(self._sheet.heading, _face("heading", bold=True), WIDTH - 2 * _EDGE, 2)

    @cached_property
    def _subheading(self) -> tuple[str, ...]:
        return lines(self._sheet.subheading, _face("subheading"), WIDTH - 2 * _EDGE, 2)

    @cached_property
    def _names_top(self) -> int:
        return _EDGE + 50 * len(self._heading) + 36 * len(self._subheading) + 14

    @cached_property
    def _top(self) -> int:
        return self._names_top + 36 * max(map(len, self._names), default=0) + 20

    @cached_property
    def _bottom(self) -> int:
        return self._top + self._axis.length + _LINE * (1 + self._both)

    def _head(self) -> None:
        self._write(_EDGE, _EDGE, self._heading, _face("heading", bold=True), _INK, 50)
        below = _EDGE + 50 * len(self._heading)
        self._write(_EDGE, below, self._subheading, _face("subheading"), _FAINT, 36)
        for (left, _), name in zip(self._lefts, self._names, strict=True):
            self._write(left + _PAD, self._names_top, name, _face("name", bold=True), _INK, 36)

    def _scale(self) -> None:
        """Draw the hours, each with a line to the right."""
        for tick in filter(lambda tick: tick.label, self._sheet.ticks):
            top = self._top + self._axis.at(tick.at)
            self._pen.line((_EDGE, top, WIDTH - _EDGE, top), _RULE, 2)
            if not self._covered(top):
                self._write(_EDGE, top + 4, (tick.label,), _face("hour", bold=True), _INK, _LINE)
                self._own_hour(tick, top + 4 + _LINE)

    def _own_hour(self, tick: Tick, top: int) -> None:
        if tick.own:
            self._write(_EDGE, top, (tick.own,), _face("own hour"), _FAINT, _LINE)

    def _covered(self, top: int) -> bool:
        """Tell whether the hour that the day has got to needs the room of the hour at a line."""
        if self._sheet.now is None:
            return False
        now, hours = self._top + self._axis.at(self._sheet.now.at), _LINE * (1 + self._both)
        return now - _BADGE - hours < top + 4 < now + _BADGE - _LINE + hours

    def _cell(self, cell: Cell, left: int) -> None:
        text = self._texts[cell]
        top, bottom = (self._top + self._axis.at(instant) for instant in (cell.start, cell.end))
        box = (left, top + 4, left + self._column - _GAP, bottom - 4)
        fill, edge = _OWN if cell.own else _QUIET if cell.quiet else _PLAIN
        self._pen.rounded_rectangle(box, 10, _PAPER if cell.struck else fill, edge, _OWN_EDGE if cell.own else 2)
        if self._sheet.now and cell.start <= self._sheet.now.at < cell.end:
            self._pen.line((left + 4, box[1] + 10, left + 4, box[3] - 10), _NOW, 6)
        ink = _FAINT if cell.struck else _INK
        first, face = box[1] + _PAD - 4, _face("title", bold=cell.own)
        self._write(left + _PAD, first, text.hours, _face("hour", bold=True), ink, _LINE, struck=cell.struck)
        room = (box[3] - first - _PAD + 4) // _LINE - len(text.hours)
        below = first + _LINE * len(text.hours)
        shown = cut(text.title, face, self._text_width, room)
        self._write(left + _PAD, below, shown, face, ink, _LINE, struck=cell.struck)

    def _now(self, now: Tick) -> None:
        """Draw a line where the day has got to, with its hour in place of what stands there; what runs covers it."""
        top = self._top + self._axis.at(now.at)
        self._pen.line((_EDGE, top, WIDTH - _EDGE, top), _NOW, 5)
        face = _face("hour", bold=True)
        right = _EDGE + round(face.getlength(now.label)) + 16
        self._pen.rounded_rectangle((_EDGE - 8, top - _BADGE, right, top + _BADGE), 8, _NOW)
        self._write(_EDGE, top - 15, (now.label,), face, _PAPER, _LINE)
        self._own_hour(now, top + _BADGE)

    def _write(
        self,
        left: int,
        top: int,
        texts: Sequence[str],
        face: FreeTypeFont,
        ink: str,
        step: int,
        *,
        struck: bool = False,
    ) -> None:
        for at, text in enumerate(map(drawable, texts)):
            line = top + at * step
            self._pen.text((left, line), text, ink, face)
            if struck:
                middle = line + step // 2
                self._pen.line((left, middle, left + round(face.getlength(text)), middle), ink, 2)


def _face(of: str, *, bold: bool = False) -> FreeTypeFont:
    return font(SIZES[of], bold=bold)
