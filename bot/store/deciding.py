"""What the chair decides on questions, and the letters that tell of it, as units of work on a connection.

A question that was merged keeps the state `open` beside the number of the other: should that be withdrawn or
forgotten, it waits again. What the letters say is none of its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from bot.asked import Decided, QuestionState
from bot.store import letters, voting
from bot.store.attendance import question, role, vote
from bot.store.tables import letter, person
from bot.store.values import Lane, Letter, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from schedule.model import Session

_WAITING = frozenset({QuestionState.OPEN, QuestionState.TAKEN})
_FROM = {
    QuestionState.TAKEN: frozenset({QuestionState.OPEN}),
    QuestionState.ANSWERED: _WAITING,
    QuestionState.HIDDEN: _WAITING,
    QuestionState.OPEN: frozenset(
        {QuestionState.TAKEN, QuestionState.ANSWERED, QuestionState.HIDDEN, QuestionState.MERGED}
    ),
}
PAUSE = timedelta(seconds=3)
_USEFUL = timedelta(hours=1)
_GONE_OUT = (LetterState.SENDING, LetterState.SENT, LetterState.DOUBT)


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody who wants to decide on a session's questions; `chairs` are the speakers who may, as the YAML names them.

    Organisers may too.
    """

    person: int
    session: str
    chairs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """When something is decided, and until when and how fast those who asked are to hear of it; the conference's clock.

    They hear of it `PAUSE` later: what is decided anew until then is told once, as it is in the end.
    """

    at: datetime
    useful_until: datetime
    lane: Lane


def telling(session: Session, now: datetime) -> Telling:
    """Return how those who asked in a session are told: at once while it runs, until an hour after it."""
    runs = session.start <= now < session.end
    return Telling(now, session.end + _USEFUL, Lane.URGENT if runs else Lane.REMINDER)


def decide(
    connection: Connection, chair: Chair, question_id: int, state: QuestionState, telling: Telling, machine: datetime
) -> Decided:
    """Let a question be in a state, whatever a chair has just decided elsewhere."""
    if not _may(connection, chair):
        return Decided.FORBIDDEN
    group = _held(connection, question_id)
    this = next((row for row in group if row.id == question_id), None)
    if this is None or this.session != chair.session:
        return Decided.CHANGED
    if _state(this) not in _FROM[state]:
        return Decided.SAME if _state(this) == state else Decided.CHANGED
    _set(connection, [question_id], telling, state=state, merged_into=None)
    if this.merged_into:
        voting.recount(connection, [this.merged_into])
    _tell(connection, group, state, chair.person, telling, machine)
    return Decided.DONE


def merge(
    connection: Connection, chair: Chair, question_id: int, into: int, telling: Telling, machine: datetime
) -> Decided:
    """Let a question and those merged into it be part of another; who asked the other has no vote in it."""
    if not _may(connection, chair):
        return Decided.FORBIDDEN
    held = _held(connection, question_id, into)
    by_id = {row.id: row for row in held}
    this, other = by_id.get(question_id), by_id.get(into)
    if this is None or other is None or {this.session, other.session} != {chair.session} or question_id == into:
        return Decided.CHANGED
    if this.merged_into == into:
        return Decided.SAME
    if not {_state(this), _state(other)} <= _WAITING:
        return Decided.CHANGED
    moving = [row for row in held if question_id in {row.id, row.merged_into}]
    ids = [row.id for row in moving]
    _set(connection, [question_id], telling, state=QuestionState.OPEN)
    connection.execute(update(question).where(question.c.id.in_(ids)).values(merged_into=into))
    connection.execute(delete(vote).where(vote.c.question.in_(ids), vote.c.person == other.author))
    voting.recount(connection, [*ids, into])
    told = QuestionState.MERGED if _state(other) == QuestionState.OPEN else _state(other)
    _tell(connection, moving, told, chair.person, telling, machine)
    return Decided.DONE


def part(connection: Connection, question_id: int, by: int, telling: Telling, machine: datetime) -> None:
    """Let what was merged into a question wait again by itself."""
    rows = [row for row in _held(connection, question_id) if row.merged_into == question_id]
    connection.execute(update(question).where(question.c.merged_into == question_id).values(merged_into=None))
    _tell(connection, rows, QuestionState.OPEN, by, telling, machine)


def call_off(connection: Connection, question_id: int) -> None:
    """Let nobody be told any more of what was decided on a question."""
    letters.supersede(connection, LetterKind.QUESTION, str(question_id))


def _may(connection: Connection, chair: Chair) -> bool:
    organiser = select(person.c.id).where(person.c.id == chair.person, person.c.organiser)
    of_theirs = (role.c.person == chair.person, role.c.right == "speaker", role.c.subject.in_(chair.chairs))
    return any(connection.scalar(query) is not None for query in (organiser, select(role.c.person).where(*of_theirs)))


def _held(connection: Connection, *ids: int) -> Sequence[Any]:
    """Return questions and what was merged into them, kept from others until the commit."""
    # In two steps: what was merged into them while these were waited for is seen only then.
    connection.execute(select(question.c.id).where(question.c.id.in_(ids)).order_by(question.c.id).with_for_update())
    whole = or_(question.c.id.in_(ids), question.c.merged_into.in_(ids))
    return connection.execute(select(question).where(whole).order_by(question.c.id).with_for_update()).all()


def _state(row: Any) -> QuestionState:
    return QuestionState.MERGED if row.merged_into else QuestionState(row.state)


def _set(connection: Connection, ids: list[int], telling: Telling, **values: Any) -> None:
    connection.execute(update(question).where(question.c.id.in_(ids)).values(settled_at=telling.at, **values))


def _tell(
    connection: Connection, rows: Iterable[Any], state: QuestionState, by: int, telling: Telling, machine: datetime
) -> None:
    """Plan a letter to each who asked and does not know it; what waited to be told before is so no longer."""
    for row in rows:
        call_off(connection, row.id)
        counted = update(question).where(question.c.id == row.id).values(decisions=row.decisions + 1)
        connection.execute(counted)
        news = row.author != by and _last_told(connection, row.id) != state
        if news and telling.at + PAUSE < telling.useful_until and _can_be_told(connection, row.author):
            letters.plan(connection, [_letter(row, state, telling)], machine)


def _last_told(connection: Connection, question_id: int) -> QuestionState:
    about = (letter.c.kind == LetterKind.QUESTION, letter.c.about == str(question_id), letter.c.state.in_(_GONE_OUT))
    facts = connection.execute(select(letter.c.facts).where(*about)).scalars().all()
    last = max(facts, key=lambda each: each["number"], default=None)
    return QuestionState(last["state"]) if last else QuestionState.OPEN


def _can_be_told(connection: Connection, author: int) -> bool:
    who = select(person.c.id).where(person.c.id == author, person.c.reachable, ~person.c.silenced)
    return connection.scalar(who) is not None


def _letter(row: Any, state: QuestionState, telling: Telling) -> Letter:
    number = row.decisions + 1
    return Letter(
        key=f"q:{row.id}:{number}",
        kind=LetterKind.QUESTION,
        lane=telling.lane,
        person=row.author,
        about=str(row.id),
        due=telling.at + PAUSE,
        useful_until=telling.useful_until,
        facts={"state": state, "number": number},
    )
