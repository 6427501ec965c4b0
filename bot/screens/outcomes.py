"""What became of an edition, or of a change made in chat, as values for screens. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from schedule.broadcast import Airing
    from schedule.changes import Change, Objection, Upheaval
    from schedule.model import Session


class Verdict(StrEnum):
    """What was decided, or that it is still to be."""

    SAME = "same"
    """It is what is served."""
    BROKEN = "broken"
    REFUSED = "refused"
    """What was sent is no conference at all."""
    QUIET = "quiet"
    """It was applied, and nothing in it concerns those who follow something."""
    APPLIED = "applied"
    ASK = "ask"
    """It waits for an organiser."""
    KEPT = "kept"
    """An organiser wanted the one before."""
    OVER = "over"
    """There is no such edition to decide on any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edition, and what is in it.

    `digest` names it, in 16 hexadecimal digits; `people` is how many will be, or would be, told; `upheavals` are there
    if it is held because too much would vanish or move; `problems` are lines as `steiger check` writes them, `more`
    how many there are beyond; `warnings` are such lines that keep nothing from being used; `added` is a file that the
    edition before does not have.
    """

    verdict: Verdict
    digest: str = ""
    changes: tuple[Change, ...] = ()
    people: int = 0
    upheavals: tuple[Upheaval, ...] = ()
    other: bool = False
    """Whether it is another conference altogether."""
    problems: tuple[str, ...] = ()
    more: int = 0
    warnings: tuple[str, ...] = ()
    added: str = ""
    heard: int = 0
    """How many messages go out about streams and recordings."""
    reason: str = ""
    """The key of the words that say why it was refused."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that an organiser wants to make in chat: of what, and to which value.

    `what` is `start` (`value`: an instant, ISO 8601 with its offset), `room` (an id), `status` (`cancelled` or
    `planned`) or `recording` (a link); of a stream `down` (`yes` or `no`) or `url` (a link); of a room `full` (the id
    of the session).
    """

    kind: str
    subject: str
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a wish would change or has changed: a `change` of facts or an `airing`, or nothing.

    `people` is how many follow it, or have to hear of the airing; `live` is the number of what is laid over the YAML
    now, None if nothing is; `tell_at` is when those who follow it will be told.
    """

    change: Change | None = None
    people: int = 0
    objection: Objection | None = None
    taken_by: tuple[Session, ...] = ()
    live: int | None = None
    tell_at: datetime | None = None
    airing: Airing | None = None

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return self.change is None and self.airing is None


@dataclass(frozen=True, slots=True)
class Laid:
    """Something that is laid over the YAML: its number, and what it does to the programme as the files tell it."""

    live: int
    made_at: datetime
    change: Change | Airing
