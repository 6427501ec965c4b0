"""The memory of questions: asked, voted on, decided. Each method is one transaction; it does not know who is on stage.

`now` is the conference's clock, `machine` the machine's. Of what may be done, the state is looked up in the same
transaction, and of chairs their right.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from bot.asked import Decided, Draft, Leaf, Place, Question, QuestionState, Refusal
from bot.store import deciding, voting
from bot.store.attendance import question, vote
from bot.store.tables import Instant, person
from bot.store.values import UnknownPerson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from bot.store.deciding import Chair, Telling
    from bot.store.engines import Database

__all__ = ["A_DAY", "Draft", "Question", "QuestionState", "Questions"]

A_DAY = 10
"""So many questions a person may ask within a day."""
_DAY = timedelta(days=1)
_NOBODY = 0


class Questions:
    """`store.questions`."""

    def __init__(self, database: Database) -> None:
        self._read = database.reader.run
        self._write = database.writer.run

    async def open_of(self, session: str, now: datetime, reader: int = _NOBODY) -> tuple[Question, ...]:
        """Return a session's questions that wait or are taken, most votes first, the earlier first of those with equal.

        `reader` is the person whose own and whose votes are marked.
        """
        return await self._read(lambda connection: _shown(connection, reader, *_OPEN, session=session, now=now))

    async def leaf_of(self, session: str, now: datetime, reader: int, number: int, size: int) -> Leaf:
        """Return a page of what `open_of` does, from 0; beyond the end, the last one."""
        about = {"session": session, "now": now}
        return await self._read(lambda connection: _leaf(connection, about, reader, number, size))

    async def settled_of(self, session: str) -> tuple[Question, ...]:
        """Return a session's questions that were answered, hidden or merged, most votes first, then the earlier."""
        ended = question.c.state.in_((QuestionState.ANSWERED.value, QuestionState.HIDDEN.value))
        settled = (question.c.session == session) & (ended | question.c.merged_into.is_not(None))
        return await self._read(lambda connection: _shown(connection, _NOBODY, settled))

    async def of(self, author: int, session: str) -> tuple[Question, ...]:
        """Return what a person has asked in a session and not withdrawn, most votes first, then the earlier."""
        theirs = (question.c.author == author, question.c.session == session)
        there = question.c.state != QuestionState.WITHDRAWN
        return await self._read(lambda connection: _shown(connection, author, *theirs, there))

    async def find(self, question_id: int, reader: int = _NOBODY) -> Question | None:
        """Return a question by its number, as a reader sees it; None: there is none, or it was withdrawn."""
        there = (question.c.id == question_id) & (question.c.state != QuestionState.WITHDRAWN)
        return await self._read(lambda connection: next(iter(_shown(connection, reader, there)), None))

    async def ask(self, author: int, draft: Draft, now: datetime) -> Question | Refusal:
        """Keep a question: one that waits per person and session, `A_DAY` a day; raises `UnknownPerson`."""
        return await self._write(lambda connection: _ask(connection, author, draft, now))

    async def edit(self, author: int, question_id: int, text: str, name: str | None) -> bool:
        """Let a question say something else; False if it is not theirs, or waits no longer."""
        unit = update(question).where(*_still_theirs(author, question_id)).values(text=text, name=name)
        return await self._write(lambda connection: connection.execute(unit).rowcount == 1)

    async def withdraw(self, author: int, question_id: int, telling: Telling, machine: datetime) -> bool:
        """Take a question back, its text and votes too; False if it is not theirs, or waits no longer.

        What was merged into it is on the list again, and who asked that is told.
        """

        def unit(connection: Connection) -> bool:
            gone = {"state": QuestionState.WITHDRAWN, "text": "", "name": None, "votes": 0}
            if not connection.execute(
                update(question).where(*_still_theirs(author, question_id)).values(gone)
            ).rowcount:
                return False
            connection.execute(delete(vote).where(vote.c.question == question_id))
            deciding.call_off(connection, question_id)
            deciding.part(connection, question_id, author, telling, machine)
            return True

        return await self._write(unit)

    async def set_vote(self, voter: int, question_id: int, *, wanted: bool) -> bool:
        """Let a person's vote be with a question or not; False: it does not wait, or is their own."""
        return await self._write(lambda connection: voting.set_vote(connection, voter, question_id, wanted=wanted))

    async def decide(
        self, chair: Chair, question_id: int, state: QuestionState, telling: Telling, machine: datetime
    ) -> Decided:
        """Let a question be taken, answered, hidden or open again, and plan that who asked is told."""
        return await self._write(
            lambda connection: deciding.decide(connection, chair, question_id, state, telling, machine)
        )

    async def merge(self, chair: Chair, question_id: int, into: int, telling: Telling, machine: datetime) -> Decided:
        """Let a question, and what was merged into it, be part of another, and plan that who asked is told."""
        return await self._write(
            lambda connection: deciding.merge(connection, chair, question_id, into, telling, machine)
        )


