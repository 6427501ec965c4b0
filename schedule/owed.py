"""A letter that somebody is owed, as a value. It neither plans nor sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """One letter to one person."""

    key: str
    """The same however often it is planned."""
    kind: str
    """`reminder`, `pin`, `eve` or `overview`."""
    person: int
    about: str
    """Of a reminder its start, ISO 8601 with its offset (UTC); of a pin and an eve the excursion's id; of an overview
    the conference's day, ISO 8601."""
    lead: int | None
    """Minutes; None for an eve and an overview."""
    due: datetime
    useful_until: datetime


def in_order(owed: Iterable[Owed]) -> tuple[Owed, ...]:
    """Return letters as they fall due; what goes with a reminder comes after it."""
    return tuple(sorted(owed, key=lambda each: (each.due, each.useful_until, each.kind != "reminder", each.key)))
