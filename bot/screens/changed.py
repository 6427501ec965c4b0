"""What has become of a session or excursion, in lines: when, where, who, before and after. It tells it to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.screens.fitting import LONG, shorten
from bot.screens.moments import clocks, clocks_in_city, day_of
from bot.screens.sessions import TITLE, places, span
from schedule.changes import ORDER
from schedule.model import Session
from schedule.queries import ends, starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.screens.view import View
    from schedule.queries import Item

NAMES = 3


def lines(view: View, before: Item | None, after: Item | None, what: frozenset[str]) -> tuple[Markup, ...]:
    """Return what has changed, one thing a line, what matters most first."""
    if before is None:
        return tuple(_when_and_where(view, after)) if after else ()
    if after is None:
        return (when(view, before),)
    told = (line for each in ORDER if each in what for line in _LINES[each](view, before, after))
    return tuple(told)


def when(view: View, item: Item) -> Markup:
    """Return when something is."""
    start, end = span(item)
    day = view.t.short_day(day_of(view, start))
    return view.t("change.when", day=day, clocks=clocks_in_city(view, start, end))


def moment(view: View, instant: datetime, end: datetime | None, other: datetime) -> Markup:
    """Return an instant by both clocks, with its day where that is not the day of the `other`."""
    shown = clocks(view, instant, end)
    if day_of(view, instant) == day_of(view, other):
        return shown
    return view.t("change.on_day", day=view.t.short_day(day_of(view, instant)), clocks=shown)


def _when_and_where(view: View, item: Item) -> Iterator[Markup]:
    yield when(view, item)
    yield from places(view, item)


def _back_on(view: View, _before: Item, after: Item) -> Iterator[Markup]:
    return _when_and_where(view, after)


def _called_off(view: View, before: Item, _after: Item) -> Iterator[Markup]:
    yield when(view, before)


def _moved(view: View, before: Item, after: Item) -> Iterator[Markup]:
    old, new = starts(before), starts(after)
    if old == new:
        yield view.t("change.until", old=clocks(view, ends(before)), new=clocks(view, ends(after)))
        return
    key = "change.moved_both" if view.reader.zone else "change.moved"
    yield view.t(key, old=moment(view, old, None, new), new=moment(view, *span(after), old))


def _room(view: View, before: Item, after: Item) -> Iterator[Markup]:
    if not isinstance(after, Session) or not isinstance(before, Session):
        return
    room, old = (view.programme.room.get(session.room or "") for session in (after, before))
    if room and old:
        yield view.t("change.room", room=_short(view.words(room.name)), old=_short(view.words(old.name)))
    elif room:
        yield view.t("place.room", room=_short(view.words(room.name)))
    else:
        yield view.t("change.no_room")
    if room and room.directions and not view.online:
        yield view.t("session.way", directions=shorten(view.words(room.directions), LONG))


def _stream(view: View, before: Item, after: Item) -> Iterator[Markup]:
    if not isinstance(after, Session) or not isinstance(before, Session):
        return
    stream, old = (view.programme.stream.get(session.stream or "") for session in (after, before))
    if stream and old:
        yield view.t("change.stream", stream=_short(view.words(stream.name)), old=_short(view.words(old.name)))
    elif stream:
        yield view.t("change.streamed", stream=_short(view.words(stream.name)))
    else:
        yield view.t("change.no_stream")


def _speakers(view: View, before: Item, after: Item) -> Iterator[Markup]:
    if not isinstance(after, Session) or not isinstance(before, Session):
        return
    come = _names(view, [person for person in after.people if person not in before.people])
    gone = _names(view, [person for person in before.people if person not in after.people])
    if come and gone:
        yield view.t("change.speakers", come=come, gone=gone)
    elif come:
        yield view.t("change.more_speakers", come=come)
    else:
        yield view.t("change.fewer_speakers", gone=gone)


def _names(view: View, people: list[str]) -> str:
    known = (view.programme.speaker.get(person) for person in people[:NAMES])
    names = [shorten(speaker.name, TITLE // 2) for speaker in known if speaker]
    rest = len(people) - len(names)
    return view.t.all_of([*names, *([str(view.t.count("change.others", rest))] if rest else [])])


def _meeting_point(view: View, _before: Item, after: Item) -> Iterator[Markup]:
    if isinstance(after, Session):
        return
    point = after.meeting_point
    yield view.t("trip.point", place=_short(view.words(point.name)))
    if point.address:
        yield Markup("{}").format(_short(view.words(point.address)))
    if point.directions:
        yield view.t("trip.way", directions=shorten(view.words(point.directions), LONG))


def _title(view: View, before: Item, _after: Item) -> Iterator[Markup]:
    yield view.t("change.title", old=_short(view.words(before.title)))


def _short(words: str) -> str:
    return shorten(words, TITLE)


_LINES: dict[str, Callable[[View, Item, Item], Iterator[Markup]]] = {
    "cancelled": _called_off,
    "gone": _called_off,
    "reinstated": _back_on,
    "moved": _moved,
    "room": _room,
    "meeting_point": _meeting_point,
    "stream": _stream,
    "speakers": _speakers,
    "title": _title,
}
