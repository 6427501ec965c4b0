"""Who is owed which reminder, due when and of use until when. It keeps nothing and does not know what was sent.

Every instant is aware UTC and every distance from a start is elapsed time, whatever the clocks on the wall do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, product
from typing import TYPE_CHECKING

from schedule.days import EVENING, Days, eve, next_time
from schedule.following import EVE, Follow, Follower, between, by_subject, everything, followed, meant_by
from schedule.model import Excursion
from schedule.owed import Owed, in_order
from schedule.queries import starts
from schedule.windows import capacity, in_turn, minutes, window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import time, tzinfo

    from schedule.following import Index, Key, Meant
    from schedule.model import Programme
    from schedule.queries import Item
    from schedule.windows import Window

__all__ = [
    "EVE",
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
GRACE = timedelta(minutes=1)
"""For how long after a start its last reminder is of use (delivery: nothing about what started a minute ago)."""


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

    def owed(self, due: datetime, written: tuple[str, str]) -> Iterator[Owed]:
        """Yield its letters; `written` is the start as keys have it and as what they are about."""
        slot, about = f"{written[0]}:{self.lead}:{self.person}", written[1]
        yield Owed(f"r:{slot}", "reminder", self.person, about, self.lead, due, self.useful_until)
        for trip in self.trips:
            yield Owed(f"p:{trip}:{slot}", "pin", self.person, trip, self.lead, due, self.useful_until)


def subjects_near(programme: Programme, now: datetime, horizon: timedelta) -> frozenset[tuple[str, str]]:
    """Return the pairs of kind and id of which somebody can be owed a letter between `now` and `horizon` later.

    They are those of what starts by then, and of the excursions of whose evening before this is true, with `EVE` once
    more for what was chosen about that. Besides, who has an overview needs all that they follow.
    """
    trips = [trip for trip in programme.excursions if now <= trip.meets and eve(programme, trip) <= now + horizon]
    near = by_subject((*between(programme, now - GRACE, now + horizon), *trips))
    return frozenset(near) | {(EVE, trip.id) for trip in trips}


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
    days = Days(programme, told, oldest, now)
    owed = chain(_in_windows(calls, now, rate), chain.from_iterable(map(days.owed, followers)))
    return in_order(each for each in owed if each.useful_until >= now or (since and each.useful_until > since))


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
    reminders = (each for call in calls for each in call.owed(call.start - minutes(call.lead), _written(call.start)))
    besides = Days(programme, told, now, _latest(programme, now)).owed(follower)
    return in_order(each for each in chain(reminders, besides) if each.due > now)


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
    coming = {starts(item) for item in between(programme, now, _latest(programme, now))} - {now}
    instants = [start - before for start in coming for before in ahead]
    instants += [eve(programme, trip) for trip in programme.excursions]
    if coming:
        instants += [next_time(now, *overview) for overview in overviews]
    return min((instant for instant in instants if instant > now), default=None)


def overfull(
    programme: Programme, followers: Sequence[Follower], now: datetime, rate: float = 25.0
) -> tuple[Overfull, ...]:
    """Return the slots yet to come with more letters than can be sent in a time as long as their lead.

    With ten minutes these are about 15,000 at 25 a second. Beyond that the window begins ever earlier. `followers` are
    all that there are, with all that they follow.
    """
    crowded = _crowded(by_subject(between(programme, now, _latest(programme, now))), followers, rate)
    slots = _slots(chain.from_iterable(_calls(follower, crowded, {}) for follower in followers))
    counted = {slot: sum(call.letters for call in calls.values()) for slot, calls in slots.items()}
    return tuple(
        Overfull(start, lead, letters, capacity(lead, rate))
        for (start, lead), letters in sorted(counted.items())
        if letters > capacity(lead, rate)
    )


def _crowded(index: Index, followers: Iterable[Follower], rate: float) -> Index:
    """Return of the index only what starts when so many follow something that their letters may not fit."""
    by_start = {subject: frozenset(starts(item) for _, item in items) for subject, items in index.items()}
    people = Counter[tuple[datetime, int]]()
    for follower in followers:
        subjects = ((follow.kind, follow.subject) for follow in follower.follows)
        instants = frozenset[datetime]().union(*(by_start.get(subject, ()) for subject in subjects))
        people.update(product(instants, {*follower.leads, *chain.from_iterable(follower.own_leads.values())}))
    # With a meeting point they get two each.
    kept = {start for (start, lead), number in people.items() if 2 * number > capacity(lead, rate)}
    return {subject: [pair for pair in items if starts(pair[1]) in kept] for subject, items in index.items()}


def _in_windows(calls: Iterable[_Call], now: datetime, rate: float) -> Iterator[Owed]:
    """Yield the letters of the slots whose window has begun, each in its turn."""
    for (start, lead), slot in _slots(calls).items():
        letters = sum(call.letters for call in slot.values())
        latest = min(call.useful_until for call in slot.values())
        whole = window(start, lead, letters, latest, rate)
        if whole.begins <= now:
            yield from _in_turn(slot, whole, _written(start), lead)


def _in_turn(slot: Mapping[int, _Call], whole: Window, written: tuple[str, str], lead: int) -> Iterator[Owed]:
    position = 0
    for person in in_turn(f"{written[0]}:{lead}", slot):
        yield from slot[person].owed(whole.due(position), written)
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


def _latest(programme: Programme, now: datetime) -> datetime:
    """Return when the last thing starts, `now` at the earliest."""
    return max((now, *(starts(items[-1]) for items in (programme.sessions, programme.excursions) if items)))


def _written(start: datetime) -> tuple[str, str]:
    """Return an instant as keys have it, `2021-09-23T07:00` with seconds only where there are any, and in full."""
    full = start.astimezone(UTC)
    return full.replace(tzinfo=None).isoformat(timespec="seconds").removesuffix(":00"), full.isoformat()
