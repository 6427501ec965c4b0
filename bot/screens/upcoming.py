"""What is on now and what starts next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.excursions import times_line
from bot.screens.fitting import shorten
from bot.screens.following import NEXT, NOW, follows
from bot.screens.moments import clocks, clocks_in_city, day_of, wait
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, TITLE, entry, openers, title
from schedule.model import Session
from schedule.queries import (
    Phase,
    link_is_open,
    moment,
    next_up,
    now_on,
    stream_of,
    streamed,
    talk_times,
    under_way,
)

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item, Start

MOST = 8
MOST_IN_GROUPS = 4


def now(view: View) -> Screen:
    """Return what runs, until when and where; if nothing does, what comes."""
    items = _under_way(view)
    if not items:
        coming = next_start(view)
        return Screen(GAP.join((view.t("now.nothing"), coming.text)), coming.buttons)
    shown = _first(view, items)
    blocks = [view.t("now.running", clocks=clocks_in_city(view, view.now)), *(_running(view, item) for item in shown)]
    rows = (*_watch(view, shown), *openers(view, shown, NOW))
    return Screen(GAP.join((*blocks, *_more(view, len(items)))), rows)


def _running(view: View, item: Item) -> Markup:
    if isinstance(item, Session):
        until = view.t("now.until", clocks=clocks(view, item.end))
        return LINE.join((entry(view, item), *_talk(view, item), until))
    if item.departs and view.now < item.departs:
        return _starting(view, item)
    # The guests have left: where they met helps nobody any more.
    back = (view.t("now.back_at", clocks=clocks(view, item.returns)),) if item.returns else ()
    return LINE.join((title(view, item), *back))


def _talk(view: View, session: Session) -> tuple[Markup, ...]:
    """Name the talk that is being given, where its time is known."""
    if not view.reader.private:
        return ()
    known = zip(session.talks, talk_times(session), strict=True)
    running = (talk for talk, times in known if times and times[0] <= view.now < times[1])
    return tuple(view.t("now.talk", title=shorten(view.words(talk.title), TITLE)) for talk in running)[:1]


def next_start(view: View) -> Screen:
    """Return the next start and everything that starts then; before, between and after the days it says so."""
    start = next_up(view.programme, view.now)
    if start is None:
        return _nothing_more(view)
    together: tuple[Item, ...] = (*start.sessions, *start.excursions)
    shown = _first(view, together)
    blocks = (*_where_we_are(view), _heading(view, start), *(_starting(view, item) for item in shown))
    text = GAP.join((*blocks, *_more(view, len(together)), *_on_streams(view, start, shown)))
    return Screen(text, (*_watch(view, shown), *openers(view, shown, NEXT)))


def _nothing_more(view: View) -> Screen:
    """Say that nothing more starts: it is over, or something still runs, or there is no programme at all."""
    if _under_way(view):
        running = now(view)
        return Screen(GAP.join((view.t("next.last"), running.text)), running.buttons)
    over = moment(view.programme, view.now).phase is Phase.AFTER
    return Screen(view.t("next.after" if over else "programme.none"))


def _under_way(view: View) -> tuple[Item, ...]:
    return (*now_on(view.programme, view.now), *under_way(view.programme, view.now))


def _first(view: View, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items that matter most to the reader, few enough for a screen."""
    return tuple(sorted(items, key=lambda item: rank(view, item)))[: _most(view)]


def _most(view: View) -> int:
    return MOST if view.reader.private else MOST_IN_GROUPS


def _starting(view: View, item: Item) -> Markup:
    if isinstance(item, Session):
        return entry(view, item)
    return LINE.join((entry(view, item), times_line(view, item)))


def _watch(view: View, shown: tuple[Item, ...]) -> Rows:
    """Return a row for each open stream that the reader may watch: one tap to its link."""
    return tuple(
        (Button.to(view.t.plain("button.watch", stream=shorten(view.words(stream.name), LABEL)), "watch", item.id),)
        for item in shown
        if isinstance(item, Session) and not view.onsite and link_is_open(view.programme, item, view.now)
        if (stream := stream_of(view.programme, item)) and view.may_watch(stream)
    )


def rank(view: View, item: Item) -> tuple[bool, bool]:
    """Return what an item is sorted by: what the reader follows, then, for those online, what is streamed."""
    streamed_for_them = isinstance(item, Session) and item.stream is not None
    return not follows(view, item), view.online and not streamed_for_them


def _heading(view: View, start: Start) -> Markup:
    shown, left = clocks_in_city(view, start.start), wait(view, start.start)
    day = day_of(view, start.start)
    if day == day_of(view, view.now):
        return view.t("next.starts", clocks=shown, wait=left)
    return view.t("next.starts_on", day=view.t.short_day(day), clocks=shown, wait=left)


def _where_we_are(view: View) -> tuple[Markup, ...]:
    here = moment(view.programme, view.now)
    if here.phase is Phase.BEFORE:
        return (view.t("next.before", day=view.t.day(here.day)),)
    if here.phase is Phase.BETWEEN:
        return (view.t("next.between", day=view.t.day(here.day)),)
    return ()


def _more(view: View, number: int) -> tuple[Markup, ...]:
    return (view.t.count("next.more", number - _most(view)),) if number > _most(view) else ()


def _on_streams(view: View, start: Start, shown: tuple[Item, ...]) -> tuple[Markup, ...]:
    """Tell those online what comes on the streams, if nothing that starts next is streamed."""
    coming = streamed(view.programme, view.now).coming
    if not view.online or not coming or any(isinstance(item, Session) and item.stream for item in shown):
        return ()
    first, words = coming[0], shorten(view.words(coming[0].title), TITLE)
    day, shown_at = day_of(view, first.start), clocks(view, first.start)
    if day == day_of(view, start.start):
        return (view.t("next.on_streams", clocks=shown_at, title=words),)
    return (view.t("next.on_streams_on", day=view.t.short_day(day), clocks=shown_at, title=words),)
