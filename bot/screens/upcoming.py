"""What is on now and what starts next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.moments import clocks, day_of, wait
from bot.screens.screen import Screen
from bot.screens.sessions import GAP, LINE, entry, follows, openers
from schedule.model import Session
from schedule.queries import Phase, ends, moment, next_up, now_on, streamed, under_way

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.queries import Item, Start

MOST = 8


def now(view: View) -> Screen:
    """Return what runs, until when and where; if nothing does, what comes."""
    items: tuple[Item, ...] = (*now_on(view.programme, view.now), *under_way(view.programme, view.now))
    if not items:
        coming = next_start(view)
        return Screen(GAP.join((view.t("now.nothing"), coming.text)), coming.buttons)
    shown = tuple(sorted(items, key=lambda item: rank(view, item)))[:MOST]
    blocks = [view.t("now.running", clocks=clocks(view, view.now)), *(_running(view, item) for item in shown)]
    return Screen(GAP.join((*blocks, *_more(view, len(items)))), openers(view, shown, "w"))


def _running(view: View, item: Item) -> Markup:
    if not isinstance(item, Session) and item.returns is None:
        return entry(view, item)
    key = "now.until" if isinstance(item, Session) else "now.back_at"
    return LINE.join((entry(view, item), view.t(key, clocks=clocks(view, ends(item)))))


def next_start(view: View) -> Screen:
    """Return the next start and everything that starts then; before, between and after the days it says so."""
    start = next_up(view.programme, view.now)
    if start is None:
        return Screen(view.t("next.after"))
    together: tuple[Item, ...] = (*start.sessions, *start.excursions)
    shown = tuple(sorted(together, key=lambda item: rank(view, item)))[:MOST]
    blocks = (*_where_we_are(view), _heading(view, start), *(entry(view, item) for item in shown))
    text = GAP.join((*blocks, *_more(view, len(together)), *_on_streams(view, shown)))
    return Screen(text, openers(view, shown, "n"))


def rank(view: View, item: Item) -> tuple[bool, bool]:
    """Return what an item is sorted by: what the reader follows, then, for those online, what is streamed."""
    streamed_for_them = isinstance(item, Session) and item.stream is not None
    return not follows(view, item), view.online and not streamed_for_them


def _heading(view: View, start: Start) -> Markup:
    shown, left = clocks(view, start.start), wait(view, start.start)
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
    return (view.t.count("next.more", number - MOST),) if number > MOST else ()


def _on_streams(view: View, shown: tuple[Item, ...]) -> tuple[Markup, ...]:
    """Tell those online what comes on the streams, if nothing that starts next is streamed."""
    coming = streamed(view.programme, view.now).coming
    if not view.online or not coming or any(isinstance(item, Session) and item.stream for item in shown):
        return ()
    first = coming[0]
    return (view.t("next.on_streams", clocks=clocks(view, first.start), title=view.words(first.title)),)
