"""Who and what is in two places at once. What merely touches does not overlap, nor does what is called off."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from schedule.queries import talk_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from schedule.gathering import Gathered
    from schedule.model import Session
    from schedule.problems import Findings
    from schedule.records import Placed


# So many that go on are each compared with one that begins; a person in more places at once is told of often enough.
_AT_ONCE = 10


class _Stay(NamedTuple):
    """A time that a session takes of a room, or of one of its people."""

    start: datetime
    end: datetime
    placed: Placed[Session]


def check_rooms(gathered: Gathered, findings: Findings) -> None:
    """Note each session that begins while another is on in its room, unless the room is shared."""
    rooms = [room for room in gathered.rooms if room.sound("id", "shared")]
    by_room: dict[str, list[_Stay]] = {room.record.id: [] for room in rooms if not room.record.shared}
    for placed in gathered.sessions:
        if placed.record.room in by_room and _planned(placed):
            by_room[placed.record.room].append(_whole(placed))
    for room, stays in by_room.items():
        for earlier, later in _overlapping(stays, 1):
            message = f'{later.name} is in room "{room}" at the same time as {earlier.name}'
            findings.error(later.at("room"), message, f"change one of them, or write shared: yes at the room {room}")


def check_people(sessions: Iterable[Placed[Session]], findings: Findings) -> None:
    """Note each session that begins while one of its people is still in another room or stream."""
    by_person: dict[str, list[_Stay]] = defaultdict(list)
    for placed in sessions:
        for person, stay in _stays(placed) if _planned(placed) and placed.sound("room", "stream") else ():
            by_person[person].append(stay)
    for person, stays in by_person.items():
        if findings.enough:
            return
        elsewhere = [
            pair for pair in _overlapping(stays, _AT_ONCE) if len({_where(placed.record) for placed in pair}) > 1
        ]
        for earlier, later in {(pair[0].name, pair[1].name): pair for pair in elsewhere}.values():
            message = f'"{person}" is in {later.name} and in {earlier.name} at the same time'
            findings.warning(later.at("start"), message)


def _stays(placed: Placed[Session]) -> Iterator[tuple[str, _Stay]]:
    """Yield the people of a session and when it needs them: who only gives a talk, during the talk if that is known."""
    session = placed.record
    throughout = {*session.speakers, *session.chairs}
    for person in throughout:
        yield person, _whole(placed)
    for talk, times in zip(session.talks, talk_times(session), strict=True):
        for person in set(talk.speakers) - throughout:
            yield person, _Stay(*times, placed) if times else _whole(placed)


def _whole(placed: Placed[Session]) -> _Stay:
    return _Stay(placed.record.start, placed.record.end, placed)


def _where(session: Session) -> tuple[str | None, str | None]:
    return (session.room, None) if session.room else (None, session.stream)


def _planned(placed: Placed[Session]) -> bool:
    return placed.sound("start", "status") and not placed.record.cancelled


def _overlapping(stays: list[_Stay], most: int) -> list[tuple[Placed[Session], Placed[Session]]]:
    """Return each session that begins before others have ended, behind as many of these as `most`, the last to end.

    A session that is there twice does not overlap itself.
    """
    pairs = []
    going_on: list[_Stay] = []
    timed = [stay for stay in stays if stay.start < stay.end]
    for stay in sorted(timed, key=lambda stay: (stay.start, stay.placed.at())):
        going_on = [other for other in going_on if stay.start < other.end]
        pairs += [(other.placed, stay.placed) for other in going_on if other.placed.name != stay.placed.name]
        going_on = sorted([*going_on, stay], key=lambda other: other.end, reverse=True)[:most]
    return pairs
