"""Where on a timetable which instant lies: long where much is to be read, short where nothing happens."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    Span = tuple[datetime, datetime]

_A_MINUTE = 1.5
_MOST = 130


class Axis:
    """Pixels downwards from the first of `instants`, which are in order; `least` lie between any two of them.

    `needs` are spans between two of the instants, and how many pixels each has to have at least.
    """

    def __init__(self, instants: Sequence[datetime], needs: Iterable[tuple[Span, int]], least: int) -> None:
        self._instants = instants
        wanted = tuple(needs)
        at = {instant: position for position, instant in enumerate(instants)}
        lengths = [_length(span, least, taken=_taken(span, wanted)) for span in pairwise(instants)]
        for (start, end), pixels in sorted(wanted, key=lambda need: need[0][1]):
            first, last = at[start], at[end]
            missing = pixels - sum(lengths[first:last])
            if missing > 0:
                lengths[first:last] = [length + -(-missing // (last - first)) for length in lengths[first:last]]
        self._tops = list(accumulate(lengths, initial=0))

    @property
    def length(self) -> int:
        """How long it is."""
        return self._tops[-1]

    def at(self, instant: datetime) -> int:
        """Return where an instant lies that is not outside."""
        before = min(bisect_right(self._instants, instant), len(self._instants) - 1) - 1
        first, last = self._instants[before], self._instants[before + 1]
        top, bottom = self._tops[before], self._tops[before + 1]
        return top + round((bottom - top) * ((instant - first) / (last - first)))


def _taken(span: Span, needs: Iterable[tuple[Span, int]]) -> bool:
    return any(start < span[1] and span[0] < end for (start, end), _ in needs)


def _length(span: Span, least: int, *, taken: bool) -> int:
    minutes = (span[1] - span[0]).total_seconds() / 60
    return max(least, min(_MOST, round(minutes * _A_MINUTE))) if taken else least
