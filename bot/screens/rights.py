"""What a reader may do beyond others, the ways there, and how to give it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE
from schedule.queries import sessions_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View

NAME = 120
MOST = 20
"""Rights over one thing that are shown; nobody has more."""
SESSIONS = 8


def has_any(view: View) -> bool:
    """Tell whether the reader may do anything that others may not."""
    return bool(view.reader.roles or view.reader.organiser or view.reader.registered)


def line(view: View) -> Markup:
    """Return all of the reader's rights as one line."""
    return view.t("rights.line", rights=view.t.all_of(_spoken(view)))


def _spoken(view: View) -> list[str]:
    general = {"rights.organiser": view.reader.organiser, "rights.access": view.reader.registered}
    named = [view.t.plain(key) for key, held in general.items() if held]
    return named + [_named(view, *pair) for pair in _roles(view)]


def _roles(view: View) -> list[tuple[str, str]]:
    return sorted(view.reader.roles)[:MOST]


def _named(view: View, name: str, subject: str) -> str:
    key = "rights.speaker" if name == "speaker" else "rights.guide"
    return view.t.plain(key, name=name_of(view, name, subject))


def name_of(view: View, name: str, subject: str) -> str:
    """Return what a right is over: a speaker's name, an excursion's title, or their id if they are gone."""
    if name == "speaker":
        speaker = view.programme.speaker.get(subject)
        return shorten(speaker.name, NAME) if speaker else subject
    trip = view.programme.excursion.get(subject)
    return shorten(view.words(trip.title), NAME) if trip else subject


def gone(view: View, name: str, subject: str) -> tuple[Markup, ...]:
    """Return the line that says that what a right is over is not in the programme, if it is not."""
    known: Collection[str] = view.programme.speaker if name == "speaker" else view.programme.excursion
    return () if subject in known else (view.t("rights.gone"),)


def ways(view: View, name: str, subject: str) -> Rows:
    """Return buttons to what a right is about: the sessions of a speaker, an excursion; none if that is gone."""
    if name == "speaker":
        sessions = sessions_of(view.programme, subject)[:SESSIONS] if subject in view.programme.speaker else ()
        opened = [(view.words(session.title), "session", session.id) for session in sessions]
    else:
        trip = view.programme.excursion.get(subject)
        opened = [(view.words(trip.title), "trip", trip.id)] if trip else []
    return tuple((Button.to(shorten(label, LABEL), verb, each),) for label, verb, each in opened)


def page(view: View, gained: Collection[tuple[str, str]]) -> Screen:
    """Return the reader's rights, one a line; what was `gained` by an invitation or a code of theirs can be given back.

    A right is a pair of its name and what it is over.
    """
    lines = [view.t("rights.entry", right=right) for right in _spoken(view)]
    if not lines:
        return Screen(view.t("rights.none"))
    rows = [_give(view, *right) for right in sorted(gained) if _returnable(view, *right)]
    return Screen(GAP.join((view.t("rights.title"), LINE.join(lines))), tuple(rows))


def _returnable(view: View, name: str, subject: str) -> bool:
    return view.reader.registered if name == "access" else (name, subject) in _roles(view)


def _give(view: View, name: str, subject: str) -> tuple[Button, ...]:
    what = view.t.plain("rights.access") if name == "access" else _named(view, name, subject)
    return (Button.to(shorten(view.t.plain("rights.give", right=what), LABEL), "resign", subject, name),)


def really(view: View, name: str, subject: str) -> Screen:
    """Ask whether a right shall be given back."""
    rows = (
        (back_button(view.t.plain("rights.yes"), subject, name),),
        (Button.to(view.t.plain("rights.keep"), "rights"),),
    )
    if name == "access":
        return Screen(view.t("rights.really_access"), rows)
    return Screen(view.t("rights.really", right=_named(view, name, subject)), rows)


def back_button(label: str, subject: str, name: str) -> Button:
    """Return the button that gives a right back."""
    return Button.to(label, "notme", subject, name)
