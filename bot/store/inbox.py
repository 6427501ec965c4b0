"""Updates received and not yet handled, as units of work on a connection. It does not know what is in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, select, update

from bot.store.tables import inbox, insert_new
from bot.store.values import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

ATTEMPTS = 3
"""How often an update may fail before it is put aside."""
WINDOW = timedelta(hours=48)
"""How long an update that was put aside is kept, and its id stands for it; Telegram keeps none longer than a day."""
_NEW, _ASIDE = "new", "aside"
_HANDLED = delete(inbox).where(inbox.c.update_id.in_(bindparam("update_ids", expanding=True)))


def receive(connection: Connection, updates: Sequence[tuple[int, int | None, str]], machine: datetime) -> set[int]:
    """Keep those updates whose ids are not there yet and return their ids; let go of what was put aside long ago."""
    old = (inbox.c.state == _ASIDE) & (inbox.c.received_at < machine - WINDOW)
    connection.execute(delete(inbox).where(old))
    rows = [
        {"update_id": id_, "chat_id": chat, "payload": payload, "state": _NEW, "attempts": 0, "received_at": machine}
        for id_, chat, payload in updates
    ]
    statement = insert_new(connection.dialect.name, inbox).returning(inbox.c.update_id)
    return set(connection.scalars(statement, rows)) if rows else set()


def pending(connection: Connection) -> tuple[Waiting, ...]:
    """Return what waits to be handled, in the order of update ids."""
    rows = connection.execute(
        select(inbox.c.update_id, inbox.c.chat_id, inbox.c.payload, inbox.c.attempts, inbox.c.received_at)
        .where(inbox.c.state == _NEW)
        .order_by(inbox.c.update_id)
    )
    return tuple(Waiting(*row) for row in rows)


def handled(connection: Connection, update_ids: Sequence[int]) -> None:
    """Let go of updates that were handled."""
    connection.execute(_HANDLED, {"update_ids": update_ids})


def failed(connection: Connection, update_id: int, error: str) -> int:
    """Count a failure and return how many there were; an update that is gone needs no further attempt."""
    attempts = inbox.c.attempts + 1
    counted = connection.scalar(
        update(inbox)
        .where(inbox.c.update_id == update_id)
        .values(
            attempts=attempts,
            error=error.replace("\0", "").encode(errors="replace").decode(),
            state=case((attempts >= ATTEMPTS, _ASIDE), else_=inbox.c.state),
        )
        .returning(inbox.c.attempts)
    )
    return ATTEMPTS if counted is None else counted
