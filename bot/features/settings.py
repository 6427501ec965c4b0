"""What a person can choose: language, on site or online, and about being told; the zone has a question of its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.context import Context
from bot.feature import Feature
from bot.reader import Mode
from bot.screens import manners, places, streams
from bot.screens import settings as screens
from bot.screens.letters import reminder
from schedule.reminders import LEADS

feature = Feature()
_SECONDS = re.compile(r"[0-9]{1,11}")


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


@feature.button("attend")
async def attend(context: Context, mode: str, arg: str) -> None:
    """Let a person take part in another way from a reminder on, which turns into what they need then.

    Links come in a message of their own, as one that was sent without cannot be protected any more.
    """
    start = _start_in(arg)
    if mode not in {Mode.ONSITE, Mode.ONLINE} or start is None:
        await context.show(manners.gone(context.view))
        return
    await context.change(mode=Mode(mode))
    view = await context.seated()
    await context.answer(view.t.plain(f"letter.is_{mode}"))
    items = reminder.of_start(view, start)
    if not items:
        await context.show(screens.summary(view))
        return
    last = reminder.last_of(view, start, items)
    await context.show(reminder.reminder(view, start, items, last=last, linked=False))
    watched = reminder.watched_here(view, items[: reminder.MOST])
    if watched:
        await context.show(streams.watch(view, *watched), fresh=True)


def _start_in(arg: str) -> datetime | None:
    """Return the instant that a button names in seconds since 1970."""
    return datetime.fromtimestamp(int(arg), UTC) if _SECONDS.fullmatch(arg) else None


@feature.button("setleads")
async def choose_leads(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into the choice of lead times."""
    await context.show(screens.lead_times(context.view))


@feature.button("lead")
async def set_lead(context: Context, minutes: str, state: str) -> None:
    """Add a lead time or take it away, as the button says, whatever was before."""
    offered = {str(lead): lead for lead in LEADS}
    if minutes not in offered or state not in {"on", "off"}:
        await context.show(manners.gone(context.view))
        return
    others = set(context.person.leads) - {offered[minutes]}
    await context.change(leads=tuple(sorted(others | ({offered[minutes]} if state == "on" else set()))))
    await context.show(screens.lead_times(context.view))


@feature.button("setquiet")
async def choose_quiet_hours(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into the choice of quiet hours."""
    await context.show(screens.quiet_hours(context.view))


@feature.button("quiet")
async def set_quiet_hours(context: Context, hours: str, _arg: str) -> None:
    """Set the quiet hours, or that there are none."""
    offered = {screens.OFF: None, **{f"{begin}-{end}": (begin, end) for begin, end in screens.QUIET}}
    if hours not in offered:
        await context.show(manners.gone(context.view))
        return
    await context.change(quiet=offered[hours])
    await context.show(screens.quiet_hours(context.view))


@feature.button("setday")
async def choose_morning(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into the choice of a time for the overview of one's day."""
    await context.show(screens.morning(context.view))


@feature.button("overview")
async def set_morning(context: Context, time: str, _arg: str) -> None:
    """Set when the overview of the day comes, or that none does."""
    offered = {screens.OFF: None, **{at.replace(":", ""): at for at in screens.MORNINGS}}
    if time not in offered:
        await context.show(manners.gone(context.view))
        return
    await context.change(overview=offered[time])
    await context.show(screens.morning(context.view))


@feature.button("mute")
async def mute(context: Context, place: str, _arg: str) -> None:
    """Send the person no announcements but urgent ones; a letter whose button it was stays as it is."""
    await _set_muted(context, place, muted=True)


@feature.button("unmute")
async def unmute(context: Context, place: str, _arg: str) -> None:
    """Send the person announcements again."""
    await _set_muted(context, place, muted=False)


async def _set_muted(context: Context, place: str, *, muted: bool) -> None:
    await context.change(muted=muted)
    await context.answer(context.t.plain("settings.muted" if muted else "settings.unmuted"), alert=place != "settings")
    if place == "settings":
        await settings(context)


@feature.button("done")
async def done(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into a summary with the ways on."""
    await context.show(screens.summary(context.view))
