"""Reminders: what starts, in how many minutes as they are now, and how this reader takes part in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.screens.excursion import guide, pin, way
from bot.screens.excursions import times_line
from bot.screens.fitting import LONG, shorten
from bot.screens.following import LETTERS, kind, through
from bot.screens.moments import clocks, clocks_in_city, day_of, wait
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, places, title
from bot.screens.streams import link, links
from schedule.model import Excursion, Session
from schedule.queries import link_is_open, stream_of, streamed_meanwhile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

MOST = 5
_NOW = timedelta(minutes=1)


def reminder(view: View, start: datetime, items: Sequence[Item], *, last: bool) -> Screen:
    """Return the reminder of what starts at once; with `last` no other comes of it."""
    shown = items[:MOST]
    unseen = _unseen(view, shown)
    blocks = [_heading(view, start), *(_about(view, item, meanwhile=item is unseen) for item in shown)]
    if len(items) > MOST:
        blocks.append(view.t.count("next.more", len(items) - MOST))
    protected = any(_handed_out(view, item) for item in shown)
    return Screen(GAP.join(blocks), _buttons(view, shown, last=last), protected=protected)


def point(view: View, trip: Excursion) -> Screen | None:
    """Return the pin of an excursion's meeting point and nothing else; None where its place is not known."""
    pins = pin(view, trip)
    return Screen(Markup(), attachments=pins) if pins else None


def evening_before(view: View, trip: Excursion) -> Screen:
    """Return what those who go on an excursion have to know the evening before."""
    tomorrow = (day_of(view, trip.meets) - day_of(view, view.now)).days == 1
    when = view.t("trip.meets_on", day=view.t.day(day_of(view, trip.meets)), time=clocks_in_city(view, trip.meets))
    only = (view.t("letter.on_site_only"),) if view.online else ()
    lines = (title(view, trip), when, *_later(view, trip), *only)
    blocks = (
        view.t("letter.tomorrow" if tomorrow else "letter.soon"),
        LINE.join(lines),
        LINE.join((*way(view, trip.meeting_point, LONG), *_besides(view, trip))),
    )
    rows = ((_point_button(view, trip), _opener(view, trip)), (_file(view, trip), _quiet(view, trip)))
    return Screen(GAP.join(blocks), rows)


def _heading(view: View, start: datetime) -> Markup:
    shown = clocks_in_city(view, start)
    if view.now < start:
        return view.t("letter.later", clocks=shown, wait=wait(view, start))
    return view.t("letter.now" if view.now < start + _NOW else "letter.running", clocks=shown)


def _unseen(view: View, items: Sequence[Item]) -> Session | None:
    """Return the session with which those elsewhere are told of the streams: the first, if they can see none."""
    sessions = [item for item in items if isinstance(item, Session)]
    return sessions[0] if view.online and sessions and not any(session.stream for session in sessions) else None


def _about(view: View, item: Item, *, meanwhile: bool) -> Markup:
    lines = _trip(view, item) if isinstance(item, Excursion) else _session(view, item, meanwhile=meanwhile)
    return LINE.join((title(view, item), *lines, *through(view, item)))


def _trip(view: View, trip: Excursion) -> Iterator[Markup]:
    yield times_line(view, trip)
    if view.online:
        yield view.t("letter.on_site_only")
    yield from way(view, trip.meeting_point, LONG)
    yield from _besides(view, trip)


def _besides(view: View, trip: Excursion) -> Iterator[Markup]:
    if trip.bring:
        yield view.t("trip.bring", what=shorten(view.words(trip.bring), LONG))
    yield from guide(view, trip)


def _later(view: View, trip: Excursion) -> Iterator[Markup]:
    for what, at in (("departs", trip.departs), ("returns", trip.returns)):
        if at:
            yield view.t(f"trip.{what}", time=clocks(view, at, day=day_of(view, trip.meets)))


def _session(view: View, session: Session, *, meanwhile: bool) -> Iterator[Markup]:
    yield from places(view, session)
    room = view.programme.room.get(session.room or "")
    if room and room.directions and not view.online:
        yield view.t("session.way", directions=shorten(view.words(room.directions), LONG))
    stream = stream_of(view.programme, session)
    if stream and _handed_out(view, session):
        yield from links(view, stream)
    elif meanwhile:
        yield from _meanwhile(view, session)


def _meanwhile(view: View, session: Session) -> Iterator[Markup]:
    titles = [shorten(view.words(other.title), LABEL) for other in streamed_meanwhile(view.programme, session)[:3]]
    if titles:
        yield view.t("session.meanwhile", titles=view.t.all_of(titles))


def _handed_out(view: View, item: Item) -> bool:
    """Tell whether the reader is given the link of its stream right here."""
    if isinstance(item, Excursion) or (view.onsite and item.room):
        return False
    return link_is_open(view.programme, item, view.now) and link(view, item) is not None


def _buttons(view: View, items: Sequence[Item], *, last: bool) -> Rows:
    rows: list[tuple[Button, ...]] = [(_opener(view, item), *_way_there(view, item)) for item in items]
    alone = items[0] if len(items) == 1 else None
    if alone and not last:
        rows.append((_quiet(view, alone),))
    rows.append((*((_file(view, alone),) if alone else ()), Button.to(view.t.plain("my.reminders"), "go", "reminders")))
    return tuple(rows)


def _opener(view: View, item: Item) -> Button:
    """Return the button that opens a page as a new message, so that the letter stays."""
    verb = "session" if isinstance(item, Session) else "trip"
    return Button.to(shorten(view.words(item.title), LABEL), "hit", item.id, verb)


def _way_there(view: View, item: Item) -> Iterable[Button]:
    """Yield the one button that helps most: the stream for those who are elsewhere, else the way."""
    if isinstance(item, Excursion):
        yield _point_button(view, item)
        return
    room = view.programme.room.get(item.room or "")
    if view.onsite and room:
        if room.directions or room.image:
            yield Button.to(view.t.plain("button.way", room=shorten(view.words(room.name), 32)), "room", room.id)
    elif item.stream and not _handed_out(view, item):
        yield Button.to(view.t.plain("button.stream"), "watch", item.id)


def _point_button(view: View, trip: Excursion) -> Button:
    return Button.to(view.t.plain("trip.button_point"), "meet", trip.id)


def _file(view: View, item: Item) -> Button:
    return Button.to(view.t.plain("button.calendar"), "ics" if isinstance(item, Session) else "tripics", item.id)


def _quiet(view: View, item: Item) -> Button:
    return Button.to(view.t.plain("letter.quiet"), "still", item.id, LETTERS[kind(item)])
