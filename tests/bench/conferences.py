"""Made-up conferences of any size, written as an organiser would: two languages, abstracts, people, rooms, tracks.

The words are those of the example's own abstracts, so that a search meets a real vocabulary.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from schedule.loading import load
from tests.bench.contenders import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS = 40
TRACKS = 12
A_DAY = 18  # starts, every half hour from nine
FILE = 1_000  # sessions in one file
FIRST = datetime(2026, 9, 7, 9)  # noqa: DTZ001 - a wall time, as YAML has it
FIRST_NAMES = ("Anna", "Bilal", "Chiara", "David", "Elif", "Farid", "Greta", "Hiroshi", "Ines", "Jonas", "Mira", "Noah")
SURNAMES = (
    "Ackermann", "Brandt", "Costa", "Demir", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Janssen", "Kowalski",
    "Lindqvist", "Müller", "Nowak", "Okafor", "Petit", "Quast", "Rossi", "Schäfer", "Tanaka", "Ullmann", "Vogel",
    "Weiß",
)  # fmt: skip


class Writing:
    """Writes one conference of `sessions` sessions; the same each time."""

    def __init__(self, sessions: int) -> None:
        self._sessions = sessions
        self._people = max(1, sessions // 2)
        self._random = Random(sessions)  # noqa: S311 - nothing secret
        self._words = {language: _vocabulary(language) for language in ("en", "de")}

    def write(self, folder: Path) -> None:
        """Write the conference's files into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "1-conference.yaml").write_text("\n".join(self._conference()))
        (folder / "2-speakers.yaml").write_text("\n".join(("speakers:", *self._speakers())))
        for first in range(0, self._sessions, FILE):
            numbers = range(first, min(first + FILE, self._sessions))
            lines = (line for number in numbers for line in self._session(number))
            (folder / f"3-programme-{first:05}.yaml").write_text("\n".join(("sessions:", *lines)))

    def _conference(self) -> Iterator[str]:
        days = -(-self._sessions // (ROOMS * A_DAY))
        yield "conference:"
        yield "  id: made-up"
        yield "  title: {en: A made-up conference, de: Eine erfundene Konferenz}"
        yield "  timezone: Europe/Berlin"
        yield "  languages: [en, de]"
        yield f"  starts: {FIRST:%Y-%m-%d}"
        yield f"  ends: {FIRST + timedelta(days=days - 1):%Y-%m-%d}"
        yield "streams:"
        yield from (f"  - {{id: stream-{n}, name: Stream {n}, url: 'https://example.org/{n}'}}" for n in range(ROOMS))
        yield "rooms:"
        yield from (
            f"  - {{id: room-{n}, name: {{en: Room {n}, de: Raum {n}}}, capacity: 80, stream: stream-{n}}}"
            for n in range(ROOMS)
        )
        yield "tracks:"
        yield from (f"  - {{id: track-{n}, name: {{en: Track {n}, de: Strang {n}}}}}" for n in range(TRACKS))

    def _speakers(self) -> Iterator[str]:
        for number in range(self._people):
            name = f"{self._random.choice(FIRST_NAMES)} {self._random.choice(SURNAMES)}-{self._random.choice(SURNAMES)}"
            yield f"  - id: person-{number}"
            yield f"    name: {name}"
            yield from self._text("affiliation", 4)
            yield from self._text("bio", 40)

    def _session(self, number: int) -> Iterator[str]:
        slot, room = divmod(number, ROOMS)
        day, start = divmod(slot, A_DAY)
        begins = FIRST + timedelta(days=day, minutes=30 * start)
        yield f"  - id: session-{number}"
        yield "    kind: talk"
        yield from self._text("title", 7)
        yield from self._text("abstract", 90)
        yield f"    start: {begins:%Y-%m-%d %H:%M}"
        yield "    minutes: 30"
        yield f"    room: room-{room}"
        yield f"    track: track-{number % TRACKS}"
        yield "    languages: [en]"
        yield "    interpretation: [de]"
        yield f"    speakers: [person-{number % self._people}]"

    def _text(self, field: str, length: int) -> Iterator[str]:
        yield f"    {field}:"
        for language, words in self._words.items():
            yield f"      {language}: >-"
            yield f"        {' '.join(self._random.choice(words) for _ in range(length))}"


def _vocabulary(language: str) -> list[str]:
    programme = load(EXAMPLE).programme
    if programme is None:
        raise ValueError("the example has errors")
    texts = (session.abstract.to(language) for session in programme.sessions if session.abstract)
    return sorted({word for text in texts for word in text.split() if word.isalpha()})
