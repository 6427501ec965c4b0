"""Reminders: what starts, in how many minutes as they are now, and how this reader takes part in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.reader import Mode
from bot.screens.ask import ask_row
from bot.screens.excursion import guide, pin, way
from bot.screens.excursions import times_line
from bot.screens.fitting import LONG, shorten
from bot.screens.following import LETTERS, by_hand, followed, kind, through
from bot.screens.moments import clocks, clocks_in_city, day_of, wait
from bot.screens.screen import Button, Screen
from bot.screens.seats import here, standing, word
from bot.screens.session import full_room
from bot.screens.sessions import GAP, LABEL, LINE, places, title
from bot.screens.streams import link, links
from bot.screens.upcoming import rank
from schedule.model import Excursion, Session
from schedule.queries import link_is_open, starts, stream_of, streamed_meanwhile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

MOST = 5
_NOW = timedelta(minutes=1)


def reminder(view: View, start: datetime, items: Sequence[Item], *, last: bool, linked: bool = True) -> Screen:
    """Return the reminder of what starts at once; with `last` no other comes of it.

    Unless `linked` it has buttons in place of links, for a message that was not sent protected.
    """
    shown = items[:MOST]
    unseen = _unseen(view, shown)
    about = (_about(view, item, meanwhile=item is unseen, linked=linked) for item in shown)
    blocks = [_heading(view, start), *about]
    if len(items) > MOST:
        blocks.append(view.t.count("next.more", len(items) - MOST))
    given = watched_here(view, shown) if linked else ()
    protected = any(link(view, session) for session in given)
    buttons = _buttons(view, start, shown, given, last=last)
    return Screen(GAP.join(blocks), buttons, protected=protected, gives=tuple(session.id for session in given))


def of_start(view: View, start: datetime) -> tuple[Item, ...]:
    """Return what the reader follows and is reminded of that starts at an instant, in the order of its reminder."""
    mine = (item for item in followed(view) if starts(item) == start and not item.cancelled)
    owed = [item for item in mine if view.reader.leads_for(kind(item), item.id)]
    return tuple(sorted(owed, key=lambda item: (not by_hand(view, item), rank(view, item))))


def last_of(view: View, start: datetime, items: Sequence[Item]) -> bool:
    """Tell whether no other reminder of these items, which start at once, is to come."""
    leads = (lead for item in items for lead in view.reader.leads_for(kind(item), item.id))
    return not any(start - timedelta(minutes=lead) > view.now for lead in leads)


def point(view: View, trip: Excursion) -> Screen | None:
    """Return the pin of an excursion's meeting point and nothing else; None where its place is not known."""
    pins = pin(view, trip)
    return Screen(Markup(), attachments=pins) if pins else None


def evening_before(view: View, trip: Excursion) -> Screen:
    """Return what those who go on an excursion have to know the evening before."""
    tomorrow = (day_of(view, trip.meets) - day_of(view, view.now)).days == 1
    when = view.t("trip.meets_on", day=view.t.day(day_of(view, trip.meets)), time=clocks_in_city(view, trip.meets))
    only = (view.t("letter.on_site_only"),) if view.online else ()
    lines = (title(view, trip), when, *_later(view, trip), *only, *standing(view, trip))
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


def _about(view: View, item: Item, *, meanwhile: bool, linked: bool) -> Markup:
    if isinstance(item, Excursion):
        lines = _trip(view, item)
    else:
        lines = _session(view, item, meanwhile=meanwhile, linked=linked)
    return LINE.join((title(view, item), *lines, *through(view, item)))


def _trip(view: View, trip: Excursion) -> Iterator[Markup]:
    yield times_line(view, trip)
    yield from (*standing(view, trip), *word(view, trip))
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


