"""Words around an invitation to join in. Whoever has the link can use it: it stands in one message only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import day_of, hour
from bot.screens.paging import footer, sheet, turn
from bot.screens.rights import name_of
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL
from bot.screens.start import TITLE
from schedule.names import by_surname

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View

OVER_ONE = ("speaker", "guide")
"""The rights over one thing: a speaker, who also takes the chair, and an excursion's guide."""
ASKED = 60


def what_for(view: View) -> Screen:
    """Ask what somebody is to be invited for."""
    offered = {"speaker": view.programme.speakers, "guide": view.programme.excursions}
    labels = {"speaker": view.t.plain("invite.for_speaker"), "guide": view.t.plain("invite.for_guide")}
    organiser = (Button.to(view.t.plain("invite.for_organiser"), "invitefor", "", "organiser"),)
    rows = [(Button.to(labels[name], "invite", name),) for name in OVER_ONE if offered[name]]
    return Screen(view.t("invite.what_for"), (organiser, *rows))


def listed(view: View, name: str, number: int = 0) -> Screen:
    """Return a page of those whose right it may be: speakers by surname, or excursions."""
    among: Sequence[str]
    if name == "speaker":
        among = [speaker.id for speaker in by_surname(view.programme)]
    else:
        among = [trip.id for trip in view.programme.excursions]
    leaf = sheet(among, number)
    rows: Rows = tuple(_pick(view, name, subject) for subject in leaf.shown)
    turns = turn(view, "invite", leaf, name)
    back = (Button.to(view.t.plain("button.back"), "invite"),)
    text = GAP.join((view.t("invite.who"), *footer(view, leaf)))
    return Screen(text, (*rows, turns, back) if turns else (*rows, back))


def found(view: View, pairs: Sequence[tuple[str, str]], asked: str) -> Screen:
    """Return the speakers and excursions that fit what was typed, each a pair of the right's name and an id."""
    back = (Button.to(view.t.plain("button.back"), "invite"),)
    if not pairs:
        return Screen(view.t("invite.nobody", words=shorten(asked, ASKED)), (back,))
    return Screen(view.t("invite.who_of"), (*(_pick(view, *pair) for pair in pairs), back))


def _pick(view: View, name: str, subject: str) -> tuple[Button, ...]:
    label = name_of(view, name, subject)
    if name == "guide":
        label = view.t.plain("invite.guide_of", title=label)
    return (Button.to(shorten(label, LABEL), "invitefor", subject, name),)


def known(view: View, name: str, subject: str) -> bool:
    """Tell whether there is a right of this name over this thing."""
    if name == "speaker":
        return subject in view.programme.speaker
    return name == "guide" and subject in view.programme.excursion


def explained(view: View, right: tuple[str, str], holders: int, unused: int, mark: str) -> Screen:
    """Say what the message below is for, how many have that right, how many invitations are open; and withdraw it."""
    return Screen(
        GAP.join((_meaning(view, *right), *_holders(view, right[0], holders), view.t.count("invite.unused", unused))),
        ((Button.to(view.t.plain("invite.withdraw"), "uninvite", mark),),),
    )


def _meaning(view: View, name: str, subject: str) -> Markup:
    match name:
        case "organiser":
            return view.t("invite.explained")
        case "speaker":
            return view.t("invite.explained_speaker", name=name_of(view, name, subject))
        case _:
            return view.t("invite.explained_guide", name=name_of(view, name, subject))


def _holders(view: View, name: str, holders: int) -> tuple[Markup, ...]:
    if name == "organiser":
        return (view.t.count("invite.organisers", holders),)
    return (view.t.count("invite.holders", holders),) if holders else ()


def to_forward(view: View, right: tuple[str, str], token: str, expires: datetime) -> Screen:
    """Return the invitation itself, for whoever gets it; `expires` is the machine's clock."""
    title = shorten(view.words(view.programme.conference.title), TITLE)
    until = view.t("invite.until", date=view.t.full_date(day_of(view, expires)), time=hour(view, expires))
    link = view.link(f"o-{token}")
    match right[0]:
        case "organiser":
            text = view.t("invite.text", title=title, link=link)
        case "speaker":
            text = view.t("invite.text_speaker", title=title, link=link, name=name_of(view, *right))
        case _:
            text = view.t("invite.text_guide", title=title, link=link, name=name_of(view, *right))
    return Screen(GAP.join((text, until)))


def withdrawn(view: View) -> Screen:
    """Say that nobody can use the invitation any more."""
    return Screen(view.t("invite.withdrawn"))


def not_withdrawn(view: View) -> Screen:
    """Say that there is nothing to withdraw."""
    return Screen(view.t("invite.not_withdrawn"))
