"""What applies to a session where the organiser has left it out (conference format, `sessions`). It reports nothing."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from schedule.model import Attendance, Kind

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from schedule.model import Room, Session

BETWEEN = frozenset({Kind.BREAK, Kind.SOCIAL})
_MORNING = 6
"""The hour before which a session may belong to the evening before."""


def possible_days(start: datetime) -> tuple[date, ...]:
    """Return the days to which what starts at a wall time may belong, its own first."""
    day = start.date()
    return (day, day - timedelta(days=1)) if start.hour < _MORNING else (day,)


def filled_in(session: Session, room: Room | None, zone: ZoneInfo | None) -> Session:
    """Return the session with its end, day, attendance and stream as they apply.

    Without end and minutes it ends as it starts; without a start it has neither end nor day. `room` is `None` if it
    has none or its room is not known.
    """
    changes: dict[str, Any] = {"attendance": _attendance(session, room), "stream": _stream(session, room)}
    if "start" in session.model_fields_set:
        changes |= _times(session, zone)
    filled = session.model_copy(update=changes)
    # What is only filled in can be filled in anew, for another room say.
    filled.model_fields_set.intersection_update(session.model_fields_set)
    return filled


def in_room(session: Session, room: Room | None) -> dict[str, Any]:
    """Return the room of a filled-in session if it is moved to `room`, with the attendance and stream that then apply.

    What the organiser wrote of these stays as it is.
    """
    own = session.stream if "stream" in session.model_fields_set else None
    moved = session.model_copy(update={"room": room.id if room else None, "stream": own})
    moved.model_fields_set.intersection_update(session.model_fields_set | {"room"})
    return {"room": moved.room, "attendance": _attendance(moved, room), "stream": _stream(moved, room)}


def _times(session: Session, zone: ZoneInfo | None) -> dict[str, Any]:
    length = session.minutes
    times: dict[str, Any] = {}
    if "end" not in session.model_fields_set:
        times["end"] = session.start + length if length else session.start
    if "day" not in session.model_fields_set:
        times["day"] = session.start.astimezone(zone or UTC).date()
    return times


def _applying(session: Session, room: Room | None) -> str | None:
    """Return the session's own stream, else the room's; breaks and socials inherit none."""
    inherited = room.stream if room and session.kind not in BETWEEN else None
    return session.stream or inherited


def _attendance(session: Session, room: Room | None) -> Attendance:
    if "attendance" in session.model_fields_set:
        return session.attendance
    if session.stream and not session.room:
        return Attendance.ONLINE
    return Attendance.HYBRID if _applying(session, room) else Attendance.ONSITE


def _stream(session: Session, room: Room | None) -> str | None:
    """Return the stream that shows it: none if it is only on site, whatever its room has."""
    return None if _attendance(session, room) is Attendance.ONSITE else _applying(session, room)
