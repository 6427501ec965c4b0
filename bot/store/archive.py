"""The last good conference, notes, invitations and counts, as units of work on a connection."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from bot.reader import Mode
from bot.store.tables import edition, follow, inbox, insert_new, invitation, note, person
from bot.store.values import Counts, Edition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Table


def keep_edition(connection: Connection, sources: Mapping[str, str], now: datetime) -> Edition:
    """Keep these sources in place of those before."""
    ordered = dict(sorted(sources.items()))
    digest = hashlib.sha256(json.dumps(ordered).encode()).hexdigest()
    connection.execute(delete(edition))
    connection.execute(insert(edition).values(digest=digest, sources=ordered, taken_at=now))
    return Edition(ordered, digest, now)


def last_edition(connection: Connection) -> Edition | None:
    """Return the sources kept last."""
    row = connection.execute(select(edition.c.sources, edition.c.digest, edition.c.taken_at)).first()
    return row and Edition(*row)


def read_note(connection: Connection, key: str) -> str | None:
    """Return what was noted under the key."""
    return connection.scalar(select(note.c.value).where(note.c.key == key))


def write_note(connection: Connection, key: str, value: str) -> None:
    """Note the value under the key, in place of the one before."""
    row = {"key": key, "value": value}
    if not connection.execute(update(note).where(note.c.key == key).values(row)).rowcount:
        connection.execute(insert_new(connection.dialect.name, note), row)


def invite(connection: Connection, right: str, token_hash: str, expires: datetime) -> None:
    """Keep an invitation nobody has used."""
    connection.execute(insert(invitation).values(grants=right, token_hash=token_hash, expires=expires))


def organisers(connection: Connection) -> tuple[int, ...]:
    """Return the ids of all organisers, in order."""
    return tuple(connection.scalars(select(person.c.id).where(person.c.organiser).order_by(person.c.id)))


def counts(connection: Connection) -> Counts:
    """Count what there is."""
    return Counts(
        people=_count(connection, person),
        onsite=_count(connection, person, person.c.mode == Mode.ONSITE),
        online=_count(connection, person, person.c.mode == Mode.ONLINE),
        unreachable=_count(connection, person, ~person.c.reachable),
        follows=_count(connection, follow),
        waiting=_count(connection, inbox, inbox.c.state == "new"),
        aside=_count(connection, inbox, inbox.c.state == "aside"),
    )


def _count(connection: Connection, table: Table, *conditions: Any) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
