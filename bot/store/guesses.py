"""The memory of wrong codes: how many somebody gave lately, and until when none is looked at. It knows no code."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.store import people
from bot.store.attendance import guess
from bot.store.tables import insert_new

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.engines import Database

LIMIT = 10
WITHIN = timedelta(hours=1)


class Guesses:
    """`store.guesses`. `machine` is the machine's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spend(self, person: int, machine: datetime, number: int = 1) -> datetime | None:
        """Count guesses before they are looked at; return until when none is, None: these may be. `UnknownPerson`.

        The hour begins with the first of `LIMIT`. What turns out to be right was no guess: see `refund` and `clear`.
        """
        return await self._database.writer.run(lambda connection: _spend(connection, person, machine, number))

    async def refund(self, person: int, number: int = 1) -> None:
        """Count guesses no more: they were right. Those before stay, as what was right can be given back and again."""
        mine = update(guess).where(guess.c.person == person).values(count=guess.c.count - number)
        await self._database.writer.run(lambda connection: connection.execute(mine))

    async def clear(self, person: int) -> None:
        """Begin anew: the person has given the conference's code."""
        mine = delete(guess).where(guess.c.person == person)
        await self._database.writer.run(lambda connection: connection.execute(mine))


def _spend(connection: Connection, person: int, machine: datetime, number: int) -> datetime | None:
    people.hold(connection, person)
    mine = guess.c.person == person
    row = connection.execute(select(guess.c.count.label("given"), guess.c.since).where(mine)).first()
    # A machine whose clock was set back keeps nobody waiting for longer than the hour.
    if row is None or not row.since <= machine < row.since + WITHIN:
        first = {"person": person, "count": 0, "since": machine}
        connection.execute(insert_new(connection.dialect.name, guess), first)
        connection.execute(update(guess).where(mine).values(count=number, since=machine))
        return None
    if row.given + number > LIMIT:
        until: datetime = row.since + WITHIN
        return until
    connection.execute(update(guess).where(mine).values(count=row.given + number))
    return None
