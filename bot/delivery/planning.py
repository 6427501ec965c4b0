"""Plans what is owed: asks the programme who has to hear of what, and keeps a letter for each. It sends nothing.

What it remembers only spares work: to plan the same again does no harm.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.clock import machine_now
from bot.faultpoints import faultpoint
from bot.store import Lane, Letter, LetterKind
from schedule.reminders import GRACE, due, next_instant, subjects_near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.context import Desk
    from schedule.model import Programme
    from schedule.reminders import Follower, Owed

HORIZON = timedelta(hours=2)
"""The longest lead, and twice the time in which 20,000 letters go."""
CHUNK = 500
"""Letters a transaction: whoever taps meanwhile does not wait long."""
FEW = 100
"""Up to so many people are planned one by one when something about them has changed."""
DIGEST = timedelta(hours=3)
"""How long it helps to be told what one has missed."""
_PLANNED = "planned"


class Planner:
    """Keeps the letters that are owed. `rate` is how many a second can be sent, which spreads those of one start."""

    def __init__(self, desk: Desk, rate: float) -> None:
        self._desk = desk
        self._rate = rate
        self._programme: Programme | None = None
        self._known: set[str] = set()
        self._until: datetime | None = None
        self._next: datetime | None = None

    def skip(self) -> None:
        """Owe nothing for the time over which the clock has just been made to jump."""
        self._until, self._next, self._programme = self._desk.clock.now(), None, None

    async def plan(self, now: datetime) -> datetime | None:
        """Keep what is owed at `now`, of the conference's clock; return the next instant at which more may be owed."""
        touched = self._touched()
        try:
            await self._plan(self._desk.programme, touched, now)
        except BaseException:
            # The store is away, or the bot ends: whoever was touched is so still.
            self._desk.store.touched |= touched
            raise
        return self._next

    async def _plan(self, programme: Programme, touched: frozenset[int], now: datetime) -> None:
        if programme is not self._programme or len(touched) > FEW or (self._next and now >= self._next):
            await self._plan_all(programme, touched, now)
        elif touched:
            people = await self._desk.store.followers.these(touched, programme.conference.zone)
            await self._keep(await self._owed(programme, people, now))

    async def digest(self, expired: Iterable[Letter], outage: datetime, now: datetime) -> None:
        """Owe a digest to whoever missed the last reminder of a start; one for an outage, which began at `outage`."""
        began = outage.isoformat(timespec="minutes")
        missed = {letter.person for letter in expired if _was_last(letter)}
        await self._put(
            Letter(f"d:{began}:{person}", LetterKind.DIGEST, Lane.REMINDER, person, began, now, now + DIGEST)
            for person in sorted(missed)
        )

    def _touched(self) -> frozenset[int]:
        touched = frozenset(self._desk.store.touched)
        self._desk.store.touched.clear()
        return touched

    async def _plan_all(self, programme: Programme, touched: frozenset[int], now: datetime) -> None:
        if programme is not self._programme:
            self._known.clear()
        since, zone = min(self._until or await self._planned_before(now), now), programme.conference.zone
        near = subjects_near(programme, since, HORIZON + (now - since))
        followers = await self._desk.store.followers.near(near, zone)
        owed = await self._owed(programme, followers, now, since)
        # Whoever was touched may want what was called off: it is revived.
        new = [each for each in owed if each.key not in self._known or each.person in touched]
        await self._keep(new)
        self._known = {each.key for each in owed}
        self._programme, self._until = programme, now
        overviews = {(follower.overview, follower.zone) for follower in followers if follower.overview}
        half_window = timedelta(seconds=len(followers) / self._rate / 2)
        self._next = next_instant(programme, now, half_window, overviews)
        await self._desk.store.set_note(_PLANNED, now.isoformat())

    async def _planned_before(self, now: datetime) -> datetime:
        """Return up to when an earlier process has planned."""
        noted = await self._desk.store.note(_PLANNED)
        return datetime.fromisoformat(noted) if noted else now

    async def _owed(
        self, programme: Programme, followers: Sequence[Follower], now: datetime, since: datetime | None = None
    ) -> tuple[Owed, ...]:
        """Return what the programme says; in a thread, as with thousands of followers it takes a while."""
        moved = await self._desk.store.changes.moved()
        return await asyncio.to_thread(due, programme, followers, now, since=since, moved=moved, rate=self._rate)

    async def _keep(self, owed: Iterable[Owed]) -> None:
        await self._put(map(_letter, owed))

    async def _put(self, letters: Iterable[Letter]) -> None:
        for chunk in _chunks(letters):
            faultpoint("before planning")
            await self._desk.store.letters.plan(chunk, machine_now())


def _letter(owed: Owed) -> Letter:
    """Return the letter; what went out of use before it could be planned expires with the others, and is counted."""
    facts: Mapping[str, int] = {} if owed.lead is None else {"lead": owed.lead}
    kind = LetterKind(owed.kind)
    return Letter(owed.key, kind, Lane.REMINDER, owed.person, owed.about, owed.due, owed.useful_until, facts)


def _was_last(letter: Letter) -> bool:
    """Tell whether no later reminder of the same start follows."""
    return letter.kind is LetterKind.REMINDER and letter.useful_until == datetime.fromisoformat(letter.about) + GRACE


def _chunks(letters: Iterable[Letter]) -> Iterator[tuple[Letter, ...]]:
    left = iter(letters)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk
