"""Writing an announcement: what it says in each language, and whom it is for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.reader import Kind, Mode
from bot.screens.announce_words import LONGEST, back, beginning, kind, mode_name, people, subject_name, to
from bot.screens.choices import choice
from bot.screens.following import KINDS, LETTERS
from bot.screens.moments import hour
from bot.screens.paging import footer, sheet
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE
from bot.texts import own_name
from schedule.queries import days, on_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markupsafe import Markup

    from bot.announced import Announcement, Wording
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session


def question(view: View, found: Announcement, language: str) -> Screen:
    """Ask for the text in a language."""
    if len(view.programme.conference.languages) == 1:
        return Screen(view.t("announce.ask"), (back(view, found),))
    return Screen(view.t("announce.ask_in", language=view.t.name_of(language)), (back(view, found),))


def card(view: View, found: Announcement, reached: int) -> Screen:
    """Return a draft as far as it has got, with the ways on."""
    languages = view.programme.conference.languages
    lines = [_version(view, language, found.wordings.get(language)) for language in languages]
    whom = view.t("announce.for", circle=to(view, found.circle), people=people(view, reached))
    circle = whom if found.circle.chosen else view.t("announce.for_nobody")
    urgent = view.t("announce.is_urgent" if found.urgent else "announce.is_not_urgent")
    return Screen(GAP.join((view.t("announce.title"), LINE.join(lines), LINE.join((circle, urgent)))), _on(view, found))


def _version(view: View, language: str, wording: Wording | None) -> Markup:
    name = view.t.name_of(language)
    if wording is None:
        return view.t("announce.no_version", language=name)
    return view.t("announce.version", language=name, words=beginning(view, wording))


def _on(view: View, found: Announcement) -> Rows:
    number = str(found.id)
    write = tuple(
        Button.to(view.t.plain("announce.write", language=own_name(language)), "announcetext", number, language)
        for language in view.programme.conference.languages
    )
    rows = (
        write,
        (Button.to(view.t.plain("announce.choose"), "announceto", number), _urgent(view, found)),
        (Button.to(view.t.plain("announce.preview"), "announceview", number),),
        (Button.to(view.t.plain("announce.discard"), "announcedrop", number),),
    )
    ready = found.circle.chosen and found.wordings
    return rows if ready else (rows[0], rows[1], rows[3])


def _urgent(view: View, found: Announcement) -> Button:
    wish = "off" if found.urgent else "on"
    return choice(view.t.plain("announce.urgent"), "announceurgent", str(found.id), wish, chosen=found.urgent)


def audience(view: View, found: Announcement, reached: int) -> Screen:
    """Return the choice of whom it is for; what is chosen is marked."""
    whom = view.t("announce.for", circle=to(view, found.circle), people=people(view, reached))
    text = GAP.join((view.t("announce.whom"), whom if found.circle.chosen else view.t("announce.for_nobody")))
    return Screen(text, (*_circles(view, found), back(view, found)))


def _circles(view: View, found: Announcement) -> Iterator[tuple[Button, ...]]:
    circle, number = found.circle, str(found.id)
    yield (choice(view.t.plain("announce.everyone"), "announceto", number, "all", chosen=circle.everyone),)
    yield tuple(_switch(mode_name(view, mode), found, "m", mode, chosen=mode in circle.modes) for mode in Mode)
    offered = view.programme.conference.languages
    if len(offered) > 1:
        yield tuple(_switch(own_name(each), found, "l", each, chosen=each in circle.languages) for each in offered)
    for what, subject in circle.subjects:
        yield (_switch(subject_name(view, what, subject), found, LETTERS[Kind(what)], subject, chosen=True),)
    yield _picks(view, number)
    yield (choice(view.t.plain("announce.me"), "announceto", number, "me", chosen=circle.me),)


def _switch(label: str, found: Announcement, letter: str, subject: str, *, chosen: bool) -> Button:
    """Return a button that carries what it sets, so that a second tap does no harm."""
    return choice(label, "announceto", str(found.id), f"{letter}.{subject}.{'off' if chosen else 'on'}", chosen=chosen)


def _picks(view: View, number: str) -> tuple[Button, ...]:
    """Return the ways to the lists of what there is to follow."""
    offered = (
        ("announce.session", "s", view.programme.sessions),
        ("announce.track", "t", view.programme.tracks),
        ("announce.excursion", "e", view.programme.excursions),
    )
    return tuple(
        Button.to(view.t.plain(key), "announcepick", number, letter) for key, letter, there in offered if there
    )


def pick(view: View, found: Announcement, letter: str, day: str, page: int) -> Screen:
    """Return a list of sessions, tracks or excursions whose followers it may be for."""
    if letter == "s" and not day and len(days(view.programme)) > 1:
        return _days(view, found)
    listed = sheet(tuple(_listed(view, letter, day)), page)
    rows = [(_switch(label, found, letter, subject, chosen=False),) for label, subject in listed.shown]
    turns = tuple(
        Button.to(view.t.plain(key), "announcepick", str(found.id), f"{letter}.{day}.{number}")
        for key, number in (("button.previous", listed.number - 1), ("button.next", listed.number + 1))
        if 0 <= number < listed.pages
    )
    text = LINE.join((view.t("announce.pick"), *footer(view, listed)))
    return Screen(text, (*rows, *((turns,) if turns else ()), _to_audience(view, found)))


def _days(view: View, found: Announcement) -> Screen:
    buttons = [
        Button.to(view.t.short_day(day), "announcepick", str(found.id), f"s.{day.isoformat()}.0")
        for day in days(view.programme)[:90]
    ]
    rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    return Screen(view.t("announce.pick_day"), (*rows, _to_audience(view, found)))


def _to_audience(view: View, found: Announcement) -> tuple[Button, ...]:
    return (Button.to(view.t.plain("button.back"), "announceto", str(found.id)),)


def _listed(view: View, letter: str, day: str) -> Iterable[tuple[str, str]]:
    """Return label and id of what there is of a kind."""
    if letter == "s":
        return [(f"{hour(view, each.start)} {view.words(each.title)}", each.id) for each in _on_day(view, day)]
    things: Sequence[str] = tuple(view.programme.track if letter == "t" else view.programme.excursion)
    return [(subject_name(view, KINDS[letter], each), each) for each in things]


def _on_day(view: View, day: str) -> Sequence[Session]:
    try:
        return on_day(view.programme, date.fromisoformat(day))
    except ValueError:
        return view.programme.sessions


def too_long(view: View, wording: Wording) -> Screen:
    """Say how long a text may be."""
    key = "announce.too_long_caption" if kind(wording) else "announce.too_long"
    return Screen(view.t(key, number=view.t.number(LONGEST[kind(wording)])))


def impossible(view: View) -> Screen:
    """Say what can be announced when something else was sent."""
    return Screen(view.t("announce.impossible"))


def discarded(view: View) -> Screen:
    """Say that a draft is gone."""
    return Screen(view.t("announce.discarded"))
