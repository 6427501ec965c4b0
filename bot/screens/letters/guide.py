"""A word of the guide's to those who have a seat: we are late, we are on time after all, we are leaving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.screens.excursion import guide, way
from bot.screens.fitting import LONG, shorten
from bot.screens.moments import clocks
from bot.screens.screen import Button, Screen
from bot.screens.seats import here
from bot.screens.sessions import GAP, LABEL, LINE, title
from schedule.seating import closes

if TYPE_CHECKING:
    from bot.screens.view import View
    from schedule.model import Excursion


def late(view: View, trip: Excursion, minutes: int) -> Screen:
    """Return by how much it sets off later, and when that is; 0: on time after all."""
    departs = closes(trip) + timedelta(minutes=minutes)
    said = view.t.count("guide.letter_late", minutes) if minutes else view.t("guide.letter_on_time")
    lines = (title(view, trip), view.t("guide.letter_departs", time=clocks(view, departs)))
    text = GAP.join((said, LINE.join(lines), LINE.join((*way(view, trip.meeting_point, LONG), *guide(view, trip)))))
    return Screen(text, (_buttons(view, trip),))


def left(view: View, trip: Excursion) -> Screen:
    """Return that it is leaving, and whom to call."""
    text = GAP.join((view.t("guide.letter_left"), LINE.join((title(view, trip), *guide(view, trip)))))
    return Screen(text, (_buttons(view, trip),))


def _buttons(view: View, trip: Excursion) -> tuple[Button, ...]:
    opener = Button.to(shorten(view.words(trip.title), LABEL), "hit", trip.id, "trip")
    return (opener, *here(view, trip))
