"""The mark and the settlement of a letter, as units of work on a connection. It makes no request.

The mark is committed right before the letter's one request and the settlement right after: what is marked and was not
settled is in doubt. `now` is the conference's clock, `machine` the machine's, `fence` the sender's number by its lease.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.faultpoints import faultpoint
from bot.store.archive import NUMBER
from bot.store.letters import LEFT, RUNNING, as_letter, ended
from bot.store.tables import Instant, lease, letter, note, person
from bot.store.values import ONCE, LetterKind, LetterState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.values import Letter

DOUBT_PAUSE = timedelta(seconds=5)
"""How long a letter that may have arrived waits before it goes once more."""
_REACHABLE = exists().where(person.c.id == letter.c.person, person.c.reachable, ~person.c.silenced).correlate(letter)
_FENCE = bindparam("fence_", type_=BigInteger)
_MACHINE = bindparam("machine", type_=Instant)
_KEY = bindparam("key_", type_=String)
_THIS = letter.c.key == _KEY
_EDITION = select(note.c.value).where(note.c.key == NUMBER).scalar_subquery()
_MARK = (
    update(letter)
    .where(
        _THIS,
        letter.c.state == LetterState.READY.value,
        letter.c.due <= bindparam("now", type_=Instant),
        letter.c.useful_until >= bindparam("now", type_=Instant),
        _REACHABLE,
        exists().where(lease.c.fence == _FENCE, lease.c.expires > _MACHINE),
        func.coalesce(_EDITION, literal("0")) == bindparam("edition_", type_=String),
        or_(letter.c.kind != LetterKind.ANNOUNCEMENT.value, letter.c.about.in_(RUNNING)),
    )
    .values(state=LetterState.SENDING.value, attempts=letter.c.attempts + 1, fence=_FENCE, changed_at=_MACHINE)
)
_GONE = (
    update(letter)
    .where(_THIS, letter.c.state == LetterState.READY.value, ~_REACHABLE)
    .values(state=ended(LetterState.CANCELLED), error=LEFT, changed_at=_MACHINE)
)


def mark(connection: Connection, key: str, now: datetime, machine: datetime, fence: int, edition: int) -> bool:
    """Mark a letter as on its way; False: it may not go now, or not at all, and no request is to be made.

    `edition` is the number of the programme from which its text was written.
    """
    values = {"key_": key, "now": now, "machine": machine, "fence_": fence, "edition_": str(edition)}
    if connection.execute(_MARK, values).rowcount:
        faultpoint("before the mark's commit")
        return True
    connection.execute(_GONE, {"key_": key, "machine": machine})
    return False


# Marked by whoever settles it. A process that was taken for dead settles nothing that is another's.
_MINE = and_(letter.c.state == LetterState.SENDING.value, letter.c.fence == _FENCE)
_SENT = (
    update(letter)
    .where(
        _THIS,
        or_(
            _MINE,
            letter.c.state == LetterState.DOUBT.value,
            and_(letter.c.state == LetterState.READY.value, letter.c.doubts > 0),
        ),
    )
    .values(
        state=LetterState.SENT.value,
        message_id=bindparam("id_", type_=BigInteger),
        not_before=None,
        error=None,
        changed_at=_MACHINE,
    )
)


def sent(connection: Connection, key: str, message_id: int, machine: datetime, fence: int) -> None:
    """Settle a letter as accepted under this message id, be it after it was taken for doubtful."""
    connection.execute(_SENT, {"key_": key, "id_": message_id, "machine": machine, "fence_": fence})
    faultpoint("before the settlement's commit")


def again(
    connection: Connection,
    key: str,
    not_before: datetime | None,
    error: str,
    machine: datetime,
    fence: int,
    *,
    counted: bool,
) -> None:
    """Let a letter wait that surely was not sent; uncounted if it was not for any fault of its own."""
    connection.execute(
        update(letter)
        .where(letter.c.key == key, letter.c.state == LetterState.SENDING, letter.c.fence == fence)
        .values(
            state=LetterState.READY,
            attempts=letter.c.attempts - int(not counted),
            not_before=not_before,
            error=error[:200],
            changed_at=machine,
        )
    )
    faultpoint("before the settlement's commit")


def put_off(connection: Connection, key: str, not_before: datetime, error: str, machine: datetime) -> None:
    """Let a letter wait that could not even be written."""
    connection.execute(
        update(letter)
        .where(letter.c.key == key, letter.c.state == LetterState.READY)
        .values(not_before=not_before, error=error[:200], changed_at=machine)
    )


def call_off(connection: Connection, key: str, state: LetterState, machine: datetime) -> None:
    """End a letter that is ready and has nothing to say (superseded), or nobody to say it to (cancelled)."""
    connection.execute(
        update(letter)
        .where(letter.c.key == key, letter.c.state == LetterState.READY)
        .values(state=ended(state), changed_at=machine)
    )


def fail(connection: Connection, key: str, error: str, machine: datetime, fence: int) -> None:
    """Settle a letter as never possible."""
    mine = and_(letter.c.state == LetterState.SENDING, letter.c.fence == fence)
    connection.execute(
        update(letter)
        .where(letter.c.key == key, or_(mine, letter.c.state == LetterState.READY))
        .values(state=LetterState.FAILED, error=error[:200], changed_at=machine)
    )
    faultpoint("before the settlement's commit")


def doubt(connection: Connection, key: str, error: str, machine: datetime, fence: int) -> LetterState | None:
    """Settle a letter as possibly arrived and return its state: all but those of `ONCE` go once more, later.

    None: it is another's to settle by now.
    """
    mine = and_(letter.c.key == key, letter.c.state == LetterState.SENDING, letter.c.fence == fence)
    settled = _doubted(connection, mine, error, machine)
    faultpoint("before the settlement's commit")
    return settled[0].state if settled else None


def settle_left(connection: Connection, machine: datetime, fence: int) -> tuple[Letter, ...]:
    """Take for doubtful what an earlier sender left on its way, and return it as it is now."""
    left = and_(letter.c.state == LetterState.SENDING, letter.c.fence < fence)
    return _doubted(connection, left, "the process ended", machine)


def _doubted(connection: Connection, which: ColumnElement[bool], error: str, machine: datetime) -> tuple[Letter, ...]:
    once_more = and_(letter.c.kind.not_in(sorted(ONCE)), letter.c.doubts == 0)
    rows = connection.execute(
        update(letter)
        .where(which)
        .values(
            state=case((once_more, LetterState.READY.value), else_=LetterState.DOUBT.value),
            doubts=letter.c.doubts + 1,
            not_before=machine + DOUBT_PAUSE,
            error=error[:200],
            changed_at=machine,
        )
        .returning(letter)
    )
    return tuple(as_letter(row) for row in rows)