def _still_theirs(author: int, question_id: int) -> tuple[ColumnElement[bool], ...]:
    waits = (question.c.state == QuestionState.OPEN, question.c.merged_into.is_(None))
    return (question.c.id == question_id, question.c.author == author, *waits)


def _ask(connection: Connection, author: int, draft: Draft, now: datetime) -> Question | Refusal:
    # Whoever asks twice at once waits here for their other question.
    if connection.scalar(select(person.c.id).where(person.c.id == author).with_for_update()) is None:
        raise UnknownPerson(author)
    if _waits(connection, author, draft.session):
        return Refusal.ANOTHER
    theirs = select(func.count()).select_from(question).where(question.c.author == author)
    if (connection.scalar(theirs.where(question.c.asked_at > now - _DAY)) or 0) >= A_DAY:
        return Refusal.TOO_MANY
    row: dict[str, Any] = {"session": draft.session, "text": draft.text, "name": draft.name, "place": draft.place}
    row |= {"author": author, "state": QuestionState.OPEN, "asked_at": now}
    number = connection.execute(insert(question).values(row).returning(question.c.id)).scalar_one()
    return Question(
        number, draft.session, draft.text, draft.name, draft.place, QuestionState.OPEN, 0, 0, now, mine=True
    )


def _waits(connection: Connection, author: int, session: str) -> bool:
    """Tell whether a question of somebody's waits in a session."""
    theirs = (question.c.author == author, question.c.session == session)
    waits = (question.c.state == QuestionState.OPEN, question.c.merged_into.is_(None))
    return connection.scalar(select(question.c.id).where(*theirs, *waits).limit(1)) is not None


_MERGED = question.alias()
_READER: Any = bindparam("reader")
_VOTED = exists().where(vote.c.question == question.c.id, vote.c.person == _READER) | exists().where(
    vote.c.question == _MERGED.c.id, _MERGED.c.merged_into == question.c.id, vote.c.person == _READER
)
_OTHERS = select(func.count()).where(_MERGED.c.merged_into == question.c.id).scalar_subquery()
_ORDER = (question.c.votes.desc(), question.c.asked_at, question.c.id)
_QUESTIONS = select(question, _OTHERS.label("merged"), _VOTED.label("voted")).order_by(*_ORDER)
_SESSION: Any = bindparam("session")
_OPEN = (
    question.c.session == _SESSION,
    question.c.state.in_((QuestionState.OPEN.value, QuestionState.TAKEN.value)),
    question.c.merged_into.is_(None),
    question.c.asked_at <= bindparam("now", type_=Instant),
)
_IDS = select(question.c.id).where(*_OPEN).order_by(*_ORDER)


def _shown(
    connection: Connection, reader: int, *conditions: ColumnElement[bool], **values: Any
) -> tuple[Question, ...]:
    rows = connection.execute(_QUESTIONS.where(*conditions), {"reader": reader, **values})
    return tuple(_question(row, reader) for row in rows)


def _leaf(connection: Connection, about: Mapping[str, Any], reader: int, number: int, size: int) -> Leaf:
    ids = connection.execute(_IDS, about).scalars().all()
    pages = max(1, -(-len(ids) // size))
    number = min(number, pages - 1)
    shown = _shown(connection, reader, question.c.id.in_(ids[number * size : (number + 1) * size]))
    return Leaf(shown, number, pages, _waits(connection, reader, about["session"]))


def _question(row: Any, reader: int) -> Question:
    return Question(
        id=row.id,
        session=row.session,
        text=row.text,
        name=row.name,
        place=Place(row.place),
        state=QuestionState.MERGED if row.merged_into else QuestionState(row.state),
        votes=row.votes,
        merged=row.merged,
        asked_at=row.asked_at,
        into=row.merged_into,
        decided_at=row.settled_at,
        mine=row.author == reader,
        voted=bool(row.voted),
    )
