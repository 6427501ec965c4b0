"""What the reader follows and by what, and the star that sets it wherever something is shown. It will not set it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.fitting import LONG, shorten
from bot.screens.screen import Button
from schedule.model import Session
from schedule.queries import agenda

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.queries import Item

    Tie = tuple[Kind, str]

LETTERS = {Kind.SESSION: "s", Kind.EXCURSION: "e", Kind.TRACK: "t", Kind.SPEAKER: "p"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
# Where a star stands: the first letter of its spot; `features/follow.py` turns that message into the same anew.
PAGE, DAY, NEXT, NOW, TRIPS, PEOPLE, TRACKS, TIES = "pdnwelti"
# Where a page was opened from: one of the lists, or the page and track of a day's list.
BACK = re.compile(r"[nwmr]|\d{1,4}(\.\d{1,3})?")
NAME = 60


def kind(item: Item) -> Kind:
    """Return what sort of thing can be followed here."""
    return Kind.SESSION if isinstance(item, Session) else Kind.EXCURSION


def ties(view: View, item: Item) -> tuple[Tie, ...]:
    """Return by what the reader follows an item: itself first, its track, then who speaks or takes the chair."""
    if not view.reader.follows:
        return ()
    return tuple(tie for tie in _possible(item) if tie in view.reader.follows)


def _possible(item: Item) -> Iterator[Tie]:
    yield kind(item), item.id
    if isinstance(item, Session):
        if item.track:
            yield Kind.TRACK, item.track
        yield from ((Kind.SPEAKER, person) for person in item.people)


def follows(view: View, item: Item) -> bool:
    """Tell whether the reader follows this session or excursion, by itself or by its track or somebody in it."""
    return bool(ties(view, item))


def by_hand(view: View, item: Item) -> bool:
    """Tell whether the reader follows this very session or excursion."""
    return view.reader.follows_one(kind(item), item.id)


def followed(view: View) -> tuple[Item, ...]:
    """Return the sessions and excursions that the reader follows and the programme still has, in order."""
    sessions = (session.id for session in view.programme.sessions if follows(view, session))
    trips = (trip.id for trip in view.programme.excursions if follows(view, trip))
    return agenda(view.programme, sessions, trips)


def known(view: View, what: Kind) -> Mapping[str, object]:
    """Return what the programme has of a kind, by id."""
    held = view.programme
    things: dict[Kind, Mapping[str, object]] = {
        Kind.SESSION: held.session,
        Kind.EXCURSION: held.excursion,
        Kind.TRACK: held.track,
        Kind.SPEAKER: held.speaker,
    }
    return things[what]


def name(view: View, what: Kind, subject: str) -> str:
    """Return the name of a track, or of somebody who speaks; the id of what is gone."""
    if what is Kind.TRACK:
        track = view.programme.track.get(subject)
        return shorten(view.words(track.name), NAME) if track else subject
    speaker = view.programme.speaker.get(subject)
    return shorten(speaker.name, NAME) if speaker else subject


def reasons(view: View, item: Item) -> str:
    """Return by what else than itself an item is followed: the track Plenary and Dr. Ketels; empty if by nothing."""
    others = [tie for tie in ties(view, item) if tie[0] in {Kind.TRACK, Kind.SPEAKER}]
    named = (
        view.t.plain("follow.the_track", name=name(view, *tie)) if tie[0] is Kind.TRACK else name(view, *tie)
        for tie in others
    )
    return shorten(view.t.all_of(named), LONG) if others else ""


def through(view: View, item: Item) -> tuple[Markup, ...]:
    """Return a line that says by what an item is followed that is not followed by itself."""
    why = "" if by_hand(view, item) else reasons(view, item)
    return (view.t("follow.through", reasons=why),) if why else ()


def star(view: View, what: Kind, subject: str, spot: str, label: str = "") -> Button:
    """Return the button that sets whether the reader follows a thing; `spot` is the screen it stands on.

    With a `label` that stands behind the star, else what the star means.
    """
    direct = view.reader.follows_one(what, subject)
    shown = direct or _shown_as_followed(view, what, subject)
    words = f"{'⭐' if shown else '☆'} {label}" if label else _meaning(view, direct=direct, shown=shown)
    return Button.to(words, "unfollow" if direct else "follow", subject, LETTERS[what] + spot)


def _shown_as_followed(view: View, what: Kind, subject: str) -> bool:
    session = view.programme.session.get(subject) if what is Kind.SESSION else None
    return session is not None and follows(view, session)


def _meaning(view: View, *, direct: bool, shown: bool) -> str:
    if direct:
        return view.t.plain("button.following")
    return view.t.plain("follow.by_itself" if shown else "button.follow")


def star_of(view: View, item: Item, spot: str, label: str = "") -> Button:
    """Return the star of a session or excursion."""
    return star(view, kind(item), item.id, spot, label)


def in_fours(numbered: Sequence[tuple[Button, Button | None]]) -> Rows:
    """Return rows of four numbers, and under each the stars that go with them."""
    fours = [numbered[at : at + 4] for at in range(0, len(numbered), 4)]
    rows = ((tuple(number for number, _ in four), tuple(star for _, star in four if star)) for four in fours)
    return tuple(row for both in rows for row in both if row)
