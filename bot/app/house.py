"""The bot, put together: what asks Telegram, what answers, what sends to others, and what each hears of the rest."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.alarm import Alarm
from bot.app.workings import Workings
from bot.clock import machine_now, seconds
from bot.context import Desk
from bot.delivery.announcing import Announcer
from bot.delivery.asking import Asker
from bot.delivery.incidents import Incidents
from bot.delivery.leases import Lease
from bot.delivery.menus import Menus
from bot.delivery.office import Office
from bot.delivery.pace import BULK, RATE, Pace
from bot.delivery.planning import Planner
from bot.delivery.posting import Posting
from bot.delivery.replies import BotReplies
from bot.delivery.seating import Seating
from bot.delivery.sender import Sender
from bot.delivery.transport import Transport
from bot.edition import zoning
from bot.edition.editions import Editions
from bot.feature import Registry, discover
from bot.incoming.allowance import Allowance
from bot.incoming.inbox import Inbox
from bot.incoming.late import Late
from bot.incoming.polling import REFUSED, Polling, refuse_webhook, sentence
from bot.incoming.routing import Routing
from bot.settings import Apply, SettingsProblem
from bot.store import StoreProblem
from schedule.search import Index

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from telegram.request import BaseRequest

    from bot.clock import Clock
    from bot.health import Health
    from bot.incoming.polling import Watcher
    from bot.store import Store
    from schedule.model import Programme

_log = logging.getLogger(__name__)
START_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
CLAIM = 3.0
"""Seconds between two looks at the right to send."""
LOST = "Another process has taken over: this one ends, so that nothing is sent twice."


@dataclass(slots=True)
class Wires:
    """The ways to Telegram, one transport for calls and one of its own for the long poll; and the machine's time."""

    token: str
    api_url: str
    calls: BaseRequest = field(default_factory=Transport)
    polls: BaseRequest = field(default_factory=lambda: Transport(connections=4))
    seconds: Callable[[], float] = seconds
    """The machine's count of seconds."""
    machine: Callable[[], datetime] = machine_now
    """The machine's clock."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    rate: float = RATE
    """Messages a second while many are sent."""


class Companion:
    """The bot. `place` is where its conference lies, folder or file, to be watched and for its pictures."""

    def __init__(
        self,
        wires: Wires,
        store: Store,
        clock: Clock,
        registry: Registry,
        programme: Programme,
        index: Index,
        place: Path | None = None,
        apply: Apply = Apply.ASK,
    ) -> None:
        self._wires = wires
        self.folder = pictures(place)
        self.pace = Pace(wires.seconds, wires.sleep, wires.rate, self._noticed)
        self.bot = ExtBot[None](
            wires.token,
            base_url=f"{wires.api_url}/bot",
            base_file_url=f"{wires.api_url}/file/bot",
            request=wires.calls,
            get_updates_request=wires.polls,
            rate_limiter=self.pace,
        )
        self._menus = Menus(self.bot, store, registry.commands, programme.conference.languages)
        posting = Posting(self.bot, lambda: self.folder)
        self.desk = Desk(
            programme=programme,
            index=index,
            store=store,
            clock=clock,
            replies=BotReplies(self.bot, posting, self._left),
            commands=registry.spellings,
            links=registry.links,
            buttons=registry.buttons,
            machine=wires.machine,
            changed=self._menus.set_for,
            forgotten=self._forgotten,
        )
        self.editions = Editions(self.desk, programme, place, apply, self._menus.follow)
        self.desk.editions = self.editions
        self.incidents = Incidents(self.desk, wires.machine, wires.sleep)
        self.lease = Lease(store.letters, wires.machine, wires.seconds)
        sender = Sender(
            self.desk,
            self.bot,
            posting,
            self.pace,
            self.lease,
            self._noticed,
            wires.machine,
            wires.seconds,
            wires.sleep,
        )
        bulk = min(BULK, wires.rate)
        self.alarm = Alarm(clock, lambda: self.office.stir())  # noqa: PLW0108 - the office comes after it
        self.announcer = Announcer(self.desk, bulk, wires.seconds)
        planner = Planner(self.desk, bulk)
        self.office = Office(
            self.desk,
            planner,
            self.announcer,
            sender,
            self.alarm.arm,
            (Seating(self.desk).round, Asker(self.desk).round),
            self._noticed,
        )
        self.desk.outbox = self.office
        clock.watch(self.office.jumped)
        routing = self._routing = Routing(self.desk, registry)
        allowance = Allowance(routing, wires.seconds)
        self.inbox = Inbox(store, allowance.handle, self._give_up, Late(routing).handle)

    def _noticed(self, name: str, **figures: Any) -> None:
        self.incidents.tell(name, **figures)

    async def _give_up(self, update: dict[str, Any]) -> None:
        """Tell organisers, and whoever is waiting, that an update could not be answered."""
        self.incidents.tell("aside")
        await self._routing.apologise(update)

    @property
    def name(self) -> str:
        """The bot's username, known once it has started."""
        return self.desk.bot

    async def start(self, watcher: Watcher, organisers: frozenset[int] = frozenset()) -> None:
        """Reach Telegram, however long that takes, set the menus, and handle what an earlier process left.

        `organisers` are made such, whether they have written yet or not. SettingsProblem if the token is refused.
        """
        await self._reach_telegram(watcher)
        self.desk.bot = self.bot.username
        self.desk.inline = self.bot.supports_inline_queries
        if not self.desk.inline:
            watcher.told("Pages cannot be shared into other chats: /setinline at @BotFather switches that on.")
        for person in organisers:
            await self.desk.store.welcome(person, self.desk.programme.conference.languages[0], self.desk.clock.now())
            await self.desk.store.change(person, organiser=True)
        await self.editions.start()
        await zoning.compare(self.desk.store, self.desk.programme.conference, self.incidents.report)
        try:
            await self._menus.set_all()
        except TelegramError as error:
            watcher.told(f"The menus could not be set ({type(error).__name__}); they will be at the next start.")
        await self.inbox.resume()

    async def _reach_telegram(self, watcher: Watcher) -> None:
        for pause in chain(START_PAUSES, repeat(START_PAUSES[-1])):
            try:
                await self.bot.initialize()
                await refuse_webhook(self.bot)
            except InvalidToken:
                raise SettingsProblem(REFUSED) from None
            except TelegramError as error:
                watcher.told(sentence(error))
                await asyncio.sleep(pause)
            else:
                return

    async def stand_by(self) -> None:
        """Return once this process has the right to poll and to send: where another has it, when that is gone."""
        told = False
        while not await self.lease.keep():
            if not told:
                _log.info("This one stands by: %s is at work.", await self.desk.store.letters.holder())
                told = True
            await asyncio.sleep(CLAIM)

    async def work(self, health: Health, stop: asyncio.Event) -> None:
        """Take in updates, plan and send letters, watch the conference's folder, until `stop` is set.

        StoreProblem if another process has taken over.
        """
        health.report = self.incidents.tell
        self.desk.workings = Workings(self.desk, self.pace, health, self.editions).figures
        for wire in (self._wires.calls, self._wires.polls):
            if isinstance(wire, Transport):
                wire.heard = health.heard
        polling = Polling(
            self._wires.polls, self.bot.base_url, self.inbox, Listening(health, self.office), hold=self.pace.hold
        )
        self.alarm.start()
        pulse = asyncio.create_task(health.watch())
        try:
            async with asyncio.TaskGroup() as together:
                for part in (polling.run(stop), self.office.run(stop), self.editions.run(stop), self._guard(stop)):
                    together.create_task(part)
        except* StoreProblem as lost:
            raise lost.exceptions[0] from None
        finally:
            pulse.cancel()

    async def _guard(self, stop: asyncio.Event) -> None:
        """Raise StoreProblem if somebody else has taken the right to send, even if they have died since.

        A store that is away comes back, and a right that ran out meanwhile is renewed if nobody has taken it.
        """
        while not stop.is_set():
            try:
                await self.lease.keep()
            except Exception as error:  # noqa: BLE001 - whatever keeps the store from answering
                _log.warning("the right to send could not be renewed: %s", type(error).__name__)
            if self.lease.lost:
                raise StoreProblem(LOST)
            with suppress(TimeoutError):
                async with asyncio.timeout(CLAIM):
                    await stop.wait()

    async def close(self) -> None:
        """Finish what is being handled and what is on its way, then let go of Telegram."""
        self.alarm.close()
        await self.inbox.close()
        await self.office.close()
        await self.incidents.close()
        await self.bot.shutdown()

    async def invite_organiser(self) -> str:
        """Return a single-use link that makes its first user an organiser; it is stored hashed."""
        invited = await self.desk.store.invitations.issue(self.desk.machine())
        return f"https://t.me/{self.name}?start=o-{invited.token}"

    async def _forgotten(self, person: int) -> None:
        """Let nothing outside the store name somebody who was deleted."""
        self.pace.forget(person)
        await self._menus.drop_for(person)

    async def _left(self, person: int) -> None:
        if await self.desk.store.person(person):
            await self.desk.store.change(person, reachable=False)


@dataclass(slots=True)
class Listening:
    """Hears how the polling goes: the operator is told, and the post office knows when Telegram last answered."""

    watcher: Watcher
    office: Office

    def polled(self) -> None:
        """Telegram has answered."""
        self.office.heard()
        self.watcher.polled()

    def told(self, sentence: str, incident: str = "") -> None:
        """Something the operator should know."""
        self.watcher.told(sentence, incident)


@asynccontextmanager
async def companion(
    wires: Wires,
    store: Store,
    clock: Clock,
    programme: Programme,
    place: Path | None = None,
    index: Index | None = None,
    apply: Apply = Apply.ASK,
) -> AsyncIterator[Companion]:
    """Put the bot together and close it at the end; `index` is the programme's, if there is one already."""
    made = Companion(wires, store, clock, discover(), programme, index or Index(programme), place, apply)
    try:
        yield made
    finally:
        await made.close()


def pictures(place: Path | None) -> Path | None:
    """Return the folder in which a conference's pictures lie: itself, or that of its single file."""
    return place.parent if place and place.is_file() else place
