"""The whole bot with a conference's folder that can be edited, and letters read as they would be sent."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import bot.delivery.changing
import bot.delivery.incidents  # noqa: F401 - they register what letters say
from bot.delivery.writing import write
from bot.edition.editions import Editions
from bot.screens.fitting import visible
from bot.settings import Apply
from bot.store.values import LetterKind, LetterState
from schedule.loading import load
from tests.world import World, world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.screens.screen import Screen
    from schedule.model import Programme

FILES = {
    "a.yaml": """\
conference: {id: c, title: C, timezone: Europe/Berlin, languages: [en, de], starts: 2021-09-23, ends: 2021-09-24}
rooms:
- {id: hall, name: Hall, directions: Up the stairs.}
- {id: attic, name: Attic}
- {id: yard, name: Yard, shared: yes}
streams: [{id: main, name: Main, url: "https://example.org/main"}]
tracks: [{id: red, name: Red}]
speakers: [{id: ada, name: Ada Lovelace}, {id: bob, name: Bob Kahn}]
""",
    "b.yaml": """\
sessions:
- {id: first, title: First, start: 2021-09-23 09:00, minutes: 30, room: hall, speakers: [ada]}
- {id: second, title: Second, start: 2021-09-23 10:30, minutes: 30, room: hall, track: red, kind: keynote}
- {id: third, title: Third, start: 2021-09-23 12:00, minutes: 30, room: attic, speakers: [bob]}
- {id: fourth, title: Fourth, start: 2021-09-23 14:00, minutes: 30, room: hall, stream: main}
- {id: fifth, title: Fifth, start: 2021-09-23 16:00, minutes: 30, room: attic, track: red}
- {id: sixth, title: Sixth, start: 2021-09-24 09:00, minutes: 30, room: hall}
- {id: seventh, title: Seventh, start: 2021-09-24 10:00, minutes: 30, room: hall}
- {id: eighth, title: Eighth, start: 2021-09-24 11:00, minutes: 30, room: hall}
- {id: ninth, title: Ninth, start: 2021-09-24 12:00, minutes: 30, room: hall}
excursions:
- {id: port, title: Port, meets: 2021-09-24 14:00, returns: "16:00", meeting_point: {name: Gate 1}}
""",
    "c.yaml": """\
pages: [{id: wifi, title: Wi-Fi, text: Ask at the desk.}]
""",
}
SESSIONS = "b.yaml"


@dataclass
class Editing:
    """What tests act with beside the world: the folder, and the machine's seconds for those who watch it."""

    w: World
    folder: Path
    editions: Editions
    seconds: float = 0.0

    def edit(self, file: str, old: str, new: str) -> None:
        """Write another text in place of one that stands in a file exactly once."""
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new))

    async def look(self, seconds: float = 2.0) -> None:
        """Let the watcher look, and look again once the folder has been still for that long."""
        self.seconds += 1
        await self.editions.look(self.seconds)
        self.seconds += seconds
        await self.editions.look(self.seconds)

    async def deliver(self, after: float = 60.0, only: int | None = None) -> list[tuple[int, str]]:
        """Let some of the conference's seconds pass; return who is sent which text meanwhile, reminders left out."""
        self.w.clock.jump(self.w.clock.now() + timedelta(seconds=after))
        return [(person, visible(screen.text)) for person, screen in await self.due(only)]

    async def due(self, only: int | None = None) -> list[tuple[int, Screen]]:
        """Send every letter that is due, or those to one person: write, mark, settle."""
        w, now = self.w, self.w.clock.now()
        await w.store.letters.promote(now)
        sent = []
        for letter in await w.store.letters.ready(now, now, 1000):
            if only and letter.person != only:
                continue
            person = await w.store.person(letter.person)
            assert person
            written = await write(w.bot.desk, letter, person, now)
            if written is None:
                await w.store.letters.call_off(letter.key, LetterState.SUPERSEDED, now)
                continue
            fence = await w.store.letters.take_lease("test", now, now + timedelta(days=365)) or 1
            number = int(await w.store.note("edition") or 0)
            assert await w.store.letters.mark(letter.key, now, now, fence, number)
            await w.store.letters.sent(letter.key, 1, now, fence)
            assert written.screen
            sent.append((letter.person, written.screen))
        return sent

    async def organisers(self, *people: int) -> None:
        """Make people organisers."""
        for person in people:
            await self.w.say(person, "/start")
            await self.w.store.change(person, organiser=True)

    async def follow(self, person: int, kind: str, subject: str) -> None:
        """Let a person follow something."""
        if await self.w.store.person(person) is None:
            await self.w.say(person, "/start")
        await self.w.store.follow(person, kind, subject, self.w.clock.now())

    async def counts(self, kind: LetterKind = LetterKind.CHANGE) -> dict[str, int]:
        """How many letters of a kind are in which state."""
        return {state.value: number for state, number in (await self.w.store.letters.counts(kind)).items() if number}


def written(folder: Path) -> Path:
    """Write the small conference into a folder, unless that is there already."""
    if not folder.exists():
        folder.mkdir()
        for name, text in FILES.items():
            (folder / name).write_text(text)
    return folder


@asynccontextmanager
async def editing(
    url: str,
    folder: Path,
    *,
    at: str = "2021-09-23 08:45",
    apply: Apply = Apply.ASK,
    base: Programme | None = None,
) -> AsyncIterator[Editing]:
    """The world on a small conference in `folder`; if that is there already, as it is there, or `base`."""
    loaded = load(folder if base else written(folder))
    programme = base or loaded.programme
    assert programme, loaded.problems
    async with world(url, programme=programme, at=at) as w:
        if await w.store.edition() is None:
            await w.store.keep_edition(dict(loaded.sources), w.clock.now())
        editions = Editions(w.bot.desk, programme, folder, apply)
        w.bot.desk.editions = editions
        await editions.start()
        editing = Editing(w, folder, editions)
        await editing.look()
        yield editing
