"""The page of one excursion, and its meeting point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.screens.cards import share_button
from bot.screens.contacts import international
from bot.screens.excursions import POINT, at, over, page_with, state
from bot.screens.fitting import LONG, collapsed, shorten
from bot.screens.following import PAGE, star_of
from bot.screens.leads import ahead_row
from bot.screens.moments import clocks, clocks_in_city, day_of
from bot.screens.screen import Button, Photo, Screen, Venue
from bot.screens.seats import buttons
from bot.screens.sessions import GAP, LINE, moved, overlaps, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.screens.screen import Attachment, Rows
    from bot.screens.view import View
    from schedule.model import Excursion, MeetingPoint

WAY = 800
NAME = 80
BACK = {"n": "next", "w": "now", "m": "my", "r": "reminders"}


def page(view: View, trip: Excursion, back: str = "") -> Screen:
    """Return an excursion's page; `back` names where it was opened from, see `BACK`."""
    blocks = [
        LINE.join(part) for part in (_head(view, trip), _when(view, trip), _where(view, trip), _details(view, trip))
    ]
    blocks.append(collapsed(view.words(trip.description)))
    if trip.illustrative:
        blocks.append(view.t("session.illustrative"))
    return Screen(GAP.join(block for block in blocks if block), _buttons(view, trip, back if back in BACK else ""))


def pin(view: View, trip: Excursion) -> tuple[Venue, ...]:
    """Return the meeting point for the map, if its place is known."""
    point = trip.meeting_point
    if point.place is None:
        return ()
    # Telegram wants an address; what the pin is for says more than nothing.
    address = view.words(point.address) or view.words(trip.title)
    return (Venue(shorten(view.words(point.name), POINT), shorten(address, POINT), point.place),)


def meeting_point(view: View, trip: Excursion) -> Screen:
    """Return where and when to meet, the way there, and the place as a pin and a photo."""
    point = trip.meeting_point
    photo = (Photo(point.photo, shorten(view.words(point.name), POINT)),) if point.photo else ()
    attachments: tuple[Attachment, ...] = (*pin(view, trip), *photo)
    when = view.t("trip.meets_on", day=view.t.day(day_of(view, trip.meets)), time=clocks_in_city(view, trip.meets))
    lines = (title(view, trip), when, *way(view, point, WAY))
    return Screen(LINE.join(lines), attachments=attachments)


def _head(view: View, trip: Excursion) -> Iterable[Markup]:
    if trip.cancelled:
        yield view.t("session.cancelled")
    yield title(view, trip)
    yield view.t("trip.online" if view.online and view.programme.streams else "trip.kind")


def _when(view: View, trip: Excursion) -> Iterable[Markup]:
    yield view.t("trip.day", day=view.t.day(day_of(view, trip.meets)))
    for what, instant in (("meets", trip.meets), ("departs", trip.departs), ("returns", trip.returns)):
        if instant:
            yield view.t(f"trip.{what}", time=at(view, trip, instant, clocks(view, instant)))
    yield from moved(view, trip)
    yield from overlaps(view, trip)


def _where(view: View, trip: Excursion) -> Iterable[Markup]:
    return way(view, trip.meeting_point, LONG)


def way(view: View, point: MeetingPoint, longest: int) -> Iterable[Markup]:
    """Yield where the guests meet, the address, and how to get there in at most `longest` characters."""
    yield view.t("trip.point", place=shorten(view.words(point.name), POINT))
    if point.address:
        yield escape(shorten(view.words(point.address), POINT))
    if point.directions:
        yield view.t("trip.way", directions=shorten(view.words(point.directions), longest))


def _details(view: View, trip: Excursion) -> Iterable[Markup]:
    yield from state(view, trip)
    if trip.price:
        yield view.t("trip.price", price=shorten(view.words(trip.price), POINT))
    if trip.bring:
        yield view.t("trip.bring", what=shorten(view.words(trip.bring), LONG))
    if trip.step_free is not None:
        yield view.t("trip.step_free" if trip.step_free else "trip.steps")
    if trip.languages:
        yield view.t("session.languages", languages=view.t.all_of(map(view.t.name_of, trip.languages)))
    yield from guide(view, trip)


def guide(view: View, trip: Excursion) -> Iterable[Markup]:
    """Yield who leads it, with the number to call."""
    if trip.guide is None:
        return
    name = shorten(trip.guide.name, NAME)
    if trip.guide.phone:
        phone = international(trip.guide.phone, view.programme.conference.timezone)
        yield view.t("trip.guide_phone", name=name, phone=phone)
    else:
        yield view.t("trip.guide", name=name)


def _buttons(view: View, trip: Excursion, back: str) -> Rows:
    follow = star_of(view, trip, PAGE + back)
    way = Button.to(view.t.plain("trip.button_point"), "meet", trip.id)
    calendar = Button.to(view.t.plain("button.calendar"), "tripics", trip.id)
    taken = (calendar, *share_button(view, "excursion", trip.id))
    seat = (*buttons(view, trip, back), _sign_up(view, trip))
    rows = (*seat, (follow, way), ahead_row(view, trip, back), taken, (_way_back(view, trip, back),))
    return tuple(row for row in rows if row)


def _sign_up(view: View, trip: Excursion) -> tuple[Button, ...]:
    if trip.signup in {"open", "closed"} or trip.cancelled or over(view, trip):
        return ()
    return (Button(view.t.plain("trip.button_signup"), url=trip.signup),)


def _way_back(view: View, trip: Excursion, back: str) -> Button:
    if back:
        return Button.to(view.t.plain("button.back"), BACK[back])
    return Button.to(view.t.plain("trip.all"), "trips", arg=str(page_with(view, trip)))
