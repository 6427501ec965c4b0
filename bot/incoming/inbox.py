"""Updates are stored before they are acknowledged, handled serially in each chat and in parallel across chats.

A row goes when its update has been handled; what a dead process left is handled by the next. An update that
fails three times is put aside. What is of use for seconds only is neither stored nor tried again. It will not look
into an update further than its kind, its chat and its words.
"""

from __future__ import annotations

import asyncio
import json
import logging
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import machine_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.store import Store

_log = logging.getLogger(__name__)
TIME_LIMIT = 20.0
WORKERS = 256
"""How many chats are answered at once. Many of them wait: what they send goes no faster than Telegram takes it."""
ATTEMPTS = 3
OLD = timedelta(minutes=15)
"""An update that has waited longer since it was stored is handled by `late`."""
BACKLOG = 30_000
"""How many updates of a backlog are looked at together, at most."""
AWAY = 2.0
"""Seconds between two tries to reach a store that is away."""
TOGETHER = 5_000
"""How many rows go at once: PostgreSQL takes 32,767 values in a statement."""
Update = dict[str, Any]
Handler = Callable[[Update], Awaitable[None]]


class Inbox:
    """The updates waiting to be handled.

    `handle` gets one as the Bot API's JSON; `give_up` gets one that was put aside; `late` gets, in place of
    `handle`, those that an earlier process left and that have waited for longer than `OLD`.
    """

    def __init__(
        self, store: Store, handle: Handler, give_up: Handler | None = None, late: Handler | None = None
    ) -> None:
        self._store = store
        self._handle = handle
        self._give_up = give_up
        self._late = late or handle
        self._old: set[int] = set()
        self._held: list[Update] = []
        self._waiting: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(WORKERS)
        self._done: list[int] = []
        self._putting_away: asyncio.Task[None] | None = None

    async def take(self, updates: Sequence[Update], *, more: bool = False) -> None:
        """Store updates durably and begin to handle them; those known already are passed over.

        `more` of a backlog is to come: handling waits until it is complete, and then of what somebody wrote several
        times word for word in one chat only the last is answered.
        """
        lasting = [update for update in updates if not passing(update)]
        rows = [(update["update_id"], chat_of(update), json.dumps(update)) for update in lasting]
        new = set(await self._store.receive(rows, machine_now()))
        fresh = [update for number, update in _by_number(updates).items() if number in new or passing(update)]
        backlog = more or bool(self._held)
        self._held += fresh
        if not more or len(self._held) >= BACKLOG:
            held, self._held = self._held, []
            self._begin_all(held, backlog=backlog)

    async def resume(self) -> None:
        """Begin to handle what an earlier process left."""
        rows, now = await self._store.pending(), machine_now()
        self._old |= {row.update_id for row in rows if row.received_at is None or now - row.received_at > OLD}
        self._begin_all([json.loads(row.payload) for row in rows], backlog=True)

    async def drain(self) -> None:
        """Return when nothing is waiting any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self, patience: float = 8) -> None:
        """Let what is being handled finish within `patience` seconds; the rest stays stored."""
        self._held.clear()
        for waiting in self._waiting.values():
            waiting.clear()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._put_away()

    def _begin_all(self, updates: Iterable[Update], *, backlog: bool) -> None:
        ordered = sorted(updates, key=_number)
        wanted = newest(ordered) if backlog else ordered
        if len(wanted) < len(ordered):
            kept = {_number(update) for update in wanted}
            self._let_go(*(number for number in map(_number, ordered) if number not in kept))
        for update in wanted:
            self._begin(update)

    def _begin(self, update: Update) -> None:
        chat = chat_of(update)
        waiting = self._waiting.get(chat)
        if waiting is not None:
            insort(waiting, update, key=_number)
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
        finally:
            del self._waiting[chat]

    async def _work(self, update: Update) -> None:
        if passing(update):
            await self._try_once(update)
            return
        number = update["update_id"]
        handle = self._late if number in self._old else self._handle
        attempts = 0
        while attempts < ATTEMPTS:
            try:
                async with asyncio.timeout(TIME_LIMIT):
                    await handle(update)
            except Exception as error:  # noqa: BLE001 - whatever a feature does, the next update is handled
                _log.exception("update %s failed", number)
                attempts = await self._failed(number, type(error).__name__)
            else:
                self._let_go(number)
                return
        _log.error("update %s failed %s times and is put aside", number, attempts)
        if self._give_up:
            with suppress(Exception):
                await self._give_up(update)

    async def _try_once(self, update: Update) -> None:
        try:
            async with asyncio.timeout(TIME_LIMIT):
                await self._handle(update)
        except Exception:  # noqa: BLE001 - whatever a feature does, the next update is handled
            _log.exception("update %s failed", update["update_id"])

    async def _failed(self, number: int, error: str) -> int:
        """Count a failure, once the store takes it: one that is away comes back, and only then is it worth a try."""
        while True:
            try:
                return await self._store.failed(number, error)
            except Exception as away:  # noqa: BLE001 - whatever keeps the store from answering
                _log.warning("the inbox cannot reach its store: %s", type(away).__name__)
                await asyncio.sleep(AWAY)

    def _let_go(self, *numbers: int) -> None:
        """Have the rows deleted of what was handled, or need not be."""
        self._done += numbers
        self._old.difference_update(numbers)
        if self._putting_away is None or self._putting_away.done():
            self._putting_away = self._start(self._put_away())

    async def _put_away(self) -> None:
        """Let go of what was handled; what is handled during one commit goes with the next."""
        try:
            while self._done:
                batch = tuple(self._done[:TOGETHER])
                await self._store.handled(batch, machine_now())
                del self._done[: len(batch)]
        except Exception:  # noqa: BLE001 - it is tried again with the next
            _log.exception("the inbox cannot reach its store; what was handled may be handled again")


def newest(updates: Sequence[Update]) -> list[Update]:
    """Return updates without the messages that a later one repeats word for word in the same chat.

    Taps and all else stay: what somebody set before an outage is set. Commands set a thing to a value and never
    change it back, so that their last occurrences, in order, leave all things as the whole row of them would.
    """
    said: set[tuple[int, str]] = set()
    kept: list[Update] = []
    for update in reversed(updates):
        words = _words(update)
        if words is None or (chat_of(update), words) not in said:
            kept.append(update)
        if words is not None:
            said.add((chat_of(update), words))
    return kept[::-1]


def _words(update: Update) -> str | None:
    text = (update.get("message") or {}).get("text")
    return text.strip().casefold() if isinstance(text, str) else None


def _by_number(updates: Iterable[Update]) -> dict[int, Update]:
    return {_number(update): update for update in updates}


def _number(update: Update) -> int:
    return int(update["update_id"])


def passing(update: Update) -> bool:
    """Tell whether an update is of use for seconds only: an inline query, asked with every few letters of anybody."""
    return "inline_query" in update


def chat_of(update: Update) -> int:
    """Return the id of the chat an update belongs to, that of the person where it has no chat, else 0."""
    for content in update.values():
        if isinstance(content, dict):
            inner = content.get("message") or content
            place = inner.get("chat") or content.get("from") or {}
            return int(place.get("id", 0))
    return 0
