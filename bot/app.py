"""The composition root: the only module that knows all others. It puts the bot together and lets it run."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.clock import Clock, machine_now, seconds
from bot.context import Desk
from bot.delivery.menus import Menus
from bot.delivery.office import Office
from bot.delivery.pace import Pace
from bot.delivery.replies import BotReplies
from bot.delivery.transport import Transport
from bot.feature import Registry, discover
from bot.health import Health
from bot.incoming.allowance import Allowance
from bot.incoming.inbox import Inbox
from bot.incoming.late import Late
from bot.incoming.polling import REFUSED, Polling, refuse_webhook, sentence
from bot.incoming.routing import Routing
from bot.rehearsal.cast import DEMO, enter
from bot.rehearsal.landmarks import ahead
from bot.rehearsal.server import serve
from bot.rehearsal.stage import Stage
from bot.rehearsal.telegram import Telegram
from bot.settings import SettingsProblem
from bot.store import Store
from schedule.loading import load_texts
from schedule.search import Index

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from telegram.request import BaseRequest

    from bot.incoming.polling import Watcher
    from bot.settings import Settings
    from schedule.loading import Loaded
    from schedule.model import Programme

_log = logging.getLogger(__name__)
START_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
# Made up: the stand-in accepts it, Telegram would not.
DEMO_TOKEN = "1234567890:" + "made-up-for-the-demo-on-this-machine"
MORNING = time(8, 45)


@dataclass(slots=True)
class Wires:
    """The ways to Telegram: one transport for calls, one of its own for the long poll."""

    token: str
    api_url: str
    calls: BaseRequest = field(default_factory=Transport)
    polls: BaseRequest = field(default_factory=lambda: Transport(connections=4))
    seconds: Callable[[], float] = seconds
    """The machine's count of seconds."""


class Companion:
    """The bot, put together."""

    def __init__(
        self, wires: Wires, store: Store, clock: Clock, registry: Registry, programme: Programme, index: Index
    ) -> None:
        self.folder: Path | None = None
        self.bot = ExtBot[None](
            wires.token,
            base_url=f"{wires.api_url}/bot",
            base_file_url=f"{wires.api_url}/file/bot",
            request=wires.calls,
            get_updates_request=wires.polls,
            rate_limiter=Pace(seconds),
        )
        self._wires = wires
        self._menus = Menus(self.bot, store, registry.commands, programme.conference.languages)
        self.office = Office()
        self.desk = Desk(
            programme=programme,
            index=index,
            store=store,
            clock=clock,
            replies=BotReplies(self.bot, lambda: self.folder, self._left),
            outbox=self.office,
            commands=registry.spellings,
            links=registry.links,
            buttons=registry.buttons,
            changed=self._menus.set_for,
            forgotten=self._menus.drop_for,
        )
        routing = Routing(self.desk, registry)
        allowance = Allowance(routing, wires.seconds)
        self.inbox = Inbox(store, allowance.handle, routing.apologise, Late(routing).handle)

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
        for person in organisers:
            await self.desk.store.welcome(person, self.desk.programme.conference.languages[0], self.desk.clock.now())
            await self.desk.store.change(person, organiser=True)
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

    async def poll(self, watcher: Watcher, stop: asyncio.Event) -> None:
        """Take in updates until `stop` is set."""
        settle()
        await Polling(self._wires.polls, self.bot.base_url, self.inbox, watcher).run(stop)

    async def close(self) -> None:
        """Finish what is being handled, then let go of Telegram."""
        await self.inbox.close()
        await self.bot.shutdown()

    async def invite_organiser(self) -> str:
        """Return a single-use link that makes its first user an organiser; it is stored hashed."""
        invited = await self.desk.store.invitations.issue(machine_now())
        return f"https://t.me/{self.name}?start=o-{invited.token}"

    async def _left(self, person: int) -> None:
        if await self.desk.store.person(person):
            await self.desk.store.change(person, reachable=False)


