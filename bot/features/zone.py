"""The time zone of those who are elsewhere: chosen from a list of places, or typed."""

from __future__ import annotations

from bot.context import Context
from bot.feature import Feature
from bot.screens import manners
from bot.screens import start as start_screen
from bot.zones import is_zone

feature = Feature()


@feature.button("zone")
async def choose(context: Context, _back: str, zone: str) -> None:
    """Set the zone, or the conference's if none is named."""
    if zone and not is_zone(zone):
        await context.show(manners.gone(context.view))
        return
    await context.change(zone=zone or None)
    await context.show(start_screen.welcome(context.view))
