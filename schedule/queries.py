"""What a programme answers at an instant, `now` in aware UTC; it will neither ask the time nor change anything."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from schedule.model import Excursion, Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schedule.model import Programme, Stream

Item = Session | Excursion
_Item = TypeVar("_Item", Session, Excursion)


class Phase(StrEnum):
    """Where an instant lies in a conference. Cancelled items do not count."""

    BEFORE = "before"  # the conference has not begun, and does not begin today
    EARLY = "early"  # today, before the day's first item
    DURING = "during"  # between a day's first start and its last end
    BETWEEN = "between"  # after a day's last item, and the next item is not today
    AFTER = "after"  # nothing is left


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an instant lies.

    `day` is the day it belongs to; early, before and between, the next day with items, and `begins` is the start
    of its first item; after, the last day.
    """

    phase: Phase
    day: date
    begins: datetime | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """An instant and everything planned that starts then."""

    start: datetime
    sessions: tuple[Session, ...]
    excursions: tuple[Excursion, ...] = ()


@dataclass(frozen=True, slots=True)
class Streamed:
    """Sessions on streams: `live` are running; `coming` start later on the first day that has such, in order."""

    live: tuple[Session, ...]
    coming: tuple[Session, ...]


def key_of(item: Item) -> tuple[str, str]:
    """Return kind and id of a session or excursion."""
    return "session" if isinstance(item, Session) else "excursion", item.id


def starts(item: Item) -> datetime:
    """Return when it begins: an excursion, when its guests meet."""
    return item.start if isinstance(item, Session) else item.meets


def ends(item: Item) -> datetime:
    """Return when it is over: an excursion, when it returns, or else the last time known of it."""
    return item.end if isinstance(item, Session) else item.returns or item.departs or item.meets


def day_of(programme: Programme, item: Item) -> date:
    """Return the conference's day it belongs to, which after midnight may be the day before."""
    if isinstance(item, Session):
        return item.day
    return item.meets.astimezone(programme.conference.zone).date()


def now_on(programme: Programme, now: datetime) -> tuple[Session, ...]:
    """Return the sessions that run: start <= now < end."""
    begun = programme.sessions[: bisect_right(programme.sessions, now, key=starts)]
    return tuple(session for session in begun if now < session.end and not session.cancelled)


def under_way(programme: Programme, now: datetime) -> tuple[Excursion, ...]:
    """Return the excursions whose guests have met and are not yet back."""
    begun = programme.excursions[: bisect_right(programme.excursions, now, key=starts)]
    return tuple(excursion for excursion in begun if now < ends(excursion) and not excursion.cancelled)


def next_up(programme: Programme, now: datetime, *, excursions: bool = True) -> Start | None:
    """Return the next start after `now` and everything planned that starts then; without excursions on request."""
    trips = programme.excursions if excursions else ()
    coming = [start for start in (_next_start(programme.sessions, now), _next_start(trips, now)) if start]
    if not coming:
        return None
    start = min(coming)
    return Start(start, _starting(programme.sessions, start), _starting(trips, start))


def _next_start(items: tuple[_Item, ...], now: datetime) -> datetime | None:
    coming = islice(items, bisect_right(items, now, key=starts), None)
    return next((starts(item) for item in coming if not item.cancelled), None)


def _starting(items: tuple[_Item, ...], start: datetime) -> tuple[_Item, ...]:
    together = items[bisect_left(items, start, key=starts) : bisect_right(items, start, key=starts)]
    return tuple(item for item in together if not item.cancelled)


def next_excursions(programme: Programme, now: datetime) -> tuple[Excursion, ...]:
    """Return the planned excursions still to meet on the first day that has any, in order."""
    left = programme.excursions[bisect_right(programme.excursions, now, key=starts) :]
    planned = [excursion for excursion in left if not excursion.cancelled]
    return tuple(trip for trip in planned if day_of(programme, trip) == day_of(programme, planned[0]))


def moment(programme: Programme, now: datetime) -> Moment:
    """Return where `now` lies, by the conference's zone and days."""
    begun, coming = _last_begun(programme, now), _first_coming(programme, now)
    if begun and (_runs(programme, now) or (coming and day_of(programme, coming) == day_of(programme, begun))):
        return Moment(Phase.DURING, day_of(programme, begun))
    if coming:
        day = day_of(programme, coming)
        today = now.astimezone(programme.conference.zone).date()
        waiting = Phase.BETWEEN if begun else Phase.BEFORE
        return Moment(Phase.EARLY if day == today else waiting, day, starts(coming))
    return Moment(Phase.AFTER, day_of(programme, begun)) if begun else _without_items(programme, now)


def _last_begun(programme: Programme, now: datetime) -> Item | None:
    lasts: tuple[Item, ...] = (*_last(programme.sessions, now), *_last(programme.excursions, now))
    return max(lasts, key=starts, default=None)


