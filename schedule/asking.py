"""From when to when a session takes questions, and from where they come. It knows nobody who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from schedule.model import Attendance, Kind
from schedule.queries import stream_of

if TYPE_CHECKING:
    from schedule.model import Programme, Session

BEFORE = timedelta(minutes=15)
AFTER = timedelta(minutes=15)
NONE = timedelta()
_WITHOUT = frozenset({Kind.BREAK, Kind.SOCIAL})


@dataclass(frozen=True, slots=True)
class Window:
    """When questions are taken: from `opens` on, until before `closes`; aware UTC."""

    opens: datetime
    closes: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether questions are taken at an instant."""
        return self.opens <= now < self.closes


def takes_questions(programme: Programme, session: Session, *, online: bool = False) -> Window | None:
    """Return when a session takes questions; None if it takes none: a break, a social one, or one that is called off.

    Those `online` see what happens later by the stream's delay, and so they may ask that much longer.
    """
    if session.cancelled or session.kind in _WITHOUT:
        return None
    return Window(session.start - BEFORE, session.end + AFTER + behind(programme, session, online=online))


def behind(programme: Programme, session: Session, *, online: bool) -> timedelta:
    """Return by how much what somebody sees is behind the room."""
    stream = stream_of(programme, session)
    return stream.delay if stream and from_afar(session, online=online) else NONE


def from_afar(session: Session, *, online: bool) -> bool:
    """Tell whether somebody follows a session by its stream: those online, and everybody where there is no room."""
    return online or session.attendance is Attendance.ONLINE


def taking(programme: Programme, now: datetime, *, online: bool = False) -> tuple[Session, ...]:
    """Return the sessions that take questions now, in order."""
    windows = ((session, takes_questions(programme, session, online=online)) for session in programme.sessions)
    return tuple(session for session, window in windows if window and window.holds(now))
