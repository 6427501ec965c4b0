"""What tests of announcements act with: an organiser who writes and taps, and a post office that works in turns."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot.delivery.announcing import Announcer
from bot.delivery.posting import Posting
from bot.delivery.verdicts import Verdict, judge
from bot.delivery.writing import write
from bot.reader import Mode
from bot.store import LetterState
from tests.world import ANNA, NOAH, OLGA, Seen, World, world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store import Letter

MACHINE = datetime(2026, 1, 1, 12, tzinfo=UTC)
TEXT = "The bus leaves at 5"
FORMAT = [{"type": "bold", "offset": 4, "length": 3}]


@dataclass
class Desk:
    """A world, the announcer, and what a sender does, as far as these tests need one."""

    w: World
    announcer: Announcer
    fence: int = 0

    def machine(self) -> datetime:
        """Return the machine's instant, which the tests' count of seconds moves."""
        return MACHINE + timedelta(seconds=self.w.seconds[0])

    def pass_(self, seconds: float) -> None:
        """Let the machine's clock go on; the conference's stands."""
        self.w.seconds[0] += seconds

    async def tick(self) -> float | None:
        """Let the announcer work once and show what it has to."""
        again = await self.announcer.tick(self.w.clock.now(), self.machine())
        await self.announcer.drain()
        return again

    async def send(self, most: int = 1000) -> int:
        """Send at most so many ready letters, as a sender does; return how many went through its hands."""
        letters = self.w.store.letters
        now, machine = self.w.clock.now(), self.machine()
        self.fence = await letters.take_lease("test", machine, machine + timedelta(days=9)) or self.fence
        await letters.promote(now)
        ready = await letters.ready(now, machine, most)
        for letter in ready:
            await self._send(letter, now, machine)
        return len(ready)

    async def _send(self, letter: Letter, now: datetime, machine: datetime) -> None:
        letters, person = self.w.store.letters, await self.w.store.person(letter.person)
        assert person
        written = await write(self.w.bot.desk, letter, person, now)
        if written is None:
            await letters.call_off(letter.key, LetterState.SUPERSEDED, machine)
        elif await letters.mark(letter.key, now, machine, self.fence, 0):
            try:
                message = await Posting(self.w.bot.bot, lambda: None).post(letter.person, written)
                await letters.sent(letter.key, message, machine, self.fence)
            except TelegramError as error:
                await self._failed(letter, error, machine)

    async def _failed(self, letter: Letter, error: TelegramError, machine: datetime) -> None:
        judgement = judge(error)
        if judgement.verdict is Verdict.DOUBT:
            await self.w.store.letters.doubt(letter.key, judgement.reason, machine, self.fence)
        else:
            gone = judgement.verdict is Verdict.GONE
            await self.w.store.letters.fail(letter, judgement.reason, machine, self.fence, gone=gone)

    async def deliver(self) -> None:
        """Let everything that may go be sent, and show how it went."""
        await self.tick()
        while await self.send():
            pass
        self.pass_(3)
        await self.tick()
        self.pass_(3)
        await self.tick()

    async def draft(self, *choices: str, words: str = TEXT, format_: list[dict[str, Any]] | None = None) -> Seen:
        """Let Olga write an English text and choose whom it is for; return the draft."""
        await self.w.ask(OLGA, "/announce")
        (card,) = await self.w.post(OLGA, {"text": words, "entities": FORMAT if format_ is None else format_})
        for choice in choices:
            circles = await self.w.press(OLGA, card, "👥 For whom")
            circles = await self.w.press(OLGA, circles, choice)
            card = await self.w.press(OLGA, circles, "‹ Back")
        return card

    async def control(self, *choices: str, **written: Any) -> Seen:
        """Let Olga write, choose and look at the preview; return the choice of when."""
        return (await self.w.tap(OLGA, await self.draft(*choices, **written), "Preview"))[-1]

    async def confirmed(self, *choices: str, **written: Any) -> Seen:
        """Let Olga announce something now; return the message in which its progress is shown."""
        question = await self.w.press(OLGA, await self.control(*choices, **written), "Now")
        return await self.w.press(OLGA, question, "Send")

    async def begun(self, *choices: str, **written: Any) -> Seen:
        """Let Olga announce something, and the time for undoing it pass."""
        report = await self.confirmed(*choices, **written)
        self.pass_(10)
        await self.tick()
        return self.now(report)

    def now(self, seen: Seen) -> Seen:
        """Return a message of Olga's as it stands now."""
        return Seen(self.w.telegram.chat(OLGA).messages[seen.id])

    def inbox(self, person: int) -> list[str]:
        """Return the texts in a person's chat that the bot sent beyond its answers."""
        return [Seen(each).text for each in self.w.telegram.messages(person) if is_announcement(each)]


def is_announcement(message: dict[str, Any]) -> bool:
    """Tell whether a message is one by the button that mutes them."""
    return any("1mute:announcements" in data for data in Seen(message).every_button)


@asynccontextmanager
async def announcing(url: str, **options: Any) -> AsyncIterator[Desk]:
    """Anna is on site and reads German, Noah is online and reads English, Olga is the organiser."""
    async with world(url, **options) as w:
        modes = {ANNA: Mode.ONSITE, NOAH: Mode.ONLINE, OLGA: Mode.ONSITE}
        for person, mode in modes.items():
            await w.ask(person, "/help")
            await w.store.change(person, mode=mode, organiser=person == OLGA)
        desk = Desk(w, Announcer(w.bot.desk, seconds=lambda: w.seconds[0]))
        w.bot.desk.machine = desk.machine
        yield desk
