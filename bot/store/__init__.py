"""The memory: a `Store` whose methods are transactions, plain values in and out. It sends nothing."""

from bot.store.announced import Announcement, AnnouncementState, Circle, Delivery, Outcome, Tally, Wording
from bot.store.engines import StoreProblem
from bot.store.store import Store
from bot.store.values import (
    Counts,
    Edition,
    Lane,
    Letter,
    LetterKind,
    LetterState,
    Person,
    UnknownPerson,
    Waiting,
)

__all__ = [
    "Announcement",
    "AnnouncementState",
    "Circle",
    "Counts",
    "Delivery",
    "Edition",
    "Lane",
    "Letter",
    "LetterKind",
    "LetterState",
    "Outcome",
    "Person",
    "Store",
    "StoreProblem",
    "Tally",
    "UnknownPerson",
    "Waiting",
    "Wording",
]
