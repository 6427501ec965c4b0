"""Incidents: what organisers should know of the operation, told to each of them once. It mends nothing.

Whatever notices something calls `tell` as often as it likes; in one episode, by default an hour of the machine's
clock, that is one line in the log and one letter to each organiser.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import machine_now
from bot.delivery.written import Written
from bot.screens.incident import INCIDENTS
from bot.store import Lane, Letter, LetterKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.context import Desk
    from bot.store import Person

_log = logging.getLogger(__name__)
USEFUL = timedelta(hours=6)
"""How long an incident is worth telling, on the conference's clock."""
# These last: an hour later there is nothing new to say.
_DAILY = frozenset({"token", "copy", "skew", "disk"})
# These happen anew: after every start, for one.
_EACH = frozenset({"doubt"})
# This is why bulk stands still: whoever waits for its end is told too late.
_OF_A_PAUSE = frozenset({"copy"})
_EPISODES = 500
_PAUSES = (1.0, 5.0, 30.0, 60.0, 300.0)


class Incidents:
    """Plans the letters. `machine` is the machine's clock, `sleep` waits for some of its seconds."""

    def __init__(
        self,
        desk: Desk,
        machine: Callable[[], datetime] = machine_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._machine = machine
        self._sleep = sleep
        self._told: dict[tuple[str, str], None] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, name: str, episode: str = "", **figures: Any) -> None:
        """Have organisers told soon, whatever the store says meanwhile: for callers who cannot wait."""
        episode = episode or self._episode(name)
        if self._is_new(name, episode):
            task = asyncio.get_running_loop().create_task(self._plan_at_last(name, episode, figures))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def report(self, name: str, episode: str = "", **figures: Any) -> None:
        """Have organisers told; returns once their letters are kept. `figures` are what JSON can hold."""
        episode = episode or self._episode(name)
        if self._is_new(name, episode):
            await self._plan(name, episode, figures)

    async def drain(self) -> None:
        """Return when all letters are kept."""
        while self._telling:
            await asyncio.wait(set(self._telling))

    async def close(self) -> None:
        """Stop trying to keep letters that the store would not take."""
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    def _episode(self, name: str) -> str:
        now = self._machine()
        if name in _EACH:
            return now.isoformat(timespec="seconds")
        return f"{now:%Y-%m-%d}" if name in _DAILY else f"{now:%Y-%m-%dT%H}"

    def _is_new(self, name: str, episode: str) -> bool:
        if (name, episode) in self._told:
            return False
        self._told[name, episode] = None
        if len(self._told) > _EPISODES:
            del self._told[next(iter(self._told))]
        return True

    async def _plan_at_last(self, name: str, episode: str, figures: dict[str, Any]) -> None:
        for pause in _PAUSES:
            try:
                await self._plan(name, episode, figures)
            except Exception as error:  # noqa: BLE001 - the incident may be the store's own
                _log.warning("an incident could not be stored yet: %s", type(error).__name__)
                await self._sleep(pause)
            else:
                return

    async def _plan(self, name: str, episode: str, figures: dict[str, Any]) -> None:
        _log.warning("incident: %s (%s) %s", name, episode, figures)
        now = self._desk.clock.now()
        letters = [
            Letter(
                key=f"i:{name}:{episode}:{person}",
                kind=LetterKind.INCIDENT,
                lane=Lane.REPLY if name in _OF_A_PAUSE else Lane.URGENT,
                person=person,
                about=name,
                due=now,
                useful_until=now + USEFUL,
                facts=figures,
            )
            for person in await self._desk.store.organisers()
        ]
        await self._desk.store.letters.plan(letters, self._machine())
        self._desk.outbox.stir()


async def write_incident(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what happened; nothing to somebody who is no organiser any more."""
    screen = INCIDENTS.get(letter.about)
    if screen is None or not person.organiser:
        return None
    return Written(screen(desk.view_of(person, now), letter.facts))
