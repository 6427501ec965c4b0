"""The timetable: a day as a picture, drawn for whoever asks."""

from __future__ import annotations

from datetime import date

from bot.context import Context
from bot.drawings.album import album
from bot.feature import Feature
from bot.screens import day as days
from bot.screens import manners
from bot.screens import timetable as screens
from bot.screens.paging import number_in

feature = Feature()


@feature.command("timetable", de="stundenplan", rank=22)
async def timetable(context: Context) -> None:
    """Answer with the day that runs or comes next, where it has got to."""
    day = days.today(context.view)
    if day is None:
        await context.show(days.none(context.view))
    else:
        await _show(context, day, None)


@feature.button("grid")
async def turn(context: Context, subject: str, arg: str) -> None:
    """Turn the picture into another page or day."""
    day = days.named(subject)
    if day is None:
        await context.show(manners.gone(context.view))
    else:
        await _show(context, day, number_in(arg) if arg else None)


async def _show(context: Context, day: date, wanted: int | None) -> None:
    view = context.view
    leaf = screens.leaf(view, day, wanted)
    if leaf is None:
        await context.show(manners.gone(view))
        return
    # Whoever tapped need not wait for a word until the picture is drawn.
    await context.answer()
    picture = await album.picture(screens.drawing(view, day, leaf.shown[0]))
    await context.show(screens.page(view, day, leaf, picture))
