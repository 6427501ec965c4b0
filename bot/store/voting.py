"""Votes for questions, as units of work on a connection, and how many each question has.

A question's `votes` counts the people who voted for it or for one that is merged into it, each once. It is kept beside
the votes, so that a list of a thousand questions opens without counting them; whatever changes either counts anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from bot.asked import QuestionState
from bot.store.attendance import question, vote
from bot.store.tables import insert_new, person

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_OTHER = question.alias()
_GROUP = (
    select(_OTHER.c.id)
    .where(or_(_OTHER.c.id == question.c.id, _OTHER.c.merged_into == question.c.id))
    .correlate(question)
)
_VOTES = select(func.count(vote.c.person.distinct())).where(vote.c.question.in_(_GROUP)).scalar_subquery()


def set_vote(connection: Connection, voter: int, question_id: int, *, wanted: bool) -> bool:
    """Let a person's vote be with a question or not; False: it does not wait, or is their own."""
    known = connection.scalar(select(person.c.id).where(person.c.id == voter))
    waits = (question.c.state == QuestionState.OPEN, question.c.merged_into.is_(None), question.c.author != voter)
    # Held, so that it is neither decided nor merged meanwhile, and that each vote is counted with those before it.
    row = select(question.c.id).where(question.c.id == question_id, *waits).with_for_update()
    if known is None or connection.scalar(row) is None:
        return False
    whole = [question_id]
    if wanted:
        connection.execute(insert_new(connection.dialect.name, vote), {"question": question_id, "person": voter})
    else:
        merged = select(question.c.id).where(question.c.merged_into == question_id)
        whole += connection.execute(merged).scalars().all()
        connection.execute(delete(vote).where(vote.c.person == voter, vote.c.question.in_(whole)))
    recount(connection, whole)
    return True


def recount(connection: Connection, ids: Collection[int]) -> None:
    """Count the votes of questions anew; hold them before what is counted is changed."""
    connection.execute(update(question).where(question.c.id.in_(ids)).values(votes=_VOTES))


def forget(connection: Connection, person_id: int) -> None:
    """Delete a person's votes and questions, and count anew what they voted for or what theirs were merged into."""
    theirs = question.c.author == person_id
    voted = question.c.id.in_(select(vote.c.question).where(vote.c.person == person_id))
    counted = connection.execute(select(question.c.id, question.c.merged_into).where(theirs | voted)).all()
    ids = {each for pair in counted for each in pair if each is not None}
    connection.execute(select(question.c.id).where(question.c.id.in_(ids)).order_by(question.c.id).with_for_update())
    connection.execute(delete(vote).where(vote.c.person == person_id))
    connection.execute(delete(question).where(theirs))
    recount(connection, ids)
