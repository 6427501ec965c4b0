"""The time zone of those who are elsewhere: chosen from a list of places, or typed."""

from __future__ import annotations

from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import manners, places
from bot.screens import settings as settings_screen
from bot.screens import start as start_screen
from bot.zones import find, is_zone, named

feature = Feature()
AWAITED = "zone-"


@feature.button("zones")
async def ask(context: Context, back: str, _arg: str) -> None:
    """Turn the message into the question; `back` says what follows the answer."""
    await context.wait_for(AWAITED + ("settings" if back == "settings" else "start"))
    await context.show(places.question(context.view, back))


@feature.button("zone")
async def choose(context: Context, back: str, zone: str) -> None:
    """Set the zone, or the conference's if none is named."""
    if zone and not is_zone(zone):
        await context.show(manners.gone(context.view))
        return
    await _set(context, zone or None, back)


@feature.text(Turn.AWAITED)
async def typed(context: Context) -> bool:
    """Take a typed place for the answer if the question was asked."""
    awaited = context.person.awaiting or ""
    if not awaited.startswith(AWAITED):
        return False
    back = awaited.removeprefix(AWAITED)
    zones = find(context.words)
    if len(zones) == 1 and named(context.words):
        await context.wait_for(None)
        await _set(context, zones[0], back)
    elif zones:
        await context.show(places.candidates(context.view, context.words, zones, back))
    else:
        await context.show(places.unknown(context.view, context.words, back))
    return True


async def _set(context: Context, zone: str | None, back: str) -> None:
    await context.change(zone=zone)
    screen = settings_screen.page if back == "settings" else start_screen.welcome
    await context.show(screen(context.view))
