"""The excursions: the list, each one's page and its meeting point."""

from dataclasses import replace

from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import excursion, manners
from bot.screens import excursions as excursions_screen
from bot.screens.day import named
from bot.screens.paging import number_in
from bot.screens.sessions import calendar_of
from bot.texts import phrases
from schedule.model import Excursion
from schedule.words import phrasings

feature = Feature()


@feature.command("excursions", de="exkursionen", groups=True, rank=41)
async def excursions(context: Context) -> None:
    """Answer with the list, from what is still to come."""
    view = await context.seated()
    await context.show(excursions_screen.listed(view, excursions_screen.first_page(view)))


@feature.text(Turn.QUESTION)
async def by_bus(context: Context) -> bool:
    """Answer a question for the bus with the list; without excursions the search may know of another one."""
    if not context.programme.excursions or phrases("asks.bus").isdisjoint(phrasings(context.words)):
        return False
    await excursions(context)
    return True


@feature.button("trips")
async def show_list(context: Context, subject: str, arg: str) -> None:
    """Turn the message into a page of the list, or the page where the day named `subject` begins."""
    view = await context.seated()
    page = number_in(arg) if arg else excursions_screen.first_page(view, named(subject))
    await context.show(excursions_screen.listed(view, page))


@feature.button("trip")
async def show_trip(context: Context, subject: str, arg: str) -> None:
    """Answer with an excursion's page and a pin; with a pin it is a new message, so that the two stand together."""
    trip = await _trip(context, subject)
    if trip:
        view = await context.seated()
        # Who is not going to be there gets the pin only on request.
        pin = () if view.online or trip.cancelled else excursion.pin(view, trip)
        await context.show(replace(excursion.page(view, trip, arg), attachments=pin), fresh=bool(pin))


@feature.link("e-")
async def open_trip(context: Context, subject: str) -> None:
    """Answer a deep link with an excursion's page."""
    await show_trip(context, subject, "")


@feature.button("meet")
async def show_meeting_point(context: Context, subject: str, _arg: str) -> None:
    """Send where an excursion's guests meet."""
    trip = await _trip(context, subject)
    if trip:
        await context.show(excursion.meeting_point(context.view, trip), fresh=True)


@feature.button("tripics")
async def calendar_file(context: Context, subject: str, _arg: str) -> None:
    """Send an excursion's calendar file."""
    trip = await _trip(context, subject)
    if trip:
        await context.show(calendar_of(context.view, trip), fresh=True)


async def _trip(context: Context, subject: str) -> Excursion | None:
    """Return the excursion that a button or link names; if there is none, say so."""
    trip = context.programme.excursion.get(subject)
    if trip is None:
        await context.show(manners.gone(context.view))
    return trip
