"""Seats on excursions: booked, given up, exchanged, taken when offered, and "I'm here". It leads no excursion."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.context import ButtonAnswer, Context
from bot.feature import Feature
from bot.reader import Mode
from bot.screens import booking as screens
from bot.screens import excursion, manners
from bot.screens.follow import instant
from bot.screens.seats import FROM_LETTER
from bot.store import Person
from schedule.model import Excursion
from schedule.seating import EARLY, Seat, Terms, may_be_here, takes, terms

feature = Feature()


def _of_trip(answer: Callable[[Context, Excursion, str], Awaitable[None]]) -> ButtonAnswer:
    """Give a tap the excursion that its button names; if there is none, say so."""

    async def named(context: Context, subject: str, arg: str) -> None:
        trip = context.programme.excursion.get(subject)
        if trip:
            await answer(context, trip, arg)
        else:
            await context.show(manners.gone(context.view))

    return named


@feature.button("book")
@_of_trip
async def book(context: Context, trip: Excursion, back: str) -> None:
    """Book a seat or queue for one; who is online, or goes elsewhere at that time, is asked first."""
    view = await context.seated()
    mine = view.seats_of(trip).mine
    if mine is Seat.OFFERED:
        await take(context, trip.id, back)
    elif mine or not takes(trip, context.now):
        await _book(context, trip, back)
    elif view.online:
        await context.show(screens.on_site_first(view, trip, back))
    elif screens.against(view, trip):
        await context.show(screens.clash(view, trip, back))
    else:
        await _book(context, trip, back)


@feature.button("bookonsite")
@_of_trip
async def book_on_site(context: Context, trip: Excursion, back: str) -> None:
    """Have somebody take part on site from now on, and book."""
    await context.change(mode=Mode.ONSITE)
    await book(context, trip.id, back)


@feature.button("booksure")
@_of_trip
async def book_all_the_same(context: Context, trip: Excursion, back: str) -> None:
    """Book in spite of a clash."""
    if context.view.online:
        await book(context, trip.id, back)
    else:
        await _book(context, trip, back)


@feature.button("takeseat")
@_of_trip
async def take(context: Context, trip: Excursion, back: str) -> None:
    """Take the seat that is kept; who has another one at that time is asked first whether to exchange it."""
    view = await context.seated()
    offered = view.seats_of(trip).mine is Seat.OFFERED
    if offered and view.online:
        await context.show(screens.on_site_first(view, trip, back))
    elif offered and screens.booked_against(view, trip):
        await context.show(screens.clash(view, trip, back))
    else:
        await _confirm(context, trip, back)


@feature.button("takesure")
@_of_trip
async def take_all_the_same(context: Context, trip: Excursion, back: str) -> None:
    """Take the seat that is kept, and keep the other one too."""
    if context.view.online:
        await take(context, trip.id, back)
    else:
        await _confirm(context, trip, back)


@feature.button("swap")
@_of_trip
async def swap(context: Context, trip: Excursion, arg: str) -> None:
    """Exchange the seat on another excursion for one on this, if there is one; else keep it."""
    other, back = screens.named(context.view, trip, arg)
    if other is None or context.view.online:
        await book(context, trip.id, back)
        return
    give, machine = _terms(context, other), context.desk.machine()
    context.person = await context.store.bookings.swap(
        context.person.id, give, _terms(context, trip), context.now, machine
    )
    context.desk.outbox.stir()
    if (await context.seated()).seats_of(trip).mine is Seat.BOOKED:
        await _tell(context, trip, back)
    else:
        await book(context, trip.id, back)


@feature.button("giveup")
@_of_trip
async def give_up(context: Context, trip: Excursion, back: str) -> None:
    """Leave the queue, or ask whether to give a seat up."""
    view = await context.seated()
    if view.seats_of(trip).mine is Seat.BOOKED:
        await context.show(screens.give_up(view, trip, back))
    else:
        await give_up_surely(context, trip.id, back)


@feature.button("givesure")
@_of_trip
async def give_up_surely(context: Context, trip: Excursion, back: str) -> None:
    """Give a seat up, or a place in the queue: the next who waits is offered it."""
    await _write(context, trip, context.store.bookings.cancel)
    await context.answer(context.t.plain("book.given_up"))
    await _show(context, trip, back)


@feature.button("here")
@_of_trip
async def here(context: Context, trip: Excursion, arg: str) -> None:
    """Keep that somebody with a seat is here; a letter whose button it was stays as it is."""
    if not may_be_here(trip, context.now):
        opens = instant(context.view, trip.meets - EARLY)
        key = "book.here_early" if context.now < trip.meets else "book.here_late"
        await context.answer(context.t.plain(key, time=opens), alert=True)
    elif await context.store.bookings.mark_here(trip.id, context.person.id, context.now):
        await context.answer(context.t.plain("book.here"))
    else:
        await context.answer(context.t.plain("book.no_seat"), alert=True)
    if arg != FROM_LETTER:
        await _show(context, trip, arg)


async def _book(context: Context, trip: Excursion, back: str) -> None:
    await _write(context, trip, context.store.bookings.book)
    await _tell(context, trip, back)


async def _confirm(context: Context, trip: Excursion, back: str) -> None:
    await _write(context, trip, context.store.bookings.confirm)
    await _tell(context, trip, back)


async def _write(context: Context, trip: Excursion, change: Callable[..., Awaitable[Person]]) -> None:
    """Change the person's seat, in the store and here; whom that gives one is told."""
    context.person = await change(context.person.id, _terms(context, trip), context.now, context.desk.machine())
    context.desk.outbox.stir()


def _terms(context: Context, trip: Excursion) -> Terms:
    return terms(context.programme, trip, context.now)


async def _tell(context: Context, trip: Excursion, back: str) -> None:
    view = await context.seated()
    await context.answer(screens.done(view, trip), alert=view.seats_of(trip).mine is not Seat.BOOKED)
    await context.show(excursion.page(view, trip, back))


async def _show(context: Context, trip: Excursion, back: str) -> None:
    await context.show(excursion.page(await context.seated(), trip, back))
