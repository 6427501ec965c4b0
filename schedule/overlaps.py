"""Who and what is in two places at once. Sessions that merely touch are not, nor are those called off."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schedule.gathering import Gathered
    from schedule.model import Session
    from schedule.problems import Findings
    from schedule.records import Placed

    Sessions = dict[str, list[Placed[Session]]]


def check_rooms(gathered: Gathered, findings: Findings) -> None:
    """Note each session that begins while another is on in its room, unless the room is shared."""
    shared = {room.record.id for room in gathered.rooms if room.record.shared}
    by_room: Sessions = defaultdict(list)
    for placed in gathered.sessions:
        if placed.record.room and placed.record.room not in shared:
            by_room[placed.record.room].append(placed)
    for room, sessions in by_room.items():
        for earlier, later in _overlapping(sessions):
            message = f'{later.name} is in room "{room}" at the same time as {earlier.name}'
            findings.error(later.at("room"), message, f"change one of them, or write shared: yes at the room {room}")


def check_people(sessions: Iterable[Placed[Session]], findings: Findings) -> None:
    """Note each session that begins while one of its people is still in another room or stream."""
    by_person: Sessions = defaultdict(list)
    for placed in sessions:
        for person in placed.record.people:
            by_person[person].append(placed)
    for person, theirs in by_person.items():
        for earlier, later in _overlapping(theirs):
            if _where(earlier.record) != _where(later.record):
                message = f'"{person}" is in {later.name} and in {earlier.name} at the same time'
                findings.warning(later.at("start"), message)


def _where(session: Session) -> tuple[str | None, str | None]:
    return (session.room, None) if session.room else (None, session.stream)


def _overlapping(sessions: list[Placed[Session]]) -> list[tuple[Placed[Session], Placed[Session]]]:
    """Return each session that begins before another has ended, behind the one of these that ends last.

    One sweep: each session is compared with one other, however many overlap.
    """
    planned = [placed for placed in sessions if not placed.record.cancelled and placed.record.start < placed.record.end]
    pairs = []
    last: Placed[Session] | None = None
    for placed in sorted(planned, key=lambda placed: (placed.record.start, placed.at())):
        if last and placed.record.start < last.record.end:
            pairs.append((last, placed))
        if not last or placed.record.end > last.record.end:
            last = placed
    return pairs
