"""What those hear who were waiting for a seat: one is free for them, or theirs was given on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import clocks_in_city, day_of
from bot.screens.screen import Button, Screen
from bot.screens.seats import decide, until
from bot.screens.sessions import GAP, LABEL, LINE, overlaps, title

if TYPE_CHECKING:
    from datetime import datetime

    from bot.screens.view import View
    from schedule.model import Excursion


def offered(view: View, trip: Excursion, end: datetime) -> Screen:
    """Return that a seat is kept for the reader until `end`, and what to do."""
    when = view.t("trip.meets_on", day=view.t.day(day_of(view, trip.meets)), time=clocks_in_city(view, trip.meets))
    about = LINE.join((title(view, trip), when, *overlaps(view, trip)))
    text = GAP.join((view.t("seat.letter_free"), about, view.t("seat.letter_until", time=until(view, end))))
    return Screen(text, (decide(view, trip), (_opener(view, trip),)))


def lapsed(view: View, trip: Excursion) -> Screen:
    """Return that the seat was given on, and how to queue again."""
    again = Button.to(view.t.plain("seat.letter_again"), "book", trip.id)
    text = GAP.join((view.t("seat.letter_lapsed"), title(view, trip)))
    return Screen(text, ((again,), (_opener(view, trip),)))


def _opener(view: View, trip: Excursion) -> Button:
    return Button.to(shorten(view.words(trip.title), LABEL), "hit", trip.id, "trip")
