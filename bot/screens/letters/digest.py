"""What somebody missed while the bot could not write to them: what still runs, what is over, what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import clocks, clocks_in_city
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, TITLE, entry
from schedule.model import Session
from schedule.queries import day_of, ends, starts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

MOST = 5


def digest(view: View, since: datetime, begun: Sequence[Item], coming: Item | None) -> Screen:
    """Return what of the reader's has begun since an outage began, and what is next; `begun` is in order."""
    running = [item for item in begun if view.now < ends(item)]
    over = [item for item in begun if ends(item) <= view.now]
    blocks = [view.t("digest.sorry", clocks=clocks_in_city(view, since))]
    if running:
        blocks.append(view.t("digest.running"))
        blocks += [_running(view, item) for item in running[:MOST]]
    if over:
        blocks.append(LINE.join((view.t("digest.over"), *_over(view, over))))
    if coming:
        blocks.append(LINE.join((view.t("digest.next", clocks=_when(view, coming)), entry(view, coming))))
    return Screen(GAP.join(blocks), _buttons(view, running[:MOST], coming))


def _running(view: View, item: Item) -> Markup:
    return LINE.join((entry(view, item), view.t("now.until", clocks=clocks(view, ends(item)))))


def _over(view: View, items: Sequence[Item]) -> Iterator[Markup]:
    for item in items[:MOST]:
        yield view.t("digest.entry", clocks=_when(view, item), title=shorten(view.words(item.title), TITLE))
    if len(items) > MOST:
        yield view.t.count("next.more", len(items) - MOST)


def _when(view: View, item: Item) -> Markup:
    return clocks(view, starts(item), ends(item) if ends(item) > starts(item) else None, day_of(view.programme, item))


def _buttons(view: View, running: Sequence[Item], coming: Item | None) -> Rows:
    rows = [(_opener(view, item), *_watch(view, item)) for item in running]
    if coming:
        rows.append((_opener(view, coming),))
    return (*rows, (Button.to(view.t.plain("my.reminders"), "go", "reminders"),))


def _opener(view: View, item: Item) -> Button:
    verb = "session" if isinstance(item, Session) else "trip"
    return Button.to(shorten(view.words(item.title), LABEL), "hit", item.id, verb)


def _watch(view: View, item: Item) -> tuple[Button, ...]:
    if isinstance(item, Session) and item.stream and not (view.onsite and item.room):
        return (Button.to(view.t.plain("button.stream"), "watch", item.id),)
    return ()