@asynccontextmanager
async def companion(
    wires: Wires,
    store: Store,
    clock: Clock,
    programme: Programme,
    folder: Path | None = None,
    index: Index | None = None,
) -> AsyncIterator[Companion]:
    """Put the bot together and close it at the end.

    `folder` is where the programme's pictures lie; `index` is the programme's, if there is one already.
    """
    made = Companion(wires, store, clock, discover(), programme, index or Index(programme))
    made.folder = folder
    try:
        yield made
    finally:
        await made.close()


def settle() -> None:
    """Take what is there for good out of the garbage collector's rounds, which took fifty milliseconds each."""
    gc.collect()
    gc.freeze()


def pictures(path: Path) -> Path:
    """Return the folder in which a conference's pictures lie: itself, or that of its single file."""
    return path if path.is_dir() else path.parent


def first_morning(programme: Programme) -> datetime:
    """Return 08:45 of the first day, when a demo begins."""
    return datetime.combine(programme.conference.starts, MORNING, programme.conference.zone)


async def good_programme(loaded: Loaded, store: Store, clock: Clock) -> Programme | None:
    """Return the programme read, keeping it as the last good edition, else that edition, else None."""
    if loaded.programme:
        await store.keep_edition(dict(loaded.sources), machine_now())
        return loaded.programme
    kept = await store.edition()
    if kept is None:
        return None
    for problem in loaded.problems:
        _log.warning("%s", problem)
    _log.warning("The conference has errors; the last good edition, of %s, keeps serving.", kept.taken_at)
    return load_texts(kept.sources.items(), reserved=frozenset(discover().spellings), now=clock.now()).programme


async def run(settings: Settings, loaded: Loaded, clock: Clock) -> bool:
    """Run the bot until SIGTERM or SIGINT; False at once if there is no programme to serve.

    Raises SettingsProblem or StoreProblem, each with one sentence for the operator.
    """
    token = settings.bot_token()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with await Store.open(settings.database(rehearsal=clock.rehearsed)) as store:
        programme = await good_programme(loaded, store, clock)
        if programme is None:
            return False
        stop = _stop_on_signals()
        health = Health(settings.data_dir)
        folder = pictures(settings.conference)
        async with companion(Wires(token, settings.api_url), store, clock, programme, folder) as bot:
            if await _unless(stop, bot.start(health, settings.organisers)):
                await _welcome_operator(bot, store)
                await bot.poll(health, stop)
    return True


async def demo(
    programme: Programme, folder: Path, clock: Clock, port: int, opened: Callable[[str], None] = lambda _: None
) -> None:
    """Run the bot against the stand-in, with a chat page in the browser, until SIGTERM or SIGINT.

    `opened` is told the page's address once the bot is at work. Nothing outlives it: the store is in a temporary
    folder. OSError if the port is taken.
    """
    conference = programme.conference
    telegram = Telegram(DEMO_TOKEN, now=clock.now, seconds=seconds)
    enter(telegram)
    organisers = frozenset(persona.id for persona in DEMO if persona.organiser)
    stage = Stage(
        clock, conference.zone, conference.starts, conference.ends, landmarks=lambda: ahead(programme, clock.now())
    )
    stop = _stop_on_signals()
    with TemporaryDirectory(prefix="steiger-") as temporary:
        health = Health(Path(temporary))
        async with (
            serve(telegram, stage, port) as address,
            await Store.open(f"sqlite:///{temporary}/demo.db") as store,
            companion(Wires(DEMO_TOKEN, address), store, clock, programme, folder) as bot,
        ):
            await bot.start(health, organisers)
            opened(address)
            await bot.poll(health, stop)


async def _welcome_operator(bot: Companion, store: Store) -> None:
    _log.info("@%s is at work.", bot.name)
    if not await store.organisers():
        # Not the log: the link is a key, and logs are kept.
        link = await bot.invite_organiser()
        sys.stdout.write(f"Nobody is organiser yet. Who opens this link first becomes one: {link}\n")
        sys.stdout.flush()


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work; False if `stop` was set before it was done."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        task.result()
        return True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return False


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
