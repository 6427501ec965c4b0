"""Runs units of work, each wholly or not at all, and returns once they are committed; what they do is theirs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    Unit = Callable[[Connection], Any]

T = TypeVar("T")
_TOGETHER = 500
_TRIES = 5


class Worker(Protocol):
    """Whatever runs and commits units of work: functions of a connection that may be run again if a commit fails."""

    async def run(self, unit: Callable[[Connection], T]) -> T:
        """Return what the unit returned, once that is committed; or raise what kept it from being so."""

    async def close(self) -> None:
        """Finish what was begun and let go of the connections."""


class PoolWorker:
    """Every unit in a transaction of its own, on a connection from the pool."""

    def __init__(self, pool: AsyncEngine) -> None:
        self._pool = pool

    async def run(self, unit: Callable[[Connection], T]) -> T:
        """Return what the unit returned, once that is committed; of two that block each other one begins again."""
        for _ in range(_TRIES - 1):
            try:
                return await self._once(unit)
            except DBAPIError as error:
                if "deadlock" not in str(error.orig):
                    raise
        return await self._once(unit)

    async def _once(self, unit: Callable[[Connection], T]) -> T:
        async with self._pool.begin() as connection:
            return await connection.run_sync(unit)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._pool.dispose()


class GroupWorker:
    """One connection in one thread; the units that gather during one commit share the next.

    A commit waits for the disk, whatever is in it, and an asynchronous connection changes threads several times a
    statement: this one took a fifth of its time. If a unit fails, each is run again alone: it harms nobody else.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, "store")
        self._waiting: list[tuple[Unit, asyncio.Future[Any]]] = []
        self._working: asyncio.Task[None] | None = None

    async def run(self, unit: Callable[[Connection], T]) -> T:
        """Return what the unit returned, once that is committed. A caller who stops waiting does not stop it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting.append((unit, answer))
        if self._working is None or self._working.done():
            self._working = loop.create_task(self._work())
        return await answer

    async def close(self) -> None:
        """Commit what is waiting and let go of the connection."""
        if self._working:
            await self._working
        self._thread.submit(self._let_go)
        self._thread.shutdown()

    def _let_go(self) -> None:
        if self._connection:
            self._connection.close()
        self._engine.dispose()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            try:
                outcomes = await loop.run_in_executor(self._thread, self._commit, [unit for unit, _ in batch])
            except RuntimeError as closed:
                outcomes = [closed] * len(batch)  # nobody waits for ever for a store that is closed
            for (_, answer), outcome in zip(batch, outcomes, strict=True):
                _settle(answer, outcome)

    def _commit(self, units: Sequence[Unit]) -> list[Any]:
        """Return each unit's result, or the exception that kept it from being committed."""
        try:
            return self._together(units)
        except Exception as error:  # noqa: BLE001 - whoever waits for the unit gets it
            if len(units) == 1 or _is_locked(error):
                return [error] * len(units)
        return [outcome for unit in units for outcome in self._commit([unit])]

    def _together(self, units: Sequence[Unit], tries: int = _TRIES) -> list[Any]:
        try:
            # It stays open: to get it from the pool for each transaction costs a tenth of a small one.
            self._connection = connection = self._connection or self._engine.connect()
            with connection.begin():
                return [unit(connection) for unit in units]
        except OperationalError as error:
            if tries == 1 or not _is_locked(error):
                raise
        return self._together(units, tries - 1)


def _is_locked(error: Exception) -> bool:
    """Tell whether somebody else (a backup, a shell) held the file for longer than the busy timeout."""
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def _settle(answer: asyncio.Future[Any], outcome: Any) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
