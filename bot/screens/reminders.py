"""What the reader will be sent, and when; each line can be silenced and brought back. It reminds nobody."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.screens.day import fours
from bot.screens.fitting import shorten
from bot.screens.following import LETTERS, kind
from bot.screens.leads import before
from bot.screens.moments import clocks, day_of
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, TITLE
from schedule.following import EVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from markupsafe import Markup

    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

    Numbered = tuple[int, "Coming"]


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that the reader will be sent at `due`, or would be if they had not silenced it.

    Without an item it is the overview of a day; without a `lead`, in minutes, what is told the evening before.
    """

    due: datetime
    item: Item | None = None
    lead: int | None = None
    silenced: bool = False


def page(view: View, coming: Sequence[Coming], wanted: int = 0) -> Screen:
    """Return a page, from 0, of what is to come, in order."""
    leaf = sheet(list(enumerate(coming, 1)), wanted)
    blocks = [LINE.join((view.t("reminders.title"), view.t("reminders.how"))) if coming else view.t("reminders.none")]
    if view.reader.silenced:
        blocks.append(view.t("follow.silenced"))
    for day, together in groupby(leaf.shown, lambda numbered: day_of(view, numbered[1].due)):
        blocks.append(view.t("my.day", day=view.t.day(day)))
        blocks += [_line(view, number, each) for number, each in together]
    return Screen(GAP.join((*blocks, *footer(view, leaf))), _buttons(view, leaf))


def _line(view: View, number: int, coming: Coming) -> Markup:
    shown = clocks(view, coming.due)
    if coming.item is None:
        return view.t("reminders.overview", number=number, clocks=shown)
    words = shorten(view.words(coming.item.title), TITLE)
    line = view.t(
        "reminders.silenced" if coming.silenced else "reminders.entry", number=number, clocks=shown, title=words
    )
    if coming.lead is None:
        return LINE.join((line, view.t("reminders.eve")))
    return LINE.join((line, view.t("reminders.lead", lead=before(view, coming.lead))))


def _buttons(view: View, leaf: Sheet[Numbered]) -> Rows:
    bells = [_bell(number, each, leaf.number) for number, each in leaf.shown]
    rows: Iterable[tuple[Button, ...]] = (
        (Button.to(view.t.plain("reminders.wake"), "wake"),) if view.reader.silenced else (),
        *fours(bells),
        turn(view, "reminders", leaf),
        (
            Button.to(view.t.plain("reminders.leads"), "setleads"),
            Button.to(view.t.plain("reminders.quiet"), "setquiet"),
        ),
        (Button.to(view.t.plain("reminders.my"), "my"),),
    )
    return tuple(row for row in rows if row)


def _bell(number: int, coming: Coming, page: int) -> Button:
    if coming.item is None:
        return Button.to(f"☀ {number}", "setday")
    lead = EVE if coming.lead is None else coming.lead
    arg = f"{LETTERS[kind(coming.item)]}/{lead}/{page}"
    verb, sign = ("unhush", "🔕") if coming.silenced else ("hush", "🔔")
    return Button.to(f"{sign} {number}", verb, coming.item.id, arg)
