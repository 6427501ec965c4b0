"""Questions to those on stage, and what has become of them: values that the memory keeps and screens show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Place(StrEnum):
    """Where a question comes from."""

    HALL = "hall"
    STREAM = "stream"


class QuestionState(StrEnum):
    """Where a question is."""

    OPEN = "open"
    TAKEN = "taken"
    """It is the next, or being answered."""
    ANSWERED = "answered"
    HIDDEN = "hidden"
    """It is not taken up, and shown to nobody but the chair and who asked it."""
    MERGED = "merged"
    """It is counted as part of another."""
    WITHDRAWN = "withdrawn"
    """Who asked it took it back; its text is gone."""


class Refusal(StrEnum):
    """Why a question is not taken."""

    ANOTHER = "another"
    """Another of theirs is open in this session."""
    TOO_MANY = "too_many"
    """They have asked too many within a day."""


class Decided(StrEnum):
    """What a decision of the chair's has done."""

    DONE = "done"
    SAME = "same"
    """It is so already."""
    CHANGED = "changed"
    """It is not where that can be decided any more: somebody was quicker."""
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as somebody wants to ask it; `name` is shown with it, None: anonymously."""

    session: str
    text: str
    name: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands; all but `mine` and `voted`, which are one reader's, is the same for everybody."""

    id: int
    session: str
    text: str
    name: str | None
    """None: anonymous."""
    place: Place
    state: QuestionState
    votes: int
    """How many people voted for it or for one that was merged into it, each counted once."""
    merged: int
    """How many others were merged into it."""
    asked_at: datetime
    """The conference's clock."""
    into: int | None = None
    """Which question it was merged into."""
    decided_at: datetime | None = None
    """When the chair decided on it last; the conference's clock."""
    mine: bool = False
    voted: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page, numbered from 0, of a session's questions; `waiting` tells whether one of the reader's own waits."""

    shown: tuple[Question, ...]
    number: int = 0
    pages: int = 1
    waiting: bool = False
