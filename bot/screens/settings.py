"""What a reader has chosen, and the buttons to choose otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.choices import LABEL, choice, languages, modes
from bot.screens.day import fours
from bot.screens.feedback import SETTINGS, switch
from bot.screens.fitting import shorten
from bot.screens.leads import rows, spoken
from bot.screens.places import zone_button, zone_line
from bot.screens.screen import Button, Screen
from bot.screens.session import pairs
from bot.screens.sessions import GAP, LINE
from bot.screens.start import ways_on
from bot.texts import own_name
from bot.zones import city

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View

QUIET = ((21, 8), (22, 7), (23, 8), (0, 6))
"""Hours from and until which somebody may want to be left in peace."""
MORNINGS = ("06:00", "06:30", "07:00", "07:30", "08:00", "08:30", "09:00", "10:00")
"""When somebody may want the overview of their day."""
OFF = "off"


def page(view: View) -> Screen:
    """Return the settings; what holds is marked."""
    blocks = [LINE.join((view.t("settings.title"), view.t("settings.how")))]
    if not view.onsite:
        blocks.append(zone_line(view))
    blocks.append(view.t("follow.silenced" if view.reader.silenced else "settings.letters"))
    return Screen(GAP.join(blocks), _buttons(view))


def _buttons(view: View) -> Rows:
    rows = (
        languages(view, "setlang"),
        modes(view, "setmode", view.reader.mode),
        () if view.onsite else (zone_button(view),),
        (Button.to(view.t.plain("reminders.wake"), "wake", "settings"),) if view.reader.silenced else (),
        (Button.to(shorten(view.t.plain("settings.button_leads", leads=_leads(view)), LABEL), "setleads"),),
        (_button(view, "quiet", _quiet(view)), _button(view, "day", view.reader.overview or _off(view))),
        (_muting(view),),
        (switch(view, SETTINGS),),
        (Button.to(view.t.plain("settings.done"), "done"),),
    )
    return tuple(row for row in rows if row)


def _button(view: View, what: str, held: str) -> Button:
    return Button.to(view.t.plain(f"settings.button_{what}", held=held), f"set{what}")


def _muting(view: View) -> Button:
    if view.reader.muted:
        return Button.to(view.t.plain("settings.button_muted"), "unmute", "settings")
    return Button.to(view.t.plain("settings.button_unmuted"), "mute", "settings")


def _leads(view: View) -> str:
    return spoken(view, view.reader.leads) or _off(view)


def _quiet(view: View) -> str:
    return span(*view.reader.quiet) if view.reader.quiet else _off(view)


def _off(view: View) -> str:
    return view.t.plain("settings.off")


def span(begin: int, end: int) -> str:
    """Return quiet hours for a button: 22:00–07:00."""
    return f"{begin:02}:00–{end:02}:00"


def lead_times(view: View) -> Screen:
    """Return the choice of lead times for all that the reader follows."""
    return Screen(view.t("settings.leads"), (*rows(view, view.reader.leads, "lead", "{lead}", "{state}"), _back(view)))


def quiet_hours(view: View) -> Screen:
    """Return the choice of quiet hours, each a button that sets it."""
    held = view.reader.quiet
    buttons = [choice(span(*each), "quiet", f"{each[0]}-{each[1]}", chosen=each == held) for each in QUIET]
    off = choice(view.t.plain("settings.quiet_off"), "quiet", OFF, chosen=held is None)
    return Screen(view.t("settings.quiet", city=_place(view)), (*pairs(buttons), (off,), _back(view)))


def morning(view: View) -> Screen:
    """Return the choice of a time for the overview of the reader's day."""
    held = view.reader.overview
    buttons = [choice(each, "overview", each.replace(":", ""), chosen=each == held) for each in MORNINGS]
    off = choice(view.t.plain("settings.day_off"), "overview", OFF, chosen=held is None)
    return Screen(view.t("settings.day", city=_place(view)), (*fours(buttons), (off,), _back(view)))


def _place(view: View) -> str:
    """Return the city whose clock is the reader's own."""
    own = None if view.onsite else view.reader.zone
    return city(own or view.programme.conference.timezone, view.t.locale)


def _back(view: View) -> tuple[Button, ...]:
    return (Button.to(view.t.plain("button.back"), "settings"),)


def summary(view: View) -> Screen:
    """Return what holds now, with the ways on."""
    lines = [
        view.t("settings.saved"),
        view.t("settings.summary", language=own_name(view.t.language), mode=view.t.plain(f"mode.{view.reader.mode}")),
    ]
    if not view.onsite:
        lines.append(zone_line(view))
    lines.append(_leads_line(view))
    return Screen(LINE.join(lines), ways_on(view))


def _leads_line(view: View) -> Markup:
    if not view.reader.leads:
        return view.t("settings.no_leads")
    return view.t("settings.chosen_leads", leads=_leads(view))
