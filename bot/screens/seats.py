"""What is said of an excursion's seats wherever it stands: how many are free, the reader's own, the guide's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.moments import clocks, day_of
from bot.screens.screen import Button
from schedule.seating import Seat, guide_speaks, may_be_here, takes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Excursion
    from schedule.seating import Seats

FROM_LETTER = "l"
"""In place of where a page was opened from: the message is a letter and stays as it is."""


def places(view: View, trip: Excursion) -> Iterator[Markup]:
    """Yield how many places there are, and while they can be booked how many are free and how many people wait."""
    if trip.capacity is None:
        return
    seats = view.seats_of(trip)
    if not takes(trip, view.now):
        yield view.t.count("excursions.places", trip.capacity)
    elif seats.free(trip.capacity):
        yield view.t.count("seat.free", trip.capacity, free=seats.free(trip.capacity))
    else:
        yield view.t.count("seat.full", trip.capacity)
        if seats.waiting:
            yield view.t.count("seat.waiting", seats.waiting)


def mine(view: View, trip: Excursion) -> tuple[Markup, ...]:
    """Return the line that says what the reader has: a seat, one that is kept for them, a place in the queue."""
    seats = view.seats_of(trip)
    match seats.mine:
        case Seat.BOOKED:
            return (view.t("seat.here" if seats.here else "seat.mine"),)
        case Seat.OFFERED if seats.until:
            return (view.t("seat.kept", time=until(view, seats.until)),)
        case Seat.WAITING:
            return (view.t("seat.place", place=seats.place),)
        case _:
            return ()


def standing(view: View, trip: Excursion) -> tuple[Markup, ...]:
    """Return the same for who is reminded, and to who would go without a seat that they have none."""
    leads = ("guide", trip.id) in view.reader.roles
    if view.seats_of(trip).mine or leads or view.online or not takes(trip, view.now):
        return mine(view, trip)
    return (view.t("seat.none"),)


def word(view: View, trip: Excursion) -> tuple[Markup, ...]:
    """Return the line that says what the guide has said of setting off, while that is of use."""
    seats = view.seats_of(trip)
    if not guide_speaks(trip, view.now):
        return ()
    if seats.left:
        return (view.t("seat.left"),)
    return (view.t.count("seat.late", seats.late),) if seats.late else ()


def until(view: View, instant: datetime) -> Markup:
    """Return an hour, with its day if that is not today."""
    day = day_of(view, instant)
    shown = clocks(view, instant)
    return (
        shown if day == day_of(view, view.now) else view.t("excursions.on_day", day=view.t.short_day(day), time=shown)
    )


def buttons(view: View, trip: Excursion, back: str) -> Rows:
    """Return the rows with which the reader of a page books, gives up, says that they are here, or leads."""
    seats = view.seats_of(trip)
    rows = (_of_seat(view, trip, seats, back), *((_guests(view, trip),) if view.may_guide(trip) else ()))
    return tuple(row for row in rows if row)


def _of_seat(view: View, trip: Excursion, seats: Seats, back: str) -> tuple[Button, ...]:
    if trip.cancelled:
        return ()
    match seats.mine:
        case Seat.BOOKED:
            return (*here(view, trip, back), Button.to(view.t.plain("seat.give_up"), "giveup", trip.id, back))
        case Seat.OFFERED:
            return decide(view, trip, back)
        case Seat.WAITING:
            return (Button.to(view.t.plain("seat.leave_queue"), "giveup", trip.id, back),)
        case _:
            return _book(view, trip, seats, back)


def _book(view: View, trip: Excursion, seats: Seats, back: str) -> tuple[Button, ...]:
    if not takes(trip, view.now):
        return ()
    return (Button.to(label(view, trip, seats), "book", trip.id, back),)


def label(view: View, trip: Excursion, seats: Seats) -> str:
    """Return what booking would come to now: a seat, or which place in the queue."""
    if trip.capacity is None or seats.free(trip.capacity):
        return view.t.plain("seat.book")
    return view.t.plain("seat.queue", place=seats.waiting + 1)


def decide(view: View, trip: Excursion, back: str = "") -> tuple[Button, ...]:
    """Return the two answers to a seat that is kept for the reader."""
    return (
        Button.to(view.t.plain("seat.take"), "takeseat", trip.id, back),
        Button.to(view.t.plain("seat.pass_on"), "giveup", trip.id, back),
    )


def here(view: View, trip: Excursion, back: str = FROM_LETTER) -> tuple[Button, ...]:
    """Return the button with which those who have a seat say that they are here, once the time has come."""
    seats = view.seats_of(trip)
    if seats.mine is not Seat.BOOKED or seats.here or trip.cancelled or not may_be_here(trip, view.now):
        return ()
    return (Button.to(view.t.plain("seat.i_am_here"), "here", trip.id, back),)


def _guests(view: View, trip: Excursion) -> tuple[Button, ...]:
    return (Button.to(view.t.plain("guide.button"), "guests", trip.id),)
