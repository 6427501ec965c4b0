"""Asks people what they thought of what they heard: once for half a day, when the last of it is over.

Whoever sleeps then is not asked, rather than woken or asked in the morning.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.delivery.planning import CHUNK
from bot.delivery.reminding import follower_of
from bot.delivery.written import Written
from bot.screens.feedback import spoke_in
from bot.screens.letters import feedback as screens
from bot.store import Lane, Letter, LetterKind
from schedule.feedback import AFTER, USEFUL, asking, halves, next_end, reasons
from schedule.following import by_subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from bot.context import Desk
    from bot.store import Person
    from schedule.feedback import Half
    from schedule.following import Follower
    from schedule.model import Programme


class Asker:
    """Plans the letters. What it remembers only spares work: to plan the same again does no harm."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._programme: Programme | None = None
        self._known: set[str] = set()
        self._planned: datetime | None = None
        self._next: datetime | None = None

    async def round(self, now: datetime) -> datetime | None:
        """Keep what is due by `now`, of the conference's clock; return when there may be more, None: never again."""
        programme = self._desk.programme
        if programme is not self._programme or not self._idle(now):
            if programme is not self._programme:
                self._known.clear()
            for half in halves(programme):
                if _may_be_asked(half, now):
                    await self._plan(half, programme, now)
            self._programme, self._planned, self._next = programme, now, next_end(programme, now)
        return self._next

    def _idle(self, now: datetime) -> bool:
        """Tell whether nothing has ended since the last round, and the clock was not set back."""
        return self._planned is not None and self._planned <= now and (self._next is None or now < self._next)

    async def _plan(self, half: Half, programme: Programme, now: datetime) -> None:
        store = self._desk.store
        asked = await store.feedback.asked([session.id for session in half.sessions])
        people = await store.followers.near(by_subject(half.sessions).keys(), programme.conference.zone)
        others = await self._others(asked, {follower.person for follower in people}, programme)
        unwilling = await store.feedback.unwilling()
        willing = [follower for follower in (*people, *others) if follower.person not in unwilling]
        # In a thread: of thousands of followers it takes a while.
        letters = await asyncio.to_thread(lambda: tuple(_letters(half, programme, willing, asked, now)))
        new = [letter for letter in letters if letter.key not in self._known]
        for first in range(0, len(new), CHUNK):
            await store.letters.plan(new[first : first + CHUNK], self._desk.machine())
        self._known |= {letter.key for letter in new}

    async def _others(self, asked: Iterable[int], known: set[int], programme: Programme) -> list[Follower]:
        """Return those who asked a question, can be written to, and follow nothing of it."""
        found = [await self._desk.store.person(person) for person in asked if person not in known]
        return [follower_of(person, programme) for person in found if person and _can_be_written_to(person)]


def _may_be_asked(half: Half, now: datetime) -> bool:
    ends = [session.end for session in half.sessions]
    return min(ends) + AFTER <= now <= max(ends) + AFTER + USEFUL


def _can_be_written_to(person: Person) -> bool:
    return person.reachable and not person.silenced


def _letters(
    half: Half, programme: Programme, people: Iterable[Follower], asked: Mapping[int, frozenset[str]], now: datetime
) -> Iterator[Letter]:
    for follower in people:
        why = reasons(half, follower.follows, asked.get(follower.person, frozenset()))
        owed = asking(half, why, programme.conference.zone)
        if owed and owed.due <= now <= owed.useful_until and not follower.asleep(owed.due):
            key = f"f:{half.key}:{follower.person}"
            yield Letter(
                key, LetterKind.FEEDBACK, Lane.REMINDER, follower.person, half.key, owed.due, owed.useful_until
            )


async def write_feedback(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return the question about what is left of half a day to ask about; none to who sleeps or wants none."""
    half = next((half for half in halves(desk.programme) if half.key == letter.about), None)
    if half is None or not person.feedback or follower_of(person, desk.programme).asleep(now):
        return None
    owed = await desk.store.feedback.asking(person.id, half, desk.programme.conference.zone)
    if owed is None or now < owed.due:
        return None
    given, view = await desk.store.feedback.of(person.id), desk.view_of(person, now)
    left = [session for session in owed.sessions if session.id not in given and not spoke_in(view, session)]
    return Written(screens.question(view, left)) if left else None
