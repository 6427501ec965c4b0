"""The memory of wrong codes: how many somebody gave lately, and until when none is looked at. It knows no code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.store import people
from bot.store.attendance import guess
from bot.store.recent import Recent
from bot.store.tables import insert

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.engines import Database

LIMIT = 10
WITHIN = timedelta(hours=1)
_BORNE = 1_000


@dataclass(frozen=True, slots=True)
class _Given:
    """How many guesses somebody gave since the first of them, on the machine's clock."""

    number: int
    since: datetime


class Guesses:
    """`store.guesses`. `machine` is the machine's clock.

    Of who is forgotten nothing is stored, but this process bears in mind what they had guessed: else to be forgotten
    would buy more guesses.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._forgotten: Recent[int, _Given] = Recent(_BORNE)

    async def spend(self, person: int, machine: datetime, number: int = 1) -> datetime | None:
        """Count guesses before they are looked at; return until when none is, None: these may be. `UnknownPerson`.

        The hour begins with the first of `LIMIT`. What turns out to be right was no guess: see `refund` and `clear`.
        """
        before = self._forgotten.get(person)
        until = await self._database.writer.run(lambda connection: _spend(connection, person, machine, number, before))
        if until is None:
            self._forgotten.drop(person)
        return until

    async def bear_in_mind(self, person: int) -> None:
        """Remember outside the store what somebody has guessed who is about to be forgotten."""
        given = await self._database.reader.run(lambda connection: _given(connection, person))
        if given:
            self._forgotten.put(person, given)

    async def refund(self, person: int, number: int = 1) -> None:
        """Count guesses no more: they were right. Those before stay, as what was right can be given back and again."""
        mine = update(guess).where(guess.c.person == person).values(count=guess.c.count - number)
        await self._database.writer.run(lambda connection: connection.execute(mine))

    async def clear(self, person: int) -> None:
        """Begin anew: the person has given the conference's code."""
        mine = delete(guess).where(guess.c.person == person)
        await self._database.writer.run(lambda connection: connection.execute(mine))


def _given(connection: Connection, person: int) -> _Given | None:
    row = connection.execute(select(guess.c.count, guess.c.since).where(guess.c.person == person)).first()
    return _Given(*row) if row else None


def _spend(
    connection: Connection, person: int, machine: datetime, number: int, forgotten: _Given | None
) -> datetime | None:
    people.hold(connection, person)
    given = _given(connection, person) or forgotten
    # A machine whose clock was set back keeps nobody waiting for longer than the hour.
    if given is None or not given.since <= machine < given.since + WITHIN:
        given = _Given(0, machine)
    if given.number + number > LIMIT:
        return given.since + WITHIN
    row = {"person": person, "count": given.number + number, "since": given.since}
    new = insert(connection.dialect.name, guess)
    connection.execute(new.on_conflict_do_update(index_elements=[guess.c.person], set_=row), row)
    return None
