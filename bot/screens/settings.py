"""What a reader has chosen, and the buttons to choose otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.screens.choices import choice, languages, modes
from bot.screens.places import zone_button, zone_line
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE
from bot.screens.start import ways_on
from bot.texts import own_name

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View

LEADS = (0, 5, 10, 15, 30, 60)
"""Minutes before a start at which somebody may want to hear of it."""


def page(view: View) -> Screen:
    """Return the settings; what holds is marked."""
    blocks = [LINE.join((view.t("settings.title"), view.t("settings.how")))]
    if not view.onsite:
        blocks.append(zone_line(view))
    blocks.append(view.t("settings.leads"))
    return Screen(GAP.join(blocks), _buttons(view))


def _buttons(view: View) -> Rows:
    rows = (
        languages(view, "setlang"),
        modes(view, "setmode", view.reader.mode),
        () if view.onsite else (zone_button(view),),
        *_leads(view),
        (Button.to(view.t.plain("settings.done"), "done"),),
    )
    return tuple(row for row in rows if row)


def _leads(view: View) -> Rows:
    """Return the lead times; each button carries the state that it sets, so that a second tap does no harm."""
    buttons = [
        choice(
            _lead(view, minutes),
            "lead",
            str(minutes),
            "off" if minutes in view.reader.leads else "on",
            chosen=minutes in view.reader.leads,
        )
        for minutes in LEADS
    ]
    return (tuple(buttons[:3]), tuple(buttons[3:]))


def _lead(view: View, minutes: int) -> str:
    return view.t.length(timedelta(minutes=minutes)) if minutes else view.t.plain("settings.at_start")


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
    return view.t("settings.chosen_leads", leads=view.t.all_of(_lead(view, minutes) for minutes in view.reader.leads))
