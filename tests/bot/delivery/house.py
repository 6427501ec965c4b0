"""The sender at work in one process: a store, the stand-in, a clock and seconds that nobody waits for."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from telegram.ext import ExtBot

from bot.clock import Clock
from bot.context import Desk
from bot.delivery.leases import Lease
from bot.delivery.pace import Pace
from bot.delivery.posting import Posting
from bot.delivery.sender import Sender, Turn
from bot.delivery.transport import ConnectTimedOut, NotSent
from bot.delivery.writing import WRITERS
from bot.delivery.written import Written
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire
from bot.screens.screen import Screen
from bot.store import Lane, Letter, LetterKind, Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from telegram.request import BaseRequest

    from bot.store import Person

TOKEN = "4242:" + "x" * 35
NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def letter(number: int, **changes: Any) -> Letter:
    """A letter to the person with this number, useful for an hour."""
    usual: dict[str, Any] = {
        "key": f"x:{number}",
        "kind": LetterKind.EVE,
        "lane": Lane.REMINDER,
        "person": number,
        "about": "x",
        "due": NOW,
        "useful_until": NOW + HOUR,
    }
    return Letter(**{**usual, **changes})


async def plain(_desk: Desk, letter: Letter, _person: Person, _now: datetime) -> Written | None:
    """Write the key of a letter; for facts that say so, nothing, or an edit, or a deletion."""
    if letter.facts.get("nothing"):
        return None
    if letter.facts.get("broken"):
        raise ValueError(letter.key)
    deletes = letter.facts.get("deletes")
    screen = None if deletes else Screen(Markup(letter.facts.get("text", letter.key)))
    return Written(screen, edits=letter.facts.get("edits"), deletes=deletes)


@dataclass
class House:
    telegram: Telegram
    store: Store
    desk: Desk
    bot: ExtBot[None]
    pace: Pace
    lease: Lease
    clock: Clock
    at: list[float]
    noticed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    watched: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sender = self.another(self.lease)

    def another(self, lease: Lease) -> Sender:
        return Sender(
            self.desk, self.bot, Posting(self.bot, lambda: None), self.pace, lease, self.notice,
            self.machine, self.seconds, self.sleep,
        )  # fmt: skip

    def notice(self, name: str, **figures: Any) -> None:
        self.noticed.append((name, figures))

    def seconds(self) -> float:
        return self.at[0]

    def machine(self) -> datetime:
        return NOW + timedelta(seconds=self.at[0] - 1000)

    async def sleep(self, seconds: float) -> None:
        """Let time pass; what is on its way takes none of it."""
        if self.sender._flying:  # noqa: SLF001 - nobody else has to know
            await asyncio.wait(set(self.sender._flying))  # noqa: SLF001
        self.at[0] += max(0.0, seconds)

    async def people(self, numbers: Iterable[int]) -> None:
        numbers = list(numbers)
        self.watched += numbers
        for number in numbers:
            self.telegram.add_person(number, f"Person {number}", "en")
            self.telegram.say(number, "/start")
        await asyncio.gather(*(self.store.welcome(number, "en", NOW) for number in numbers))

    async def plan(self, *letters: Letter) -> None:
        await self.store.letters.plan(letters, NOW)

    async def deliver(self, longest: float = 7200) -> list[Letter]:
        """Take turns until nothing waits to be sent, or for so many seconds; return what has expired."""
        end, expired = self.at[0] + longest, []
        while self.at[0] < end:
            turn: Turn = await self.sender.turn()
            expired += turn.expired
            if turn.wait is None:
                break
            await self.sleep(turn.wait)
        return expired

    async def seen(self, number: int) -> None:
        """Return once so many messages were accepted."""
        enough = asyncio.Event()

        def watch(_event: Any) -> None:
            if len(self.telegram.log) >= number:
                enough.set()

        ends = [self.telegram.watch(person, watch) for person in self.watched]
        await enough.wait()
        for end in ends:
            end()

    async def states(self) -> dict[str, int]:
        return {state.value: number for state, number in (await self.store.letters.counts()).items()}

    async def state(self, key: str) -> str:
        found = await self.store.letters.find(key)
        return found.state.value if found else ""

    @property
    def accepted(self) -> Counter[str]:
        """How often each text was accepted."""
        return Counter(entry.text for entry in self.telegram.log)

    def busiest(self) -> int:
        """How much was accepted in the second with the most of it."""
        times = [entry.at for entry in self.telegram.log]
        return max(sum(1 for other in times[n : n + 100] if other < at + 1 - 1e-6) for n, at in enumerate(times))


@asynccontextmanager
async def house(
    url: str, monkeypatch: Any, people: Iterable[int] = (1,), request: BaseRequest | None = None, **pace: Any
) -> AsyncIterator[House]:
    for kind in LetterKind:
        monkeypatch.setitem(WRITERS, kind, plain)
    at = [1000.0]
    clock = Clock(NOW, 1, lambda: at[0])
    telegram = Telegram(TOKEN, now=clock.now, seconds=lambda: at[0])
    async with await Store.open(url) as store:
        noticed: list[tuple[str, dict[str, Any]]] = []

        async def sleep(seconds: float) -> None:
            at[0] += max(0.0, seconds)
            await asyncio.sleep(0)

        def notice(name: str, **figures: Any) -> None:
            noticed.append((name, figures))

        limiter = Pace(lambda: at[0], sleep, noticed=notice, **pace)
        wire = request or Wire(telegram, NotSent, ConnectTimedOut)
        bot = ExtBot[None](TOKEN, request=wire, get_updates_request=Wire(telegram), rate_limiter=limiter)
        await bot.initialize()
        nothing: Any = None
        desk = Desk(nothing, nothing, store, clock, nothing, nothing, {}, {}, {})
        lease = Lease(store.letters, lambda: NOW + timedelta(seconds=at[0] - 1000), lambda: at[0], "we")
        made = House(telegram, store, desk, bot, limiter, lease, clock, at, noticed)
        await made.people(people)
        try:
            yield made
        finally:
            await made.sender.close()
            await bot.shutdown()
