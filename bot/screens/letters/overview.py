"""The morning overview: the reader's own day in order, with its clashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.my import against_each, entries
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP

if TYPE_CHECKING:
    from bot.screens.view import View
    from schedule.queries import Item

MOST = 12


def overview(view: View, items: tuple[Item, ...]) -> Screen:
    """Return what a reader follows of one day; `items` are in order."""
    numbered = list(enumerate(items, 1))[:MOST]
    blocks = [view.t("letter.overview"), *entries(view, numbered, against_each(items))]
    if len(items) > MOST:
        blocks.append(view.t.count("next.more", len(items) - MOST))
    mine = Button.to(view.t.plain("letter.mine"), "go", "my")
    return Screen(GAP.join(blocks), ((mine, Button.to(view.t.plain("my.reminders"), "go", "reminders")),))
