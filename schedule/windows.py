"""When each of many letters about one start goes, so that all fit the rate. It knows neither readers nor reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

AHEAD = timedelta(minutes=2)
"""The last reminder goes so long before the start, unless it was asked for closer to it."""


@cache
def minutes(lead: int) -> timedelta:
    """Return a lead time as a span."""
    return timedelta(minutes=lead)


@dataclass(frozen=True, slots=True)
class Window:
    """When the letters of one start and lead go: `rate` a second from `begins` on, by whole seconds."""

    begins: datetime
    rate: float

    def due(self, position: int) -> datetime:
        """Return when the letter at a position, from 0, falls due."""
        return self.begins + timedelta(seconds=int(position / self.rate))


def window(start: datetime, lead: int, letters: int, latest: datetime, rate: float) -> Window:
    """Return the window of a slot: centred on `lead` minutes before the start; at the start it begins with it.

    It is shifted so that it ends two minutes before the start, and by `latest`, when the first of its letters goes out
    of use: of more letters than `capacity` all are still told, earlier than they asked.
    """
    nominal = start - minutes(lead)
    begins = nominal - timedelta(seconds=int(letters / rate / 2)) if lead else nominal
    limit = min(start - AHEAD, latest) if minutes(lead) > AHEAD else latest
    excess = Window(begins, rate).due(letters - 1) - limit
    return Window(begins - max(excess, timedelta()), rate)


def capacity(lead: int, rate: float) -> int:
    """Return how many letters fit a slot: as many as can be sent in a time as long as its lead, or in a minute."""
    return int((minutes(lead) or timedelta(minutes=1)).total_seconds() * rate)


def in_turn(slot: str, people: Iterable[int]) -> list[int]:
    """Return people in an order that is always the same for a slot and another for the next: nobody is always last."""
    return sorted(people, key=lambda person: blake2b(f"{slot}:{person}".encode(), digest_size=8).digest())