def _last(items: tuple[_Item, ...], now: datetime) -> tuple[_Item, ...]:
    begun = reversed(items[: bisect_right(items, now, key=starts)])
    return tuple(islice((item for item in begun if not item.cancelled), 1))


def _first_coming(programme: Programme, now: datetime) -> Item | None:
    coming = next_up(programme, now)
    together: tuple[Item, ...] = (*coming.sessions, *coming.excursions) if coming else ()
    return together[0] if together else None


def _runs(programme: Programme, now: datetime) -> bool:
    return bool(now_on(programme, now) or under_way(programme, now))


def _without_items(programme: Programme, now: datetime) -> Moment:
    conference = programme.conference
    if now.astimezone(conference.zone).date() > conference.ends:
        return Moment(Phase.AFTER, conference.ends)
    return Moment(Phase.BEFORE, conference.starts)


def days(programme: Programme) -> tuple[date, ...]:
    """Return the days that have a session or an excursion, cancelled or not, in order."""
    items = programme.sessions + programme.excursions
    return tuple(sorted({day_of(programme, item) for item in items}))


def on_day(programme: Programme, day: date, track: str | None = None) -> tuple[Session, ...]:
    """Return a day's sessions in order, cancelled ones too; only those of a track if its id is given."""
    return tuple(session for session in programme.sessions if session.day == day and track in (None, session.track))


def excursions_on(programme: Programme, day: date) -> tuple[Excursion, ...]:
    """Return a day's excursions in order, cancelled ones too."""
    return tuple(trip for trip in programme.excursions if day_of(programme, trip) == day)


def sessions_of(programme: Programme, speaker: str) -> tuple[Session, ...]:
    """Return the sessions in which somebody speaks, gives a talk or takes the chair, in order."""
    return tuple(session for session in programme.sessions if speaker in session.people)


def talk_times(session: Session) -> tuple[tuple[datetime, datetime] | None, ...]:
    """Return each talk's start and end, None where they are not known.

    Talks follow one another from the session's start; after one without minutes nothing is known until a
    talk's start is written (conference format, `talks`).
    """
    times: list[tuple[datetime, datetime] | None] = []
    start: datetime | None = session.start
    for talk in session.talks:
        start = talk.start or start
        end = start + talk.minutes if start and talk.minutes else None
        times.append((start, end) if start and end else None)
        start = end
    return tuple(times)


def agenda(programme: Programme, sessions: Iterable[str] = (), excursions: Iterable[str] = ()) -> tuple[Item, ...]:
    """Return the sessions and excursions with these ids in order; ids that no longer exist are passed over."""
    wanted = set(sessions), set(excursions)
    followed: list[Item] = [session for session in programme.sessions if session.id in wanted[0]]
    followed += [excursion for excursion in programme.excursions if excursion.id in wanted[1]]
    return tuple(sorted(followed, key=starts))


def clashes(items: Iterable[Item]) -> tuple[tuple[Item, Item], ...]:
    """Return every pair that overlaps, the earlier one first, in order of the later one's start.

    Touching ends do not clash, nor does what is cancelled. A gathering whose end is not known takes an instant.
    """
    planned = sorted((item for item in items if not item.cancelled), key=starts)
    pairs: list[tuple[Item, Item]] = []
    running: list[tuple[datetime, int]] = []
    for index, item in enumerate(planned):
        while running and running[0][0] <= starts(item):
            heappop(running)
        pairs += ((planned[earlier], item) for earlier in sorted(earlier for _, earlier in running))
        heappush(running, (max(ends(item), starts(item) + timedelta.resolution), index))
    return tuple(pairs)


def stream_of(programme: Programme, session: Session) -> Stream | None:
    """Return the stream that shows a session."""
    return programme.stream.get(session.stream) if session.stream else None


def stream_opens(programme: Programme, session: Session) -> datetime | None:
    """Return the instant from which a session's stream link is handed out; None without a stream."""
    stream = stream_of(programme, session)
    return session.start - stream.opens if stream else None


def link_is_open(programme: Programme, session: Session, now: datetime) -> bool:
    """Return whether a session's stream link may be handed out: from `opens` before its start until its end."""
    opens = stream_opens(programme, session)
    return opens is not None and opens <= now < session.end and not session.cancelled


def streamed(programme: Programme, now: datetime) -> Streamed:
    """Return what streams show now and what comes on them next."""
    planned = tuple(session for session in programme.sessions if session.stream and not session.cancelled)
    coming = planned[bisect_right(planned, now, key=starts) :]
    return Streamed(
        live=tuple(session for session in planned if session.start <= now < session.end),
        coming=tuple(session for session in coming if session.day == coming[0].day),
    )


def streamed_meanwhile(programme: Programme, session: Session) -> tuple[Session, ...]:
    """Return the planned sessions on streams that overlap this one, for those who cannot be in its room."""
    before_its_end = programme.sessions[: bisect_left(programme.sessions, session.end, key=starts)]
    return tuple(
        other
        for other in before_its_end
        if other.stream and session.start < other.end and not other.cancelled and other.id != session.id
    )
