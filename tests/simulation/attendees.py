"""What people have told the bot, as a model of our own: which reminders must be there in the end. It asks no bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schedule.model import Session

LEADS = (5, 10, 15, 30)
CALM_BEFORE = timedelta(hours=2)
"""Whoever and whatever was left alone for that time before a start, and until one looks, is owed what one expects."""


@dataclass(slots=True)
class Attendee:
    """One person. `stirred` is when anything about them changed, in order."""

    id: int
    leads: tuple[int, ...]
    follows: set[tuple[str, str]] = field(default_factory=set)
    own_leads: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """By session."""
    silenced: bool = False
    blocked: bool = False
    forgotten: bool = False
    stirred: list[datetime] = field(default_factory=list)

    @property
    def wants_letters(self) -> bool:
        """Whether anything may be sent to them."""
        return not (self.silenced or self.blocked or self.forgotten)

    def stir(self, now: datetime) -> None:
        """Note that something has changed."""
        self.stirred.append(now)

    def calm(self, start: datetime) -> bool:
        """Tell whether nothing about them has changed since before a start."""
        return calm(self.stirred, start)

    def wants(self, session: Session) -> Iterator[int]:
        """Return the lead times at which they are owed a reminder of a session."""
        pairs = {("session", session.id), *(("speaker", person) for person in session.people)}
        pairs |= {("track", session.track)} if session.track else set()
        if self.wants_letters and pairs & self.follows:
            yield from self.own_leads.get(session.id, self.leads)


def calm(stirred: list[datetime], start: datetime) -> bool:
    """Tell whether none of these instants, in order, is near a start or after it: one may look late."""
    return not stirred or stirred[-1] < start - CALM_BEFORE


def owed(people: Iterable[Attendee], sessions: Iterable[Session]) -> Iterator[str]:
    """Return the keys of the reminders that there must be of sessions that were left alone around their start."""
    begun = tuple(sessions)
    for person in people:
        for session in begun:
            if person.calm(session.start):
                start = f"{session.start.astimezone(UTC):%Y-%m-%dT%H:%M}"
                yield from (f"r:{start}:{lead}:{person.id}" for lead in person.wants(session))
