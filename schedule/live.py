"""What organisers change in chat, laid over the programme that the YAML tells. It keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from schedule.altering import altered
from schedule.broadcast import may_be_full, on_air, with_full_rooms
from schedule.defaults import in_room, possible_days
from schedule.model import Excursion, Session, Status
from schedule.queries import day_of, starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from schedule.model import Programme, Stream
    from schedule.queries import Item


@dataclass(frozen=True, slots=True)
class Live:
    """One change made in chat; of several of the same thing the one with the highest `id` holds."""

    id: int
    kind: str
    """`session`, `excursion`, `stream` or `room`."""
    subject: str
    what: Literal["start", "room", "status", "recording", "down", "url", "full"]
    value: Mapping[str, Any]
    """As JSON, instants as ISO 8601 with their offset: `{"start": …}`, of which an excursion's is when it meets, and
    where they do not keep their distance from it `"end"`, an excursion's `"departs"` and `"returns"`;
    `{"room": id}`; `{"status": "cancelled" | "planned"}`; `{"recording": link}`. Of a stream `{"down": bool}` and
    `{"url": link}`; of a room that is full, for which session: `{"session": id}`."""


class Objection(StrEnum):
    """What speaks against a live change."""

    UNKNOWN = "unknown"  # the programme does not have this session, excursion or room
    BACKWARDS = "backwards"  # it would not end after it starts
    OUTSIDE = "outside"  # it would be on a day on which there is no conference
    TAKEN = "taken"  # something else is planned in the room at that time

    @property
    def only_warns(self) -> bool:
        """Whether it may be done all the same."""
        return self is Objection.TAKEN


def laid_over(programme: Programme, live: Iterable[Live]) -> tuple[Programme, tuple[Live, ...]]:
    """Return the programme with live changes in force, and those that drop out.

    A change drops out once the programme says the same by itself, or no longer has what it is about; those that it
    overtook do so with it.
    """
    said, every = _items(programme), tuple(live)
    laid, dropped = dict(said), []
    for changes in _by_thing(change for change in every if change.kind in _ITEMS):
        latest = changes[-1]
        key = latest.kind, latest.subject
        if _in_force(programme, said.get(key), latest):
            laid[key] = altered(laid[key], **_wanted(programme, laid[key], latest))
        else:
            dropped += changes
    sessions = {subject: item for (_, subject), item in laid.items() if isinstance(item, Session)}
    full, no_more_full = with_full_rooms(sessions, (change for change in every if change.kind == "room"))
    streams, told = on_air(programme, (change for change in every if change.kind == "stream"))
    trips = (item for item in laid.values() if isinstance(item, Excursion))
    gone = sorted((*dropped, *no_more_full, *told), key=lambda change: change.id)
    return _with(programme, (*full.values(), *trips), streams), tuple(gone)


_ITEMS = frozenset({"session", "excursion"})


def _items(programme: Programme) -> dict[tuple[str, str], Item]:
    sessions = ((("session", session.id), session) for session in programme.sessions)
    return {**dict(sessions), **{("excursion", trip.id): trip for trip in programme.excursions}}


def _by_thing(live: Iterable[Live]) -> Iterable[list[Live]]:
    """Return the changes of each thing's start, room or status, the one that holds last."""
    by_thing: dict[tuple[str, str, str], list[Live]] = {}
    for change in sorted(live, key=lambda change: change.id):
        by_thing.setdefault((change.kind, change.subject, change.what), []).append(change)
    return by_thing.values()


def _in_force(programme: Programme, item: Item | None, change: Live) -> bool:
    """Tell whether the item, as the YAML has it, is there and lacks the change."""
    if item is None or not _possible(programme, item, change):
        return False
    wanted = _wanted(programme, item, change)
    return any(wanted[name] != getattr(item, name) for name in _TELLING if name in wanted)


_TELLING = ("start", "end", "meets", "departs", "returns", "room", "status", "recording")
"""What of an item a change is about; the rest follows from it."""


def _possible(programme: Programme, item: Item, change: Live) -> bool:
    if change.what == "room":
        return isinstance(item, Session) and change.value["room"] in programme.room
    return change.what != "recording" or isinstance(item, Session)


