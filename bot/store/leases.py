"""Who sends, as units of work on a connection: one holder at a time, each with a higher fence than the one before.

Instants are the machine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, true, update

from bot.store.tables import insert, lease

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

SENDER = "sender"


def take(connection: Connection, holder: str, machine: datetime, until: datetime) -> int | None:
    """Take the lease if nobody holds it and return its fence.

    On SQLite whoever held it is dead: the file's lock says so.
    """
    dialect = connection.dialect.name
    free = lease.c.expires <= machine if dialect == "postgresql" else true()
    new = insert(dialect, lease).values(name=SENDER, holder=holder, fence=1, expires=until)
    taken = new.on_conflict_do_update(
        index_elements=[lease.c.name],
        set_={"holder": holder, "fence": lease.c.fence + 1, "expires": until},
        where=free,
    )
    fence: int | None = connection.scalar(taken.returning(lease.c.fence))
    return fence


def renew(connection: Connection, fence: int, until: datetime) -> bool:
    """Hold the lease for longer; False: somebody else has taken it."""
    mine = (lease.c.name == SENDER) & (lease.c.fence == fence)
    return bool(connection.execute(update(lease).where(mine).values(expires=until)).rowcount)


def holder(connection: Connection) -> str:
    """Return who had the lease last, or nothing."""
    return connection.scalar(select(lease.c.holder).where(lease.c.name == SENDER)) or ""
