"""The memory: a `Store` whose methods are transactions, plain values in and out. It sends nothing."""

from bot.store.engines import StoreInUse, StoreProblem
from bot.store.store import Store
from bot.store.values import (
    Counts,
    Edition,
    Lane,
    Letter,
    LetterKind,
    LetterState,
    Person,
    Right,
    UnknownPerson,
    Waiting,
)

__all__ = [
    "Counts",
    "Edition",
    "Lane",
    "Letter",
    "LetterKind",
    "LetterState",
    "Person",
    "Right",
    "Store",
    "StoreInUse",
    "StoreProblem",
    "UnknownPerson",
    "Waiting",
]
