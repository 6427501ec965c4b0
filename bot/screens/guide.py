"""An excursion's guests for who leads it: the list, the roll call, what can be told to them. It tells nobody."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from bot.screens.excursions import over
from bot.screens.fitting import shorten, visible
from bot.screens.moments import clocks_in_city, day_of
from bot.screens.paging import PAGE, footer, sheet, turn
from bot.screens.screen import Button, Document, Screen
from bot.screens.seats import word
from bot.screens.sessions import GAP, LABEL, LINE, title
from schedule.seating import Seat, guide_speaks, may_be_here

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Excursion

DELAYS = (5, 10, 15, 30)
LEFT = "left"
COLUMNS = ("guide.column_number", "guide.column_name", "guide.column_state", "guide.column_here")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on the list: `mark` tells them from the others, `name` is how they call themselves, if that is known."""

    mark: str
    name: str
    state: Seat
    here: bool
    told: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """How many there are of each sort."""

    booked: int
    here: int
    offered: int
    waiting: int
    deaf: int
    """Those booked whom no letter reaches."""

    @property
    def told(self) -> int:
        """How many of those booked a letter reaches."""
        return self.booked - self.deaf


def led(view: View) -> tuple[Excursion, ...]:
    """Return the excursions that the reader leads and that are not over."""
    trips = (trip for trip in view.programme.excursions if view.may_guide(trip))
    return tuple(trip for trip in trips if not over(view, trip))


def choose(view: View, number: int = 0) -> Screen:
    """Return the excursions that the reader leads, to choose one."""
    leaf = sheet(led(view), number)
    if not leaf.shown:
        return Screen(view.t("guide.none"))
    rows = [(Button.to(shorten(view.words(trip.title), LABEL), "guests", trip.id),) for trip in leaf.shown]
    text = GAP.join((view.t("guide.choose"), *footer(view, leaf)))
    return Screen(text, tuple(row for row in (*rows, turn(view, "guide", leaf)) if row))


def guests(view: View, trip: Excursion, group: Group, shown: Sequence[Guest], number: int) -> Screen:
    """Return a page of those with a seat, who are `shown`, each with a button that sets whether they are here."""
    leaf = sheet(range(group.booked), number)
    first = leaf.number * PAGE + 1
    text = GAP.join((LINE.join(_head(view, trip, group)), *_ask(view, trip, group), *footer(view, leaf)))
    names = ((_guest(view, trip, at, guest, leaf.number),) for at, guest in enumerate(shown, first))
    rows = (*names, turn(view, "guests", leaf, trip.id), *_acts(view, trip, group, leaf.number))
    return Screen(text, tuple(row for row in rows if row))


def _head(view: View, trip: Excursion, group: Group) -> Iterator[Markup]:
    yield title(view, trip)
    yield view.t("trip.meets_on", day=view.t.day(day_of(view, trip.meets)), time=clocks_in_city(view, trip.meets))
    yield view.t.count("guide.booked", group.booked, here=group.here)
    if group.offered or group.waiting:
        yield view.t("guide.others", offered=group.offered, waiting=group.waiting)
    if group.deaf:
        yield view.t.count("guide.deaf", group.deaf)
    yield from word(view, trip)


def _ask(view: View, trip: Excursion, group: Group) -> Iterator[Markup]:
    if group.booked and may_be_here(trip, view.now):
        yield view.t("guide.roll_call")


def _guest(view: View, trip: Excursion, at: int, guest: Guest, page: int) -> Button:
    state = "0" if guest.here else "1"
    label = f"{'✅' if guest.here else '⬜'} {'' if guest.told else '🔇 '}{name(view, at, guest)}"
    return Button.to(shorten(label, LABEL), "rollcall", trip.id, f"{guest.mark}.{state}.{page}")


def name(view: View, at: int, guest: Guest) -> str:
    """Return what a guest calls themselves, or their number on the list."""
    return guest.name or view.t.plain("guide.nameless", number=at)


def _acts(view: View, trip: Excursion, group: Group, page: int) -> Rows:
    file = Button.to(view.t.plain("guide.file"), "guestfile", trip.id)
    again = Button.to(view.t.plain("guide.again"), "guests", trip.id, str(page))
    speaks: tuple[Button, ...] = ()
    if guide_speaks(trip, view.now) and not view.seats_of(trip).left and group.booked:
        leaving = Button.to(view.t.plain("guide.leaving"), "departure", trip.id, LEFT)
        speaks = (leaving, Button.to(view.t.plain("guide.late"), "departure", trip.id))
    page_of = Button.to(view.t.plain("guide.page"), "trip", trip.id)
    return (speaks, (again, file), (page_of,))


def leaving(view: View, trip: Excursion, group: Group) -> Screen:
    """Ask whether those with a seat are to be told that the excursion sets off."""
    missing = group.booked - group.here
    text = GAP.join((title(view, trip), view.t.count("guide.tell_left", group.told, missing=missing)))
    tell = Button.to(visible(view.t.count("guide.tell", group.told)), "guideword", trip.id, LEFT)
    return Screen(text, ((tell,), (_back(view, trip),)))


def late(view: View, trip: Excursion, group: Group) -> Screen:
    """Return the choice of delays: the one that is tapped is told."""
    known = view.seats_of(trip).late
    text = GAP.join((LINE.join((title(view, trip), *word(view, trip))), view.t.count("guide.tell_late", group.told)))
    delays = tuple(
        Button.to(view.t.plain("guide.minutes", minutes=minutes), "guideword", trip.id, str(minutes))
        for minutes in DELAYS
        if minutes != known
    )
    on_time = (Button.to(view.t.plain("guide.on_time"), "guideword", trip.id, "0"),) if known else ()
    return Screen(text, tuple(row for row in (delays, on_time, (_back(view, trip),)) if row))


def file(view: View, trip: Excursion, listed: Sequence[Guest]) -> Screen:
    """Return the whole list as a file that a spreadsheet opens, also without a network."""
    names: Mapping[Seat, str] = {
        Seat.BOOKED: view.t.plain("guide.state_booked"),
        Seat.OFFERED: view.t.plain("guide.state_offered"),
        Seat.WAITING: view.t.plain("guide.state_waiting"),
    }
    written = StringIO(newline="")
    sheet_ = csv.writer(written, quoting=csv.QUOTE_ALL)
    sheet_.writerow(view.t.plain(column) for column in COLUMNS)
    for at, guest in enumerate(listed, 1):
        here = view.t.plain("guide.yes") if guest.here else ""
        sheet_.writerow((str(at), harmless(name(view, at, guest)), names[guest.state], here))
    # With a byte order mark Excel, too, reads it as UTF-8.
    content = written.getvalue().encode("utf-8-sig")
    return Screen(view.t("guide.file_sent"), attachments=(Document(f"{trip.id}.csv", content),))


def harmless(words: str) -> str:
    """Return words that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def _back(view: View, trip: Excursion) -> Button:
    return Button.to(view.t.plain("button.back"), "guests", trip.id)
