"""A day as rooms × hours: its pages, each of a few columns that a phone can show. It draws nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from schedule.model import Session
from schedule.queries import ends, excursions_on, key_of, on_day, starts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from schedule.model import Programme
    from schedule.queries import Item

T = TypeVar("T")
WIDE = 3
"""Columns on a page: with more of them no room's name fits above."""
LONG = 10
"""Items on a page: with more of them it is so tall that a chat shows it too small to be read without opening it."""


class Part(StrEnum):
    """Which part of a day a page shows."""

    WHOLE = "whole"
    MORNING = "morning"  # what starts until 13:00
    AFTERNOON = "afternoon"  # until 18:00
    EVENING = "evening"  # later, past midnight too


class Where(StrEnum):
    """What a column stands for."""

    ROOM = "room"
    STREAM = "stream"
    NOWHERE = "nowhere"
    TRIPS = "trips"


@dataclass(frozen=True, slots=True)
class Column:
    """What happens at a place, one thing after another: what overlaps there stands in a second column of it."""

    where: Where
    id: str
    """A room's or stream's; empty for excursions and for sessions without a place."""
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once."""

    part: Part
    columns: tuple[Column, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All that stands on it, in order."""
        return tuple(sorted((item for column in self.columns for item in column.items), key=starts))


def pages(programme: Programme, day: date) -> tuple[Page, ...]:
    """Return a day's pages; each session and excursion of the day, cancelled or not, stands on exactly one."""
    items: list[Item] = sorted((*on_day(programme, day), *excursions_on(programme, day)), key=starts)
    columns = _columns(programme, items)
    if items and len(columns) <= WIDE and len(items) <= LONG:
        return (Page(Part.WHOLE, columns),)
    by_part: dict[Part, list[Item]] = defaultdict(list)
    for item in items:
        by_part[_part(programme, day, item)].append(item)
    return tuple(page for part in Part for page in _of_part(programme, part, by_part[part]))


def _part(programme: Programme, day: date, item: Item) -> Part:
    noon, evening = (datetime.combine(day, time(hour), programme.conference.zone) for hour in (13, 18))
    if starts(item) < noon:
        return Part.MORNING
    return Part.AFTERNOON if starts(item) < evening else Part.EVENING


def _of_part(programme: Programme, part: Part, items: Sequence[Item]) -> Iterable[Page]:
    for columns in _evenly(_columns(programme, items), WIDE):
        together = sorted((item for column in columns for item in column.items), key=starts)
        for shown in _evenly(together, LONG):
            keys = frozenset(map(key_of, shown))
            kept = (Column(each.where, each.id, _only(each.items, keys)) for each in columns)
            yield Page(part, tuple(column for column in kept if column.items))


def _only(items: Iterable[Item], keys: Collection[tuple[str, str]]) -> tuple[Item, ...]:
    return tuple(item for item in items if key_of(item) in keys)


def _evenly(things: Sequence[T], most: int) -> Iterable[Sequence[T]]:
    """Yield as few parts of at most so many as there can be, about equally long."""
    parts = -(-len(things) // most)
    bounds = [len(things) * at // parts for at in range(parts + 1)] if parts else []
    return (things[first:last] for first, last in pairwise(bounds))


def _columns(programme: Programme, items: Iterable[Item]) -> tuple[Column, ...]:
    """Return the columns in the programme's order of rooms, then of streams."""
    by_place: dict[tuple[Where, str], list[Item]] = defaultdict(list)
    for item in items:
        by_place[_place(item)].append(item)
    order = _order(programme)
    places = sorted(by_place, key=lambda place: (list(Where).index(place[0]), order.get(place, 0)))
    return tuple(Column(*place, tuple(lane)) for place in places for lane in _lanes(by_place[place]))


def _place(item: Item) -> tuple[Where, str]:
    if not isinstance(item, Session):
        return Where.TRIPS, ""
    if item.room:
        return Where.ROOM, item.room
    return (Where.STREAM, item.stream) if item.stream else (Where.NOWHERE, "")


def _order(programme: Programme) -> Mapping[tuple[Where, str], int]:
    rooms = (((Where.ROOM, room.id), at) for at, room in enumerate(programme.rooms))
    streams = (((Where.STREAM, stream.id), at) for at, stream in enumerate(programme.streams))
    return dict((*rooms, *streams))


def _lanes(items: Iterable[Item]) -> list[list[Item]]:
    """Return items, in order, in as few rows as there can be in which nothing overlaps, the first ones the fullest."""
    lanes: list[list[Item]] = []
    taken: list[tuple[datetime, int]] = []
    free: list[int] = []
    for item in items:
        while taken and taken[0][0] <= starts(item):
            heappush(free, heappop(taken)[1])
        if not free:
            heappush(free, len(lanes))
            lanes.append([])
        lane = heappop(free)
        lanes[lane].append(item)
        # A gathering of which no end is known takes an instant.
        heappush(taken, (max(ends(item), starts(item) + timedelta.resolution), lane))
    return lanes
