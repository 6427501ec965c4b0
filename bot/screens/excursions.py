"""The list of excursions, by day."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.screens.fitting import shorten
from bot.screens.following import TRIPS, star_of
from bot.screens.moments import day_of, hours, own_hours, own_zone
from bot.screens.paging import PAGE, footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.seats import mine, places, word
from bot.screens.sessions import GAP, LINE, moved, opener, title
from schedule.queries import ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.screens.view import View
    from schedule.model import Excursion

POINT = 120


def first_page(view: View, day: date | None = None) -> int:
    """Return the page that begins to be of interest: that of a day's first excursion, else of the first still on."""
    trips = view.programme.excursions
    wanted = (at for at, trip in enumerate(trips) if (day_of(view, trip.meets) == day if day else not over(view, trip)))
    return next(wanted, 0) // PAGE


def page_with(view: View, excursion: Excursion) -> int:
    """Return the page on which an excursion stands."""
    return [trip.id for trip in view.programme.excursions].index(excursion.id) // PAGE


def listed(view: View, number: int) -> Screen:
    """Return a page of the list; in a group a brief one."""
    page = sheet(view.programme.excursions, number)
    if not page.shown:
        return Screen(view.t("excursions.none"))
    text = GAP.join((*_heading(view), *_days(view, page.shown), *footer(view, page)))
    if not view.reader.private:
        return Screen(text, ((Button(view.t.plain("button.private"), url=view.link("c-excursions")),),))
    spot = f"{TRIPS}{page.number}"
    rows = (*((opener(view, trip), star_of(view, trip, spot)) for trip in page.shown), turn(view, "trips", page))
    return Screen(text, tuple(row for row in rows if row))


def _heading(view: View) -> Iterable[Markup]:
    yield view.t("excursions.title")
    if view.online:
        yield view.t("excursions.on_site" if view.programme.streams else "excursions.only_on_site")


def _days(view: View, trips: Sequence[Excursion]) -> Iterable[Markup]:
    for day, together in groupby(trips, key=lambda trip: day_of(view, trip.meets)):
        first, *others = (_entry(view, trip) for trip in together)
        yield LINE.join((view.t("excursions.day", day=view.t.day(day)), first))
        yield from others


def _entry(view: View, trip: Excursion) -> Markup:
    lines = (title(view, trip), times_line(view, trip), *moved(view, trip))
    if not view.reader.private:
        return LINE.join(lines)
    place = view.t("excursions.point", place=shorten(view.words(trip.meeting_point.name), POINT))
    return LINE.join((*lines, *_own_times(view, trip), place, *state(view, trip)))


def times_line(view: View, trip: Excursion) -> Markup:
    """Return when guests meet, set off and are back, on one line."""
    return view.t("excursions.times", times=Markup(" · ").join(times(view, trip)))


def times(view: View, trip: Excursion) -> Iterable[Markup]:
    """Yield when guests meet, set off and are back, as far as known, by the conference's clock."""
    known = (("meets", trip.meets), ("departs", trip.departs), ("returns", trip.returns))
    for what, instant in known:
        if instant:
            yield view.t(f"excursions.{what}", time=at(view, trip, instant, hours(view, instant)))


def at(view: View, trip: Excursion, instant: datetime, shown: Markup) -> Markup:
    """Return an hour as `shown`, with its day where that is not the day on which guests meet."""
    day = day_of(view, instant)
    if day == day_of(view, trip.meets):
        return shown
    return view.t("excursions.on_day", day=view.t.short_day(day), time=shown)


def _own_times(view: View, trip: Excursion) -> Iterable[Markup]:
    zone = own_zone(view, trip.meets)
    if zone:
        yield own_hours(view, zone, trip.meets, ends(trip) if ends(trip) > trip.meets else None)


def state(view: View, trip: Excursion) -> tuple[Markup, ...]:
    """Return lines on places and sign-up, on what of them is the reader's, and on what the guide has said."""
    parts = list(places(view, trip))
    if over(view, trip):
        parts.append(view.t("excursions.over"))
    elif not trip.cancelled and trip.signup != "open":
        parts.append(view.t("excursions.signup_closed" if trip.signup == "closed" else "excursions.signup_link"))
    return (*((Markup(" · ").join(parts),) if parts else ()), *mine(view, trip), *word(view, trip))


def over(view: View, trip: Excursion) -> bool:
    """Tell whether an excursion is back, or the last that is known of it has passed."""
    return ends(trip) <= view.now