def _session(view: View, session: Session, *, meanwhile: bool, linked: bool) -> Iterator[Markup]:
    yield from places(view, session)
    yield from full_room(view, session)
    room = view.programme.room.get(session.room or "")
    if room and room.directions and not view.online:
        yield view.t("session.way", directions=shorten(view.words(room.directions), LONG))
    stream = stream_of(view.programme, session)
    if stream and linked and watched_here(view, (session,)):
        yield from links(view, stream)
    elif meanwhile:
        yield from _meanwhile(view, session)


def _meanwhile(view: View, session: Session) -> Iterator[Markup]:
    titles = [shorten(view.words(other.title), LABEL) for other in streamed_meanwhile(view.programme, session)[:3]]
    if titles:
        yield view.t("session.meanwhile", titles=view.t.all_of(titles))


def watched_here(view: View, items: Sequence[Item]) -> tuple[Session, ...]:
    """Return of which sessions the reader watches an open stream that they may have the link of."""
    return tuple(item for item in items if isinstance(item, Session) and _watched(view, item))


def _watched(view: View, session: Session) -> bool:
    stream = stream_of(view.programme, session)
    if stream is None or (view.onsite and session.room):
        return False
    # While it has not been said where it can be seen, a button asks again.
    known = stream.link is not None or stream.down
    return known and view.may_watch(stream) and link_is_open(view.programme, session, view.now)


def _buttons(view: View, start: datetime, items: Sequence[Item], given: Sequence[Session], *, last: bool) -> Rows:
    rows = [row for item in items for row in (_here(view, item), (_opener(view, item), *_way_there(view, item, given)))]
    rows += [asking] if (asking := ask_row(view, items)) else []
    alone = items[0] if len(items) == 1 else None
    if alone and not last:
        rows.append((_quiet(view, alone),))
    rows.append(_elsewhere(view, start))
    rows.append((*((_file(view, alone),) if alone else ()), Button.to(view.t.plain("my.reminders"), "go", "reminders")))
    return tuple(row for row in rows if row)


def _here(view: View, item: Item) -> tuple[Button, ...]:
    """Return the button with which a guest of an excursion is ticked off, in a row of its own: it is for a hurry."""
    return here(view, item) if isinstance(item, Excursion) else ()


def _elsewhere(view: View, start: datetime) -> tuple[Button, ...]:
    """Return the buttons by which the reader takes part in the other way, from this message on."""
    at = str(int(start.timestamp()))
    return tuple(
        Button.to(view.t.plain(f"letter.be_{mode}"), "attend", mode.value, at)
        for mode in (Mode.ONLINE, Mode.ONSITE)
        if mode is not view.reader.mode
    )


def _opener(view: View, item: Item) -> Button:
    """Return the button that opens a page as a new message, so that the letter stays."""
    verb = "session" if isinstance(item, Session) else "trip"
    return Button.to(shorten(view.words(item.title), LABEL), "hit", item.id, verb)


def _way_there(view: View, item: Item, given: Sequence[Session]) -> Iterable[Button]:
    """Yield the one button that helps most: the stream for those who are elsewhere or find no room, else the way."""
    if isinstance(item, Excursion):
        yield _point_button(view, item)
        return
    room = view.programme.room.get(item.room or "")
    if view.onsite and room and not (item.full and item.stream):
        if room.directions or room.image:
            yield Button.to(view.t.plain("button.way", room=shorten(view.words(room.name), 32)), "room", room.id)
    elif item.stream and item not in given:
        yield Button.to(view.t.plain("button.stream"), "watch", item.id)


def _point_button(view: View, trip: Excursion) -> Button:
    return Button.to(view.t.plain("trip.button_point"), "meet", trip.id)


def _file(view: View, item: Item) -> Button:
    return Button.to(view.t.plain("button.calendar"), "ics" if isinstance(item, Session) else "tripics", item.id)


def _quiet(view: View, item: Item) -> Button:
    return Button.to(view.t.plain("letter.quiet"), "still", item.id, LETTERS[kind(item)])
