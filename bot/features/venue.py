"""The house, its rooms, and the ways to them."""

from dataclasses import replace

from bot.context import Context
from bot.feature import Feature
from bot.screens import manners
from bot.screens import venue as venue_screen
from bot.screens.paging import number_in

feature = Feature()


@feature.command("venue", de="anfahrt", rank=50)
async def venue(context: Context) -> None:
    """Answer with the house, its pin and its rooms."""
    view = context.view
    await context.show(replace(venue_screen.page(view), attachments=venue_screen.pin(view)))


@feature.button("venue")
async def turn(context: Context, _subject: str, arg: str) -> None:
    """Turn the message into another page of the rooms."""
    await context.show(venue_screen.page(context.view, number_in(arg)))


@feature.button("room")
async def way(context: Context, subject: str, _arg: str) -> None:
    """Send the way to a room, with its plan if there is one."""
    room = context.programme.room.get(subject)
    screen = venue_screen.room(context.view, room) if room else manners.gone(context.view)
    await context.show(screen, fresh=True)
