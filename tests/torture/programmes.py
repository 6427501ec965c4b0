"""A made-up conference of any size that can be edited as an organiser edits it: YAML, one line a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from schedule.loading import load_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from schedule.model import Programme

FILE = "conference.yaml"
ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 9, 7)
ROOMS, TRACKS = 8, 6
HOURS = range(9, 18)
_HEAD = """\
conference:
  id: made-up
  title: {{en: A made-up conference, de: Eine erfundene Konferenz}}
  timezone: Europe/Berlin
  languages: [en, de]
  starts: {first}
  ends: {last}
streams: [{{id: hall, name: Hall, url: 'https://example.org/hall'}}]
"""


@dataclass(slots=True)
class Talk:
    """One session of forty minutes. `starts` is a wall time of the conference."""

    id: str
    starts: datetime
    room: int
    track: int
    speaker: int
    status: str = "planned"
    wording: int = 0
    """Goes up with harmless edits."""

    def line(self) -> str:
        """Return it as YAML."""
        return (
            f"  - {{id: {self.id}, title: Title of {self.id}, abstract: Wording {self.wording},"
            f" start: '{self.starts:%Y-%m-%d %H:%M}', minutes: 40, room: r{self.room}, stream: hall,"
            f" track: t{self.track}, speakers: [p{self.speaker}], status: {self.status}}}"
        )


@dataclass(slots=True)
class Draft:
    """A conference as its organisers have it at the moment."""

    days: int
    talks: list[Talk]
    speakers: int
    excursions: dict[str, datetime] = field(default_factory=dict)
    """When each meets, by the conference's wall clock."""

    def sources(self) -> dict[str, str]:
        """Return its files."""
        return {FILE: "\n".join((*self._lines(), ""))}

    def programme(self) -> Programme:
        """Return it loaded."""
        loaded = load_texts(self.sources().items())
        if loaded.programme is None:
            raise ValueError([str(problem) for problem in loaded.problems])
        return loaded.programme

    def _lines(self) -> Iterator[str]:
        yield _HEAD.format(first=FIRST, last=FIRST + timedelta(days=self.days - 1))
        yield "rooms:"
        yield from (f"  - {{id: r{n}, name: Room {n}, shared: yes}}" for n in range(ROOMS))
        yield "tracks:"
        yield from (f"  - {{id: t{n}, name: Track {n}}}" for n in range(TRACKS))
        yield "speakers:"
        yield from (f"  - {{id: p{n}, name: Person {n}}}" for n in range(self.speakers))
        yield "sessions:"
        yield from (talk.line() for talk in self.talks)
        if self.excursions:
            yield "excursions:"
        for name, meets in self.excursions.items():
            yield (
                f"  - {{id: {name}, title: Trip {name}, meets: '{meets:%Y-%m-%d %H:%M}',"
                f" returns: '{meets + timedelta(hours=2):%H:%M}',"
                " meeting_point: {name: Gate, place: [51.48, 7.21]}}"
            )


def draft(chance: Random, sessions: int, days: int, hours: range = HOURS) -> Draft:
    """Return a conference with so many sessions, evenly over these hours of its days, on full and half hours."""
    speakers = max(1, sessions // 3)
    talks = [
        Talk(
            f"s{n}",
            _start(n, -(-sessions // days), hours),
            n % ROOMS,
            chance.randrange(TRACKS),
            chance.randrange(speakers),
        )
        for n in range(sessions)
    ]
    trips = {f"e{day}": _wall(day, hours.stop) for day in range(days)}
    return Draft(days, talks, speakers, trips)


def _start(number: int, a_day: int, hours: range) -> datetime:
    day, place = divmod(number, a_day)
    slot = place * 2 * len(hours) // a_day
    return _wall(day, hours[slot // 2], 30 * (slot % 2))


def _wall(day: int, hour: int, minute: int = 0) -> datetime:
    midnight = datetime.combine(FIRST + timedelta(days=day), datetime.min.time())
    return midnight + timedelta(hours=hour, minutes=minute)


def instant(wall: datetime) -> datetime:
    """Return the aware instant of a wall time of the conference."""
    return wall.replace(tzinfo=ZONE)
