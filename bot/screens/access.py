"""Words for rights that somebody gains, gives back, or does not get: streams, commands, a chair, an excursion."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.screens.rights import back_button, gone, name_of, ways
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP

if TYPE_CHECKING:
    from bot.screens.screen import Rows
    from bot.screens.view import View

_MINUTE = timedelta(minutes=1)


def opened(view: View) -> Screen:
    """Say what the conference's code has opened."""
    return Screen(view.t("access.opened"), _streams(view))


def opened_before(view: View) -> Screen:
    """Say that the code was redeemed before."""
    return Screen(view.t("access.opened_before"), _streams(view))


def which_code(view: View) -> Screen:
    """Ask for the conference's code."""
    return Screen(view.t("access.which"))


def wrong_code(view: View) -> Screen:
    """Say that this is not the conference's code."""
    return Screen(view.t("access.wrong"))


def no_code(view: View) -> Screen:
    """Say that there is no code, and that none is needed."""
    return Screen(view.t("access.no_code"))


def unknown_personal(view: View) -> Screen:
    """Say that there is no such personal code."""
    return Screen(view.t("access.unknown_personal"))


def personal_before(view: View, *, mine: bool, used: bool) -> Screen:
    """Say that the reader has access anyway: by this very code, or the code is left as it was."""
    if mine:
        return Screen(view.t("access.personal_mine"), (*_streams(view), (_not_me(view),)))
    return Screen(view.t("access.personal_used_by_other" if used else "access.personal_left"), _streams(view))


def personal_over(view: View, *, used: bool) -> Screen:
    """Say that somebody has used a code already, or that it holds no longer, and what can be done."""
    return Screen(view.t("access.personal_used" if used else "access.personal_expired"))


def too_often(view: View, wait: timedelta) -> Screen:
    """Say when a code can be tried again, in whole minutes of the machine's clock."""
    length = view.t.length(max(-(-wait // _MINUTE), 1) * _MINUTE)
    return Screen(view.t("access.too_often", length=length))


def organiser_before(view: View, *, used: bool) -> Screen:
    """Say that the person was an organiser before; an invitation that is not used stays so."""
    return Screen(view.t("access.organiser_already" if used else "access.organiser_before"))


def invitation_over(view: View) -> Screen:
    """Say that an invitation is used, expired or none."""
    return Screen(view.t("access.invitation_over"))


def accepted(view: View, name: str, subject: str = "") -> Screen:
    """Say what somebody may do now, with the ways there, and let them give back what was not meant for them."""
    match name:
        case "organiser":
            return Screen(view.t("access.organiser"), ((Button.to(view.t.plain("go.help"), "go", "help"),),))
        case "access":
            return Screen(view.t("access.personal"), (*_streams(view), (_not_me(view),)))
        case "speaker":
            text = view.t("access.speaker", name=name_of(view, name, subject))
        case _:
            text = view.t("access.guide", name=name_of(view, name, subject))
    blocks = (text, *gone(view, name, subject), view.t("access.whence"))
    rows = (*ways(view, name, subject), (_not_me(view, subject, name),))
    return Screen(GAP.join(blocks), rows)


def given_back(view: View, name: str) -> Screen:
    """Say what was given back, and who can use the code or link now."""
    return Screen(view.t("access.back_access" if name == "access" else "access.back_right"))


def nothing_to_give(view: View) -> Screen:
    """Say that there is nothing of this to give back."""
    return Screen(view.t("access.back_nothing"))


def _not_me(view: View, subject: str = "", name: str = "access") -> Button:
    return back_button(view.t.plain("access.not_me"), subject, name)


def _streams(view: View) -> Rows:
    return ((Button.to(view.t.plain("go.streams"), "go", "streams"),),)
