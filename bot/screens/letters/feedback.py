"""The one question about half a day: stars right away for a single session, else which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.feedback import chooser, name, no_more, stars_row
from bot.screens.screen import Screen
from bot.screens.sessions import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session


def question(view: View, sessions: Sequence[Session]) -> Screen:
    """Return the letter that asks about these sessions, one at least."""
    blocks = [view.t("feedback.how_several")]
    rows: Rows = chooser(view, sessions, {})
    if len(sessions) == 1:
        blocks = [view.t("feedback.how"), name(view, sessions[0])]
        rows = (stars_row(view, sessions[0]),)
    return Screen(GAP.join((*blocks, view.t("feedback.who_sees"))), (*rows, (no_more(view),)))
