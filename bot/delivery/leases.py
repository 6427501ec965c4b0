"""The right to send: held by one process at a time, renewed every few seconds, lost when that does not succeed.

Whoever holds it has a fence, a number higher than that of everybody before. It does not send.
"""

from __future__ import annotations

import asyncio
import os
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.clock import machine_now, seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.outbox import Letters

LENGTH = timedelta(seconds=12)
"""How long it holds without being renewed: another process takes over within fifteen seconds."""
RENEWAL = 3.0
"""Seconds between two renewals, and between two tries to get it."""


class Lease:
    """One process's claim. `machine` is the machine's clock and `seconds` its count, which no correction moves."""

    def __init__(
        self,
        letters: Letters,
        machine: Callable[[], datetime] = machine_now,
        seconds: Callable[[], float] = seconds,
        holder: str = "",
    ) -> None:
        self._letters = letters
        self._machine = machine
        self._seconds = seconds
        self._holder = holder or f"process {os.getpid()} on {socket.gethostname()}"
        self._asked = float("-inf")
        self._until: datetime | None = None
        self._ends = 0.0
        self._turn = asyncio.Lock()
        self._released = False
        self.fence = 0
        self.lost = False
        """Whether somebody else has had it since this process first did: what this one remembers may be outdated."""

    @property
    def held(self) -> bool:
        """Whether this process may send now, by both of the machine's clocks."""
        return self._until is not None and self._machine() < self._until and self._seconds() < self._ends

    async def keep(self) -> bool:
        """Take or renew it if it is time to, and tell whether it is held; raises what the store raises."""
        async with self._turn:
            if not self._released and self._seconds() - self._asked >= RENEWAL:
                self._asked = self._seconds()
                await self._ask()
        return self.held

    async def _ask(self) -> None:
        begun, machine = self._seconds(), self._machine()
        until = machine + LENGTH
        if self._until is None or not await self._letters.renew_lease(self.fence, until):
            self.lost = self.lost or self._until is not None
            self._until = None
            fence = await self._letters.take_lease(self._holder, machine, until)
            if fence is None:
                return
            self.fence = fence
        self._until, self._ends = until, begun + LENGTH.total_seconds()

    async def release(self) -> None:
        """Let another process have it at once, and never take it again."""
        self._released = True
        async with self._turn:
            if self._until is not None:
                self._until = None
                await self._letters.renew_lease(self.fence, self._machine())
