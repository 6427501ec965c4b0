"""What is told of a whole day: the evening before an excursion, and the overview of one's own day. It sends nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from schedule.following import between, by_subject, meant_by
from schedule.owed import Owed
from schedule.queries import day_of, starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, tzinfo

    from schedule.following import Follower, Key, Meant
    from schedule.model import Programme
    from schedule.queries import Item

EVENING = time(18, 0)
"""When, by the conference's clock, people hear of the next day's excursions."""
_MORNING = timedelta(hours=3)
"""For how long an overview is of use, if so long something is still to start."""
_AROUND = timedelta(days=3)
"""What belongs to a conference's day starts no further from the overview of it, wherever its reader is."""


class Days:
    """Letters about whole days that fall due by `until` and may be of use at `since` or later, as `reminders` asks."""

    def __init__(self, programme: Programme, moved: Mapping[Key, datetime], since: datetime, until: datetime) -> None:
        self._programme = programme
        self._moved = moved
        self._since = since
        self._until = until
        self._trips = by_subject(
            trip for trip in programme.excursions if trip.meets >= since and eve(programme, trip) <= until
        )
        self._items = by_subject(between(programme, since - _AROUND, until + _AROUND))
        self._rings: dict[tuple[time, tzinfo], bool] = {}

    def owed(self, follower: Follower) -> Iterator[Owed]:
        """Yield what is owed to one person."""
        for meant in meant_by(follower, self._trips) if self._trips else ():
            yield from self._eve(follower, meant)
        if follower.overview is not None and self._ringing(follower.overview, follower.zone):
            yield from self._overviews(follower, follower.overview)

    def _ringing(self, at: time, zone: tzinfo) -> bool:
        """Tell whether an overview asked for at this time can be due and of use: most of the day none is."""
        if (at, zone) not in self._rings:
            first = next_time(self._since - _MORNING - timedelta.resolution, at, zone)
            self._rings[at, zone] = first <= self._until
        return self._rings[at, zone]

    def _eve(self, follower: Follower, meant: Meant) -> Iterator[Owed]:
        """Yield the letter of the evening before, which is of use until the day itself."""
        evening, day = eve(self._programme, meant.item), day_of(self._programme, meant.item)
        if meant.eve(follower) and meant.owes(follower, evening, self._moved):
            midnight = datetime.combine(day, time(), self._programme.conference.zone).astimezone(UTC)
            key = f"e:{meant.item.id}:{day}:{follower.person}"
            yield Owed(key, "eve", follower.person, meant.item.id, None, evening, midnight)

    def _overviews(self, follower: Follower, at: time) -> Iterator[Owed]:
        by_day: dict[date, list[Meant]] = defaultdict(list)
        for meant in meant_by(follower, self._items):
            by_day[day_of(self._programme, meant.item)].append(meant)
        for day, together in by_day.items():
            yield from self._overview(follower, at, day, together)

    def _overview(self, follower: Follower, at: time, day: date, together: Iterable[Meant]) -> Iterator[Owed]:
        """Yield the overview of a conference's day, on the reader's own day on which it begins for them."""
        first = min(starts(meant.item) for meant in together).astimezone(follower.zone).date()
        instant = datetime.combine(min(day, first), at, follower.zone).astimezone(UTC)
        told = [meant for meant in together if any(follow.since < instant for follow in meant.follows)]
        last = max((starts(meant.item) for meant in told), default=instant)
        if last > instant <= self._until:
            key = f"o:{day}:{follower.person}"
            until = min(last, instant + _MORNING)
            yield Owed(key, "overview", follower.person, day.isoformat(), None, instant, until)


def eve(programme: Programme, item: Item) -> datetime:
    """Return the evening before the day of an item."""
    day = day_of(programme, item) - timedelta(days=1)
    return datetime.combine(day, EVENING, programme.conference.zone).astimezone(UTC)


def next_time(now: datetime, at: time, zone: tzinfo) -> datetime:
    """Return the next instant after `now` at which it is this time in a zone."""
    today = now.astimezone(zone).date()
    instants = (datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC) for days in range(3))
    return next(instant for instant in instants if instant > now)
