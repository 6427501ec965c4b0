"""What applies to a session where the organiser has left it out (conference format, `sessions`). It reports nothing."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from schedule.model import Attendance, Kind

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from schedule.model import Room, Session

BETWEEN = frozenset({Kind.BREAK, Kind.SOCIAL})


def filled_in(session: Session, room: Room | None, zone: ZoneInfo | None) -> Session:
    """Return the session with its end, day, attendance and stream as they apply.

    Without end and minutes it ends as it starts; without a start it has neither end nor day. `room` is `None` if it
    has none or its room is not known.
    """
    changes: dict[str, Any] = {"attendance": _attendance(session, room), "stream": _stream(session, room)}
    if "start" in session.model_fields_set:
        changes |= _times(session, zone)
    return session.model_copy(update=changes)


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
