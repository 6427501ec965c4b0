"""How fast calls go out, in four lanes: replies at once, bulk evenly spaced behind them, and none inside a pause.

Replies alone are not slowed down before Telegram says 429: its limits are meant for bulk. While bulk goes, both keep to
what Telegram takes, as a refusal would stop both; who came first is answered first. What surely was not sent is tried
again for a reply only. It will not decide what a failure means for a letter.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.limits import Chats, Window
from bot.delivery.pauses import Pauses
from bot.delivery.transport import NotSent
from bot.store import Lane

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from datetime import datetime

    from bot.delivery.pauses import PaceState

_log = logging.getLogger(__name__)
PATIENCE = 15.0
BULK = 25.0
"""Bulk messages a second at most."""
RATE = 28.0
_SHARE = 0.9
"""How much of all that may go bulk plans for: the rest is for replies."""
# Calls do not arrive as evenly as they are made: so many of a second may come within the one before or after.
_JITTER = 1
# So many of both go in a second while bulk does, whatever the rate is set to: Telegram takes 30 (Bots FAQ).
_TOGETHER = RATE - _JITTER
# Bulk goes as long as its last call was so many seconds ago at most: there is one a second at least.
_GOING = 3.0
_CATCH_UP = 0.1
# While more replies than this wait, bulk goes once a second only; up to so many find room beside it at once.
_FEW = 2
_BACK_OFF = (0.5, 1.0, 2.0, 4.0)
_SENDING = ("send", "edit", "forward", "copy", "delete")
_SENDING_NOTHING = frozenset({"sendchataction", "deletewebhook", "deletemycommands"})
# A call that is slowed down after a refusal to its chat is so for this long, in seconds.
_CAREFUL = 60.0


class Paused(NotSent):
    """Between the grant of a slot and the call a pause began: nothing was sent."""


@dataclass(slots=True, eq=False)
class Slot:
    """The leave to make one bulk call to a chat now; `used` once it was made or given back."""

    lane: Lane
    chat: int
    used: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """Bulk messages a second now and without any refusals, seconds left of pauses, refusals since the start."""

    rate: float
    full: float
    bulk_pause: float
    pause: float
    refusals: int


class Pace(BaseRateLimiter[None]):
    """PTB's extension point through which every call goes.

    `seconds` counts the machine's seconds and `sleep` waits for some; `rate` is how many messages a second there may be
    in all while there is bulk. `noticed` is told of a storm of refusals, once, with its `times` and longest `seconds`.
    """

    def __init__(
        self,
        seconds: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rate: float = RATE,
        noticed: Callable[..., None] = lambda _name, **_figures: None,
    ) -> None:
        self._seconds = seconds
        self._sleep = sleep
        self._rate = rate
        self._noticed = noticed
        self._full = max(1.0, min(BULK, rate * _SHARE))
        self._pauses = Pauses(self._full)
        self._chats = Chats()
        self._sent, self._replies, self._bulk = Window(), Window(), Window()
        self._careful: dict[object, float] = {}
        self._granted = 0
        self._next = 0.0
        self._bulk_at = self._reply_next = float("-inf")
        self._line = asyncio.Lock()
        self._waiting = 0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    # The way of bulk: a slot, then the mark, then the call.

    async def slot(self, lane: Lane, chat: int) -> Slot:
        """Return the leave for one call to a chat, as soon as there is room; a reply's is there at once."""
        while lane is not Lane.REPLY and (left := max(self.wait(), self.chat_wait(chat))) > 0:
            await self._sleep(left)
        return self.grant(lane, chat)

    def wait(self) -> float:
        """Return in how many seconds the next bulk call may go, to whatever chat."""
        at = self._seconds()
        return max(0.0, self._next - at, self._pauses.bulk_until() - at, self._room(at))

    def _room(self, at: float) -> float:
        """Return in how many seconds one more fits into the last second, slots included that were granted."""
        if self._bulk.count(at) + self._granted == 0:
            return 0.0  # never below one a second, however many replies there are
        if self._waiting > _FEW:
            return min(1 / BULK, self._bulk.wait(1, at) or 1.0)
        most = self._rate - _JITTER - self._granted
        return self._sent.wait(most, at) if most >= 1 else 1 / self.bulk_rate()

    def chat_wait(self, chat: int) -> float:
        """Return in how many seconds a chat may get the next bulk call."""
        at = self._seconds()
        return max(0.0, self._pauses.until(chat) - at, self._chats.wait(chat, at))

    def grant(self, lane: Lane, chat: int) -> Slot:
        """Return the leave for one call now; it has to be used, or given back."""
        if lane is Lane.REPLY:
            return Slot(lane, chat)
        at, interval = self._seconds(), 1 / self.bulk_rate()
        # Sleeping takes a little longer than asked: up to half a step is made up for.
        self._next = interval + (self._next if at - self._next <= interval / 2 else at)
        self._granted += 1
        self._chats.take(chat, at)
        return Slot(lane, chat)

    def give_back(self, slot: Slot) -> None:
        """Let a slot go to somebody else, if it was not used."""
        if slot.used or slot.lane is Lane.REPLY:
            return
        slot.used = True
        self._granted -= 1
        self._next -= 1 / self.bulk_rate()

    def bulk_rate(self) -> float:
        """Return how many bulk messages may go a second now."""
        at = self._seconds()
        return max(1.0, min(self._pauses.limit(at), self._rate - self._replies.count(at)))

    def hold(self, seconds: float) -> None:
        """Let no bulk go for so long: another copy of the bot may be at work, or Telegram away."""
        self._pauses.hold(self._seconds() + seconds)

    def figures(self) -> Figures:
        """Return how it goes."""
        at = self._seconds()
        bulk, everything = (max(0.0, until - at) for until in (self._pauses.bulk_until(), self._pauses.until(None)))
        return Figures(self.bulk_rate(), self._full, bulk, everything, self._pauses.refusals)

    def state(self, machine: datetime) -> PaceState:
        """Return what has to survive a restart."""
        return self._pauses.state(self._seconds(), machine)

    def restore(self, state: PaceState, machine: datetime) -> None:
        """Keep the pauses and the caution of an earlier process."""
        self._pauses.restore(state, self._seconds(), machine)

    def forget(self, chat: int) -> None:
        """Know nothing of a chat any more, so that no note of the pace names it."""
        self._pauses.forget(chat)

    # PTB's side.

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Any:
        """Make the call: with a slot at once and only once, else after its pause, RetryAfter beyond `PATIENCE` seconds.

        A call that sends nothing is not slowed, and pauses its own method only: taps are acknowledged while menus may
        not be set.
        """
        call = _Call(callback, args, kwargs, endpoint, _chat(endpoint, data))
        if isinstance(rate_limit_args, Slot) and rate_limit_args.lane is not Lane.REPLY:
            return await self._with(rate_limit_args, call)
        return await self._reply(call)

    async def _with(self, slot: Slot, call: _Call) -> Any:
        at = self._seconds()
        if max(self._pauses.bulk_until(), self._pauses.until(call.chat)) > at:
            self.give_back(slot)
            raise Paused("Telegram has asked for a pause meanwhile")
        if not slot.used:
            slot.used = True
            self._granted -= 1
        self._sent.add(at)
        self._bulk.add(at)
        self._bulk_at = at
        return await self._make(call)

    async def _reply(self, call: _Call) -> Any:
        deadline = self._seconds() + PATIENCE
        back_off = iter(_BACK_OFF)
        again = False
        while True:
            await self._wait(call, deadline, again=again)
            again = True
            try:
                return await self._make(call)
            except RetryAfter:
                if self._until(call) > deadline:
                    raise
            except NotSent:
                pause = next(back_off, None)
                if pause is None:
                    raise
                await self._sleep(pause)

    async def _make(self, call: _Call) -> Any:
        try:
            return await call.callback(*call.args, **call.kwargs)
        except RetryAfter as refusal:
            self._refused(call, _length(refusal))
            raise

    def _refused(self, call: _Call, seconds: float) -> None:
        at = self._seconds()
        if call.chat is None:
            self._pauses.refused_method(call.endpoint, seconds, at)
            return
        self._careful[call.chat] = at + seconds + _CAREFUL
        storming, storm = self._pauses.refused(call.chat, seconds, at), self._pauses.storm
        if storm.times == 1:
            _log.warning("Telegram asks for a pause of %.0f s; bulk goes more slowly for a while", seconds)
        if storming:
            self._noticed("flood", times=storm.times, seconds=storm.longest)

    def _until(self, call: _Call) -> float:
        if call.chat is None:
            return self._pauses.method_until(call.endpoint)
        return self._pauses.until(call.chat)

    async def _wait(self, call: _Call, deadline: float, *, again: bool) -> None:
        await self._pass_pause(call, deadline)
        if not isinstance(call.chat, int):
            return
        await self._go_carefully(call.chat)
        await self._queue(deadline, again=again)
        while self._until(call) > self._seconds():
            await self._pass_pause(call, deadline)
            await self._queue(deadline, again=True)
        at = self._seconds()
        self._chats.take(call.chat, at)
        self._sent.add(at)
        self._replies.add(at)
        # Evenly: of two bursts a second apart both may arrive within one. Who woke late catches up a little.
        self._reply_next = 1 / _TOGETHER + (self._reply_next if at - self._reply_next <= _CATCH_UP else at)

    async def _pass_pause(self, call: _Call, deadline: float) -> None:
        until, at = self._until(call), self._seconds()
        if until > deadline:
            raise RetryAfter(max(1, round(until - at)))
        if until > at:
            await self._sleep(until - at)

    async def _go_carefully(self, chat: int) -> None:
        """Keep to what a chat takes, if it was refused a while ago."""
        while self._careful.get(chat, 0.0) > self._seconds() and (left := self._chats.wait(chat, self._seconds())) > 0:
            await self._sleep(left)
        at = self._seconds()
        if self._careful.get(chat, at) < at:
            del self._careful[chat]

    async def _queue(self, deadline: float, *, again: bool) -> None:
        """Return when there is room for a reply beside the bulk that goes: who comes again need not stand in line."""
        self._waiting += 1
        try:
            async with nullcontext() if again else self._line:
                while 0 < (left := self._left()) <= deadline - self._seconds():
                    await self._sleep(left)
        finally:
            self._waiting -= 1

    def _left(self) -> float:
        """Return in how many seconds a reply to whatever chat may go."""
        at = self._seconds()
        pause = self._pauses.until(None) - at
        if at - self._bulk_at >= _GOING:
            return pause
        return max(pause, self._reply_next - at, self._sent.wait(_TOGETHER + (self._waiting <= _FEW), at))


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of PTB's; `chat` is None for one that sends nothing."""

    callback: Callable[..., Coroutine[Any, Any, Any]]
    args: Any
    kwargs: dict[str, Any]
    endpoint: str
    chat: object


def _chat(endpoint: str, data: dict[str, Any]) -> object:
    name = endpoint.lower()
    return data.get("chat_id") if name.startswith(_SENDING) and name not in _SENDING_NOTHING else None


def _length(refusal: RetryAfter) -> float:
    return refusal._retry_after.total_seconds()  # noqa: SLF001 - the public attribute warns and changes its type
