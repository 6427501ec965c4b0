"""The memory of who was given the link of which session's stream: they are who is told if it breaks off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.attendance import handout
from bot.store.tables import insert_new, person

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.engines import Database


class Handouts:
    """`store.handouts`. `now` is the conference's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, person_id: int, sessions: Collection[str], now: datetime) -> None:
        """Keep that a person is given these sessions' links, if for the first time; of who was forgotten nothing is."""
        known = await self.given(person_id, sessions) if sessions else frozenset()
        new = [session for session in sessions if session not in known]
        if new:
            await self._database.writer.run(lambda connection: _note(connection, person_id, new, now))

    async def given(self, person_id: int, sessions: Collection[str]) -> frozenset[str]:
        """Return of which of these a person was given the link."""
        theirs = select(handout.c.session).where(handout.c.session.in_(sessions), handout.c.person == person_id)
        return frozenset(await self._database.reader.run(lambda connection: connection.scalars(theirs).all()))

    async def of(self, session: str) -> frozenset[int]:
        """Return who was given a session's link."""
        theirs = select(handout.c.person).where(handout.c.session == session)
        return frozenset(await self._database.reader.run(lambda connection: connection.scalars(theirs).all()))


def _note(connection: Connection, person_id: int, sessions: Collection[str], now: datetime) -> None:
    if connection.scalar(select(person.c.id).where(person.c.id == person_id).with_for_update()) is None:
        return
    rows = [{"session": session, "person": person_id, "given_at": now} for session in sessions]
    connection.execute(insert_new(connection.dialect.name, handout), rows)
