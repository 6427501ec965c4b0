"""An announcement's letters, as units of work on a connection: to whom, how they stand. What they say is not here.

`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Integer,
    SmallInteger,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.announced import Delivery, Outcome, Tally
from bot.reader import Mode
from bot.store import letters
from bot.store.tables import Instant, announcement, follow, insert, letter, person
from bot.store.values import Lane, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from bot.announced import Announcement, Circle

USEFUL = timedelta(hours=24)
"""How long an announcement is of use: what could not be sent by then is not sent the next day."""
DELETABLE = timedelta(hours=48)
"""Older messages cannot be deleted (Bot API, deleteMessage)."""
ARRIVED = timedelta(seconds=30)
"""After so long it is known of what is being sent whether it has arrived."""
LET_BE = "let be"
"""The error of a letter in doubt about which an organiser decided to leave it."""
LEFT = letters.LEFT
"""The error of a letter whose reader is out of reach or wants silence; with more behind a colon if Telegram said so."""
_MINE = letter.c.kind == LetterKind.ANNOUNCEMENT
_OUTCOMES = {
    LetterState.PLANNED: Outcome.WAITING,
    LetterState.READY: Outcome.WAITING,
    LetterState.SENDING: Outcome.WAITING,
    LetterState.SENT: Outcome.DELIVERED,
    LetterState.DOUBT: Outcome.DOUBT,
    LetterState.FAILED: Outcome.FAILED,
    LetterState.SUPERSEDED: Outcome.UNWANTED,
    LetterState.CANCELLED: Outcome.STOPPED,
    LetterState.EXPIRED: Outcome.LATE,
}


def reach(connection: Connection, found: Announcement) -> Mapping[str, int]:
    """Return how many people it is for, by the language that they read."""
    rows = connection.execute(
        select(person.c.language, func.count()).where(_addressed(found)).group_by(person.c.language)
    )
    return {row[0]: row[1] for row in rows}


def _addressed(found: Announcement) -> ColumnElement[bool]:
    """Return the condition on a person: reachable and not silenced, and muted only if it is urgent."""
    wanted = person.c.reachable & ~person.c.silenced
    if found.circle.me:
        return wanted & (person.c.id == found.author)
    return and_(wanted, *(() if found.urgent else (~person.c.muted,)), *_within(found.circle))


def _within(circle: Circle) -> list[ColumnElement[bool]]:
    if circle.everyone:
        return []
    conditions: list[ColumnElement[bool]] = []
    if circle.modes:
        conditions.append(func.coalesce(person.c.mode, Mode.UNDECIDED).in_(circle.modes))
    if circle.languages:
        conditions.append(person.c.language.in_(circle.languages))
    if circle.pairs:
        conditions.append(_follows(circle.pairs))
    return conditions or [false()]


def _follows(pairs: tuple[tuple[str, str], ...]) -> ColumnElement[bool]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, subject in pairs:
        by_kind[kind].append(subject)
    any_of = or_(*((follow.c.kind == kind) & follow.c.subject.in_(ids) for kind, ids in by_kind.items()))
    return exists().where(follow.c.person == person.c.id, any_of)


def post(connection: Connection, found: Announcement, now: datetime, machine: datetime) -> None:
    """Plan a letter to everybody it is for, in this one transaction; those that are there already stay as they are."""
    values: dict[str, ColumnElement[Any]] = {
        "key": literal(f"b:{found.id}:") + cast(person.c.id, String),
        "kind": literal(LetterKind.ANNOUNCEMENT.value),
        "lane": literal(int(_lane(found)), SmallInteger),
        "person": person.c.id,
        "about": literal(str(found.id)),
        "facts": literal({}, JSON),
        "due": literal(now, Instant),
        "useful_until": literal(now + USEFUL, Instant),
        "state": literal(LetterState.READY.value),
        "attempts": literal(0, Integer),
        "doubts": literal(0, Integer),
        "changed_at": literal(machine, Instant),
    }
    chosen = select(*(value.label(name) for name, value in values.items())).where(_addressed(found))
    new = insert(connection.dialect.name, letter).from_select(list(values), chosen)
    connection.execute(new.on_conflict_do_nothing(index_elements=[letter.c.key]))


def _lane(found: Announcement) -> Lane:
    return Lane.URGENT if found.urgent else Lane.ANNOUNCEMENT


def correct(connection: Connection, found: Announcement, now: datetime, machine: datetime) -> None:
    """Plan the correction of every copy that was delivered, or is just being."""
    _follow_up(connection, found, LetterKind.CORRECTION, f"k:{found.id}:{found.number}:", now, machine)
    # Whatever was written already, but not marked, is written anew: a planned letter cannot be marked.
    waiting = (letter.c.about == str(found.id), letter.c.state == LetterState.READY)
    connection.execute(update(letter).where(_MINE, *waiting).values(state=LetterState.PLANNED))


def recall(connection: Connection, found: Announcement, now: datetime, machine: datetime) -> None:
    """Plan the deletion of every copy that was delivered, or is just being, and that Telegram will still delete."""
    _follow_up(connection, found, LetterKind.RECALL, f"z:{found.id}:", now, machine)


def _follow_up(
    connection: Connection, found: Announcement, kind: LetterKind, key: str, now: datetime, machine: datetime
) -> None:
    under_way = letter.c.state == LetterState.SENDING
    values: dict[str, ColumnElement[Any]] = {
        "key": literal(key) + cast(letter.c.person, String),
        "kind": literal(kind.value),
        "lane": literal(int(Lane.URGENT if kind is LetterKind.RECALL else _lane(found)), SmallInteger),
        "person": letter.c.person,
        "about": letter.c.about,
        "facts": literal({"version": found.number}, JSON),
        "due": literal(now, Instant),
        "useful_until": literal(now + USEFUL, Instant),
        "state": literal(LetterState.READY.value),
        "attempts": literal(0, Integer),
        "doubts": literal(0, Integer),
        "not_before": case((under_way, literal(machine + ARRIVED, Instant))),
        "changed_at": literal(machine, Instant),
    }
    there = under_way | ((letter.c.state == LetterState.SENT) & letter.c.message_id.is_not(None))
    delivered = select(*(value.label(name) for name, value in values.items())).where(
        _MINE, letter.c.about == str(found.id), there, letter.c.changed_at > machine - _oldest(kind)
    )
    new = insert(connection.dialect.name, letter).from_select(list(values), delivered)
    connection.execute(new.on_conflict_do_nothing(index_elements=[letter.c.key]))


def _oldest(kind: LetterKind) -> timedelta:
    return DELETABLE if kind is LetterKind.RECALL else timedelta(days=3650)


def too_old(connection: Connection, announcement_id: int, machine: datetime) -> int:
    """Count the delivered copies that Telegram will not delete any more."""
    old = (letter.c.state == LetterState.SENT) & (letter.c.changed_at <= machine - DELETABLE)
    return connection.scalar(select(func.count()).where(_MINE, letter.c.about == str(announcement_id), old)) or 0


def message_to(connection: Connection, announcement_id: int, person_id: int) -> int | None:
    """Return the id of the message in which it was delivered to a person; None if that is not known."""
    return connection.scalar(
        select(letter.c.message_id).where(
            letter.c.key == f"b:{announcement_id}:{person_id}", letter.c.state == LetterState.SENT
        )
    )


def call_off(connection: Connection, announcement_id: int, kind: LetterKind, state: LetterState, error: str) -> None:
    """Let nothing of a kind that waits go out any more."""
    about = (letter.c.kind == kind, letter.c.about == str(announcement_id))
    # What may have arrived already stays in doubt.
    ended = case((letter.c.doubts > 0, LetterState.DOUBT.value), else_=state.value)
    connection.execute(
        update(letter).where(*about, letter.c.state.in_(letters.WAITING)).values(state=ended, error=error)
    )


def decide(connection: Connection, announcement_id: int, *, again: bool) -> int:
    """Send what is in doubt once more, or leave it for good; return how many that were."""
    undecided = (_MINE, letter.c.about == str(announcement_id), _undecided())
    values = {"state": LetterState.READY, "not_before": None, "error": None} if again else {"error": LET_BE}
    return connection.execute(update(letter).where(*undecided).values(**values)).rowcount


def _undecided() -> ColumnElement[bool]:
    return (letter.c.state == LetterState.DOUBT) & (func.coalesce(letter.c.error, "") != LET_BE)


def undecided(connection: Connection) -> int:
    """Count the copies in doubt, of all announcements, about which an organiser still can and has to decide."""
    recalled = select(cast(announcement.c.id, String)).where(announcement.c.state == "recalled")
    mine = (_MINE, _undecided(), letter.c.about.not_in(recalled))
    return connection.scalar(select(func.count()).where(*mine)) or 0


def doubtful(connection: Connection, announcement_id: int) -> tuple[int, ...]:
    """Return the people of whom nobody knows whether they have it, and about whom nobody decided."""
    rows = connection.execute(
        select(letter.c.person)
        .where(_MINE, letter.c.about == str(announcement_id), _undecided())
        .order_by(letter.c.person)
    )
    return tuple(rows.scalars())


def tally(connection: Connection, found: Announcement) -> Tally:
    """Count an announcement's letters by what has become of them, those of forgotten people included."""
    rows = connection.execute(
        select(letter.c.kind, letter.c.state, func.count(), _how_many(_left()), _how_many(_undecided()))
        .where(letter.c.about == str(found.id), or_(_MINE, _latest(found)))
        .group_by(letter.c.kind, letter.c.state)
    )
    counts: dict[str, Counter[Outcome]] = defaultdict(Counter)
    doubts = 0
    for kind, state, number, left, undecided in rows:
        counts[kind][outcome_of(state, left=True)] += left
        counts[kind][outcome_of(state, left=False)] += number - left
        doubts += undecided if kind == LetterKind.ANNOUNCEMENT else 0
    for outcome, number in found.forgotten.items():
        counts[LetterKind.ANNOUNCEMENT][Outcome(outcome)] += number
    kinds = (LetterKind.ANNOUNCEMENT, LetterKind.CORRECTION, LetterKind.RECALL)
    outcomes, corrections, recalls = (dict(+counts[kind]) for kind in kinds)
    return Tally(outcomes, corrections, recalls, doubts)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _left() -> ColumnElement[bool]:
    return func.coalesce(letter.c.error, "").like(f"{LEFT}%")


