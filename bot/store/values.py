"""What the memory hands out: frozen values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

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
    follows: frozenset[tuple[str, str]] = frozenset()
    """Pairs of kind (session, excursion, track, speaker) and id."""


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
