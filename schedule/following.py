"""What somebody follows and which sessions and excursions they mean by it. It reminds nobody."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schedule.model import Session
from schedule.queries import key_of, starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, time, tzinfo

    from schedule.model import Programme
    from schedule.queries import Item

    Key = tuple[str, str]
    OwnLeads = Mapping[Key, tuple[int, ...]]
    Index = Mapping[Key, Sequence[tuple[Key, Item]]]

EVE = "eve"
"""In place of a kind: what is chosen about the evening before an excursion. Any lead time: it is told; none: not."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Something that a person follows."""

    kind: str
    """`session`, `excursion`, `track` or `speaker`."""
    subject: str
    since: datetime
    """By the conference's clock. What was due by then has been said by the answer to the follow."""

    @property
    def by_hand(self) -> bool:
        """Whether it is the very session or excursion."""
        return self.kind in {"session", "excursion"}


@dataclass(frozen=True, slots=True)
class Follower:
    """A person and what they chose about being reminded."""

    person: int
    follows: tuple[Follow, ...]
    leads: tuple[int, ...]
    """Of `LEADS`."""
    zone: tzinfo
    """Theirs, or else the conference's: in it quiet hours and the overview are meant."""
    own_leads: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    """By kind and id of a session or excursion what holds for it in place of `leads`; none: it is silenced.

    By `EVE` and the id of an excursion whether its evening before is told, where its lead times do not decide that.
    """
    quiet: tuple[int, int] | None = None
    """From and until which hour only what they follow by hand reminds; None: it always does."""
    overview: time | None = None
    """When they want an overview of their day; None: not at all."""

    def asleep(self, instant: datetime) -> bool:
        """Tell whether it is one of their quiet hours."""
        if self.quiet is None:
            return False
        (begin, end), hour = self.quiet, instant.astimezone(self.zone).hour
        return begin <= hour < end if begin <= end else not end <= hour < begin


@dataclass(frozen=True, slots=True)
class Meant:
    """A session or excursion, and all by which a person follows it."""

    key: Key
    item: Item
    follows: list[Follow]

    def owes(self, follower: Follower, instant: datetime, moved: Mapping[Key, datetime]) -> bool:
        """Tell whether a letter due at an instant is owed, and neither said already nor left out at night."""
        told = moved.get(self.key)
        if told and instant <= told:
            return False
        return any(
            follow.since < instant and (follow.by_hand or not follower.asleep(instant)) for follow in self.follows
        )

    def leads(self, follower: Follower) -> tuple[int, ...]:
        """Return how many minutes before it they want to hear of it."""
        return follower.own_leads.get(self.key, follower.leads)

    def eve(self, follower: Follower) -> bool:
        """Tell whether they want to hear of it the evening before."""
        return tells_eve(self.item.id, self.leads(follower), follower.own_leads)


def tells_eve(trip: str, leads: tuple[int, ...], own_leads: OwnLeads) -> bool:
    """Tell whether somebody with these lead times for an excursion wants to hear of it the evening before, too."""
    return bool(own_leads.get((EVE, trip), leads))


def followed(programme: Programme, follower: Follower) -> tuple[Item, ...]:
    """Return what a person means by all they follow, in order, without what is cancelled."""
    return tuple(sorted((meant.item for meant in meant_by(follower, by_subject(everything(programme)))), key=starts))


def meant_by(follower: Follower, index: Index) -> Iterable[Meant]:
    """Return what of the index a person follows, each once."""
    meant: dict[Key, Meant] = {}
    for follow in follower.follows:
        for key, item in index.get((follow.kind, follow.subject), ()):
            meant.setdefault(key, Meant(key, item, [])).follows.append(follow)
    return meant.values()


def by_subject(items: Iterable[Item]) -> Index:
    """Return by each kind and id that can be followed what this means; nothing cancelled."""
    index: dict[Key, list[tuple[Key, Item]]] = defaultdict(list)
    for item in items:
        if not item.cancelled:
            for subject in _subjects(item):
                index[subject].append((key_of(item), item))
    return index


def _subjects(item: Item) -> Iterator[Key]:
    yield key_of(item)
    if isinstance(item, Session):
        yield from (("speaker", person) for person in item.people)
        if item.track:
            yield "track", item.track


def everything(programme: Programme) -> tuple[Item, ...]:
    """Return all sessions and excursions."""
    return (*programme.sessions, *programme.excursions)


def between(programme: Programme, first: datetime, last: datetime) -> tuple[Item, ...]:
    """Return what starts at these instants or between them."""
    return (*_part(programme.sessions, first, last), *_part(programme.excursions, first, last))


def _part(items: Sequence[Item], first: datetime, last: datetime) -> Sequence[Item]:
    return items[bisect_left(items, first, key=starts) : bisect_right(items, last, key=starts)]
