"""Words for what no feature answers: something that is not text, a private matter in a group, an old button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.screen import Button, Screen

if TYPE_CHECKING:
    from bot.screens.view import View


def no_text(view: View) -> Screen:
    """Say that only text is understood."""
    return Screen(view.t("manners.no_text"))


def sorry(view: View) -> Screen:
    """Say that an answer failed for a reason of ours."""
    return Screen(view.t("manners.sorry"))


def one_moment(view: View) -> Screen:
    """Ask for a little patience: so many questions in one minute are not answered."""
    return Screen(view.t("manners.one_moment"))


def not_understood(view: View, nearest: str = "") -> Screen:
    """Say that there is no such command, which one is spelt nearly so, and what helps."""
    text = view.t("manners.did_you_mean", command=nearest) if nearest else view.t("manners.not_understood")
    return Screen(text, ((Button.to(view.t.plain("manners.help"), "help"),),))


def only_in_private(view: View, command: str) -> Screen:
    """Say in a group that this is answered in private, with the way there."""
    button = Button(view.t.plain("manners.open_private"), url=view.link(f"c-{command}"))
    return Screen(view.t("manners.only_in_private"), ((button,),))


def gone(view: View) -> Screen:
    """Say that what an old button or link names is not in the programme any more."""
    return Screen(view.t("manners.gone"), ((Button.to(view.t.plain("manners.programme"), "days"),),))
