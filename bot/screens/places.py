"""The question for the reader's time zone, asked with places, never with names of zones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.screens.fitting import shorten
from bot.screens.screen import Button, Screen
from bot.screens.session import pairs
from bot.zones import AROUND_THE_WORLD, city

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View

LONGEST = 60


def question(view: View, back: str) -> Screen:
    """Ask where the reader is; `back` says what is shown after the answer (`start` or `settings`)."""
    here = view.programme.conference.timezone
    return Screen(
        view.t("zone.ask", city=_city(view, here)),
        _places(view, (zone for zone in AROUND_THE_WORLD if zone != here), back),
    )


def candidates(view: View, written: str, zones: tuple[str, ...], back: str) -> Screen:
    """Ask which of several places was meant."""
    return Screen(view.t("zone.which", written=shorten(written, LONGEST)), _places(view, zones, back))


def unknown(view: View, written: str, back: str) -> Screen:
    """Say that no such place is known, and what helps."""
    return Screen(view.t("zone.unknown", written=shorten(written, LONGEST)), _ways_on(view, back))


def zone_line(view: View) -> Markup:
    """Return whose clocks the reader sees."""
    here, own = view.programme.conference.timezone, view.reader.zone
    if own is None or own == here:
        return view.t("zone.one_clock", city=_city(view, here))
    return view.t("zone.two_clocks", city=_city(view, here), own=_city(view, own))


def zone_button(view: View) -> Button:
    """Return the button that leads from the settings to the question."""
    zone = view.reader.zone or view.programme.conference.timezone
    return Button.to(view.t.plain("zone.button", city=_city(view, zone)), "zones", "settings")


def _places(view: View, zones: Iterable[str], back: str) -> Rows:
    """Return places two in a row, with the hour that is there, by which people recognise theirs."""
    buttons = [Button.to(f"{_city(view, zone)} · {_hour(view, zone)}", "zone", back, zone) for zone in zones]
    return (*pairs(buttons), *_ways_on(view, back))


def _ways_on(view: View, back: str) -> Rows:
    """Return the conference's own time as an answer and, where there is one, the way back without any."""
    label = view.t.plain("zone.as_conference", city=_city(view, view.programme.conference.timezone))
    own = (Button.to(label, "zone", back),)
    return (own, (Button.to(view.t.plain("button.back"), "settings"),)) if back == "settings" else (own,)


def _hour(view: View, zone: str) -> str:
    return view.t.hour(view.now.astimezone(ZoneInfo(zone)))


def _city(view: View, zone: str) -> str:
    return city(zone, view.t.locale)
