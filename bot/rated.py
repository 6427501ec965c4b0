"""What people thought of sessions: values that the memory keeps and screens show. None of them says who it was."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 5
"""So many have to have answered before anybody is shown anything of it."""
STARS = range(1, 6)
WORDS = 300
"""UTF-16 units that a word about a session may have."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader thought of a session."""

    stars: int
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What people thought of a session, of whom there are `ENOUGH`. Nothing in it tells who, or who came first."""

    stars: tuple[int, int, int, int, int]
    """How many gave one star, two, and so on."""
    words: tuple[str, ...]
    """What was written, by the alphabet."""

    @property
    def count(self) -> int:
        """How many have answered."""
        return sum(self.stars)

    @property
    def mean(self) -> float:
        """The mean of one to five."""
        return sum(star * number for star, number in zip(STARS, self.stars, strict=True)) / self.count
