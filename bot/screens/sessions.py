"""Sessions as entries of a list: title, place, stream, as far as they concern the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.screens.fitting import shorten
from bot.screens.following import followed, follows, kind, star_of
from bot.screens.moments import clocks, hours, wall
from bot.screens.screen import Button, Document, Screen
from schedule.calendar import calendar
from schedule.model import Excursion, Session
from schedule.model import Kind as SessionKind
from schedule.queries import clashes, day_of, ends, link_is_open, starts, stream_of, stream_opens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from bot.screens.view import View
    from schedule.queries import Item

TITLE = 160
LABEL = 48
LINE = Markup("\n")
GAP = Markup("\n\n")


def title(view: View, item: Item) -> Markup:
    """Return the title in bold, with a star if the reader follows it, struck out if it was cancelled."""
    words = shorten(view.words(item.title), TITLE)
    if item.cancelled:
        return view.t("session.cancelled_title", title=words)
    return view.t("session.followed_title" if follows(view, item) else "session.title", title=words)


def moved(view: View, item: Item) -> tuple[Markup, ...]:
    """Return the line that says when something began before it was moved lately; none if it was not, or is off."""
    former = view.moved_from.get((kind(item), item.id))
    if former is None or item.cancelled:
        return ()
    shown = hours(view, former)
    day = wall(view, former).date()
    if day != wall(view, starts(item)).date():
        shown = view.t("change.on_day", day=view.t.short_day(day), clocks=shown)
    return (view.t("change.moved_from", time=shown),)


def span(item: Item) -> tuple[datetime, datetime | None]:
    """Return when it begins and when it is over, as far as that is known."""
    return (item.start, item.end) if isinstance(item, Session) else (item.meets, item.returns)


def entry(view: View, item: Item) -> Markup:
    """Return an item for a list without times: title and place."""
    lines = (title(view, item), *moved(view, item), *places(view, item))
    return LINE.join(line for line in lines if line)


def places(view: View, item: Item, day: date | None = None) -> tuple[Markup, ...]:
    """Return where an item takes place, as far as it concerns the reader; `day` is the day it stands under, if any."""
    if item.cancelled:
        return ()
    if isinstance(item, Excursion):
        return (view.t("place.excursion", place=shorten(view.words(item.meeting_point.name), TITLE)),)
    room = _room(view, item)
    stream = _stream(view, item, day)
    if view.online:
        return (stream,) if stream else _room_only(view, item, room)
    if view.onsite:
        return (view.t("place.room", room=room),) if room else tuple(filter(None, (stream,)))
    return tuple(line for line in (view.t("place.room", room=room) if room else None, stream) if line)


def place_of(view: View, session: Session) -> Markup:
    """Return where a session takes place, as far as it concerns the reader, on one line and without times."""
    if session.cancelled:
        return Markup()
    room, stream = _room(view, session), stream_of(view.programme, session)
    if not stream or (view.onsite and room):
        lines = _room_only(view, session, room) if view.online else (view.t("place.room", room=room),) if room else ()
        return LINE.join(lines)
    streamed = view.t("place.stream", stream=shorten(view.words(stream.name), TITLE))
    return streamed if view.online or not room else view.t("place.room", room=room) + " · " + streamed


def _room(view: View, session: Session) -> str:
    room = view.programme.room.get(session.room or "")
    return shorten(view.words(room.name), TITLE) if room else ""


def _room_only(view: View, session: Session, room: str) -> tuple[Markup, ...]:
    if session.kind is SessionKind.BREAK:
        return (view.t("place.room", room=room),) if room else ()
    return (view.t("place.room_only", room=room) if room else view.t("place.only_room"),)


def _stream(view: View, session: Session, day: date | None) -> Markup | None:
    stream, opens = stream_of(view.programme, session), stream_opens(view.programme, session)
    if stream is None or opens is None or session.cancelled:
        return None
    name = shorten(view.words(stream.name), TITLE)
    if not view.reader.private:
        return view.t("place.stream", stream=name)
    if view.onsite:
        return view.t("place.online_only", stream=name)
    shown = view.t("place.stream", stream=name)
    if view.now < opens:
        shown = view.t("place.stream_opens", stream=name, time=clocks(view, opens, day=day))
    elif view.may_watch(stream) and link_is_open(view.programme, session, view.now):
        shown = view.t("place.stream_open" if stream.link or not stream.down else "place.stream_down", stream=name)
    return shown if view.may_watch(stream) else view.t("streams.closed", stream=shown)


def overlaps(view: View, item: Item) -> Iterator[Markup]:
    """Yield a line for each thing the reader follows that overlaps this one."""
    for one, other in clashes((*(mine for mine in followed(view) if mine is not item), item)):
        if item in (one, other):
            against = other if one is item else one
            when = clocks(view, starts(against), ends(against), day_of(view.programme, item))
            yield view.t("session.clash", title=shorten(view.words(against.title), LABEL), hours=when)


def opener(view: View, item: Item, back: str = "") -> Button:
    """Return the button that opens an item's page; `back` tells that page where its way back leads."""
    label = shorten(view.words(item.title), LABEL)
    return Button.to(label, "session" if isinstance(item, Session) else "trip", item.id, back)


def openers(view: View, items: tuple[Item, ...], back: str = "") -> tuple[tuple[Button, ...], ...]:
    """Return a row for each item, with its star; in a group one row that leads to the private chat.

    `back` is where the items are listed: `n` what is next, `w` what is on now.
    """
    if not view.reader.private:
        return ((Button(view.t.plain("button.private"), url=view.link("c-programme")),),)
    return tuple((opener(view, item, back), star_of(view, item, back)) for item in items)


def calendar_of(view: View, item: Item) -> Screen:
    """Return the calendar file of one session or excursion."""
    return Screen(view.t("calendar.one"), attachments=(Document(f"{item.id}.ics", calendar_file(view, (item,))),))


def calendar_file(view: View, items: Iterable[Item]) -> bytes:
    """Return a calendar file in the reader's language, in which each item leads to its page here."""

    def page(item: Item) -> str:
        return view.link(f"{'s' if isinstance(item, Session) else 'e'}-{item.id}")

    streamed = view.t.plain("calendar.streamed")
    return calendar(view.programme, items, view.t.language, view.now, view.sequence, page, streamed)
