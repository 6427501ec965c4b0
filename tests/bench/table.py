"""A plain table of figures, with what the target is and whether it was met. It measures nothing."""

from __future__ import annotations

import sys
from dataclasses import astuple, dataclass, fields
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERDICTS = {None: "", True: "met", False: "NOT MET"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; columns that are empty in all rows are left out."""

    figure: str
    ours: str
    PTB: str = ""
    aiogram: str = ""
    ratio: str = ""
    target: str = ""
    verdict: bool | None = None


def at_most(value: float, limit: float, unit: str = "") -> tuple[str, bool]:
    """Return a target as text and whether it is met."""
    return f"<= {limit:g}{unit}", value <= limit


def at_least(value: float, limit: float, unit: str = "") -> tuple[str, bool]:
    """Return a target as text and whether it is met."""
    return f">= {limit:g}{unit}", value >= limit


def show(title: str, rows: Iterable[Row], *notes: str) -> None:
    """Print the table."""
    header = tuple(column.name for column in fields(Row))
    lines = [header, *((*astuple(row)[:-1], VERDICTS[row.verdict]) for row in rows)]
    columns = [column for column in zip(*lines, strict=True) if any(column[1:])]
    widths = [max(len(cell) for cell in column) for column in columns]
    sys.stdout.write(f"\n{title}\n")
    for line in zip(*columns, strict=True):
        cells = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        sys.stdout.write(f"  {'   '.join(cells).rstrip()}\n")
    for note in notes:
        sys.stdout.write(f"  {note}\n")
    sys.stdout.flush()


def middle(values: Iterable[float]) -> float:
    """Return the median."""
    return median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share, 0 to 1, of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
