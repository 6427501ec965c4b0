"""What the reader follows, in order by day, with every clash. It will not remind anybody."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.day import fours
from bot.screens.fitting import shorten, visible
from bot.screens.following import TIES, followed, known, name, star, through
from bot.screens.moments import clocks
from bot.screens.paging import PAGE, footer, sheet, turn
from bot.screens.screen import Button, Document, Screen
from bot.screens.seats import mine
from bot.screens.sessions import GAP, LABEL, LINE, TITLE, calendar_file, moved, places, span
from schedule.model import Excursion, Session
from schedule.names import by_surname
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
        return Screen(GAP.join((view.t("my.empty"), *_gone(view))), _empty_buttons(view))
    numbered = sheet(list(enumerate(listed, 1)), _current(view, listed) if wanted is None else wanted)
    against = against_each(listed)
    blocks = [
        _heading(view, len(clashes(listed))),
        *entries(view, numbered.shown, against),
        *_gone(view),
        *footer(view, numbered),
    ]
    return Screen(GAP.join(blocks), _buttons(view, numbered))


def _current(view: View, listed: tuple[Item, ...]) -> int:
    over = sum(ends(item) <= view.now for item in listed)
    return over // PAGE if over < len(listed) else 0


def _heading(view: View, pairs: int) -> Markup:
    return LINE.join((view.t("my.title"), *([view.t.count("my.clashes", pairs)] if pairs else [])))


def against_each(listed: tuple[Item, ...]) -> dict[int, list[int]]:
    """Return, by the number of each item from 1, the numbers of those it clashes with."""
    number = {id(item): at for at, item in enumerate(listed, 1)}
    against: dict[int, list[int]] = {}
    for one, other in clashes(listed):
        against.setdefault(number[id(one)], []).append(number[id(other)])
        against.setdefault(number[id(other)], []).append(number[id(one)])
    return against


def entries(view: View, shown: Sequence[Numbered], against: dict[int, list[int]]) -> list[Markup]:
    """Return numbered items by day, each with the numbers of those it clashes with."""
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
    lines = [
        view.t("programme.entry", number=number, clocks=shown, title=title),
        *moved(view, item),
        *places(view, item, day),
        *(mine(view, item) if isinstance(item, Excursion) else ()),
        *through(view, item),
    ]
    if against:
        numbers = view.t.all_of(str(other) for other in sorted(against))
        lines.append(view.t.count("my.clash", len(against), numbers=shorten(numbers, NUMBERS)))
    return LINE.join(lines)


def _gone(view: View) -> tuple[Markup, ...]:
    gone = sum(subject not in known(view, Kind(kind)) for kind, subject in view.reader.follows)
    return (view.t.count("my.gone", gone),) if gone else ()


def _buttons(view: View, leaf: Sheet[Numbered]) -> Rows:
    numbers = [_number(number, item) for number, item in leaf.shown]
    file = Button.to(view.t.plain("my.calendar"), "mycal")
    told = Button.to(view.t.plain("my.reminders"), "reminders")
    rows = (*fours(numbers), turn(view, "my", leaf), (told, file), (*_to_ties(view), *_to_programme(view)))
    return tuple(row for row in rows if row)


def _empty_buttons(view: View) -> Rows:
    return ((*_to_ties(view), *_to_programme(view)),)


def _to_ties(view: View) -> tuple[Button, ...]:
    number = len(_ties(view))
    return (Button.to(visible(view.t.count("my.ties", number)), "ties"),) if number else ()


def _ties(view: View) -> list[tuple[Kind, str]]:
    """Return the tracks, then the speakers that the reader follows, as the programme has them."""
    held = view.programme
    possible = [(Kind.TRACK, track.id) for track in held.tracks]
    possible += [(Kind.SPEAKER, speaker.id) for speaker in by_surname(held)]
    return [tie for tie in possible if tie in view.reader.follows]


def ties(view: View, wanted: int = 0) -> Screen:
    """Return a page, from 0, of the tracks and speakers that the reader follows, each with its star."""
    leaf = sheet(_ties(view), wanted)
    back = (Button.to(view.t.plain("button.back"), "my"),)
    if not leaf.shown:
        return Screen(view.t("my.no_ties"), (back,))
    entries = [view.t(f"my.tie_{kind}", name=name(view, kind, subject)) for kind, subject in leaf.shown]
    rows = [_tie(view, kind, subject, f"{TIES}{leaf.number}") for kind, subject in leaf.shown]
    text = GAP.join((view.t("my.ties_title"), LINE.join(entries), *footer(view, leaf)))
    return Screen(text, tuple(row for row in (*rows, turn(view, "ties", leaf), back) if row))


def _tie(view: View, kind: Kind, subject: str, spot: str) -> tuple[Button, ...]:
    chosen = star(view, kind, subject, spot)
    named = shorten(name(view, kind, subject), LABEL)
    if kind is Kind.SPEAKER:
        return Button.to(named, "speaker", subject), chosen
    at = [track.id for track in view.programme.tracks].index(subject)
    day = next((s.day for s in view.programme.sessions if s.track == subject), view.programme.conference.starts)
    return Button.to(named, "day", day.isoformat(), f"0.{at}"), chosen


def _number(number: int, item: Item) -> Button:
    return Button.to(str(number), "session" if isinstance(item, Session) else "trip", item.id, "m")


def _to_programme(view: View) -> tuple[Button, ...]:
    return (Button.to(view.t.plain("button.programme"), "days"),)


def file(view: View) -> Screen:
    """Return one calendar file of all that the reader follows."""
    listed = followed(view)
    if not listed:
        return page(view)
    content = calendar_file(view, listed)
    name = f"my-{view.programme.conference.id}.ics"
    return Screen(view.t("my.file"), attachments=(Document(name, content),))
