"""Where bots are killed: a database, a stand-in, people who follow sessions, and one bot after the other.

It kills whom it is told to kill, and gathers the evidence; what that proves is the checker's business.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from bot.clock import machine_now, seconds
from bot.rehearsal.server import serve
from bot.store import Lane, Letter, LetterKind, Store, tables
from bot.store.engines import open_database
from tests import forked
from tests.forked import PATIENCE, Forked
from tests.torture import child
from tests.torture.announcements import announce
from tests.torture.checker import Evidence, letters_in
from tests.torture.peek import Peek
from tests.torture.programmes import FIRST, ROOMS, ZONE, Draft, Talk, instant
from tests.torture.witness import Witness, told_apart

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

ORGANISER = 1
LEAD = 10
DAWN = datetime.combine(FIRST, datetime.min.time(), ZONE) + timedelta(hours=8)
FAR = DAWN + timedelta(hours=12)
"""What starts then is not reminded of: no run takes so long."""
_LONG_AGO = timedelta(days=7)


def starting(minutes: Iterable[int]) -> Draft:
    """Return a conference with a session so many minutes after dawn each, and one far off."""
    morning = DAWN.replace(tzinfo=None)
    starts = [*(morning + timedelta(minutes=at) for at in minutes), FAR.replace(tzinfo=None)]
    talks = [Talk(f"s{number}", at, number % ROOMS, 0, 0) for number, at in enumerate(starts)]
    return Draft(1, talks, 1)


@dataclass(slots=True)
class Ground:
    """One run. `people` have the ids from 2 on; `speed` is how fast the conference's clock goes."""

    url: str
    folder: Path
    telegram: Witness
    address: str
    people: int
    since: float
    speed: float
    rate: float
    draft: Draft
    peek: Peek
    intended: set[str] = field(default_factory=set)
    named: list[float] = field(default_factory=list)
    """How long after a start it took until nothing was left in sending by those who had been killed, in seconds."""
    kills: int = 0
    left: int = 0
    """How many letters those who were killed left on their way."""
    bots: list[Forked] = field(default_factory=list)

    async def start(self, fault: str = "", nth: int = 1, *, announces: str = "", counted: bool = False) -> Forked:
        """Start a bot, which may end by itself at a fault point."""
        orders = child.Orders(
            self.url, self.address, self.folder, DAWN, self.since, self.speed, self.rate, ORGANISER,
            fault, nth, self.folder / "counted" if counted else None, announces,
        )  # fmt: skip
        bot = forked.start(child.live, orders)
        self.bots.append(bot)
        return bot

    async def kill(self, bot: Forked) -> None:
        """Kill a bot, and count it and what it leaves on its way."""
        await bot.kill()
        await self.killed()

    async def killed(self) -> None:
        """Count a bot that was killed, and what it has left on its way."""
        self.kills += 1
        self.left += len(await self.peek.sending())

    async def announce(self, text: str) -> None:
        """Confirm an announcement to everyone, as long as no bot runs on SQLite."""
        async with await Store.open(self.url) as store:
            await announce(store, ORGANISER, text, machine_now())

    def edit(self) -> None:
        """Give the last session another room, in the folder that bots watch."""
        self.draft.talks[-1].room = (self.draft.talks[-1].room + 1) % ROOMS
        self.write()

    def write(self) -> None:
        """Write the conference as it is now, at once as an editor does that knows its trade."""
        for name, text in self.draft.sources().items():
            new = self.folder / "conference" / f".{name}"
            new.write_text(text)
            new.rename(self.folder / "conference" / name)

    async def settled(self, bot: Forked, left: frozenset[str]) -> None:
        """Wait until a bot has taken for doubtful what one before it left on its way, and note how long that took."""
        while left & await self.peek.sending() and bot.alive:  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0.05)
        if left:
            self.named.append(seconds() - bot.started)

    async def until(self, condition: Callable[[], Awaitable[bool]], patience: float = PATIENCE) -> None:
        """Wait for something, some time."""
        async with asyncio.timeout(patience):
            while not await condition():  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.02)

    async def quiet(self) -> bool:
        """Tell whether every letter that is owed is there, none waits any longer, and the last edition is served."""
        await self.learn()
        return await self.planned() and not await self.peek.waiting() and await self._edition_served()

    async def planned(self) -> bool:
        """Tell whether every letter that is owed is there."""
        return await self.peek.letters() >= len(self.intended) and self.intended <= await self.peek.keys()

    async def _edition_served(self) -> bool:
        return await self.peek.served() == self.draft.sources()

    async def stale(self) -> None:
        """Let there be a letter that was of use before anybody sends it, while no bot runs."""
        old = Letter(
            f"r:stale:{self.kills}", LetterKind.REMINDER, Lane.REMINDER, ORGANISER, DAWN.isoformat(),
            DAWN - _LONG_AGO, DAWN - _LONG_AGO, {"lead": LEAD},
        )  # fmt: skip
        async with await Store.open(self.url) as store:
            await store.letters.plan([old], machine_now())

    async def learn(self) -> None:
        """Know of the announcements that were confirmed: whoever was meant is to be told."""
        for number in await self.peek.announced():
            self.intended |= {f"b:{number}:{person}" for person in range(1, self.people + 2)}

    async def evidence(self, most: float | None = None) -> Evidence:
        """Return what the run has left behind, once no bot runs."""
        letters = await letters_in(self.url)
        calls = told_apart(self.telegram.calls, letters)
        return Evidence(
            letters,
            calls,
            intended=frozenset(self.intended),
            most=most or self.rate * 1.1 + 10,
            grace=timedelta(seconds=self.speed),
        )

    def reminders(self) -> Iterator[str]:
        """Return the keys of the reminders that are owed in the time of the run: everybody follows everything."""
        starts = {instant(talk.starts).astimezone(UTC) for talk in self.draft.talks if instant(talk.starts) < FAR}
        return (f"r:{start:%Y-%m-%dT%H:%M}:{LEAD}:{person}" for start in starts for person in range(2, self.people + 2))


