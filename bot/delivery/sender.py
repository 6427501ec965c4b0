"""Sends what is ready, as far as the pace lets it, in turns. It plans nothing and writes nothing.

One letter's way: `planned` until its time has come, `ready` until the pace has room for it, then marked as `sending`
right before its one request and settled right after. What was marked and not settled is in doubt.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import machine_now, seconds
from bot.delivery.dispatch import Dispatch
from bot.delivery.line import Line
from bot.delivery.pauses import PaceState
from bot.faultpoints import faultpoint
from bot.store import Lane, LetterState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from telegram.ext import ExtBot

    from bot.context import Desk
    from bot.delivery.leases import Lease
    from bot.delivery.pace import Pace, Slot
    from bot.delivery.posting import Posting
    from bot.store import Letter

_log = logging.getLogger(__name__)
TURN = 5.0
"""Machine's seconds after which a turn ends, whatever is left: others want to plan."""
IN_FLIGHT = 6
STANDBY = 3.0
"""Machine's seconds until it is worth asking again for the right to send, or for the store."""
WARY = 1.0
"""Machine's seconds without bulk after taking over: whoever sent before may have done so just now."""
NAP = 0.5
"""Machine's seconds that are waited for within a turn: whoever waits for longer can be woken, or told to end."""
CLOSING = 10.0
"""Machine's seconds that what is on its way has when the bot ends."""
PACE = "pace"
"""The note that keeps the pauses Telegram asked for over a restart."""
_FRESH = 1.0
_BATCH = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn has come to.

    `wait` is in how many of the machine's seconds another is worth while, 0 for at once; None: nothing waits but what
    is not due yet. `expired` are letters that ended unsent because they are of no use any more.
    """

    wait: float | None
    expired: tuple[Letter, ...] = ()


class Sender:
    """Works through what is ready. `noticed` is told of what organisers should know, by the name of the incident.

    `machine` is the machine's clock, `seconds` its count, `sleep` waits for some of them.
    """

    def __init__(
        self,
        desk: Desk,
        bot: ExtBot[None],
        posting: Posting,
        pace: Pace,
        lease: Lease,
        noticed: Callable[..., None] = lambda _name, **_figures: None,
        machine: Callable[[], datetime] = machine_now,
        seconds: Callable[[], float] = seconds,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._letters = desk.store.letters
        self._pace = pace
        self._lease = lease
        self._line = Line(bot, pace, noticed)
        self._dispatch = Dispatch(desk, posting, pace, lease, self._line, machine)
        self._noticed = noticed
        self._machine = machine
        self._seconds = seconds
        self._sleep = sleep
        self._fence = 0
        self._refusals = 0
        self._passed = 0
        self._batch: list[Letter] = []
        self._looked = float("-inf")
        self._flying: dict[asyncio.Task[None], Letter] = {}
        self._refused: dict[str, float] = {}
        self._expired: list[Letter] = []
        self._closing = False

    def stir(self) -> None:
        """Look into the store before the next letter: something more urgent may be there."""
        self._looked = float("-inf")

    async def turn(self) -> Turn:
        """Send what is ready for some seconds at most; never raises for what the store or Telegram say."""
        try:
            if self._closing or not await self._may_send():
                return Turn(STANDBY)
            await self._expire()
            wait = await self._work()
            await self._keep_pauses()
        except Exception:  # noqa: BLE001 - a store that is away comes back
            _log.exception("the post office cannot reach its store")
            return Turn(STANDBY)
        expired, self._expired = tuple(self._expired), []
        return Turn(wait, expired)

    def halt(self) -> None:
        """Claim nothing more."""
        self._closing = True

    async def close(self, patience: float = CLOSING) -> None:
        """Claim nothing more, let what is on its way arrive, and let another process send."""
        self.halt()
        if self._flying:
            await asyncio.wait(self._flying, timeout=patience)
        for task in self._flying:
            task.cancel()
        await asyncio.gather(*self._flying, return_exceptions=True)
        await self._dispatch.settle_rest()
        try:
            await self._keep_pauses()
            await self._lease.release()
        except Exception as error:  # noqa: BLE001 - it runs out by itself
            _log.warning("the right to send could not be given back: %s", type(error).__name__)

    async def _may_send(self) -> bool:
        """Tell whether this process is the one that sends, and whether it knows what became of all it has sent."""
        if not await self._lease.keep():
            return False
        if self._fence != self._lease.fence:
            await self._take_over()
        await self._name_left()
        return await self._dispatch.settle_rest()

    async def _take_over(self) -> None:
        note = await self._desk.store.note(PACE)
        if note:
            self._pace.restore(PaceState.read(note), self._machine())
        self._pace.hold(WARY)
        self._fence = self._lease.fence

    async def _name_left(self) -> None:
        """Take for doubtful what an earlier process left on its way; one taken for dead may still mark some."""
        left = await self._letters.settle_left(self._machine(), self._fence)
        if left:
            self._noticed("doubt", letters=dict(Counter(letter.kind.value for letter in left)))

    async def _keep_pauses(self) -> None:
        refusals = self._pace.figures().refusals
        if refusals != self._refusals:
            await self._desk.store.set_note(PACE, self._pace.state(self._machine()).written())
            self._refusals = refusals

    async def _expire(self) -> None:
        while some := await self._letters.expire(self._desk.clock.now(), self._machine()):
            faultpoint("after letters expired")
            self._expired += (letter for letter in some if letter.state is LetterState.EXPIRED)

    async def _work(self) -> float | None:
        """Send until the turn is over or there is nothing to send; return when it is worth going on."""
        end = self._seconds() + TURN
        while self._seconds() < end and not self._closing:
            if not await self._lease.keep() or not await self._dispatch.settle_rest():
                return STANDBY
            wait = await self._step(end)
            if wait is None or wait > 0:
                return wait
        return 0.0

    async def _step(self, end: float) -> float | None:
        """Send one letter; return 0 if that was worth a try, else when it will be, and None if nothing waits."""
        flying = bool(self._flying)
        await self._look()
        if not self._batch and not self._flying:
            return 0.0 if flying else await self._next_try()  # what landed during the look may be ready again
        at_once = [letter for letter in self._batch if letter.lane is Lane.REPLY]
        if at_once and self._pace.wait() > 0:
            return await self._send_one(at_once)
        wait = self._pace.wait()
        if wait > NAP or self._seconds() + wait > end:
            return await self._land() if self._flying else wait
        if wait > 0:
            await self._sleep(wait)
            return 0.0
        if self._line.broken and not await self._line.mends():
            return max(self._pace.wait(), 1.0)
        return await self._send_one(self._batch)

    async def _look(self) -> None:
        """Have a fresh view of what is ready, in the order in which it should go."""
        if self._batch and self._seconds() - self._looked < _FRESH:
            return
        self._looked = self._seconds()
        now, machine = self._desk.clock.now(), self._machine()
        if await self._letters.promote(now):
            faultpoint("after letters became ready")
        flying = {letter.key for letter in self._flying.values()}
        self._refused = {key: until for key, until in self._refused.items() if until > self._looked}
        ready = await self._letters.ready(now, machine, _BATCH, self._passed)
        self._batch = [letter for letter in ready if letter.key not in flying and letter.key not in self._refused]

    async def _send_one(self, batch: list[Letter]) -> float | None:
        """Grant a slot to the first letter whose chat is free."""
        if len(self._flying) >= IN_FLIGHT:
            return await self._land()
        busy = {letter.person for letter in self._flying.values()}
        free = [letter for letter in batch if letter.person not in busy]
        letter = next((letter for letter in free if self._pace.chat_wait(letter.person) <= 0), None)
        if letter:
            self._batch.remove(letter)
            self._start(letter)
            return 0.0
        if self._flying:
            return await self._land()
        self.stir()
        return min((self._pace.chat_wait(letter.person) for letter in free), default=0.0)

    async def _land(self) -> float:
        """Wait until one that is on its way has arrived, but not so long that the right to send is lost."""
        await asyncio.wait(self._flying, timeout=STANDBY, return_when=asyncio.FIRST_COMPLETED)
        return 0.0

    def _start(self, letter: Letter) -> None:
        self._passed = 0 if letter.lane is Lane.ANNOUNCEMENT else self._passed + 1
        slot = self._pace.grant(letter.lane, letter.person)
        task = asyncio.create_task(self._fly(letter, slot))
        self._flying[task] = letter
        task.add_done_callback(self._flying.pop)

    async def _fly(self, letter: Letter, slot: Slot) -> None:
        if not await self._dispatch.send(letter, slot):
            self._refused[letter.key] = self._seconds() + _FRESH

    async def _next_try(self) -> float | None:
        """Return in how many seconds a letter that waits to be tried again may go; None if there is none."""
        if not self._dispatch.settled:
            return STANDBY
        if self._refused:
            return _FRESH
        machine = self._machine()
        retry = await self._letters.next_retry(machine)
        return max(0.01, (retry - machine).total_seconds()) if retry else None
