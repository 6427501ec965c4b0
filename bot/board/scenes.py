"""Which sessions stand on a board at an instant: what runs, has just ended, or comes next. Pure, and without words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from schedule.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from schedule.model import Programme, Session

LINGERS = timedelta(minutes=15)
"""How long a session that is over stays: sessions overrun, and its questions are still being answered."""
TAKES_OVER = timedelta(minutes=5)
"""How long before its start the next one takes the place of one that is over."""
_QUIET = frozenset({Kind.BREAK, Kind.SOCIAL})


class Phase(StrEnum):
    """What the sessions of a scene are doing."""

    RUNNING = "running"
    ENDED = "ended"
    NEXT = "next"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Scene:
    """The sessions in front, several only where several run at once, and those that start after them."""

    phase: Phase
    front: tuple[Session, ...] = ()
    following: tuple[Session, ...] = ()


def scene(programme: Programme, now: datetime, room: str = "") -> Scene:
    """Return what stands on the board of one room (its id), or of all; `now` is the conference's clock."""
    here = [session for session in programme.sessions if not session.cancelled and room in {"", session.room}]
    following = _first(session for session in here if session.start > now)
    running = _loudest(session for session in here if session.start <= now < session.end)
    if running:
        return Scene(Phase.RUNNING, running, following)
    ended = _just_ended(here, now)
    if ended and not (following and following[0].start <= now + TAKES_OVER):
        return Scene(Phase.ENDED, ended, following)
    return Scene(Phase.NEXT, following) if following else Scene(Phase.OVER)


def _first(coming: Iterable[Session]) -> tuple[Session, ...]:
    listed = tuple(coming)
    return _loudest(session for session in listed if session.start == listed[0].start)


def _loudest(together: Iterable[Session]) -> tuple[Session, ...]:
    """Return sessions without the breaks beside them."""
    listed = tuple(together)
    return tuple(session for session in listed if session.kind not in _QUIET) or listed


def _just_ended(here: list[Session], now: datetime) -> tuple[Session, ...]:
    over = [session for session in here if now - LINGERS < session.end <= now and session.kind not in _QUIET]
    last = max((session.end for session in over), default=now)
    return tuple(session for session in over if session.end == last)