@asynccontextmanager
async def ground(
    url: str, folder: Path, draft: Draft, people: int, *, speed: float = 60, rate: float = 250, way: float = 0.002
) -> AsyncIterator[Ground]:
    """Prepare a run. Everybody follows every session; whatever still runs at the end is killed."""
    (folder / "conference").mkdir(parents=True)
    await _fill(url, draft, people)
    # The first start takes seconds, which are minutes to a conference whose clock is running.
    await forked.start(asyncio.sleep, 0).ended()
    since = seconds()

    def now() -> datetime:
        return DAWN + timedelta(seconds=(seconds() - since) * speed)

    telegram = Witness(child.TOKEN, now=now, seconds=seconds, way=way)
    for person in range(1, people + 2):
        telegram.add_person(person, f"Person {person}", "en").refusal = None
    async with serve(telegram) as address:
        made = Ground(url, folder, telegram, address, people, since, speed, rate, draft, Peek(url))
        made.write()
        made.intended |= set(made.reminders())
        try:
            yield made
        finally:
            for bot in made.bots:
                await bot.kill()


async def _fill(url: str, draft: Draft, people: int) -> None:
    database = await open_database(url)
    try:
        await database.writer.run(lambda connection: _people(connection, draft, people))
    finally:
        await database.close()


def _people(connection: Connection, draft: Draft, people: int) -> None:
    plain = {"language": "en", "leads": [LEAD], "registered": True, "reachable": True, "created_at": DAWN - _LONG_AGO}
    rows = [{"id": person, "organiser": person == ORGANISER, **plain} for person in range(1, people + 2)]
    connection.execute(insert(tables.person), rows)
    follows = [
        {"person": person, "kind": "session", "subject": talk.id, "since": DAWN - _LONG_AGO}
        for person in range(2, people + 2)
        for talk in draft.talks
    ]
    if follows:
        connection.execute(insert(tables.follow), follows)
