"""How the bot is doing, in numbers for organisers. It tells nothing of anybody in particular."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import day_of, hour
from bot.screens.screen import Screen
from bot.screens.sessions import GAP, LINE
from bot.screens.start import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from markupsafe import Markup

    from bot.screens.view import View

FEWEST = 5
"""Of smaller groups no number is told, as it may tell of one person; nor a total, from which it would follow."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted: people by how they take part, and received updates; `taken_at` is when the edition was read."""

    taken_at: datetime | None
    onsite: int
    online: int
    undecided: int
    waiting: int
    aside: int


def page(view: View, figures: Figures) -> Screen:
    """Return what is served, to how many, and what waits."""
    people = {name: _at_least(view, getattr(figures, name)) for name in ("onsite", "online", "undecided")}
    blocks = (
        LINE.join(_served(view, figures.taken_at)),
        view.t("status.people", **people),
        view.t("status.updates", waiting=figures.waiting, aside=figures.aside),
    )
    return Screen(GAP.join(blocks))


def _served(view: View, taken_at: datetime | None) -> Iterable[Markup]:
    programme = view.programme
    yield view.t("status.title", title=shorten(view.words(programme.conference.title), TITLE))
    if taken_at:
        date = view.t.full_date(day_of(view, taken_at))
        yield view.t("status.edition", date=date, time=hour(view, taken_at))
    yield view.t.count("status.sessions", len(programme.sessions))
    yield view.t.count("programme.excursions", len(programme.excursions))


def _at_least(view: View, number: int) -> str:
    return str(number) if number >= FEWEST else view.t.plain("status.fewer", number=FEWEST)
