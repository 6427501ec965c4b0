"""What differs between two editions of a programme, as far as followers care, in the order to tell it.

It neither applies nor tells anything, and has no words for it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from schedule.altering import altered
from schedule.live import Live, Objection, in_the_way, laid_over, problem
from schedule.localised import Localised
from schedule.model import Excursion, MeetingPoint, Session, Status
from schedule.queries import ends, starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schedule.model import Programme
    from schedule.queries import Item

__all__ = [
    "ORDER",
    "Change",
    "Live",
    "Objection",
    "Upheaval",
    "diff",
    "held",
    "in_the_way",
    "laid_over",
    "net",
    "problem",
    "restored",
    "snapshot",
    "summary",
    "upheavals",
]

Snapshot = dict[str, Any]
"""An item's facts as JSON; see `snapshot`."""

ORDER = (
    "cancelled",
    "gone",
    "reinstated",
    "moved",
    "room",
    "meeting_point",
    "stream",
    "speakers",
    "title",
    "new",
)
"""What can change, in the order in which it matters to somebody in a corridor."""


@dataclass(frozen=True)
class Change:
    """A session or excursion as it was and as it is; None where an edition does not have it."""

    kind: str
    """`session` or `excursion`."""
    subject: str
    """Its id, which is what it is known by: another title is a change, another id is one gone and one new."""
    before: Item | None
    after: Item | None

    @cached_property
    def what(self) -> frozenset[str]:
        """What differs, of `ORDER`; nothing where it concerns no follower."""
        return net(snapshot(self.before) if self.before else None, self.after)

    @property
    def item(self) -> Item:
        """It as it is now, or as it was if it is gone."""
        return self.after or self.before  # type: ignore[return-value]  # one of the two is there

    @property
    def chiefly(self) -> str:
        """What of it is told first; empty if nothing is."""
        return next((each for each in ORDER if each in self.what), "")


def diff(old: Programme, new: Programme) -> tuple[Change, ...]:
    """Return what concerns followers, in the order to tell: by what matters most, then by start.

    Abstracts, bios, directions and the names of rooms and people do not: whoever looks sees them as they are.
    """
    changes = (*_changes("session", old.session, new.session), *_changes("excursion", old.excursion, new.excursion))
    return tuple(sorted((change for change in changes if change.what), key=_rank))


def _changes(kind: str, old: Mapping[str, Item], new: Mapping[str, Item]) -> Iterable[Change]:
    for subject in dict.fromkeys((*old, *new)):
        before, after = old.get(subject), new.get(subject)
        if before != after:
            yield Change(kind, subject, before, after)


def _rank(change: Change) -> tuple[int, datetime, str, str]:
    return ORDER.index(change.chiefly), starts(change.item), change.kind, change.subject


def summary(changes: Iterable[Change]) -> Mapping[str, int]:
    """Return how many changes there are of each sort, each counted for what is told first, in the order to tell."""
    counted = Counter(change.chiefly for change in changes)
    return {each: counted[each] for each in ORDER if counted[each]}


