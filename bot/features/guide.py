"""Leading an excursion: the guests, the roll call, "leaving now" and "we are late". For guides and organisers only."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from bot.context import Context
from bot.feature import Feature
from bot.screens import guide as screens
from bot.screens.fitting import visible
from bot.screens.guide import DELAYS, LEFT, Group
from bot.screens.paging import PAGE, number_in, sheet
from bot.store.guestlist import Guest
from schedule.model import Excursion
from schedule.seating import Seat, guide_speaks, terms

feature = Feature()
TOGETHER = 10
"""So many names are asked for at once."""
_WORDS = {LEFT: None, "0": 0, **{str(minutes): minutes for minutes in DELAYS}}


@feature.command("guide", de="fuehrung", rank=0)
async def guide(context: Context) -> None:
    """Answer with the guests of the excursion that the person leads, or the choice of one."""
    trips = screens.led(context.view)
    if len(trips) == 1:
        await show_guests(context, trips[0].id, "")
    else:
        await context.show(screens.choose(context.view))


@feature.button("guide")
async def choose(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into a page of the choice."""
    await context.show(screens.choose(context.view, number_in(arg)))


@feature.button("guests")
async def show_guests(context: Context, subject: str, arg: str) -> None:
    """Show a page of those with a seat."""
    trip = await _led(context, subject)
    if trip:
        await _show(context, trip, number_in(arg))


@feature.button("rollcall")
async def roll_call(context: Context, subject: str, arg: str) -> None:
    """Keep that a guest is here, or is not, as the button says; they are told by their mark."""
    trip = await _led(context, subject)
    if trip is None:
        return
    mark, state, page = (*arg.split("."), "", "", "")[:3]
    listed = await context.store.bookings.guests(trip.id)
    guest = next((guest for guest in listed if guest.mark == mark), None)
    if guest and state in {"0", "1"}:
        await context.store.bookings.mark_here(trip.id, guest.person, context.now if state == "1" else None)
    await _show(context, trip, number_in(page))


@feature.button("departure")
async def departure(context: Context, subject: str, arg: str) -> None:
    """Ask before anything is told: that it sets off, or how late it is."""
    trip = await _led(context, subject)
    if trip is None:
        return
    if not guide_speaks(trip, context.now):
        await _show(context, trip, 0)
        return
    asked = screens.leaving if arg == LEFT else screens.late
    group = _group(await context.store.bookings.guests(trip.id))
    await context.show(asked(await context.seated(), trip, group))


@feature.button("guideword")
async def tell(context: Context, subject: str, arg: str) -> None:
    """Tell those with a seat that it sets off, or how late it is; what was said last is not said again."""
    trip = await _led(context, subject)
    if trip is None:
        return
    if arg not in _WORDS or not guide_speaks(trip, context.now):
        await _show(context, trip, 0)
        return
    held, machine = terms(context.programme, trip, context.now), context.desk.machine()
    told = await context.store.bookings.say(held, _WORDS[arg], context.now, machine)
    context.desk.outbox.stir()
    words = context.t.plain("guide.said_before") if told is None else visible(context.t.count("guide.told", told))
    await context.answer(words)
    await _show(context, trip, 0)


@feature.button("guestfile")
async def file(context: Context, subject: str, _arg: str) -> None:
    """Send the whole list as a file."""
    trip = await _led(context, subject)
    if trip:
        listed = await _named(context, await context.store.bookings.guests(trip.id))
        await context.show(screens.file(context.view, trip, listed), fresh=True)


async def _led(context: Context, subject: str) -> Excursion | None:
    """Return the excursion that a button names, if the person leads it; if not, say so."""
    trip = context.programme.excursion.get(subject)
    if trip is None or not context.view.may_guide(trip):
        await context.answer(context.t.plain("guide.only"), alert=True)
        return None
    return trip


async def _show(context: Context, trip: Excursion, number: int) -> None:
    listed = await context.store.bookings.guests(trip.id)
    page = sheet([guest for guest in listed if guest.state is Seat.BOOKED], number, PAGE)
    shown = await _named(context, page.shown)
    await context.show(screens.guests(await context.seated(), trip, _group(listed), shown, page.number))


def _group(listed: Sequence[Guest]) -> Group:
    states = Counter(guest.state for guest in listed)
    here = sum(guest.here for guest in listed)
    deaf = sum(guest.state is Seat.BOOKED and not guest.told for guest in listed)
    return Group(states[Seat.BOOKED], here, states[Seat.OFFERED], states[Seat.WAITING], deaf)


async def _named(context: Context, listed: Sequence[Guest]) -> list[screens.Guest]:
    """Return guests with the names by which they go now; no name is kept."""
    names: list[str] = []
    for first in range(0, len(listed), TOGETHER):
        few = listed[first : first + TOGETHER]
        names += await asyncio.gather(*(context.desk.replies.name_of(guest.person) for guest in few))
    return [
        screens.Guest(each.mark, name, each.state, each.here, each.told)
        for each, name in zip(listed, names, strict=True)
    ]
