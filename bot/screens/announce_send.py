"""From a written announcement to its way out: the preview, when it goes, the question before it does."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.screens.announce_words import back, people, shortly, to
from bot.screens.moments import clocks_in_city, day_of
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE
from bot.texts import phrases
from bot.zones import city
from schedule.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from bot.announced import Announcement
    from bot.screens.view import View

NOW = "now"
SOON = timedelta(minutes=10)
_WHEN = re.compile(r"(?:(?P<day>.*?)[\s,]+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:\s*(?:uhr|h))?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")


def control(view: View, found: Announcement, reached: Mapping[str, int]) -> Screen:
    """Return, below a preview of each version, how many get which, and the choice of when it goes."""
    if not sum(reached.values()):
        return Screen(view.t("announce.reaches_nobody"), (back(view, found),))
    lines = [view.t("announce.previewed"), *_versions(view, found, reached)]
    whom = view.t("announce.for", circle=to(view, found.circle), people=people(view, sum(reached.values())))
    urgent = view.t("announce.is_urgent" if found.urgent else "announce.is_not_urgent")
    text = GAP.join((LINE.join(lines), LINE.join((whom, urgent)), view.t("announce.when")))
    whens = (("announce.now", NOW), ("announce.soon", "soon"), ("announce.at", "at"))
    rows = tuple((Button.to(view.t.plain(key), "announcewhen", str(found.id), when),) for key, when in whens)
    return Screen(text, (*rows, (Button.to(view.t.plain("announce.change"), "announce", str(found.id)),)))


def _versions(view: View, found: Announcement, reached: Mapping[str, int]) -> list[Markup]:
    if len(found.wordings) == 1:
        return []
    readers = dict.fromkeys(found.wordings, 0)
    for language, number in reached.items():
        readers[found.language_for(language)] += number
    return [
        view.t("announce.version", language=view.t.name_of(language), words=people(view, number))
        for language, number in readers.items()
    ]


def question(view: View, found: Announcement, reached: int, at: datetime | None) -> Screen:
    """Ask whether it shall go: to so many, now or at an instant."""
    number = people(view, reached)
    text = (
        view.t("announce.sure_at", people=number, time=moment(view, at))
        if at
        else view.t("announce.sure", people=number)
    )
    return Screen(text, ((_send(view, found, "announce.send", at),), back(view, found)))


def repeated(view: View, found: Announcement, ago: timedelta, at: datetime | None) -> Screen:
    """Ask once more: the same text went out a short while ago."""
    again = _send(view, found, "announce.send_repeated", at, ".again")
    return Screen(view.t("announce.repeated", length=shortly(view, ago)), ((again,), back(view, found)))


def _send(view: View, found: Announcement, key: str, at: datetime | None, again: str = "") -> Button:
    """Return the button that is bound to text and audience as they are shown here."""
    when = str(int(at.timestamp())) if at else NOW
    return Button.to(view.t.plain(key), "announcesend", str(found.id), f"{when}.{found.fingerprint}{again}")


def moment(view: View, at: datetime) -> Markup:
    """Return an instant with its day if that is not today, on both clocks if they differ."""
    shown = clocks_in_city(view, at)
    day = day_of(view, at)
    return shown if day == day_of(view, view.now) else view.t("announce.on_day", day=view.t.day(day), time=shown)


def ask_time(view: View, found: Announcement, problem: str = "") -> Screen:
    """Ask when it shall go; `problem` is the key of what was wrong with the last answer."""
    here = city(view.programme.conference.timezone, view.t.locale)
    asked = view.t("announce.ask_time", city=here)
    return Screen(GAP.join((view.t(problem), asked)) if problem else asked, (back(view, found),))


def instant_in(written: str, view: View) -> datetime | None:
    """Return the instant that somebody wrote as 14:30, tomorrow 9:00, 24.9. 14:30 or 2021-09-24 14:30.

    It is the conference's wall time; without a day, today's. None: it is no time, or one that the clocks skip.
    """
    match = _WHEN.fullmatch(written.strip())
    today = day_of(view, view.now)
    day = _day(match["day"] or "", today) if match else None
    if match is None or day is None:
        return None
    try:
        hour = time(int(match["hour"]), int(match["minute"]))
    except ValueError:
        return None
    zone = view.programme.conference.zone
    wall = datetime.combine(day, hour, zone)
    utc = wall.timestamp()
    found = datetime.fromtimestamp(utc, zone)
    return found if found.replace(tzinfo=None) == wall.replace(tzinfo=None) else None


def _day(written: str, today: date) -> date | None:
    said = " ".join(words(written))
    if not said or said in phrases("announce.today"):
        return today
    if said in phrases("announce.tomorrow"):
        return today + timedelta(days=1)
    match = _DAY.fullmatch(written.strip())
    try:
        if match:
            return date(int(match[3] or today.year), int(match[2]), int(match[1]))
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def changed(view: View, found: Announcement) -> Screen:
    """Say that it has changed since that question was asked."""
    return Screen(view.t("announce.changed"), ((Button.to(view.t.plain("announce.show"), "announce", str(found.id)),),))
