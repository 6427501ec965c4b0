"""The first minute: which conference this is, two questions, and what can be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.screens.choices import languages, modes
from bot.screens.fitting import shorten
from bot.screens.places import zone_line
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE

if TYPE_CHECKING:
    from bot.reader import Mode
    from bot.screens.screen import Rows
    from bot.screens.view import View

TITLE = 250
PLACE = 120


def conference(view: View, chosen: Mode | None) -> Screen:
    """Return the conference in two lines and the questions; `chosen` is None until they said how they take part."""
    spoken = languages(view, "lang")
    question = view.t("start.ask" if spoken else "start.ask_mode")
    rows = (spoken, modes(view, "mode", chosen))
    return Screen(GAP.join((headline(view), question)), tuple(row for row in rows if row))


def headline(view: View) -> Markup:
    """Return the conference in two lines: its title; its days, its house, on site or online."""
    held = view.programme.conference
    facts = [view.t.days(held.starts, held.ends)]
    if held.venue:
        facts.append(shorten(view.words(held.venue.name), PLACE))
    facts.append(view.t.plain(f"start.{_how(view)}"))
    title = view.t("start.title", title=shorten(view.words(held.title), TITLE))
    return LINE.join((title, Markup(" · ").join(escape(fact) for fact in facts)))


def _how(view: View) -> str:
    if not view.programme.streams:
        return "onsite"
    return "hybrid" if view.programme.conference.venue else "online"


def small_question(view: View) -> Screen:
    """Return the question on site or online alone, for those who came by a link to a page."""
    return Screen(view.t("start.small_question"), (modes(view, "mode", None),))


def welcome(view: View) -> Screen:
    """Return what can be done now, as it concerns the reader."""
    blocks = [view.t(f"welcome.{view.reader.mode}")]
    if not view.onsite:
        blocks.append(zone_line(view))
    blocks.append(view.t("welcome.search"))
    return Screen(GAP.join(blocks), ways_on(view))


def stopped(view: View) -> Screen:
    """Say what it means that nothing is sent any more, and how to come back."""
    return Screen(view.t("start.stopped"), ((Button.to(view.t.plain("reminders.wake"), "wake"),),))


def awake(view: View) -> Screen:
    """Say that letters are sent again."""
    return Screen(view.t("start.awake"), ((Button.to(view.t.plain("my.reminders"), "go", "reminders"),),))


def ways_on(view: View) -> Rows:
    """Return the buttons for the first steps."""
    others = []
    if view.programme.excursions and not view.online:
        others.append(_go(view, "excursions"))
    if view.programme.streams and not view.onsite:
        others.append(_go(view, "streams"))
    return ((_go(view, "next"), _go(view, "programme")), (*others, _go(view, "help")))


def _go(view: View, command: str) -> Button:
    return Button.to(view.t.plain(f"go.{command}"), "go", command)
