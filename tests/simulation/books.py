"""What is noted while a conference is played, to be held against what arrived. It asks the bot for nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.torture.checker import Evidence, Gone, Tally, check, letters_in, tally
from tests.torture.witness import told_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.simulation.stage import Stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conference has come to. `expected` is how many reminders a model of our own says that there must be."""

    figures: Tally
    violations: tuple[str, ...]
    crashes: int
    letters: dict[str, int]
    """How many of each kind and state."""
    expected: int


class Books:
    """Who has left, what was called off, and which letters there have to be."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._expected: set[str] = set()
        self._forgotten: set[int] = set()
        self._left: dict[int, float] = {}
        self._off: dict[str, float] = {}
        self._looked = 0.0
        self._gone: list[Gone] = []
        self._called_off: list[Gone] = []

    def expect(self, keys: Iterable[str]) -> None:
        """There must be these letters."""
        self._expected.update(keys)

    def left(self, person: int) -> None:
        """From now on nothing may go to somebody."""
        self._left.setdefault(person, self._stage.time.seconds())

    def forgotten(self, person: int) -> None:
        """Somebody was forgotten, and all their letters with them."""
        self.left(person)
        self._forgotten.add(person)

    def back(self, person: int) -> None:
        """From now on letters may go to somebody again."""
        since = self._left.pop(person, None)
        if since is not None:
            self._gone.append(Gone(person, since, self._stage.time.seconds()))

    async def look(self) -> None:
        """Know which letters are called off now, and which were and are not any more."""
        off = await self._stage.house.called_off()
        self._called_off += [Gone(key, self._off.pop(key), self._looked) for key in self._off.keys() - off]
        self._looked = self._stage.time.seconds()
        self._off |= dict.fromkeys(off - self._off.keys(), self._looked)

    async def outcome(self) -> Outcome:
        """Return what all of it comes to."""
        letters = await letters_in(self._stage.url)
        expected = {key for key in self._expected if int(key.rpartition(":")[2]) not in self._forgotten}
        found = Evidence(
            letters,
            told_apart(self._stage.telegram.calls, letters),
            intended=frozenset(expected),
            called_off=(*self._called_off, *(Gone(key, since) for key, since in self._off.items())),
            left=(*self._gone, *(Gone(person, since) for person, since in self._left.items())),
        )
        there = {each.person for each in letters} & self._forgotten
        violations = (*check(found), *(f"I8 there are letters to {each}, who was forgotten" for each in sorted(there)))
        kinds = Counter(f"{each.kind} {each.state}" for each in letters)
        crashes = self._stage.house.crashes
        return Outcome(tally(found), violations, crashes, dict(sorted(kinds.items())), len(expected))
