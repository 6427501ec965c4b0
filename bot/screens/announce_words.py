"""An announcement in short, for organisers: what it says, whom it is for, how many they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.reader import Kind, Mode
from bot.screens.fitting import shorten, units, visible
from bot.screens.screen import Button

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.announced import Announcement, Circle, Wording
    from bot.screens.view import View

LONGEST = {"": 4096, "photo": 1024, "document": 1024}
"""How long a text may be with nothing, or as a caption, in UTF-16 units (Bot API, sendMessage and sendPhoto)."""
LINE = 90
NAME = 48


def too_long(wording: Wording) -> bool:
    """Tell whether Telegram would refuse it for its length."""
    return units(visible(Markup(wording.html))) > LONGEST[kind(wording)]  # noqa: S704 - as it was sent


def kind(wording: Wording) -> str:
    """Return what comes with the text: `photo`, `document` or nothing."""
    return wording.media[0] if wording.media else ""


def beginning(view: View, wording: Wording) -> Markup:
    """Return how it begins, on one line."""
    words = shorten(" ".join(visible(Markup(wording.html)).split()), LINE)  # noqa: S704 - as it was sent
    signs = {"photo": "announce.photo", "document": "announce.document", "": "announce.quoted"}
    return view.t(signs[kind(wording)], words=words)


def says(view: View, found: Announcement) -> Markup:
    """Return how it begins in the reader's language, or in the one there is."""
    wording = found.wording_for(view.t.language)
    return beginning(view, wording) if wording else Markup()


def people(view: View, number: int) -> Markup:
    """Return a number of people: 4,812 people."""
    return view.t.count("announce.people", number, shown=view.t.number(number))


def to(view: View, circle: Circle) -> Markup:
    """Return whom it is for: on site · in German · who follow Opening."""
    if circle.everyone:
        return view.t("announce.to_everyone")
    if circle.me:
        return view.t("announce.to_me")
    parts = [_any_of(view, [mode_name(view, mode) for mode in circle.modes])]
    languages = [view.t.name_of(language) for language in circle.languages]
    if languages:
        parts.append(view.t("announce.to_language", language=_any_of(view, languages)))
    if circle.subjects:
        names = [shorten(subject_name(view, *subject), NAME) for subject in circle.subjects]
        parts.append(view.t("announce.to_followers", names=_any_of(view, names)))
    return Markup(" · ").join(part for part in parts if part) or view.t("announce.to_nobody")


def _any_of(view: View, names: Iterable[str]) -> Markup:
    listed = list(names)
    return Markup(view.t.plain("announce.or").join(str(escape(name)) for name in listed))  # noqa: S704 - escaped


def mode_name(view: View, mode: str) -> str:
    """Return how a way of taking part is called."""
    return view.t.plain("announce.undecided") if mode == Mode.UNDECIDED else view.t.plain(f"mode.{mode}")


def subject_name(view: View, what: str, subject: str) -> str:
    """Return how a session, excursion or track is called; its id if it is gone."""
    programme = view.programme
    if what == Kind.TRACK:
        track = programme.track.get(subject)
        return view.words(track.name) if track else subject
    item = programme.session.get(subject) if what == Kind.SESSION else programme.excursion.get(subject)
    return view.words(item.title) if item else subject


def shortly(view: View, span: timedelta) -> str:
    """Return a short length of time: 40 s, or in whole minutes rounded up."""
    seconds = max(1, -(-span // timedelta(seconds=1)))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return view.t.plain("announce.seconds", seconds=seconds)
    return view.t.length(timedelta(minutes=-(-seconds // 60)))


def back(view: View, found: Announcement) -> tuple[Button, ...]:
    """Return the row that leads back to the announcement."""
    return (Button.to(view.t.plain("button.back"), "announce", str(found.id)),)
