"""What tests of announcements act with: an organiser who writes and taps, and a post office that works in turns."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot.delivery.posting import Posting
from bot.delivery.verdicts import Verdict, judge
from bot.delivery.writing import write
from bot.reader import Mode
from bot.store import LetterState
from tests.world import ANNA, NOAH, OLGA, Seen, World, world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.delivery.announcing import Announcer
    from bot.store import Letter

TEXT = "The bus leaves at 5"
FORMAT = [{"type": "bold", "offset": 4, "length": 3}]


@dataclass
class Desk:
    """A world, its announcer, and a sender that can be told how many to send."""

    w: World
    announcer: Announcer

    def pass_(self, seconds: float) -> None:
        """Let the machine's clock go on; the conference's stands."""
        self.w.seconds[0] += seconds

    async def tick(self) -> float | None:
        """Let the announcer work once and show what it has to."""
        again = await self.announcer.tick(self.w.clock.now(), self.w.bot.desk.machine())
        await self.announcer.drain()
        return again

    async def send(self, most: int = 1000) -> int:
        """Send at most so many ready letters, as the sender does; return how many went through its hands."""
        letters = self.w.store.letters
        now, machine = self.w.clock.now(), self.w.bot.desk.machine()
        fence = await letters.take_lease("test", machine, machine + timedelta(seconds=1))
        assert fence
        await letters.promote(now)
        ready = await letters.ready(now, machine, most)
        for letter in ready:
            await self._send(letter, now, machine, fence)
        self.pass_(1)
        return len(ready)

    async def _send(self, letter: Letter, now: datetime, machine: datetime, fence: int) -> None:
        letters, person = self.w.store.letters, await self.w.store.person(letter.person)
        assert person
        written = await write(self.w.bot.desk, letter, person, now)
        if written is None:
            await letters.call_off(letter.key, LetterState.SUPERSEDED, machine)
        elif await letters.mark(letter.key, now, machine, fence, 0):
            try:
                message = await Posting(self.w.bot.bot, lambda: None).post(letter.person, written)
                await letters.sent(letter.key, message, machine, fence)
            except TelegramError as error:
                judgement = judge(error)
                gone = judgement.verdict is Verdict.GONE
                await letters.fail(letter, judgement.reason, machine, fence, gone=gone)

    async def deliver(self) -> None:
        """Let the post office send everything that may go, and show how it went."""
        for _ in range(3):
            await self.w.deliver()
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
        yield Desk(w, w.bot.announcer)
