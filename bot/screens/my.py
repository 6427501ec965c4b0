"""What the reader follows, in order by day, with every clash. It will not remind anybody."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.day import fours
from bot.screens.fitting import shorten
from bot.screens.moments import clocks
from bot.screens.paging import PAGE, footer, sheet, turn
from bot.screens.screen import Button, Document, Screen
from bot.screens.sessions import GAP, LINE, TITLE, followed, places, span
from schedule.calendar import calendar
from schedule.model import Session
from schedule.queries import clashes, day_of, ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

    Numbered = tuple[int, Item]

NUMBERS = 100


def page(view: View, wanted: int | None = None) -> Screen:
    """Return a page, from 0, of what the reader follows; without a number the one that time has got to."""
    listed = followed(view)
    if not listed:
        return Screen(GAP.join((view.t("my.empty"), *_gone(view, 0))), (_to_programme(view),))
    numbered = sheet(list(enumerate(listed, 1)), _current(view, listed) if wanted is None else wanted)
    against = _against(listed)
    blocks = [
        _heading(view, len(clashes(listed))),
        *_days(view, numbered.shown, against),
        *_gone(view, len(listed)),
        *footer(view, numbered),
    ]
    return Screen(GAP.join(blocks), _buttons(view, numbered))


def _current(view: View, listed: tuple[Item, ...]) -> int:
    over = sum(ends(item) <= view.now for item in listed)
    return over // PAGE if over < len(listed) else 0


def _heading(view: View, pairs: int) -> Markup:
    return LINE.join((view.t("my.title"), *([view.t.count("my.clashes", pairs)] if pairs else [])))


def _against(listed: tuple[Item, ...]) -> dict[int, list[int]]:
    """Return, by the number of each item from 1, the numbers of those it clashes with."""
    number = {id(item): at for at, item in enumerate(listed, 1)}
    against: dict[int, list[int]] = {}
    for one, other in clashes(listed):
        against.setdefault(number[id(one)], []).append(number[id(other)])
        against.setdefault(number[id(other)], []).append(number[id(one)])
    return against


def _days(view: View, shown: Sequence[Numbered], against: dict[int, list[int]]) -> list[Markup]:
    return [
        GAP.join(
            (
                view.t("my.day", day=view.t.day(day)),
                *(_entry(view, number, item, against.get(number, [])) for number, item in entries),
            )
        )
        for day, entries in groupby(shown, lambda entry: day_of(view.programme, entry[1]))
    ]


def _entry(view: View, number: int, item: Item, against: list[int]) -> Markup:
    words = shorten(view.words(item.title), TITLE)
    title = view.t("session.cancelled_title" if item.cancelled else "session.title", title=words)
    day = day_of(view.programme, item)
    shown = clocks(view, *span(item), day)
    lines = [view.t("programme.entry", number=number, clocks=shown, title=title), *places(view, item, day)]
    if against:
        numbers = view.t.all_of(str(other) for other in sorted(against))
        lines.append(view.t.count("my.clash", len(against), numbers=shorten(numbers, NUMBERS)))
    return LINE.join(lines)


def _gone(view: View, left: int) -> tuple[Markup, ...]:
    gone = sum(kind in {Kind.SESSION, Kind.EXCURSION} for kind, _ in view.reader.follows) - left
    return (view.t.count("my.gone", gone),) if gone else ()


def _buttons(view: View, leaf: Sheet[Numbered]) -> Rows:
    numbers = [_number(number, item) for number, item in leaf.shown]
    file = Button.to(view.t.plain("my.calendar"), "mycal")
    return tuple(row for row in (*fours(numbers), turn(view, "my", leaf), (file, *_to_programme(view))) if row)


def _number(number: int, item: Item) -> Button:
    return Button.to(str(number), "session" if isinstance(item, Session) else "trip", item.id, "m")


def _to_programme(view: View) -> tuple[Button, ...]:
    return (Button.to(view.t.plain("button.programme"), "days"),)


def file(view: View) -> Screen:
    """Return one calendar file of all that the reader follows."""
    listed = followed(view)
    if not listed:
        return page(view)
    content = calendar(view.programme, listed, view.t.language, view.now)
    name = f"my-{view.programme.conference.id}.ics"
    return Screen(view.t("my.file"), attachments=(Document(name, content),))