def snapshot(item: Item) -> Snapshot:
    """Return the facts a follower cares about, as JSON: instants as ISO 8601, texts as pairs of language and words."""
    facts: Snapshot = {
        "id": item.id,
        "title": _text(item.title),
        "status": item.status.value,
        "start": _iso(starts(item)),
    }
    if isinstance(item, Session):
        return facts | {
            "kind": "session",
            "end": _iso(item.end),
            "day": item.day.isoformat(),
            "room": item.room,
            "stream": item.stream,
            "speakers": list(item.people),
        }
    point = item.meeting_point
    return facts | {
        "kind": "excursion",
        "departs": _iso(item.departs),
        "end": _iso(item.returns),
        "meeting_point": {
            "name": _text(point.name),
            "address": _text(point.address),
            "place": list(point.place) if point.place else None,
        },
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _text(text: Localised | None) -> list[list[str]] | None:
    return [list(version) for version in text.versions] if text else None


def restored(before: Snapshot, item: Item | None = None) -> Item:
    """Return `item` as it was when the snapshot was taken; without it, as much of it as the snapshot holds.

    All its people are speakers then.
    """
    whole = Session if before["kind"] == "session" else Excursion
    was = _session(before) if whole is Session else _excursion(before)
    was |= {"id": before["id"], "title": _localised(before["title"]), "status": Status(before["status"])}
    return altered(item, **was) if item else whole.model_construct(**was)


def _session(facts: Snapshot) -> Snapshot:
    return {
        "start": _instant(facts["start"]),
        "end": _instant(facts["end"]),
        "day": date.fromisoformat(facts["day"]),
        "room": facts["room"],
        "stream": facts["stream"],
        "speakers": tuple(facts["speakers"]),
        "chairs": (),
        "talks": (),
    }


def _excursion(facts: Snapshot) -> Snapshot:
    point = facts["meeting_point"]
    return {
        "meets": _instant(facts["start"]),
        "departs": _instant(facts["departs"]),
        "returns": _instant(facts["end"]),
        "meeting_point": MeetingPoint.model_construct(
            name=_localised(point["name"]),
            address=_localised(point["address"]) if point["address"] else None,
            place=tuple(point["place"]) if point["place"] else None,
        ),
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _localised(versions: list[list[str]]) -> Localised:
    return Localised(tuple((language, words) for language, words in versions))


def net(before: Snapshot | None, after: Item | None) -> frozenset[str]:
    """Return what has changed from a snapshot to an item; None: the programme did not, or does not, have it.

    What is cancelled is told as that alone, and what was and is cancelled concerns nobody, be it gone. An end is part
    of the time: with it alone a session has moved. The order of people is of no account.
    """
    if _off(before) and (after is None or after.cancelled):
        return frozenset()
    if before is None or after is None:
        return frozenset({"gone" if before else "new"})
    if after.cancelled:
        return frozenset({"cancelled"})
    differing = _differing(before, snapshot(after))
    return differing | {"reinstated"} if _off(before) else differing


def _off(before: Snapshot | None) -> bool:
    """Tell whether there was nothing that took place."""
    return before is None or before["status"] == Status.CANCELLED


_PARTS = {
    "moved": ("start", "departs", "end"),
    "room": ("room",),
    "meeting_point": ("meeting_point",),
    "stream": ("stream",),
    "title": ("title",),
}


def _differing(before: Snapshot, after: Snapshot) -> frozenset[str]:
    parts = {what for what, keys in _PARTS.items() if any(before.get(key) != after.get(key) for key in keys)}
    if set(before.get("speakers", ())) != set(after.get("speakers", ())):
        parts.add("speakers")
    return frozenset(parts)


@dataclass(frozen=True, slots=True)
class Upheaval:
    """How many of the sessions, or of the excursions, would vanish or move, of those that are yet to be over."""

    kind: str
    gone: int
    moved: int
    of: int
    """How many of the old programme take place and are not over."""

    @property
    def grave(self) -> bool:
        """Whether it looks like a mistake."""
        affected = self.gone + self.moved
        return (affected >= _FEW and affected * _SHARE >= self.of) or (self.gone == self.of > 0)


_FEW = 2
_SHARE = 4


def upheavals(old: Programme, new: Programme, now: datetime) -> tuple[Upheaval, ...]:
    """Return what would become of the sessions, and of the excursions, that are not over at `now` (aware)."""
    return (
        _upheaval("session", old.session, new.session, now),
        _upheaval("excursion", old.excursion, new.excursion, now),
    )


def _upheaval(kind: str, old: Mapping[str, Item], new: Mapping[str, Item], now: datetime) -> Upheaval:
    left = [item for item in old.values() if not item.cancelled and ends(item) > now]
    became = [net(snapshot(item), new.get(item.id)) for item in left if new.get(item.id) != item]
    gone, moved = (sum(what in each for each in became) for what in ("gone", "moved"))
    return Upheaval(kind, gone, moved, len(left))


def held(old: Programme, new: Programme, now: datetime) -> bool:
    """Tell whether an edition is to be held until an organiser has confirmed it: missing is not cancelled.

    So it is if, of the sessions or of the excursions that are not over, a quarter would vanish or move, and more
    than one: to delay one of the last three of a conference is everyday work. That all that are left vanish is never.
    """
    return any(upheaval.grave for upheaval in upheavals(old, new, now))
