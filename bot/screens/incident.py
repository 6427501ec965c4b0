"""What went wrong, for organisers: one sentence what it means, one what to do. It tells nothing of anybody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.screens.moments import hour
from bot.screens.screen import Screen
from bot.screens.sessions import LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.screens.view import View

    Figures = Mapping[str, Any]

HELD = "announcement"
"""The kind of letter on which organisers decide, when it is in doubt."""
_LEFT = "feedback"
"""The kind that is left in doubt."""


def flood(view: View, figures: Figures) -> Screen:
    """Say that Telegram asked for pauses: so many `times`, the longest of `seconds`."""
    return Screen(view.t.count("incident.flood", figures["times"], seconds=round(figures["seconds"])))


def token(view: View, _figures: Figures) -> Screen:
    """Say that the token was refused; it can be read only once one is accepted again."""
    return Screen(view.t("incident.token"))


def copy(view: View, _figures: Figures) -> Screen:
    """Say that another copy of the bot runs."""
    return Screen(view.t("incident.copy"))


def doubt(view: View, figures: Figures) -> Screen:
    """Say that the bot was interrupted; `letters` counts by kind those that were on their way."""
    letters = figures["letters"]
    held = int(letters.get(HELD, 0))
    again = sum(letters.values()) - held - int(letters.get(_LEFT, 0))
    lines = [view.t.count("incident.doubt", sum(letters.values()))]
    lines += [view.t.count("incident.doubt_again", again)] if again else []
    lines += [view.t.count("incident.doubt_held", held)] if held else []
    return Screen(LINE.join(lines))


def late(view: View, figures: Figures) -> Screen:
    """Say that so many `letters` were of no use any more when they could be sent."""
    return Screen(view.t.count("incident.late", figures["letters"]))


def outage(view: View, figures: Figures) -> Screen:
    """Say that Telegram was silent `since` an instant, ISO 8601, for so many `minutes`."""
    since = datetime.fromisoformat(figures["since"])
    length = view.t.length(timedelta(minutes=figures["minutes"]))
    return Screen(view.t("incident.outage", time=hour(view, since), length=length))


def aside(view: View, _figures: Figures) -> Screen:
    """Say that an update could not be answered; of whom and why is not told here."""
    return Screen(view.t("incident.aside"))


def skew(view: View, figures: Figures) -> Screen:
    """Say that the machine's clock is `seconds` ahead of Telegram's, or behind it."""
    seconds = int(figures["seconds"])
    return Screen(view.t("incident.ahead" if seconds > 0 else "incident.behind", seconds=abs(seconds)))


def lag(view: View, figures: Figures) -> Screen:
    """Say that the bot stood still for some `seconds`."""
    return Screen(view.t("incident.lag", seconds=figures["seconds"]))


def database(view: View, _figures: Figures) -> Screen:
    """Say that the database could not be written for a while."""
    return Screen(view.t("incident.database"))


def disk(view: View, figures: Figures) -> Screen:
    """Say that the disk is nearly full."""
    return Screen(view.t("incident.disk", megabytes=figures["megabytes"]))


def zone(view: View, figures: Figures) -> Screen:
    """Say that the conference's zone is `now` so many seconds ahead of UTC on a `day`, and not as many as `before`."""
    now, before = (_ahead(int(figures[name])) for name in ("now", "before"))
    day = view.t.full_date(date.fromisoformat(figures["day"]))
    return Screen(view.t("incident.zone", zone=figures["zone"], day=day, now=now, before=before))


def _ahead(seconds: int) -> str:
    """Return what is added to UTC, as ISO 8601 writes it."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"


INCIDENTS: dict[str, Callable[[View, Figures], Screen]] = {
    screen.__name__: screen
    for screen in (flood, token, copy, doubt, late, outage, aside, skew, lag, database, disk, zone)
}
"""By name: what organisers are told of an incident and its figures."""
