"""Who is owed which reminder, due when and of use until when. It keeps nothing and does not know what was sent.

Every instant is aware UTC and every distance from a start is elapsed time, whatever the clocks on the wall do.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from schedule.following import Follow, Follower, between, by_subject, everything, followed, meant_by
from schedule.model import Excursion
from schedule.queries import day_of, starts
from schedule.windows import capacity, in_turn, minutes, window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from schedule.following import Index, Key, Meant
    from schedule.model import Programme
    from schedule.queries import Item

__all__ = [
    "EVENING",
    "GRACE",
    "LEADS",
    "Follow",
    "Follower",
    "Overfull",
    "Owed",
    "due",
    "followed",
    "next_instant",
    "overfull",
    "subjects_near",
    "upcoming",
]

LEADS = (0, 5, 10, 15, 30, 60)
"""Minutes before a start at which somebody may want to hear of it."""
EVENING = time(18, 0)
"""When, by the conference's clock, people hear of the next day's excursions."""
GRACE = timedelta(minutes=1)
"""For how long after a start its last reminder is of use (delivery: nothing about what started a minute ago)."""
MORNING = timedelta(hours=3)
"""For how long an overview is of use, if so long something is still to start."""
_NEVER = datetime.max.replace(tzinfo=UTC)
_AROUND = timedelta(days=3)
"""A conference's day and the overview of it, wherever its reader is, are no further apart."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One letter to one person."""

    key: str
    """The same however often it is planned."""
    kind: str
    """`reminder`, `pin`, `eve` or `overview`."""
    person: int
    about: str
    """Of a reminder its start, ISO 8601 with its offset (UTC); of a pin and an eve the excursion's id; of an overview
    the conference's day, ISO 8601."""
    lead: int | None
    """Minutes; None for an eve and an overview."""
    due: datetime
    useful_until: datetime


@dataclass(frozen=True, slots=True)
class Overfull:
    """A slot with more letters than fit it: some come earlier than they were asked for."""

    start: datetime
    lead: int
    letters: int
    fits: int


@dataclass(frozen=True, slots=True)
class _Call:
    """A reminder as such: of one start and lead to one person, with the excursions whose meeting point goes with it."""

    start: datetime
    lead: int
    person: int
    useful_until: datetime
    trips: tuple[str, ...]

    @property
    def letters(self) -> int:
        return 1 + len(self.trips)

    def owed(self, due: datetime) -> Iterator[Owed]:
        slot = f"{_written(self.start)}:{self.lead}:{self.person}"
        about = self.start.isoformat()
        yield Owed(f"r:{slot}", "reminder", self.person, about, self.lead, due, self.useful_until)
        for trip in self.trips:
            yield Owed(f"p:{trip}:{slot}", "pin", self.person, trip, self.lead, due, self.useful_until)


def subjects_near(programme: Programme, now: datetime, horizon: timedelta) -> frozenset[tuple[str, str]]:
    """Return the pairs of kind and id of which somebody can be owed a letter between `now` and `horizon` later.

    They are those of what starts by then, and of the excursions of whose evening before this is true. Besides, who
    has an overview needs all that they follow.
    """
    trips = (trip for trip in programme.excursions if now <= trip.meets and _eve(programme, trip) <= now + horizon)
    return frozenset(by_subject((*between(programme, now - GRACE, now + horizon), *trips)))


def due(
    programme: Programme,
    followers: Sequence[Follower],
    now: datetime,
    *,
    since: datetime | None = None,
    moved: Mapping[tuple[str, str], datetime] | None = None,
    rate: float = 25.0,
) -> tuple[Owed, ...]:
    """Return the letters to plan at `now`, in order: of each slot whose window has begun all that are still of use.

    Their own `due` may be later. With `since`, when this was last asked, also those that have gone out of use from
    then on, which nobody may have planned: so nothing is lost without a trace. `moved` tells by kind and id when a
    letter about a change said the new start, `rate` how many letters a second can be sent.
    """
    oldest, told = min(since or now, now), moved or {}
    latest = now + minutes(max(LEADS)) + timedelta(seconds=2 * len(followers) / rate)
    index = by_subject(between(programme, oldest - GRACE, latest))
    calls = chain.from_iterable(_calls(follower, index, told) for follower in followers)
    days = _Days(programme, told, oldest - _AROUND, now + _AROUND)
    besides = (each for follower in followers for each in days.owed(follower) if each.due <= now)
    owed = chain(_in_windows(calls, now, rate), besides)
    return _in_order(each for each in owed if each.useful_until >= now or (since and each.useful_until > since))


