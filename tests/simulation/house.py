"""One bot after the other in this process, on virtual time; each may end as a kill ends it. It plays no part."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from bot.app import Companion, Wires
from bot.delivery.office import IDLE
from bot.delivery.transport import ConnectTimedOut, NotSent
from bot.edition.serving import first_edition
from bot.feature import discover
from bot.rehearsal.wire import Wire
from bot.store import LetterState, Store, tables
from bot.store.engines import Database, open_database
from schedule.loading import load_texts
from schedule.search import Index
from tests.torture.child import TOKEN
from tests.world import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select
    from telegram.request import RequestData

    from bot.store import Person
    from bot.store.work import Worker
    from schedule.loading import Loaded
    from tests.simulation.virtual import Time
    from tests.torture.witness import Witness

T = TypeVar("T")
_NOWHERE = "http://127.0.0.1:9"
_READY = select(tables.letter.c.key).where(tables.letter.c.state == LetterState.READY).limit(1)
_OFF = select(tables.letter.c.key).where(tables.letter.c.state.in_((LetterState.SUPERSEDED, LetterState.CANCELLED)))


class Fuse:
    """Blows after so many sparks: one before and one after each unit of the store's and each request."""

    def __init__(self) -> None:
        self._left = -1
        self.blown = asyncio.Event()

    def light(self, sparks: int) -> None:
        """Let it blow after so many more."""
        self._left = sparks

    async def spark(self) -> None:
        """Count one; once it has blown, nothing happens for ever."""
        self._left -= 1
        if self._left == 0:
            self.blown.set()
        if self.blown.is_set():
            await asyncio.get_running_loop().create_future()


class Mortal:
    """A worker of the store's that answers nothing any more once the fuse has blown."""

    def __init__(self, worker: Worker, fuse: Fuse) -> None:
        self._worker = worker
        self._fuse = fuse

    async def run(self, unit: Callable[[Connection], T]) -> T:
        """Return what the unit returned."""
        await self._fuse.spark()
        answer = await self._worker.run(unit)
        await self._fuse.spark()
        return answer

    async def close(self) -> None:
        """Let go of the connections."""
        await self._worker.close()


class MortalWire(Wire):
    """A transport that answers nothing any more once the fuse has blown."""

    def __init__(self, telegram: Witness, fuse: Fuse) -> None:
        super().__init__(telegram, NotSent, ConnectTimedOut)
        self._fuse = fuse

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        """Return status and body."""
        await self._fuse.spark()
        answer = await super().do_request(url, method, request_data, *timeouts, **more)
        await self._fuse.spark()
        return answer


class House:
    """The bot, put together on a database and a stand-in that outlive it."""

    def __init__(self, url: str, telegram: Witness, time: Time) -> None:
        self._url = url
        self._telegram = telegram
        self._time = time
        self._bot: Companion | None = None
        self._database: Database | None = None
        self._others: set[asyncio.Task[Any]] = set()
        self._due: datetime | None = None
        self._wait = 0.0
        self._folder: Loaded | None = None
        self.fuse = Fuse()
        self.crashes = 0

    @property
    def bot(self) -> Companion:
        """The bot that lives at the moment."""
        if self._bot is None:
            raise LookupError("nobody is at home")
        return self._bot

    async def enter(self, sources: Mapping[str, str]) -> None:
        """Start a bot; `sources` is what lies in its folder, which it need not serve."""
        self._others, self.fuse = asyncio.all_tasks(), Fuse()
        self._database = database = await open_database(self._url)
        writer, reader = (Mortal(worker, self.fuse) for worker in (database.writer, database.reader))
        store, registry, time = Store(replace(database, writer=writer, reader=reader)), discover(), self._time
        reserved = frozenset(registry.spellings)
        # Nobody touches the folder: once read, it is known to every bot.
        self._folder = loaded = self._folder or load_texts(sources.items(), reserved=reserved, now=time.clock.now())
        programme = await first_edition(loaded, store, time.clock.now(), time.machine(), reserved)
        if programme is None:
            raise ValueError([str(problem) for problem in loaded.problems])
        calls = MortalWire(self._telegram, self.fuse)
        wires = Wires(TOKEN, _NOWHERE, calls, Wire(self._telegram), time.seconds, time.machine, time.sleep)
        bot = self._bot = Companion(wires, store, time.clock, registry, programme, Index(programme))
        bot.office._arm = self._arm  # noqa: SLF001 - no real alarm rings here
        await self._time.until(self._move_in(bot))

    async def _move_in(self, bot: Companion) -> None:
        await bot.stand_by()
        self._telegram.faults.lift()  # nobody moves in before Telegram can be reached
        await bot.start(Told())

    def _arm(self, due: datetime | None) -> None:
        self._due = due

    async def day(self) -> None:
        """Take in what people have sent, and work once in the post office."""
        if not self._telegram.faults.out():
            await self._take_in()
            self.bot.office.heard()
        self._wait = await self.bot.office.turn()

    async def _take_in(self) -> None:
        while self._telegram.pending:
            reply = await self._telegram.call("getUpdates", {"limit": 100, "timeout": 0})
            updates = reply.content["result"]
            await self.bot.inbox.take(updates)
            await self.bot.inbox.drain()
            after = updates[-1]["update_id"] + 1
            await self._telegram.call("getUpdates", {"offset": after, "limit": 1, "timeout": 0})

    async def idle(self, longest: float) -> float:
        """Return in how many seconds there is something to do, `longest` at most."""
        if self._wait < IDLE or await self._ask(_READY):
            return self._wait
        if self._due is None:
            return longest
        return min(longest, max(0.0, (self._due - self._time.clock.now()).total_seconds()))

    async def person(self, person_id: int) -> Person | None:
        """Return a person as the store knows them."""
        return await self.bot.desk.store.person(person_id)

    async def called_off(self) -> frozenset[str]:
        """Return the keys of the letters that are superseded or cancelled."""
        return frozenset(row[0] for row in await self._ask(_OFF))

    async def _ask(self, query: Select[Any]) -> Sequence[Any]:
        if self._database is None:
            return ()
        return await self._database.reader.run(lambda connection: connection.execute(query).all())

    async def do(self, work: Coroutine[Any, Any, Any], fatal: int = 0) -> bool:
        """Do something; if it is `fatal` the bot dies after so many sparks. Tell whether it lived."""
        if fatal:
            self.fuse.light(fatal)
        task = asyncio.create_task(work)
        blown = asyncio.create_task(self.fuse.blown.wait())
        await self._time.until(asyncio.wait({task, blown}, return_when=asyncio.FIRST_COMPLETED))
        blown.cancel()
        if not self.fuse.blown.is_set():
            self.fuse.light(-1)
            task.result()
            return True
        await self._die()
        return False

    async def _die(self) -> None:
        """Let nothing of the bot go on: not even what would tidy up."""
        self.crashes += 1
        await self._time.settle()
        while tasks := asyncio.all_tasks() - self._others - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=0.01)
        await self._let_go()

    async def leave(self) -> None:
        """End the bot as a deployment does."""
        await self._time.until(self.bot.close())
        await self._let_go()

    async def _let_go(self) -> None:
        self._bot = None
        if self._database:
            await self._database.close()
