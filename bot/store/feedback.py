"""The memory of what people thought of sessions: each answer is somebody's, but nobody is told whose.

Every method is one transaction. What others see are tallies, and those only where enough have answered.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from bot.asked import QuestionState
from bot.rated import ENOUGH, STARS, WORDS, Given, Tally
from bot.store import followers
from bot.store.attendance import feedback, question
from bot.store.tables import insert, person
from bot.store.values import UnknownPerson
from schedule.feedback import asking, reasons

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from bot.store.engines import Database
    from schedule.feedback import Asking, Half


class Feedback:
    """`store.feedback`. Instants are the conference's clock."""

    def __init__(self, database: Database) -> None:
        self._read = database.reader.run
        self._write = database.writer.run

    async def rate(self, person_id: int, session: str, stars: int, now: datetime) -> None:
        """Keep how many stars somebody gives a session, in place of those before; `UnknownPerson`, or ValueError."""
        if stars not in STARS:
            raise ValueError(f"{stars} stars cannot be given")
        await self._write(lambda connection: _rate(connection, person_id, session, stars, now))

    async def say(self, person_id: int, session: str, words: str | None) -> bool:
        """Keep a word about a session, None: none; False if they have given no stars or it is too long."""
        if words and len(words.encode("utf-16-le")) // 2 > WORDS:
            return False
        mine = (feedback.c.person == person_id, feedback.c.session == session)
        unit = update(feedback).where(*mine).values(words=words or None)
        return await self._write(lambda connection: connection.execute(unit).rowcount == 1)

    async def take_back(self, person_id: int, session: str) -> None:
        """Forget what somebody thought of a session."""
        unit = delete(feedback).where(feedback.c.person == person_id, feedback.c.session == session)
        await self._write(lambda connection: connection.execute(unit))

    async def of(self, person_id: int) -> Mapping[str, Given]:
        """Return all that a person has said, by session."""
        mine = select(feedback.c.session, feedback.c.stars, feedback.c.words).where(feedback.c.person == person_id)
        rows = await self._read(lambda connection: connection.execute(mine).all())
        return {row.session: Given(row.stars, row.words) for row in rows}

    async def tallies(self, sessions: Collection[str]) -> Mapping[str, Tally]:
        """Return the tallies of those of these sessions about which enough have answered."""
        return await self._read(lambda connection: _tallies(connection, sessions))

    async def asked(self, sessions: Collection[str]) -> Mapping[int, frozenset[str]]:
        """Return by person in which of these sessions they asked a question, without those withdrawn."""
        return await self._read(lambda connection: _asked(connection, sessions))

    async def asking(self, person_id: int, half: Half, zone: ZoneInfo) -> Asking | None:
        """Return what somebody is to be asked about half a day, whether they want to be or not; None: nothing."""
        return await self._read(lambda connection: _asking(connection, person_id, half, zone))

    async def unwilling(self) -> frozenset[int]:
        """Return who does not want to be asked."""
        unasked = select(person.c.id).where(~person.c.feedback)
        return await self._read(lambda connection: frozenset(connection.execute(unasked).scalars()))


def _rate(connection: Connection, person_id: int, session: str, stars: int, now: datetime) -> None:
    if connection.scalar(select(person.c.id).where(person.c.id == person_id).with_for_update()) is None:
        raise UnknownPerson(person_id)
    row = {"session": session, "person": person_id, "stars": stars, "given_at": now}
    given = insert(connection.dialect.name, feedback)
    again = {name: given.excluded[name] for name in ("stars", "given_at")}
    connection.execute(
        given.on_conflict_do_update(index_elements=[feedback.c.session, feedback.c.person], set_=again), row
    )


def _tallies(connection: Connection, sessions: Collection[str]) -> Mapping[str, Tally]:
    enough = (
        select(feedback.c.session)
        .where(feedback.c.session.in_(sessions))
        .group_by(feedback.c.session)
        .having(func.count() >= ENOUGH)
    )
    stars: dict[str, list[int]] = defaultdict(lambda: [0] * len(STARS))
    words: dict[str, list[str]] = defaultdict(list)
    rows = select(feedback.c.session, feedback.c.stars, feedback.c.words).where(feedback.c.session.in_(enough))
    for row in connection.execute(rows):
        stars[row.session][row.stars - 1] += 1
        words[row.session] += [row.words] if row.words else []
    return {
        session: Tally((one, two, three, four, five), tuple(sorted(words[session])))
        for session, (one, two, three, four, five) in stars.items()
    }


def _asked(connection: Connection, sessions: Collection[str]) -> Mapping[int, frozenset[str]]:
    rows = connection.execute(
        select(question.c.author, question.c.session)
        .where(question.c.session.in_(sessions), question.c.state != QuestionState.WITHDRAWN.value)
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        found[row.author].add(row.session)
    return {author: frozenset(theirs) for author, theirs in found.items()}


def _asking(connection: Connection, person_id: int, half: Half, zone: ZoneInfo) -> Asking | None:
    follower = followers.one(connection, person_id, zone)
    asked = _asked(connection, [session.id for session in half.sessions]).get(person_id, frozenset())
    return asking(half, reasons(half, follower.follows if follower else (), asked), zone)
