"""What the memory hands out: frozen values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.reader import Mode


class UnknownPerson(LookupError):
    """There is nobody with this Telegram user id: never seen, or forgotten meanwhile."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to the bot, as last committed."""

    id: int
    """Telegram's user id, which is also the id of their private chat."""
    language: str
    mode: Mode | None = None
    """None: they have not said yet."""
    zone: str | None = None
    """An IANA name; None: the conference's own."""
    leads: tuple[int, ...] = (10,)
    """How many minutes before a start they want to hear of it."""
    registered: bool = False
    """Has redeemed the conference's code."""
    organiser: bool = False
    awaiting: str | None = None
    """Which answer their next plain text is taken for; None: nothing was asked."""
    reachable: bool = True
    """False once they have blocked the bot."""
    silenced: bool = False
    """They said /stop: no letter goes to them until they say /start."""
    muted: bool = False
    """They want no announcements but urgent ones."""
    quiet: tuple[int, int] | None = (22, 7)
    """The hours, in their own zone, from and until which only what they follow by hand may make a sound."""
    overview: str | None = None
    """When they want their day's overview, `07:30` in their own zone; None: not at all."""
    follows: frozenset[tuple[str, str]] = frozenset()
    """Pairs of kind (session, excursion, track, speaker) and id."""
    feedback: bool = True
    """May be asked what they thought of what they heard."""
    roles: frozenset[tuple[str, str]] = frozenset()
    """Rights over one thing: `("speaker", id)`, who also takes the chair, `("guide", id of an excursion)`."""
    own_leads: frozenset[tuple[str, str, tuple[int, ...]]] = frozenset()
    """Kind, id and the lead times that hold for this one thing in place of `leads`; none at all: silenced."""

    def leads_for(self, kind: str, subject: str) -> tuple[int, ...]:
        """Return how many minutes before this session or excursion they want to hear of it."""
        return next((leads for k, s, leads in self.own_leads if (k, s) == (kind, subject)), self.leads)


class Changes(TypedDict, total=False):
    """What `Store.change` can set a person's fields to."""

    language: str
    mode: Mode | None
    zone: str | None
    leads: tuple[int, ...]
    registered: bool
    organiser: bool
    awaiting: str | None
    reachable: bool
    silenced: bool
    muted: bool
    quiet: tuple[int, int] | None
    overview: str | None
    feedback: bool


@dataclass(frozen=True, slots=True)
class Right:
    """What an invitation gives: `name` is `organiser`, `access`, or over one `subject` `speaker` or `guide`."""

    name: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that was received and has not been handled."""

    update_id: int
    chat_id: int | None
    """None where an update has no chat (inline queries, for one)."""
    payload: str
    """The update as it came: JSON."""
    attempts: int
    """How often handling it has failed."""
    received_at: datetime | None = None
    """When it was stored, on the machine's clock; None: by an earlier version."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The last conference that was in good order."""

    sources: Mapping[str, str]
    """The text of each file, by its path within the conference's folder."""
    digest: str
    """SHA-256 of the sources, in hexadecimal."""
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the memory holds."""

    people: int
    onsite: int
    online: int
    unreachable: int
    follows: int
    waiting: int
    """Updates received and not yet handled."""
    aside: int
    """Updates whose handling failed too often."""
    languages: Mapping[str, int] = field(default_factory=dict)
    """How many people read which language."""


class LetterKind(StrEnum):
    """What a letter is for; `about` is what it is about, `facts` what its text cannot know from the programme."""

    REMINDER = "reminder"
    """`about`: the instant their things start, ISO 8601 in UTC; facts: `lead` in minutes."""
    PIN = "pin"
    """The meeting point that goes with a reminder of an excursion; `about`: the excursion's id; facts: `lead`."""
    EVE = "eve"
    """The evening before an excursion; `about`: the excursion's id."""
    OVERVIEW = "overview"
    """The morning overview of one's day; `about`: the day, ISO 8601."""
    CHANGE = "change"
    """`about`: `session:<id>` or `excursion:<id>`; facts: `number` of the revision, `base` it is told from."""
    ANNOUNCEMENT = "announcement"
    """`about`: the announcement's number."""
    CORRECTION = "correction"
    """Edits a delivered announcement; `about`: its number; facts: `message_id`, `version`."""
    RECALL = "recall"
    """Deletes a delivered announcement; `about`: its number; facts: `message_id`."""
    DIGEST = "digest"
    """What somebody missed in an outage; `about`: the outage, the instant it began."""
    INCIDENT = "incident"
    """For organisers: something went wrong; `about`: which incident; facts: its figures."""
    STREAM = "stream"
    """A stream broke off, moved or is back; `about`: the stream's id; facts: `change`, the live change's number."""
    FULL = "full"
    """A room is full; `about`: the session's id; facts: `room`."""
    RECORDING = "recording"
    """A recording can be watched; `about`: the session's id."""
    QUESTION = "question"
    """What has become of a question, for who asked; `about`: its number; facts: `state`, `number` of the decision."""
    SEAT = "seat"
    """A seat for who was waiting, or one that was given on; `about`: the excursion's id; facts: `what`."""
    GUIDE = "guide"
    """A word of the guide's to those booked; `about`: the excursion's id; facts: `what`, `minutes`."""
    FEEDBACK = "feedback"
    """Asks what somebody thought; `about`: the half day, its first instant, ISO 8601 in UTC."""


ONCE = frozenset({LetterKind.ANNOUNCEMENT, LetterKind.FEEDBACK})
"""What is not sent once more out of doubt: an organiser decides on the former, of the latter one is enough or none."""


class LetterState(StrEnum):
    """Where a letter is; the last seven are ends, of which only `doubt` has ways on."""

    PLANNED = "planned"
    """It waits for its time."""
    READY = "ready"
    """Its time has come; it waits for the pace, or to be tried again."""
    SENDING = "sending"
    """Marked: its one request is on the way, or was when the process died."""
    SENT = "sent"
    DOUBT = "doubt"
    """It may or may not have arrived."""
    FAILED = "failed"
    """It can never be delivered."""
    SUPERSEDED = "superseded"
    """What it would have said is no longer so."""
    CANCELLED = "cancelled"
    """An organiser stopped it, or the person has left or wants none."""
    EXPIRED = "expired"
    """It was not sent while it was of use."""


class Lane(IntEnum):
    """Who goes first."""

    REPLY = 0
    """To the person who asked, or what must not wait for a pause: nothing slows it down."""
    URGENT = 1
    REMINDER = 2
    ANNOUNCEMENT = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. Its text is written when it is sent."""

    key: str
    """Deterministic and unique: planning the same again changes nothing."""
    kind: LetterKind
    lane: Lane
    person: int
    about: str
    due: datetime
    """When it may go, on the conference's clock."""
    useful_until: datetime
    """When it is no longer of use, on the conference's clock."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    state: LetterState = LetterState.PLANNED
    attempts: int = 0
    """How often it was marked, without those that Telegram refused for the rate."""
    doubts: int = 0
    """How often nobody knew whether it arrived: a reminder that is sent after that is possibly there twice."""
    message_id: int | None = None
    error: str | None = None
