"""The memory of questions: asked, voted on, decided. Each method is one transaction; it does not know who is on stage.

`now` is the conference's clock, `machine` the machine's. Of what may be done, the state is looked up in the same
transaction, and of chairs their right.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, func, insert, or_, select, update

from bot.asked import Decided, Draft, Place, Question, QuestionState, Refusal
from bot.store import deciding
from bot.store.attendance import question, vote
from bot.store.tables import insert_new, person
from bot.store.values import UnknownPerson

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from bot.store.deciding import Chair, Telling
    from bot.store.engines import Database

__all__ = ["A_DAY", "Draft", "Question", "QuestionState", "Questions"]

A_DAY = 10
"""So many questions a person may ask within a day."""
_DAY = timedelta(days=1)
_ON_THE_LIST = (QuestionState.OPEN.value, QuestionState.TAKEN.value)
_ROOT = func.coalesce(question.c.merged_into, question.c.id)
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
        listed = question.c.state.in_(_ON_THE_LIST) & question.c.merged_into.is_(None) & (question.c.asked_at <= now)
        return await self._read(lambda connection: _shown(connection, session, reader, listed))

    async def settled_of(self, session: str) -> tuple[Question, ...]:
        """Return a session's questions that were answered, hidden or merged, most votes first, then the earlier."""
        ended = question.c.state.in_((QuestionState.ANSWERED.value, QuestionState.HIDDEN.value))
        settled = ended | question.c.merged_into.is_not(None)
        return await self._read(lambda connection: _shown(connection, session, _NOBODY, settled))

    async def of(self, author: int, session: str) -> tuple[Question, ...]:
        """Return what a person has asked in a session and not withdrawn, most votes first, then the earlier."""
        theirs = (question.c.author == author) & (question.c.state != QuestionState.WITHDRAWN)
        return await self._read(lambda connection: _shown(connection, session, author, theirs))

    async def find(self, question_id: int, reader: int = _NOBODY) -> Question | None:
        """Return a question by its number, as a reader sees it; None: there is none, or it was withdrawn."""
        return await self._read(lambda connection: _find(connection, question_id, reader))

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
            gone = {"state": QuestionState.WITHDRAWN, "text": "", "name": None}
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
        return await self._write(lambda connection: _set_vote(connection, voter, question_id, wanted=wanted))

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
    theirs = select(func.count()).select_from(question).where(question.c.author == author)
    waits = (question.c.state == QuestionState.OPEN, question.c.merged_into.is_(None))
    if connection.scalar(theirs.where(question.c.session == draft.session, *waits)):
        return Refusal.ANOTHER
    if (connection.scalar(theirs.where(question.c.asked_at > now - _DAY)) or 0) >= A_DAY:
        return Refusal.TOO_MANY
    row: dict[str, Any] = {"session": draft.session, "text": draft.text, "name": draft.name, "place": draft.place}
    row |= {"author": author, "state": QuestionState.OPEN, "asked_at": now}
    number = connection.execute(insert(question).values(row).returning(question.c.id)).scalar_one()
    return Question(
        number, draft.session, draft.text, draft.name, draft.place, QuestionState.OPEN, 0, 0, now, mine=True
    )


def _set_vote(connection: Connection, voter: int, question_id: int, *, wanted: bool) -> bool:
    known = connection.scalar(select(person.c.id).where(person.c.id == voter))
    waits = (question.c.state == QuestionState.OPEN, question.c.merged_into.is_(None), question.c.author != voter)
    # Held, so that it is not decided or merged meanwhile.
    row = select(question.c.id).where(question.c.id == question_id, *waits).with_for_update(read=True)
    if known is None or connection.scalar(row) is None:
        return False
    if wanted:
        connection.execute(insert_new(connection.dialect.name, vote), {"question": question_id, "person": voter})
    else:
        whole = select(question.c.id).where(or_(question.c.id == question_id, question.c.merged_into == question_id))
        connection.execute(delete(vote).where(vote.c.person == voter, vote.c.question.in_(whole)))
    return True


_SESSION: Any = bindparam("session")
_VOTES = (
    select(
        _ROOT.label("root"),
        func.count(vote.c.person.distinct()).label("votes"),
        func.max(case((vote.c.person == bindparam("reader"), 1), else_=0)).label("voted"),
    )
    .join(vote, vote.c.question == question.c.id)
    .where(question.c.session == _SESSION)
    .group_by(_ROOT)
    .subquery()
)
_MERGED = (
    select(question.c.merged_into.label("root"), func.count().label("merged"))
    .where(question.c.session == _SESSION, question.c.merged_into.is_not(None))
    .group_by(question.c.merged_into)
    .subquery()
)
_QUESTIONS = (
    select(question, _VOTES.c.votes, _VOTES.c.voted, _MERGED.c.merged)
    .outerjoin(_VOTES, _VOTES.c.root == question.c.id)
    .outerjoin(_MERGED, _MERGED.c.root == question.c.id)
    .where(question.c.session == _SESSION)
    .order_by(func.coalesce(_VOTES.c.votes, 0).desc(), question.c.asked_at, question.c.id)
)


def _shown(connection: Connection, session: str, reader: int, condition: ColumnElement[bool]) -> tuple[Question, ...]:
    rows: Iterable[Any] = connection.execute(_QUESTIONS.where(condition), {"session": session, "reader": reader})
    return tuple(_question(row, reader) for row in rows)


def _find(connection: Connection, question_id: int, reader: int) -> Question | None:
    session = connection.scalar(select(question.c.session).where(question.c.id == question_id))
    there = (question.c.id == question_id) & (question.c.state != QuestionState.WITHDRAWN)
    return next(iter(_shown(connection, session, reader, there)), None) if session else None


def _question(row: Any, reader: int) -> Question:
    return Question(
        id=row.id,
        session=row.session,
        text=row.text,
        name=row.name,
        place=Place(row.place),
        state=QuestionState.MERGED if row.merged_into else QuestionState(row.state),
        votes=row.votes or 0,
        merged=row.merged or 0,
        asked_at=row.asked_at,
        into=row.merged_into,
        mine=row.author == reader,
        voted=bool(row.voted),
    )