def _wanted(programme: Programme, item: Item, change: Live) -> dict[str, Any]:
    if change.what == "status":
        return {"status": Status(change.value["status"])}
    if change.what == "recording":
        return dict(change.value)
    if isinstance(item, Excursion):
        return _trip_at(item, change.value)
    if change.what == "room":
        return in_room(item, programme.room[change.value["room"]])
    return _session_at(item, change.value, programme.conference.zone)


def _session_at(session: Session, value: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return a session's times: its talks go along, and it belongs to the evening it belonged to if that may be."""
    start = _instant(value["start"])
    delay = start - session.start
    end = _moved(session.end, delay, value.get("end"))
    days = possible_days(start.astimezone(zone))
    return {
        "start": start,
        "end": end,
        "minutes": session.minutes if session.minutes == end - start else None,
        "day": session.day if session.day in days else days[0],
        "talks": tuple(altered(talk, start=_moved(talk.start, delay)) for talk in session.talks),
    }


def _trip_at(excursion: Excursion, value: Mapping[str, Any]) -> dict[str, Any]:
    meets = _instant(value["start"])
    delay = meets - excursion.meets
    return {
        "meets": meets,
        "departs": _moved(excursion.departs, delay, value.get("departs")),
        "returns": _moved(excursion.returns, delay, value.get("returns") or value.get("end")),
    }


def _moved(instant: datetime | None, delay: timedelta, written: str | None = None) -> Any:
    """Return an instant as written, or else as far from the start as it was."""
    if written:
        return _instant(written)
    return instant + delay if instant else None


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _with(programme: Programme, items: Iterable[Item], streams: tuple[Stream, ...]) -> Programme:
    """Return the programme with other items, sorted as loading does, and streams."""
    ordered = sorted(items, key=starts)
    return altered(
        programme,
        sessions=tuple(item for item in ordered if isinstance(item, Session)),
        excursions=tuple(item for item in ordered if isinstance(item, Excursion)),
        streams=streams,
    )


def problem(programme: Programme, live: Live) -> Objection | None:
    """Return what speaks against a change of the programme as it is now, the gravest first."""
    if live.kind not in _ITEMS:
        return None if _there(programme, live) else Objection.UNKNOWN
    item = _items(programme).get((live.kind, live.subject))
    if item is None or not _possible(programme, item, live):
        return Objection.UNKNOWN
    if live.what == "recording":
        return None
    return _at_odds(programme, item, live)


def _there(programme: Programme, live: Live) -> bool:
    """Tell whether the programme has a stream, or a session in a room."""
    if live.kind == "stream":
        return live.subject in programme.stream
    session = programme.session.get(live.value["session"])
    return session is not None and may_be_full(session, live.subject)


def _at_odds(programme: Programme, item: Item, live: Live) -> Objection | None:
    """Return what of the programme a change does not go with."""
    then = altered(item, **_wanted(programme, item, live))
    if _backwards(then):
        return Objection.BACKWARDS
    conference = programme.conference
    if not conference.starts <= day_of(programme, then) <= conference.ends:
        return Objection.OUTSIDE
    return Objection.TAKEN if in_the_way(programme, live) else None


def _backwards(item: Item) -> bool:
    if isinstance(item, Session):
        return item.end <= item.start
    times = [instant for instant in (item.meets, item.departs, item.returns) if instant]
    return times != sorted(times)


def in_the_way(programme: Programme, live: Live) -> tuple[Session, ...]:
    """Return the sessions planned in the room at the time that a change would give a session, in order."""
    session = programme.session.get(live.subject) if live.kind == "session" else None
    if not session or not _possible(programme, session, live):
        return ()
    then = altered(session, **_wanted(programme, session, live))
    room = programme.room.get(then.room or "")
    if then.cancelled or not room or room.shared:
        return ()
    return tuple(other for other in programme.sessions if other.id != then.id and _overlap(then, other))


def _overlap(one: Session, other: Session) -> bool:
    return one.room == other.room and not other.cancelled and one.start < other.end and other.start < one.end
