"""Looks into the store for all boards at once, at most every two seconds, and only while a board is open."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from bot.board.scenes import scene
from bot.board.showing import showing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.asked import Question
    from bot.context import Desk

_log = logging.getLogger(__name__)
PERIOD = 2.0
"""Machine's seconds from one look to the next."""


class Watching:
    """Tells every open board what it shows, in every round: that they hear something says that they are connected."""

    def __init__(self, desk: Desk, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._desk = desk
        self._sleep = sleep
        self._rooms: Counter[str] = Counter()
        self._shown: dict[str, dict[str, Any]] = {}
        self._round = asyncio.Condition()
        self._somebody = asyncio.Event()
        self._over = False

    @property
    def open(self) -> int:
        """How many boards are open."""
        return self._rooms.total()

    async def run(self) -> None:
        """Look, tell, wait, until cancelled; then every board is let go."""
        try:
            while True:
                await self._somebody.wait()
                await self._look()
                await self._sleep(PERIOD)
        finally:
            self._over = True
            await self._tell()

    async def watch(self, room: str) -> AsyncGenerator[dict[str, Any], None]:
        """Yield what the board of a room (its id; empty: all) shows, in every round until there are no more."""
        self._rooms[room] += 1
        self._somebody.set()
        try:
            while not self._over:
                async with self._round:
                    await self._round.wait()
                if room in self._shown and not self._over:
                    yield self._shown[room]
        finally:
            self._leave(room)

    def _leave(self, room: str) -> None:
        self._rooms[room] -= 1
        self._rooms += Counter()
        if not self._rooms:
            self._somebody.clear()

    async def _look(self) -> None:
        try:
            self._shown = await self._read()
        except Exception as error:  # noqa: BLE001 - whatever keeps the store from answering passes
            # The boards hear nothing and say so themselves.
            _log.warning("the boards could not be told anything: %s", type(error).__name__)
        else:
            await self._tell()

    async def _tell(self) -> None:
        async with self._round:
            self._round.notify_all()

    async def _read(self) -> dict[str, dict[str, Any]]:
        programme, now, speed = self._desk.programme, self._desk.clock.now(), self._desk.clock.speed
        rooms = tuple(self._rooms)
        sessions = {session.id for room in rooms for session in scene(programme, now, room).front}
        asked = await self._asked(sessions, now)
        return {room: showing(programme, asked, now, room) | {"speed": speed} for room in rooms}

    async def _asked(self, sessions: set[str], now: datetime) -> Mapping[str, Sequence[Question]]:
        questions = self._desk.store.questions
        found = await asyncio.gather(*(questions.open_of(session, now) for session in sessions))
        return dict(zip(sessions, found, strict=True))