def _latest(found: Announcement) -> ColumnElement[bool]:
    """Return the condition for its recall and for its last correction, not those before."""
    last = (letter.c.kind == LetterKind.CORRECTION) & letter.c.key.like(f"k:{found.id}:{found.number}:%")
    return or_(letter.c.kind == LetterKind.RECALL, last)


def outcome_of(state: str, *, left: bool) -> Outcome:
    """Return what a letter's state means to who announced."""
    if left and state in {LetterState.CANCELLED, LetterState.FAILED}:
        return Outcome.UNREACHABLE
    return _OUTCOMES[LetterState(state)]


def deliveries(connection: Connection, announcement_id: int) -> tuple[Delivery, ...]:
    """Return every letter of an announcement, by person."""
    rows = connection.execute(
        select(letter).where(_MINE, letter.c.about == str(announcement_id)).order_by(letter.c.person)
    )
    return tuple(Delivery(row.person, row.state, row.changed_at, row.error or "") for row in rows)


def forget(connection: Connection, person_id: int) -> None:
    """Let the totals stay right when a person's letters are deleted, and no announcement name them."""
    rows = connection.execute(
        select(letter.c.about, letter.c.state, letter.c.error).where(_MINE, letter.c.person == person_id)
    ).all()
    for row in rows:
        outcome = outcome_of(row.state, left=(row.error or "").startswith(LEFT))
        _remember(connection, int(row.about), Outcome.UNREACHABLE if outcome is Outcome.WAITING else outcome)
    connection.execute(announcement.delete().where(announcement.c.author == person_id, announcement.c.state == "draft"))
    connection.execute(
        update(announcement)
        .where(announcement.c.report_chat == person_id)
        .values(report_chat=None, report_message=None)
    )


def _remember(connection: Connection, announcement_id: int, outcome: Outcome) -> None:
    one: Any = announcement.c.id == announcement_id
    forgotten = connection.scalar(select(announcement.c.forgotten).where(one).with_for_update())
    if forgotten is not None:
        values: dict[str, Any] = {**forgotten, outcome.value: forgotten.get(outcome.value, 0) + 1}
        connection.execute(update(announcement).where(one).values(forgotten=values))
