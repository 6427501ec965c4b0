"""Words for rights that somebody gains, or does not: the participants' streams, the organisers' commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.screen import Button, Screen

if TYPE_CHECKING:
    from bot.screens.screen import Rows
    from bot.screens.view import View


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
    return Screen(view.t("access.wrong" if view.programme.conference.code else "access.no_code"))


def organiser(view: View) -> Screen:
    """Say that the person is an organiser now."""
    return Screen(view.t("access.organiser"), ((Button.to(view.t.plain("go.help"), "go", "help"),),))


def organiser_before(view: View) -> Screen:
    """Say that the person was an organiser before; the invitation stays unused."""
    return Screen(view.t("access.organiser_before"))


def invitation_over(view: View) -> Screen:
    """Say that an invitation is used, expired or none."""
    return Screen(view.t("access.invitation_over"))


def _streams(view: View) -> Rows:
    return ((Button.to(view.t.plain("go.streams"), "go", "streams"),),)
