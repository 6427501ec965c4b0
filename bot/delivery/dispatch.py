"""One letter's way from a granted slot to its settlement: written, marked, posted, settled. It does not choose it.

Every step of it can be the last of a dying process: see the named places.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.clock import machine_now
from bot.delivery.verdicts import Judgement, Verdict, judge
from bot.delivery.writing import write
from bot.faultpoints import faultpoint
from bot.store import LetterState
from bot.store.archive import NUMBER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.context import Desk
    from bot.delivery.leases import Lease
    from bot.delivery.line import Line
    from bot.delivery.pace import Pace, Slot
    from bot.delivery.posting import Posting
    from bot.delivery.written import Written
    from bot.store import Letter

    Settlement = Callable[[], Awaitable[object]]

_log = logging.getLogger(__name__)
BACK_OFF = 30
"""Seconds that a letter waits at most that surely was not sent: 1, 2, 4 … up to this."""
_UNWRITTEN = timedelta(seconds=10)
_TRIES = 3


class Dispatch:
    """Sends single letters. `machine` is the machine's clock."""

    def __init__(
        self,
        desk: Desk,
        posting: Posting,
        pace: Pace,
        lease: Lease,
        line: Line,
        machine: Callable[[], datetime] = machine_now,
    ) -> None:
        self._desk = desk
        self._letters = desk.store.letters
        self._posting = posting
        self._pace = pace
        self._lease = lease
        self._line = line
        self._machine = machine
        self._moved: dict[int, int] = {}
        self._unwritten: Counter[str] = Counter()
        self._unsettled: list[Settlement] = []

    async def send(self, letter: Letter, slot: Slot) -> bool:
        """Send a letter if it may still go and says anything; False if it has to wait. Raises nothing."""
        try:
            return await self._send(letter, slot)
        except Exception:  # noqa: BLE001 - the store's; what was marked is settled later, or in doubt
            _log.exception("a letter could not be sent for want of the store: %s", letter.key)
            return False
        finally:
            self._pace.give_back(slot)

    @property
    def settled(self) -> bool:
        """Whether the store knows what became of everything."""
        return not self._unsettled

    async def settle_rest(self) -> bool:
        """Settle what the store would not take before; False if it still will not."""
        try:
            while self._unsettled:
                await self._unsettled[0]()
                del self._unsettled[0]
        except Exception as error:  # noqa: BLE001 - whatever the store says, it is tried again
            _log.warning("what became of %s letters cannot be stored: %s", len(self._unsettled), type(error).__name__)
        return self.settled

    async def _send(self, letter: Letter, slot: Slot) -> bool:
        person = await self._desk.store.person(letter.person)
        if person is None:
            return True  # forgotten, and the letter with them
        if person.silenced or not person.reachable:
            await self._letters.call_off(letter.key, LetterState.CANCELLED, self._machine())
            return True
        programme = self._desk.programme
        edition = int(await self._desk.store.note(NUMBER) or 0)
        try:
            written = await write(self._desk, letter, person, self._desk.clock.now())
        except Exception as error:  # noqa: BLE001 - one letter that cannot be written keeps no other
            return await self._not_written(letter, error)
        if written is None:
            await self._letters.call_off(letter.key, LetterState.SUPERSEDED, self._machine())
            return True

        def current() -> bool:
            return self._desk.programme is programme and not self._desk.replacing

        return await self._mark(letter, edition, current, written, slot)

    async def _not_written(self, letter: Letter, error: Exception) -> bool:
        _log.exception("a letter could not be written: %s", letter.key)
        self._unwritten[letter.key] += 1
        reason, machine = type(error).__name__, self._machine()
        if self._unwritten[letter.key] < _TRIES:
            await self._letters.put_off(letter.key, machine + _UNWRITTEN, reason, machine)
        else:
            del self._unwritten[letter.key]
            await self._letters.fail(letter, reason, machine, self._lease.fence, gone=False)
        return True

    async def _mark(
        self, letter: Letter, edition: int, current: Callable[[], bool], written: Written, slot: Slot
    ) -> bool:
        fence = self._lease.fence
        again = partial(self._letters.again, letter.key, None, "", fence=fence, counted=False)
        faultpoint("before the mark")
        try:
            marked = await self._letters.mark(letter.key, self._desk.clock.now(), self._machine(), fence, edition)
        except Exception:
            # The commit may have happened all the same; the request surely will not.
            self._unsettled.append(lambda: again(machine=self._machine()))
            raise
        if not marked:
            return False
        faultpoint("after the mark")
        # What another process holds, or was replaced or stood still meanwhile, is not sent late or outdated.
        if not (self._lease.held and current() and self._desk.clock.now() <= letter.useful_until):
            await self._settle(again)
            return False
        await self._post(letter, written, slot, fence)
        return True

    async def _post(self, letter: Letter, written: Written, slot: Slot, fence: int) -> None:
        faultpoint("before the request")
        try:
            chat = self._moved.get(letter.person, letter.person)
            message_id = await self._posting.post(chat, written, slot)
        except Exception as error:  # noqa: BLE001 - what is unknown is in doubt
            faultpoint("after the request")
            judgement = judge(error)
            self._line.met(judgement.verdict)
            await self._settle(self._settlement(letter, judgement, written, fence))
        else:
            faultpoint("after the request")
            self._line.answered()
            await self._settle(partial(self._letters.sent, letter.key, message_id, fence=fence))
        faultpoint("after the settlement")

    def _settlement(self, letter: Letter, judgement: Judgement, written: Written, fence: int) -> Callable[..., Any]:
        """Return the store's method, to be called with `machine`, that a failed request ends in."""
        key, reason = letter.key, judgement.reason
        match judgement.verdict:
            case Verdict.DONE:
                return partial(self._letters.sent, key, written.edits or written.deletes or 0, fence=fence)
            case Verdict.GONE | Verdict.NEVER:
                gone = judgement.verdict is Verdict.GONE
                return partial(self._letters.fail, letter, reason, fence=fence, gone=gone)
            case Verdict.DOUBT:
                return partial(self._letters.doubt, key, reason, fence=fence)
            case Verdict.NOT_SENT:
                later = self._machine() + timedelta(seconds=min(BACK_OFF, 2**letter.attempts))
                return partial(self._letters.again, key, later, reason, fence=fence, counted=True)
            case _:
                if judgement.chat is not None:
                    self._moved[letter.person] = judgement.chat
                return partial(self._letters.again, key, None, reason, fence=fence, counted=False)

    async def _settle(self, settlement: Callable[..., Awaitable[object]]) -> None:
        """Settle now; what the store will not take is kept for later, and nothing is sent until it has."""
        faultpoint("before the settlement")
        try:
            await settlement(machine=self._machine())
        except Exception:  # noqa: BLE001 - the row stays `sending`: it is in doubt, should this process die now
            _log.exception("what became of a letter could not be stored yet")
            self._unsettled.append(lambda: settlement(machine=self._machine()))
