"""What a list of a thousand questions and the timetable's picture cost in our own code, without inbox and network."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bot.app import Companion, Wires
from bot.app.running import settle
from bot.clock import Clock, seconds
from bot.feature import discover
from bot.incoming.routing import Routing
from bot.store import Store, attendance, voting
from schedule.loading import load
from schedule.search import Index
from tests.bench.contenders import EXAMPLE
from tests.bench.crowd import known, written
from tests.bench.own_code import Dropping
from tests.bench.processes import TOKEN
from tests.bench.table import Row, at_most, percentile, show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy import Connection

QUESTIONS = 1_000
PEOPLE = 1_000
VOTES = 10_000
ROUNDS = 20
SESSION = "keynote-ketels"
WORDS = "How can a small region without a university take part in a cluster at all, and who would pay for it?"


class Tapping:
    """A bot whose updates are handed to it and whose answers are dropped."""

    def __init__(self, companion: Companion, routing: Routing) -> None:
        self._routing = routing
        self._replies = companion.desk.replies = Dropping()

    async def take(self, person: int, **update: Any) -> tuple[float, float]:
        """Return what one answer takes: a processor's milliseconds in all threads, and those by the clock."""
        sender = {"id": person, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
        content = {"from": sender, **update}
        name = "callback_query" if "data" in update else "message"
        before, since = process_time(), seconds()
        await self._routing.handle({"update_id": 1, name: content})
        taken = 1_000 * (process_time() - before), 1_000 * (seconds() - since)
        if not self._replies.texts:
            raise RuntimeError(f"{update} was not answered")
        self._replies.texts.clear()
        return taken

    async def tap(self, person: int, data: str) -> tuple[float, float]:
        """Let somebody tap."""
        message = {"message_id": 1, "date": 0, "chat": {"id": person, "type": "private"}}
        return await self.take(person, id="1", data=data, message=message)

    async def ask(self, person: int, text: str) -> tuple[float, float]:
        """Let somebody write."""
        return await self.take(person, message_id=1, date=0, chat={"id": person, "type": "private"}, text=text)


def measure() -> None:
    """Print the table."""
    listing, (first, _), again = asyncio.run(_measure())
    middle, worst = percentile(listing, 0.5), max(listing)
    show(
        f"Opening: a list of {QUESTIONS:,} questions with {VOTES:,} votes, and the timetable as a picture",
        (
            Row("the list, p50", f"{middle:.1f} ms"),
            Row("the list, worst", f"{worst:.1f} ms", "", "", "", *at_most(worst, 50, " ms")),
            Row("the picture, first", f"{first / 1_000:.2f} s", "", "", "", *at_most(first / 1_000, 1, " s")),
            Row("the picture, again, worst", f"{again:.1f} ms", "", "", "", *at_most(again, 20, " ms")),
        ),
        "In CPU time of all threads, the store's too: from the update to the finished screen, without the network.",
    )


async def _measure() -> tuple[list[float], tuple[float, float], float]:
    """Return what the list took, the first picture (by processor and clock), and the slowest of those after it."""
    async with _bot() as bot:
        # The first one fills what is filled once in a process, such as compiled queries.
        await bot.tap(1, f"1asklist:{SESSION}:0")
        settle()  # as the bot does before it begins to work
        listing = [
            (await bot.tap(person, f"1asklist:{SESSION}:{page}"))[0]
            for person in range(1, ROUNDS + 1)
            for page in (0, 1, 50)
        ]
        first = await bot.ask(1, "/timetable")
        again = [(await bot.ask(1, "/timetable"))[0] for _ in range(ROUNDS)]
    return listing, first, max(again)


@asynccontextmanager
async def _bot() -> AsyncIterator[Tapping]:
    programme = load(EXAMPLE).programme
    if programme is None:
        raise ValueError("the example has errors")
    clock, registry = Clock(programme.session[SESSION].start + timedelta(minutes=10), 0), discover()
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{Path(temporary)}/bench.db"
        await known(url, PEOPLE)
        await written(url, lambda connection: _asked(connection, clock.now()))
        async with await Store.open(url) as store:
            companion = Companion(
                Wires(TOKEN, "http://127.0.0.1:9"), store, clock, registry, programme, Index(programme)
            )
            yield Tapping(companion, Routing(companion.desk, registry))


def _asked(connection: Connection, now: datetime) -> None:
    """Let everybody ask one question, and vote for some."""
    chance = Random(QUESTIONS)  # noqa: S311 - nothing secret
    pairs = {(chance.randint(1, QUESTIONS), chance.randint(1, PEOPLE)) for _ in range(VOTES)}
    count = Counter(question for question, _ in pairs)
    asked = [
        {"id": n, "session": SESSION, "author": n, "name": None, "text": f"{n}: {WORDS}", "place": "hall"}
        | {"state": "open", "asked_at": now - timedelta(minutes=1), "votes": count[n]}
        for n in range(1, QUESTIONS + 1)
    ]
    connection.execute(insert(attendance.question), asked)
    connection.execute(insert(attendance.vote), [{"question": q, "person": p} for q, p in sorted(pairs)])
    voting.recount(connection, range(1, QUESTIONS + 1))
