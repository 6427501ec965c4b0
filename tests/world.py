"""The whole bot in one process: the programme, a store, a clock moved by hand, and the stand-in's transport."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app import Companion, Wires, companion
from bot.clock import Clock
from bot.delivery.transport import ConnectTimedOut, NotSent
from bot.incoming import routing
from bot.rehearsal.cast import DEMO, enter
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire
from bot.store import Store
from schedule.loading import load
from schedule.search import Index

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from schedule.model import Programme

# A test's machine may be slow: what a tap is answered with is not to depend on it.
routing.SOON = 30.0
TOKEN = "1234567:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
BOCHUM = Path(__file__).parent.parent / "schedule" / "bochum-2021"
TORONTO = Path(__file__).parent / "conferences" / "toronto-2026"
ANNA, NOAH, OLGA = (persona.id for persona in DEMO)
GROUP = -100500
MACHINE = datetime(2026, 1, 1, 12, tzinfo=UTC)
SOON = 2.0


@cache
def conference(path: Path = BOCHUM) -> Programme:
    loaded = load(path)
    assert loaded.programme, loaded.problems
    return loaded.programme


def index(programme: Programme) -> Index:
    """Return what searches a programme: the same for the same one, as making it takes longer than most tests."""
    for known, found in _indexes:
        if known is programme:
            return found
    _indexes.append((programme, Index(programme)))
    return _indexes[-1][1]


_indexes: deque[tuple[Programme, Index]] = deque(maxlen=8)


@dataclass(frozen=True)
class Seen:
    """One message of the bot's, as a person sees it."""

    message: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def id(self) -> int:
        return int(self.message["message_id"])

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for button in self._buttons()]

    @property
    def every_button(self) -> list[str]:
        """The callback data of its buttons."""
        return [button["callback_data"] for button in self._buttons() if "callback_data" in button]

    @property
    def entities(self) -> list[dict[str, Any]]:
        return list(self.message.get("entities", []))

    def _buttons(self) -> list[dict[str, Any]]:
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def button(self, label: str) -> dict[str, Any]:
        """The one button whose label is, or else begins with or holds, `label`."""
        for matches in (str.__eq__, str.startswith, str.__contains__):
            found = [button for button in self._buttons() if matches(button["text"], label)]
            if found:
                return found[0]
        raise AssertionError(f"no button {label!r} among {self.buttons}")


@dataclass
class Told:
    """Who the bot tells how the polling goes."""

    sentences: list[str] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    polls: int = 0

    def polled(self) -> None:
        self.polls += 1

    def told(self, sentence: str, incident: str = "") -> None:
        self.sentences.append(sentence)
        self.incidents += [incident] if incident else []


