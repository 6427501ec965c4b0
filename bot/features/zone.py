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
    """Take a place's own name for the answer if the question was asked."""
    zones = named(context.words) if _asked(context) else ()
    if len(zones) != 1:
        return False
    back = _back(context)
    await context.wait_for(None)
    await _set(context, zones[0], back)
    return True


@feature.text(Turn.UNCLEAR)
async def guessed(context: Context) -> bool:
    """Ask back, if the question was asked, which place is meant by what is neither one nor the conference's code."""
    if not _asked(context):
        return False
    zones, back = find(context.words), _back(context)
    if zones:
        await context.show(places.candidates(context.view, context.words, zones, back))
    else:
        await context.show(places.unknown(context.view, context.words, back))
    return True


def _asked(context: Context) -> bool:
    return (context.person.awaiting or "").startswith(AWAITED)


def _back(context: Context) -> str:
    return (context.person.awaiting or "").removeprefix(AWAITED)


async def _set(context: Context, zone: str | None, back: str) -> None:
    await context.change(zone=zone)
    screen = settings_screen.page if back == "settings" else start_screen.welcome
    await context.show(screen(context.view))
