"""What a person can choose: language, on site or online, lead times; the zone has a question of its own."""

from __future__ import annotations

from bot.context import Context
from bot.feature import Feature
from bot.reader import Mode
from bot.screens import manners, places
from bot.screens import settings as screens

feature = Feature()


@feature.command("settings", de="einstellungen", rank=70)
async def settings(context: Context) -> None:
    """Answer with what holds and buttons to change it."""
    await context.show(screens.page(context.view))


@feature.button("settings")
async def open_settings(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into the settings."""
    await settings(context)


@feature.button("setlang")
async def set_language(context: Context, language: str, _arg: str) -> None:
    """Set the language."""
    if language in context.programme.conference.languages:
        await context.change(language=language)
    await settings(context)


@feature.button("setmode")
async def set_mode(context: Context, mode: str, _arg: str) -> None:
    """Set how they take part; who is online from now on and has chosen no time zone yet is asked for it."""
    before = context.person.mode
    if mode in set(Mode):
        await context.change(mode=Mode(mode))
    if context.view.online and before is not Mode.ONLINE and context.person.zone is None:
        await context.wait_for("zone-settings")
        await context.show(places.question(context.view, "settings"))
    else:
        await settings(context)


@feature.button("lead")
async def set_lead(context: Context, minutes: str, state: str) -> None:
    """Add a lead time or take it away, as the button says, whatever was before."""
    offered = {str(lead): lead for lead in screens.LEADS}
    if minutes not in offered or state not in {"on", "off"}:
        await context.show(manners.gone(context.view))
        return
    others = set(context.person.leads) - {offered[minutes]}
    await context.change(leads=tuple(sorted(others | ({offered[minutes]} if state == "on" else set()))))
    await settings(context)


@feature.button("done")
async def done(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into a summary with the ways on."""
    await context.show(screens.summary(context.view))