@dataclass
class World:
    """What tests act with. People are Anna (German client), Noah and Olga (English ones)."""

    telegram: Telegram
    bot: Companion
    store: Store
    clock: Clock
    seconds: list[float]
    answers: list[str] = field(default_factory=list)

    async def say(self, person: int, text: str, chat: int | None = None) -> list[Seen]:
        """Let a person write; return what the bot wrote in that chat since, edits included."""
        return await self._after(chat or person, lambda: self.telegram.say(person, text, chat))

    async def ask(self, person: int, text: str, chat: int | None = None) -> Seen:
        """Let a person write and return the bot's first message."""
        return (await self.say(person, text, chat))[0]

    async def tap(self, person: int, seen: Seen, label: str) -> list[Seen]:
        """Let a person tap a button by its label; return what the bot wrote or edited since."""
        data = seen.button(label)["callback_data"]
        return await self.tap_data(person, seen.id, data)

    async def press(self, person: int, seen: Seen, label: str) -> Seen:
        """Let a person tap a button and return what the message has become, or the first new one."""
        return (await self.tap(person, seen, label))[0]

    async def tap_data(self, person: int, message_id: int, data: str, chat: int | None = None) -> list[Seen]:
        """Let a person's client send any callback data at all."""
        return await self._after(chat or person, lambda: self.telegram.tap(person, message_id, data, chat))

    async def post(self, person: int, content: dict[str, Any], chat: int | None = None) -> list[Seen]:
        """Let a person send something that is not text."""
        return await self._after(chat or person, lambda: self.telegram.post(person, content, chat))

    def toast(self) -> str:
        """What the last tap was answered with."""
        return str(self.telegram.answers[-1].text)

    def at(self, wall: str) -> None:
        """Set the clock to a wall time of the conference, written 2021-09-23 08:45."""
        zone = self.bot.desk.programme.conference.zone
        self.clock.jump(datetime.fromisoformat(wall).replace(tzinfo=zone))

    async def _after(self, chat: int, act: Any) -> list[Seen]:
        done = len(self.telegram.log)
        # Nobody does more than one thing a second.
        self.seconds[0] += 1
        act()
        await self.work()
        ids = dict.fromkeys(entry.message_id for entry in self.telegram.log[done:] if entry.chat_id == chat)
        shown = self.telegram.chat(chat).messages
        return [Seen(shown[number]) for number in ids if number in shown]

    async def deliver(self) -> None:
        """Let the post office work until nothing is left that may go in the next two seconds."""
        while (wait := await self.bot.office.turn()) < SOON:
            await self.sleep(wait)
        await self.bot.announcer.drain()

    async def letters(self, *people: int) -> list[Seen]:
        """Let the post office work; return what it wrote to these people, edits included."""
        done = len(self.telegram.log)
        await self.bot.incidents.drain()
        await self.deliver()
        ids = dict.fromkeys((e.chat_id, e.message_id) for e in self.telegram.log[done:] if e.chat_id in people)
        return [Seen(self.telegram.chat(chat).messages[number]) for chat, number in ids]

    async def sleep(self, seconds: float) -> None:
        """Let the machine's time pass."""
        self.seconds[0] += seconds
        await asyncio.sleep(0)

    async def work(self) -> None:
        """Let the bot handle everything that waits for it."""
        while self.telegram.pending:
            reply = await self.telegram.call("getUpdates", {"limit": 100, "timeout": 0})
            updates = reply.content["result"]
            await self.bot.inbox.take(updates)
            await self.bot.inbox.drain()
            await self.telegram.call("getUpdates", {"offset": updates[-1]["update_id"] + 1, "limit": 1, "timeout": 0})


def _machine(seconds: list[float]) -> tuple[Callable[[], float], Callable[[], datetime], Any]:
    """Return the machine's count, its clock, and how to sleep, all moved by hand."""

    async def sleep(length: float) -> None:
        seconds[0] += length
        await asyncio.sleep(0)

    return lambda: seconds[0], lambda: MACHINE + timedelta(seconds=seconds[0]), sleep


@asynccontextmanager
async def world(
    database_url: str, path: Path = BOCHUM, *, at: str = "2021-09-23 08:45", programme: Programme | None = None
) -> AsyncIterator[World]:
    programme = programme or conference(path)
    seconds = [0.0]
    start = datetime.fromisoformat(at).replace(tzinfo=programme.conference.zone)
    clock = Clock(start, 0, lambda: seconds[0])
    telegram = Telegram(TOKEN, now=clock.now, seconds=lambda: seconds[0])
    enter(telegram)
    telegram.add_group(GROUP, "Clusters", [ANNA, NOAH, OLGA])
    calls = Wire(telegram, NotSent, ConnectTimedOut)
    wires = Wires(TOKEN, "http://127.0.0.1:9", calls, Wire(telegram), *_machine(seconds))
    async with (
        await Store.open(database_url) as store,
        companion(wires, store, clock, programme, path, index(programme)) as bot,
    ):
        await bot.start(Told())
        yield World(telegram, bot, store, clock, seconds)
