"""Announcements, whom they are for and what has become of them: values that the memory keeps and screens show."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class AnnouncementState(StrEnum):
    """Where an announcement is."""

    DRAFT = "draft"
    """It is being written: one by each organiser."""
    WAITING = "waiting"
    """Confirmed: it can be undone, and waits for the end of that and for its time."""
    RUNNING = "running"
    """Its letters are planned and go out."""
    PAUSED = "paused"
    STOPPED = "stopped"
    """An organiser stopped it: what was not sent will not be."""
    DONE = "done"
    RECALLED = "recalled"
    """What was not sent will not be, what was is deleted."""


class Outcome(StrEnum):
    """What has become of an announcement's letter to one person; every letter counts as exactly one."""

    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    """They have blocked the bot, left, or said /stop."""
    FAILED = "failed"
    DOUBT = "doubt"
    UNWANTED = "unwanted"
    """They muted announcements before it came to them."""
    LATE = "late"
    """It was not sent while it was of use."""
    STOPPED = "stopped"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Wording:
    """What an announcement says in one language: Telegram's HTML, as the organiser formatted it."""

    html: str
    media: tuple[str, str] | None = None
    """`photo` or `document`, and Telegram's file_id; the text is its caption."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Whom an announcement is for: those of any of the modes and of any of the languages and who follow any subject.

    What names nothing asks for nothing; a circle that names nothing at all is for nobody.
    """

    everyone: bool = False
    me: bool = False
    """Its author only, muted or not."""
    modes: tuple[str, ...] = ()
    """`undecided` is also who has not said yet."""
    languages: tuple[str, ...] = ()
    subjects: tuple[tuple[str, str], ...] = ()
    """Sessions, excursions and tracks, as pairs of kind and id."""
    pairs: tuple[tuple[str, str], ...] = ()
    """All that one may follow and thereby one of the subjects: a session's track and speakers too."""

    @property
    def chosen(self) -> bool:
        """Whether it names anybody."""
        return self != Circle()


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement, as last committed. `sends_at` is the conference's clock, all other instants the machine's."""

    id: int
    author: int | None
    """None: they have been forgotten."""
    state: AnnouncementState
    urgent: bool
    created_at: datetime
    circle: Circle = field(default_factory=Circle)
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    """By language."""
    number: int = 1
    """Goes up with each correction."""
    correction: Mapping[str, Wording] = field(default_factory=dict)
    """By language: what is to be said instead, once that is confirmed."""
    sends_at: datetime | None = None
    """None: as soon as it cannot be undone any more; then when it began."""
    holds_until: datetime | None = None
    report: tuple[int, int] | None = None
    """The chat and the message in which its progress is shown."""
    forgotten: Mapping[str, int] = field(default_factory=dict)
    """By outcome: letters to people who have been forgotten."""
    confirmed_at: datetime | None = None
    corrected_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that stand for text, urgency and audience."""
        return _digest({**_plain(self.wordings), ":": [asdict(self.circle), self.urgent]})

    @property
    def correction_fingerprint(self) -> str:
        """Twelve hexadecimal digits that stand for the correction's text."""
        return _digest(_plain(self.correction))

    @property
    def saying(self) -> str:
        """What stands for its text alone, to tell whether two say the same."""
        return saying(self.wordings)

    def wording_for(self, language: str) -> Wording | None:
        """Return what a reader of a language gets: their version, or else the one there is."""
        return self.wordings.get(self.language_for(language))

    def language_for(self, language: str) -> str:
        """Return the language of the version that a reader of a language gets; empty if there is none."""
        return language if language in self.wordings else next(iter(self.wordings), "")


@dataclass(frozen=True, slots=True)
class Tally:
    """How an announcement's letters stand, and those of its last correction and of its recall."""

    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    corrections: Mapping[Outcome, int] = field(default_factory=dict)
    recalls: Mapping[Outcome, int] = field(default_factory=dict)
    doubts: int = 0
    """How many in doubt nobody has decided about."""

    @property
    def total(self) -> int:
        """How many it is or was for."""
        return sum(self.outcomes.values())

    @property
    def open(self) -> bool:
        """Whether anything is still on its way."""
        return any(counts.get(Outcome.WAITING) for counts in (self.outcomes, self.corrections, self.recalls))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of an announcement's outcome; `at` is the machine's clock."""

    person: int
    state: str
    at: datetime
    error: str


def saying(wordings: Mapping[str, Wording]) -> str:
    """Return what stands for a text in all its languages."""
    return _digest(_plain(wordings))


def _plain(wordings: Mapping[str, Wording]) -> dict[str, Any]:
    return {language: asdict(wording) for language, wording in wordings.items()}


def _digest(tree: Any) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()[:12]
