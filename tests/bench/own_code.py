"""What `/next` and `/find` cost in our own code with a thousand sessions: from the update to the screen, no network."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import thread_time
from typing import TYPE_CHECKING, Any

from bot.app import Companion, Wires
from bot.clock import Clock
from bot.feature import discover
from bot.incoming.routing import Routing
from bot.store import Store
from schedule.loading import load
from schedule.search import Index
from tests.bench.conferences import Writing
from tests.bench.processes import TOKEN
from tests.bench.table import Row, at_most, percentile, show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.screens.screen import Screen

SESSIONS = 1_000
LIMIT = 5
ROUNDS = 5
READERS: tuple[dict[str, Any], ...] = (
    {"language": "de", "mode": "onsite"},
    {"language": "en", "mode": "online", "zone": "America/New_York"},
    {"language": "en", "mode": "undecided", "zone": "Asia/Tokyo"},
)
QUESTIONS = (
    "Kowalski", "kovalski", "Anna Müller", "muller", "who is Petit?", "Schaefer", "room 7", "Raum 12", "track 3",
    "regions", "regoins", "wie", "the", "und die Region", "cluster", "kluster strategie", "digital", "wasserstof",
    "strategies for countries regions and cities", "zukunft der arbeit in der stadt", "qqqqqq", "a", "2",
    "Janssen-Vogel",
)  # fmt: skip


class Dropping:
    """Replies that go nowhere; `texts` are what would have been sent."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def send(self, _chat_id: int, screen: Screen) -> None:
        self.texts.append(screen.text)

    async def edit(self, _chat_id: int, _message_id: int, screen: Screen) -> None:
        self.texts.append(screen.text)

    async def answer(self, _tap_id: str, text: str, *, alert: bool) -> None:
        del text, alert


class Bench:
    """A bot whose updates are handed to it and whose answers are dropped."""

    def __init__(self, companion: Companion, routing: Routing) -> None:
        self.companion = companion
        self._routing = routing
        self._replies = companion.desk.replies = Dropping()

    async def ask(self, person: int, text: str) -> float:
        """Return how long one answer takes, in milliseconds."""
        user = {"id": person, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
        message = {"message_id": 1, "date": 0, "from": user, "chat": {"id": person, "type": "private"}, "text": text}
        before = thread_time()
        await self._routing.handle({"update_id": 1, "message": message})
        taken = 1_000 * (thread_time() - before)
        if not self._replies.texts:
            raise RuntimeError(f"{text} was not answered")
        self._replies.texts.clear()
        return taken


def measure() -> None:
    """Print the table."""
    following, finding = asyncio.run(_measure())
    show(
        f"Own code with {SESSIONS:,} sessions: from the update to the finished screen, without inbox and network",
        [
            row
            for name, taken in (("/next", following), ("/find", finding))
            for row in (
                Row(f"{name}, p50", f"{percentile(taken, 0.5):.2f} ms"),
                Row(f"{name}, p99", f"{percentile(taken, 0.99):.2f} ms"),
                Row(f"{name}, worst", f"{max(taken):.2f} ms", "", "", "", *at_most(max(taken), LIMIT, " ms")),
            )
        ],
        f"In CPU time. {len(READERS)} readers (both languages, three modes, three zones) who follow twenty sessions,",
        f"{ROUNDS} times /next before each start and /find with {len(QUESTIONS)} questions, misspelt ones among them.",
    )


async def _measure() -> tuple[list[float], list[float]]:
    """Return what `/next` and `/find` took, in milliseconds."""
    async with _bench() as bench:
        programme = bench.companion.desk.programme
        starts = sorted({session.start for session in programme.sessions})
        readers = range(1, len(READERS) + 1)
        for turn in range(ROUNDS + 1):
            if turn <= 1:
                # The first turn fills what is filled once in a process, such as the names of months.
                following, finding = [], []
            for start in starts:
                bench.companion.desk.clock.jump(start)
                following += [await bench.ask(person, "/next") for person in readers]
            finding += [await bench.ask(person, f"/find {words}") for words in QUESTIONS for person in readers]
    return following, finding


@asynccontextmanager
async def _bench() -> AsyncIterator[Bench]:
    with TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        Writing(SESSIONS).write(folder / "conference")
        programme = load(folder / "conference").programme
        if programme is None:
            raise ValueError("the generated conference has errors")
        clock, registry = Clock(programme.sessions[0].start, 0), discover()
        async with await Store.open(f"sqlite:///{folder}/bench.db") as store:
            for person, fields in enumerate(READERS, 1):
                await store.welcome(person, "en", clock.now())
                await store.change(person, **fields)
                for session in programme.sessions[person :: SESSIONS // 20]:
                    await store.follow(person, "session", session.id, clock.now())
            companion = Companion(
                Wires(TOKEN, "http://127.0.0.1:9"), store, clock, registry, programme, Index(programme)
            )
            yield Bench(companion, Routing(companion.desk, registry))
