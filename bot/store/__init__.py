"""The memory: a `Store` whose methods are transactions, plain values in and out. It sends nothing."""

from bot.store.engines import StoreProblem
from bot.store.store import Store
from bot.store.values import Counts, Edition, Person, UnknownPerson, Waiting

__all__ = ["Counts", "Edition", "Person", "Store", "StoreProblem", "UnknownPerson", "Waiting"]
