"""A day's list of sessions, eight a page, and the choice of days and tracks around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.fitting import shorten
from bot.screens.following import DAY, TRACKS, in_fours, star, star_of
from bot.screens.moments import clocks, hours
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, moved, place_of, title
from bot.zones import city
from schedule.queries import days, excursions_on, moment, on_day

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session, Track

PAGE = 8
_PLACE = re.compile(r"(\d{1,4})(?:\.(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is in a day's list: the page, from 0, and the track by its number in the programme, from 0."""

    page: int = 0
    track: int | None = None

    @classmethod
    def parse(cls, arg: str) -> Place | None:
        """Return the place that callback data names, None if it names none."""
        match = _PLACE.fullmatch(arg)
        return cls(int(match[1]), int(match[2]) if match[2] else None) if match else None

    def __str__(self) -> str:
        return f"{self.page}" if self.track is None else f"{self.page}.{self.track}"


def named(subject: str) -> date | None:
    """Return the day that callback data names, None if it names none."""
    try:
        return date.fromisoformat(subject)
    except ValueError:
        return None


def today(view: View) -> date | None:
    """Return the day a reader most likely means: the one that runs or comes next, else the last."""
    all_days = days(view.programme)
    here = moment(view.programme, view.now)
    return here.day if here.day in all_days else next(iter(all_days), None)


def page_with(view: View, session: Session) -> Place:
    """Return the place of a session in its whole day's list."""
    listed = on_day(view.programme, session.day)
    return Place(next((at for at, other in enumerate(listed) if other.id == session.id), 0) // PAGE)


def current(view: View, day: date) -> Place:
    """Return the page of a day's list that one opens it at: today's where the day has got to."""
    listed = on_day(view.programme, day)
    begun = sum(session.end <= view.now for session in listed)
    return Place(min(begun, max(len(listed) - 1, 0)) // PAGE if day == today(view) and begun < len(listed) else 0)


def page(view: View, day: date, place: Place) -> Screen:
    """Return one page of a day's list."""
    tracks = view.programme.tracks
    track = tracks[place.track] if place.track is not None and place.track < len(tracks) else None
    listed = on_day(view.programme, day, track.id if track else None)
    pages = max(1, -(-len(listed) // PAGE))
    place = Place(min(place.page, pages - 1), place.track if track else None)
    first = place.page * PAGE
    shown = listed[first : first + PAGE]
    blocks = [_heading(view, day, track), *(_entry(view, number, item) for number, item in enumerate(shown, 1))]
    blocks += _footer(view, day, place, pages, empty=not listed)
    return Screen(GAP.join(blocks), _buttons(view, day, place, pages, shown))


def _heading(view: View, day: date, track: Track | None) -> Markup:
    shown = view.t.day(day)
    if track:
        heading = view.t("programme.title_track", day=shown, track=view.words(track.name))
    else:
        heading = view.t("programme.title", day=shown)
    if view.onsite or view.reader.zone:
        return heading
    return LINE.join((heading, view.t("programme.zone", city=city(view.programme.conference.timezone, view.t.locale))))


def _entry(view: View, number: int, session: Session) -> Markup:
    # Where the zone is not known, the heading names the conference's once for all.
    told = clocks if view.reader.zone else hours
    shown = told(view, session.start, session.end, session.day)
    line = view.t("programme.entry", number=number, clocks=shown, title=title(view, session))
    where = place_of(view, session) if view.reader.private else None
    return LINE.join((line, *moved(view, session), *((where,) if where else ())))


def _footer(view: View, day: date, place: Place, pages: int, *, empty: bool) -> list[Markup]:
    trips = len(excursions_on(view.programme, day))
    lines = []
    if trips and place.track is None:
        lines.append(view.t.count("programme.excursions", trips))
    if empty and not lines:
        lines.append(view.t("programme.nothing"))
    if pages > 1:
        lines.append(view.t("programme.page", page=place.page + 1, pages=pages))
    return lines


def _buttons(view: View, day: date, place: Place, pages: int, shown: tuple[Session, ...]) -> Rows:
    if not view.reader.private:
        return ((Button(view.t.plain("button.private"), url=view.link("c-programme")),),)
    spot = f"{DAY}{day:%Y%m%d}.{place}"
    numbered = [
        (Button.to(str(number), "session", session.id, str(place)), star_of(view, session, spot, str(number)))
        for number, session in enumerate(shown, 1)
    ]
    rows = (
        *in_fours(numbered),
        _turn(view, day, place, pages),
        _trips(view, day),
        _days(view, day),
        _filter(view, day, spot, place),
    )
    return tuple(row for row in rows if row)


def fours(buttons: list[Button]) -> Rows:
    """Return buttons in rows of four."""
    return tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))


def _turn(view: View, day: date, place: Place, pages: int) -> tuple[Button, ...]:
    turns = (("button.previous", place.page - 1), ("button.next", place.page + 1))
    return tuple(
        Button.to(view.t.plain(key), "day", day.isoformat(), str(Place(page, place.track)))
        for key, page in turns
        if 0 <= page < pages
    )


def _trips(view: View, day: date) -> tuple[Button, ...]:
    trips = len(excursions_on(view.programme, day))
    return (Button.to(str(view.t.count("programme.excursions", trips)), "trips", day.isoformat()),) if trips else ()


def _days(view: View, day: date) -> tuple[Button, ...]:
    others = [other for other in days(view.programme) if other != day]
    if len(others) > 3:  # noqa: PLR2004 - more do not fit a phone's width beside one another
        return (Button.to(view.t.plain("programme.other_days"), "days"),)
    return tuple(Button.to(view.t.short_day(other), "day", other.isoformat(), "x") for other in others)


def _filter(view: View, day: date, spot: str, place: Place) -> tuple[Button, ...]:
    if place.track is not None:
        track = view.programme.tracks[place.track]
        chosen = star(view, Kind.TRACK, track.id, spot, shorten(view.words(track.name), LABEL - 2))
        return (Button.to(view.t.plain("programme.choose_track"), "tracks", day.isoformat()), chosen)
    used = {session.track for session in on_day(view.programme, day)} - {None}
    return (Button.to(view.t.plain("programme.choose_track"), "tracks", day.isoformat()),) if len(used) > 1 else ()


def choose_track(view: View, day: date) -> Screen:
    """Return the choice of tracks that a day has."""
    used = {session.track for session in on_day(view.programme, day)}
    spot = f"{TRACKS}{day:%Y%m%d}"
    numbered = [(number, track) for number, track in enumerate(view.programme.tracks) if track.id in used]
    rows = [
        (
            Button.to(shorten(view.words(track.name), LABEL), "day", day.isoformat(), str(Place(0, number))),
            star(view, Kind.TRACK, track.id, spot),
        )
        for number, track in numbered[:30]
    ]
    everything = (Button.to(view.t.plain("programme.all_tracks"), "day", day.isoformat(), "0"),)
    return Screen(view.t("programme.tracks", day=view.t.day(day)), (*rows, everything))


def choose_day(view: View) -> Screen:
    """Return the choice of days."""
    buttons = [Button.to(view.t.short_day(day), "day", day.isoformat(), "x") for day in days(view.programme)[:90]]
    rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    return Screen(view.t("programme.days", title=view.words(view.programme.conference.title)), rows)


def none(view: View) -> Screen:
    """Say that there is no programme yet."""
    return Screen(view.t("programme.none"))
