"""The letter that tells who followed or missed a session that its recording is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.changed import when
from bot.screens.fitting import shorten
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, title
from bot.screens.streams import ADDRESS

if TYPE_CHECKING:
    from bot.screens.view import View
    from schedule.model import Session


def letter(view: View, session: Session) -> Screen | None:
    """Return where a session that is over can be watched; None if it cannot."""
    if not session.recording or session.cancelled or view.now < session.end:
        return None
    head = LINE.join((view.t("air.recorded"), title(view, session), when(view, session)))
    shown = view.t("streams.link", url=session.recording, shown=shorten(session.recording, ADDRESS))
    return Screen(GAP.join((head, shown)), ((Button.to(view.t.plain("change.page"), "hit", session.id, "session"),),))
