"""Words around an invitation to become organiser. Whoever has the link can use it: it stands in one message only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import day_of, hour
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP
from bot.screens.start import TITLE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.screens.view import View


def explained(view: View, organisers: int, unused: int, mark: str) -> Screen:
    """Say what the message below is for, how many organisers and unused invitations there are, and how to withdraw."""
    counts = (view.t.count("invite.organisers", organisers), view.t.count("invite.unused", unused))
    button = Button.to(view.t.plain("invite.withdraw"), "uninvite", mark)
    return Screen(GAP.join((view.t("invite.explained"), *counts)), ((button,),))


def to_forward(view: View, token: str, expires: datetime) -> Screen:
    """Return the invitation itself, for whoever gets it; `expires` is the machine's clock."""
    title = shorten(view.words(view.programme.conference.title), TITLE)
    until = {"date": view.t.full_date(day_of(view, expires)), "time": hour(view, expires)}
    return Screen(view.t("invite.text", title=title, link=view.link(f"o-{token}"), **until))


def withdrawn(view: View) -> Screen:
    """Say that nobody can use the invitation any more."""
    return Screen(view.t("invite.withdrawn"))


def not_withdrawn(view: View) -> Screen:
    """Say that there is nothing to withdraw."""
    return Screen(view.t("invite.not_withdrawn"))