def upcoming(
    programme: Programme,
    follower: Follower,
    now: datetime,
    *,
    moved: Mapping[tuple[str, str], datetime] | None = None,
) -> tuple[Owed, ...]:
    """Return all that will fall due to a person after `now`, in order, each as if it were the only one of its slot."""
    told = moved or {}
    calls = _calls(follower, by_subject(everything(programme)), told)
    reminders = (each for call in calls for each in call.owed(call.start - minutes(call.lead)))
    besides = _Days(programme, told, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)).owed(follower)
    return _in_order(each for each in chain(reminders, besides) if each.due > now)


def next_instant(
    programme: Programme,
    now: datetime,
    half_window: timedelta = timedelta(),
    overviews: Iterable[tuple[time, tzinfo]] = (),
) -> datetime | None:
    """Return the next instant after `now` at which `due` may owe something that it did not; None: never again.

    `half_window` is half the time that it takes to send a reminder to all followers; a window that is shifted to end
    before the start may begin as much earlier still. `overviews` are the times at which people want theirs, and where.
    """
    ahead = {minutes(lead) + half_window * early for lead in LEADS for early in (0, 1, 2)}
    coming = {starts(item) for item in between(programme, now, _latest(programme))} - {now}
    instants = [start - before for start in coming for before in ahead]
    instants += [_eve(programme, trip) for trip in programme.excursions]
    if coming:
        instants += [_next_time(now, *overview) for overview in overviews]
    return min((instant for instant in instants if instant > now), default=None)


def overfull(
    programme: Programme, followers: Iterable[Follower], now: datetime, rate: float = 25.0
) -> tuple[Overfull, ...]:
    """Return the slots yet to come with more letters than can be sent in a time as long as their lead.

    With ten minutes these are about 15,000 at 25 a second. Beyond that the window begins ever earlier. `followers` are
    all that there are, with all that they follow.
    """
    index = by_subject(between(programme, now, _latest(programme)))
    slots = _slots(chain.from_iterable(_calls(follower, index, {}) for follower in followers))
    counted = {slot: sum(call.letters for call in calls.values()) for slot, calls in slots.items()}
    return tuple(
        Overfull(start, lead, letters, capacity(lead, rate))
        for (start, lead), letters in sorted(counted.items())
        if letters > capacity(lead, rate)
    )


def _in_order(owed: Iterable[Owed]) -> tuple[Owed, ...]:
    return tuple(sorted(owed, key=lambda each: (each.due, each.useful_until, each.kind != "reminder", each.key)))


def _in_windows(calls: Iterable[_Call], now: datetime, rate: float) -> Iterator[Owed]:
    """Yield the letters of the slots whose window has begun, each in its turn."""
    for (start, lead), slot in _slots(calls).items():
        letters = sum(call.letters for call in slot.values())
        latest = min(call.useful_until for call in slot.values())
        whole, position = window(start, lead, letters, latest, rate), 0
        if whole.begins > now:
            continue
        for person in in_turn(f"{_written(start)}:{lead}", slot):
            yield from slot[person].owed(whole.due(position))
            position += slot[person].letters


def _slots(calls: Iterable[_Call]) -> Mapping[tuple[datetime, int], Mapping[int, _Call]]:
    """Return the calls of each start and lead by person."""
    slots: dict[tuple[datetime, int], dict[int, _Call]] = defaultdict(dict)
    for call in calls:
        slots[call.start, call.lead][call.person] = call
    return slots


