"""Words for what no feature answers: something that is not text, a private matter in a group, an old button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.screen import Button, Screen

if TYPE_CHECKING:
    from bot.screens.view import View


def no_text(view: View) -> Screen:
    """Say that only text is understood."""
    return Screen(view.t("manners.no_text"))


def not_understood(view: View) -> Screen:
    """Say that there is no such command, and what helps."""
    return Screen(view.t("manners.not_understood"), ((Button.to(view.t.plain("manners.help"), "help"),),))


def only_in_private(view: View, command: str) -> Screen:
    """Say in a group that this is answered in private, with the way there."""
    button = Button(view.t.plain("manners.open_private"), url=view.link(f"c-{command}"))
    return Screen(view.t("manners.only_in_private"), ((button,),))


def gone(view: View) -> Screen:
    """Say that what an old button or link names is not in the programme any more."""
    return Screen(view.t("manners.gone"), ((Button.to(view.t.plain("manners.programme"), "days"),),))
