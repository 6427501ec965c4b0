"""Who is asked what they thought of which sessions, once for each half of a day, and when. It asks nobody.

Every instant is aware UTC.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from schedule.following import by_subject
from schedule.model import Kind
from schedule.queries import ends

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from schedule.following import Follow
    from schedule.model import Programme, Session

NOON = time(13)
"""What starts from then on, by the conference's clock, belongs to a day's second half."""
EVENING = time(21)
"""Nobody is asked later, by the conference's clock, unless what they heard ended later."""
AFTER = timedelta(minutes=2)
"""How long after the last of their sessions somebody is asked: they have left the room, or are about to."""
USEFUL = timedelta(hours=3)
"""For how long it is of use to ask."""
MOST = 5
"""Sessions in one message."""
_UNASKED = frozenset({Kind.BREAK, Kind.SOCIAL})
_SPOKE_UP, _BY_HAND, _BY_THE_WAY = 4, 2, 1


@dataclass(frozen=True, slots=True)
class Half:
    """Half a day of the conference: its first instant, and the sessions of it that are asked about, in order."""

    begins: datetime
    sessions: tuple[Session, ...]

    @property
    def key(self) -> str:
        """Its first instant, ISO 8601 in UTC."""
        return self.begins.isoformat()


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody is asked: when, until when that is of use, and about which sessions, the likeliest first."""

    due: datetime
    useful_until: datetime
    sessions: tuple[Session, ...]


def asked_about(session: Session) -> bool:
    """Tell whether anybody is asked about such a session."""
    return session.kind not in _UNASKED and not session.cancelled


def halves(programme: Programme) -> tuple[Half, ...]:
    """Return the halves of days in which there is something to ask about, in order."""
    found: dict[datetime, list[Session]] = defaultdict(list)
    for session in programme.sessions:
        if asked_about(session):
            found[_begins(session, programme.conference.zone)].append(session)
    return tuple(Half(begins, tuple(found[begins])) for begins in sorted(found))


def half_of(programme: Programme, session: Session) -> Half:
    """Return the half of a day that a session belongs to."""
    begins = _begins(session, programme.conference.zone)
    return next((half for half in halves(programme) if half.begins == begins), Half(begins, ()))


def _begins(session: Session, zone: ZoneInfo) -> datetime:
    """Return the first instant of a session's half day; the small hours belong to the evening before them."""
    noon = datetime.combine(session.day, NOON, zone)
    first = noon if session.start >= noon else datetime.combine(session.day, time(), zone)
    return first.astimezone(UTC)


def reasons(half: Half, follows: Iterable[Follow], asked: Collection[str] = ()) -> Mapping[str, int]:
    """Return by session how much speaks for it that somebody was there: they asked a question, or followed it.

    `asked` are the ids of sessions in which they did. Whoever began to follow a session when it was over was not there.
    """
    index = by_subject(half.sessions)
    found: Counter[str] = Counter()
    for follow in follows:
        for (_, subject), item in index.get((follow.kind, follow.subject), ()):
            if follow.since < ends(item):
                found[subject] += _BY_HAND if follow.by_hand else _BY_THE_WAY
    for session in half.sessions:
        found[session.id] += _SPOKE_UP * (session.id in asked)
    return +found


def asking(half: Half, why: Mapping[str, int], zone: ZoneInfo) -> Asking | None:
    """Return what somebody is asked who has `reasons` for sessions of half a day; None if for none.

    It is due when the last of them is over, not only of those that the message has room for.
    """
    theirs = [session for session in half.sessions if session.id in why]
    if not theirs:
        return None
    likeliest = sorted(theirs, key=lambda session: (-why[session.id], session.start))[:MOST]
    due = max(session.end for session in theirs) + AFTER
    return Asking(due, _useful_until(due, zone), tuple(likeliest))


def _useful_until(due: datetime, zone: ZoneInfo) -> datetime:
    evening = datetime.combine(due.astimezone(zone).date(), EVENING, zone).astimezone(UTC)
    latest = due + USEFUL
    return min(latest, evening) if due < evening else latest


def next_end(programme: Programme, now: datetime) -> datetime | None:
    """Return when after `now` somebody may next have to be asked; None: never again."""
    ends = (session.end + AFTER for session in programme.sessions if asked_about(session))
    return min((due for due in ends if due > now), default=None)
