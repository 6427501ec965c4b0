"""What is asked before a seat is booked, given up or exchanged, and what is said after. It books nothing."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.excursion import BACK
from bot.screens.fitting import shorten
from bot.screens.follow import after
from bot.screens.following import LETTERS, PAGE, followed
from bot.screens.screen import Button, Screen
from bot.screens.seats import label, places
from bot.screens.sessions import GAP, LABEL, LINE, overlaps, title
from schedule.model import Excursion
from schedule.queries import clashes
from schedule.seating import Seat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.queries import Item

_MARK = 8
_SWAPS = 3


def against(view: View, trip: Excursion) -> tuple[Item, ...]:
    """Return what the reader follows that overlaps an excursion."""
    others = (item for item in followed(view) if item is not trip and not item.cancelled)
    return tuple(other if one is trip else one for one, other in clashes((*others, trip)) if trip in (one, other))


def booked_against(view: View, trip: Excursion) -> tuple[Excursion, ...]:
    """Return the excursions on which the reader has a seat and that overlap this one."""
    trips = (item for item in against(view, trip) if isinstance(item, Excursion))
    return tuple(other for other in trips if view.seats_of(other).mine is Seat.BOOKED)


def mark(trip: Excursion) -> str:
    """Return what tells an excursion from others in callback data that names another one already."""
    return sha256(trip.id.encode()).hexdigest()[:_MARK]


def on_site_first(view: View, trip: Excursion, back: str) -> Screen:
    """Return why who takes part online books nothing, and the way on."""
    on = Button.to(view.t.plain("book.on_site"), "bookonsite", trip.id, _known(back))
    text = GAP.join((title(view, trip), view.t("book.online")))
    return Screen(text, ((on,), (_leave(view, trip, back),)))


def clash(view: View, trip: Excursion, back: str) -> Screen:
    """Return what an excursion overlaps, before it is booked."""
    seats = view.seats_of(trip)
    offered = seats.mine is Seat.OFFERED
    swaps = _swaps(view, trip, back) if offered or trip.capacity is None or seats.free(trip.capacity) else ()
    sure = "takesure" if offered else "booksure"
    words = view.t.plain("seat.take") if offered else label(view, trip, seats)
    anyway = Button.to(view.t.plain("book.anyway", what=words), sure, trip.id, _known(back))
    lines = (*overlaps(view, trip), *_seat_on(view, trip))
    text = GAP.join((title(view, trip), LINE.join(lines), *_full(view, trip, swaps)))
    return Screen(text, (*((swap,) for swap in swaps), (anyway,), (_leave(view, trip, back),)))


def _seat_on(view: View, trip: Excursion) -> Iterable[Markup]:
    for other in booked_against(view, trip)[:_SWAPS]:
        yield view.t("book.seat_on", title=_short(view, other))


def _full(view: View, trip: Excursion, swaps: tuple[Button, ...]) -> Iterable[Markup]:
    """Yield that there is nothing to exchange a seat for, if that is so."""
    if booked_against(view, trip) and not swaps:
        yield LINE.join((*places(view, trip), view.t("book.keeps")))


def _swaps(view: View, trip: Excursion, back: str) -> tuple[Button, ...]:
    return tuple(
        Button.to(
            shorten(view.t.plain("book.swap", title=view.words(other.title)), LABEL),
            "swap",
            trip.id,
            f"{mark(other)}{_known(back)}",
        )
        for other in booked_against(view, trip)[:_SWAPS]
    )


def named(view: View, trip: Excursion, arg: str) -> tuple[Excursion | None, str]:
    """Return the excursion whose seat is to be exchanged for one on `trip`, and where the page was opened from."""
    marked, back = arg[:_MARK], arg[_MARK:]
    found = (other for other in view.programme.excursions if other is not trip and mark(other) == marked)
    return next(found, None), back


def give_up(view: View, trip: Excursion, back: str) -> Screen:
    """Ask whether a seat is to be given up."""
    waiting = view.seats_of(trip).waiting
    key = "book.give_up_queue" if waiting else "book.give_up"
    text = GAP.join((title(view, trip), view.t(key)))
    sure = Button.to(view.t.plain("book.give_up_sure"), "givesure", trip.id, _known(back))
    return Screen(text, ((sure,), (Button.to(view.t.plain("book.keep"), "shown", trip.id, _page(back)),)))


def done(view: View, trip: Excursion) -> str:
    """Return what has come of a wish for a seat, in at most 200 characters of plain text."""
    seats = view.seats_of(trip)
    match seats.mine:
        case Seat.BOOKED:
            return after(view, trip, view.t.plain("book.done"))
        case Seat.WAITING:
            return view.t.plain("book.queued", place=seats.place)
        case _:
            return view.t.plain("book.too_late")


def _leave(view: View, trip: Excursion, back: str) -> Button:
    return Button.to(view.t.plain("book.leave"), "shown", trip.id, _page(back))


def _page(back: str) -> str:
    return f"{LETTERS[Kind.EXCURSION]}/{PAGE}{_known(back)}"


def _known(back: str) -> str:
    return back if back in BACK else ""


def _short(view: View, trip: Excursion) -> str:
    return shorten(view.words(trip.title), LABEL)
