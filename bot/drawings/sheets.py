"""What is to be drawn, as values with all words in them: two that are equal are the same picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that takes place: `own` sets it off, `quiet` puts it in the background.

    `remark` stands before its title.
    """

    start: datetime
    end: datetime
    hours: str
    title: str
    own: bool = False
    quiet: bool = False
    struck: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What happens at one place; nothing in it overlaps."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant on the axis: what the conference's clock shows then, and the reader's where it differs.

    Without a label nothing is drawn there.
    """

    at: datetime
    label: str
    own: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Columns of a day side by side. `ticks` are all starts and ends; `now` is marked if it lies between them."""

    heading: str
    subheading: str
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    now: Tick | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A session's mean of one to five; None where too few have answered. `figures` stands behind it."""

    title: str
    mean: float | None
    figures: str


@dataclass(frozen=True, slots=True)
class Chart:
    """How a day's sessions were found, in the order of the programme."""

    heading: str
    subheading: str
    bars: tuple[Bar, ...]


Sheet = Timetable | Chart
