"""The post office's day: what is owed is planned, what is announced is started, what is ready is sent, turn after turn.

Two desks work side by side, so that a long run of letters keeps no reminder from being planned. What goes when is the
planner's business, how it goes the sender's.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
    from datetime import datetime
    from typing import Any

    from bot.context import Desk
    from bot.delivery.announcing import Announcer
    from bot.delivery.planning import Planner
    from bot.delivery.sender import Sender
    from bot.store import Letter

    Round = Callable[[datetime], Awaitable[datetime | None]]

_log = logging.getLogger(__name__)
IDLE = 5.0
"""Machine's seconds after which each desk looks again, whatever happens."""
AGAIN = 5.0
"""Machine's seconds after which it is tried again when the store was away."""


class Office:
    """`stir` brings the next turn forward; `arm` has it brought forward at an instant of the conference's clock.

    Each of the `rounds` is made in every turn, given the conference's instant; it keeps what has come to be owed
    besides the programme's reminders, and returns when it wants to be made again, if it knows.
    `noticed` is told of what organisers should know, by the name of the incident.
    """

    def __init__(
        self,
        desk: Desk,
        planner: Planner,
        announcer: Announcer,
        sender: Sender,
        arm: Callable[[datetime | None], None] = lambda _due: None,
        rounds: Sequence[Round] = (),
        noticed: Callable[..., None] = lambda _name, **_figures: None,
    ) -> None:
        self._desk = desk
        self._planner = planner
        self._announcer = announcer
        self._sender = sender
        self._arm = arm
        self._rounds = rounds
        self._noticed = noticed
        self._to_plan = asyncio.Event()
        self._to_send = asyncio.Event()
        self._heard: datetime | None = None
        self._late = 0

    def stir(self) -> None:
        """Look again at what is owed and what waits."""
        self._to_plan.set()
        self._to_send.set()
        self._sender.stir()

    def jumped(self) -> None:
        """Owe nothing for the time that the clock has been made to jump over."""
        self._planner.skip()
        self.stir()

    def heard(self) -> None:
        """Take note that Telegram has answered: an outage begins after the last time."""
        self._heard = self._desk.clock.now()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what is on its way arrive."""
        desks = (self._work(stop, self._to_plan, self._plan), self._work(stop, self._to_send, self._send))
        try:
            async with asyncio.TaskGroup() as together:
                for work in (*desks, self._halt(stop)):
                    together.create_task(work)
        finally:
            await self.close()

    async def turn(self) -> float:
        """Work once at both desks; return in how many of the machine's seconds there is more to do."""
        return min(await self._plan(), await self._send())

    async def close(self) -> None:
        """Show and send nothing any more."""
        await self._announcer.close()
        await self._sender.close()

    async def _halt(self, stop: asyncio.Event) -> None:
        """End a turn that is under way when the bot is to end."""
        await stop.wait()
        self._sender.halt()

    async def _work(
        self, stop: asyncio.Event, stirred: asyncio.Event, turn: Callable[[], Coroutine[Any, Any, float]]
    ) -> None:
        halted = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                stirred.clear()
                wait = await _in_spite_of_all(turn)
                woken = asyncio.create_task(stirred.wait())
                await asyncio.wait({halted, woken}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
                woken.cancel()
        finally:
            halted.cancel()

    async def _plan(self) -> float:
        """Plan, start and show what is to be; return in how many of the machine's seconds to do so again."""
        now = self._desk.clock.now()
        owing = await self._planner.plan(now)
        wanted = await self._announcer.tick(now, self._desk.machine())
        more = [await make(now) for make in self._rounds]
        due = await self._desk.store.letters.next_due(now)
        self._arm(min((each for each in (owing, due, *more) if each), default=None))
        self._to_send.set()
        return IDLE if wanted is None else min(IDLE, max(wanted, 0.05))

    async def _send(self) -> float:
        """Send what is ready for a turn; return in how many of the machine's seconds to go on."""
        now = self._desk.clock.now()
        turn = await self._sender.turn()
        if turn.expired:
            self._late += len(turn.expired)
            await self._planner.digest(turn.expired, _began(turn.expired, self._heard or now), now)
            return 0.0
        if self._late:
            self._noticed("late", letters=self._late)
            self._late = 0
        return IDLE if turn.wait is None else min(IDLE, turn.wait)


def _began(expired: Iterable[Letter], heard: datetime) -> datetime:
    """Return when it began that letters were not sent: after Telegram was last heard, or before this process was."""
    before = (letter.due for letter in expired if letter.useful_until < heard)
    return min(before, default=heard)


async def _in_spite_of_all(turn: Callable[[], Coroutine[Any, Any, float]]) -> float:
    """Do a turn; what goes wrong there is logged, and it is tried again."""
    try:
        return await turn()
    except Exception:  # noqa: BLE001 - a store that is away comes back
        _log.exception("the post office could not do its work")
        return AGAIN