def _calls(follower: Follower, index: Index, moved: Mapping[Key, datetime]) -> Iterator[_Call]:
    """Yield one person's reminders of what is in the index: one for all that starts at once, the next ends its use."""
    by_start: dict[datetime, list[Meant]] = defaultdict(list)
    for meant in meant_by(follower, index):
        by_start[starts(meant.item)].append(meant)
    for start, together in by_start.items():
        useful_until = start + GRACE
        for lead, owing in sorted(_owing(follower, start, together, moved).items()):
            yield _Call(start, lead, follower.person, useful_until, _trips(owing))
            useful_until = start - minutes(lead)


def _owing(
    follower: Follower, start: datetime, together: Iterable[Meant], moved: Mapping[Key, datetime]
) -> Mapping[int, list[Item]]:
    """Return by lead what of one start is to be reminded of."""
    owing: dict[int, list[Item]] = defaultdict(list)
    for meant in together:
        for lead in meant.leads(follower):
            if meant.owes(follower, start - minutes(lead), moved):
                owing[lead].append(meant.item)
    return owing


def _trips(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.id for item in items if isinstance(item, Excursion) and item.meeting_point.place)


class _Days:
    """What is told of a whole day: the evening before an excursion, and the overview of one's own day."""

    def __init__(self, programme: Programme, moved: Mapping[Key, datetime], first: datetime, last: datetime) -> None:
        self._programme = programme
        self._moved = moved
        items = between(programme, first, last)
        self._items = by_subject(items)
        self._trips = by_subject(item for item in items if isinstance(item, Excursion))

    def owed(self, follower: Follower) -> Iterator[Owed]:
        """Yield what is owed of these days to one person, due or not."""
        for meant in meant_by(follower, self._trips):
            yield from self._eve(follower, meant)
        if follower.overview:
            by_day: dict[date, list[Meant]] = defaultdict(list)
            for meant in meant_by(follower, self._items):
                by_day[day_of(self._programme, meant.item)].append(meant)
            for day, together in by_day.items():
                yield from self._overview(follower, follower.overview, day, together)

    def _eve(self, follower: Follower, meant: Meant) -> Iterator[Owed]:
        """Yield the letter of the evening before, which is of use until the day itself or its start."""
        evening, day = _eve(self._programme, meant.item), day_of(self._programme, meant.item)
        if meant.leads(follower) and meant.owes(follower, evening, self._moved):
            midnight = datetime.combine(day, time(), self._programme.conference.zone).astimezone(UTC)
            key = f"e:{meant.item.id}:{day}:{follower.person}"
            until = max(evening, min(midnight, starts(meant.item)))
            yield Owed(key, "eve", follower.person, meant.item.id, None, evening, until)

    def _overview(self, follower: Follower, at: time, day: date, together: Iterable[Meant]) -> Iterator[Owed]:
        """Yield the overview of a conference's day, on the reader's own day on which it begins for them."""
        first = min(starts(meant.item) for meant in together).astimezone(follower.zone).date()
        instant = datetime.combine(min(day, first), at, follower.zone).astimezone(UTC)
        told = [meant for meant in together if any(follow.since < instant for follow in meant.follows)]
        last = max((starts(meant.item) for meant in told), default=instant)
        if last > instant:
            key = f"o:{day}:{follower.person}"
            until = min(last, instant + MORNING)
            yield Owed(key, "overview", follower.person, day.isoformat(), None, instant, until)


def _latest(programme: Programme) -> datetime:
    return max((starts(items[-1]) for items in (programme.sessions, programme.excursions) if items), default=_NEVER)


def _eve(programme: Programme, item: Item) -> datetime:
    """Return the evening before the day of an item."""
    day = day_of(programme, item) - timedelta(days=1)
    return datetime.combine(day, EVENING, programme.conference.zone).astimezone(UTC)


def _next_time(now: datetime, at: time, zone: tzinfo) -> datetime:
    """Return the next instant after `now` at which it is this time in a zone."""
    today = now.astimezone(zone).date()
    instants = (datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC) for days in range(3))
    return next(instant for instant in instants if instant > now)


def _written(start: datetime) -> str:
    """Return an instant as keys have it: `2021-09-23T07:00`, with seconds only where there are any."""
    return start.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds").removesuffix(":00")
