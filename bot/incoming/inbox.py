"""Updates are stored before they are acknowledged, handled serially in each chat and in parallel across chats.

A row goes when its update has been handled; what a dead process left is handled by the next. An update that
fails three times is put aside. It will not look into an update further than its chat.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store import Store

_log = logging.getLogger(__name__)
TIME_LIMIT = 20.0
WORKERS = 64
ATTEMPTS = 3
Update = dict[str, Any]
Handler = Callable[[Update], Awaitable[None]]


class Inbox:
    """The updates waiting to be handled.

    `handle` gets one as the Bot API's JSON; `give_up` gets one that was put aside.
    """

    def __init__(self, store: Store, handle: Handler, give_up: Handler | None = None) -> None:
        self._store = store
        self._handle = handle
        self._give_up = give_up
        self._waiting: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(WORKERS)
        self._done: list[int] = []
        self._putting_away: asyncio.Task[None] | None = None

    async def take(self, updates: Sequence[Update]) -> None:
        """Store updates durably and begin to handle them; those known already are passed over."""
        rows = [(update["update_id"], chat_of(update), json.dumps(update)) for update in updates]
        new = set(await self._store.receive(rows))
        for number, update in {update["update_id"]: update for update in updates}.items():
            if number in new:
                self._begin(update)

    async def resume(self) -> None:
        """Begin to handle what an earlier process left."""
        for row in await self._store.pending():
            self._begin(json.loads(row.payload))

    async def drain(self) -> None:
        """Return when nothing is waiting any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self, patience: float = 8) -> None:
        """Let what is being handled finish within `patience` seconds; the rest stays stored."""
        for waiting in self._waiting.values():
            waiting.clear()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._put_away()

    def _begin(self, update: Update) -> None:
        chat = chat_of(update)
        waiting = self._waiting.get(chat)
        if waiting is not None:
            waiting.append(update)
            return
        self._waiting[chat] = deque([update])
        self._start(self._work_through(chat))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work_through(self, chat: int) -> None:
        waiting = self._waiting[chat]
        try:
            while waiting:
                async with self._free:
                    await self._work(waiting.popleft())
        except Exception:  # noqa: BLE001 - other chats go on
            _log.exception("the inbox cannot reach its store; what waits in a chat is handled after the next start")
        finally:
            del self._waiting[chat]

    async def _work(self, update: Update) -> None:
        number = update["update_id"]
        attempts = 0
        while attempts < ATTEMPTS:
            try:
                async with asyncio.timeout(TIME_LIMIT):
                    await self._handle(update)
            except Exception as error:  # noqa: BLE001 - whatever a feature does, the next update is handled
                _log.exception("update %s failed", number)
                attempts = await self._store.failed(number, type(error).__name__)
            else:
                self._done.append(number)
                if self._putting_away is None or self._putting_away.done():
                    self._putting_away = self._start(self._put_away())
                return
        _log.error("update %s failed %s times and is put aside", number, attempts)
        if self._give_up:
            with suppress(Exception):
                await self._give_up(update)

    async def _put_away(self) -> None:
        """Let go of what was handled; what is handled during one commit goes with the next."""
        try:
            while self._done:
                batch = tuple(self._done)
                await self._store.handled(batch)
                del self._done[: len(batch)]
        except Exception:  # noqa: BLE001 - it is tried again with the next
            _log.exception("the inbox cannot reach its store; what was handled may be handled again")


def chat_of(update: Update) -> int:
    """Return the id of the chat an update belongs to, that of the person where it has no chat, else 0."""
    for content in update.values():
        if isinstance(content, dict):
            inner = content.get("message") or content
            place = inner.get("chat") or content.get("from") or {}
            return int(place.get("id", 0))
    return 0
