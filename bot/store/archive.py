"""The last good conference, notes and counts, as units of work on a connection."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, bindparam, cast, delete, func, insert, select, update

from bot.reader import Mode
from bot.store.tables import edition, follow, inbox, insert_new, note, person
from bot.store.values import Counts, Edition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

NUMBER = "edition"
"""The note that holds how often what letters are written from was replaced, as text; absent: never."""
# Read for each letter: a statement that is built once costs a quarter of one that is built each time.
_NOTE = select(note.c.value).where(note.c.key == bindparam("key_"))
_NOTES = select(note.c.key, note.c.value).where(note.c.key.in_(bindparam("keys", expanding=True)))
_NOTED = update(note).where(note.c.key == bindparam("key_")).values(value=bindparam("value_"))


def keep_edition(connection: Connection, sources: Mapping[str, str], now: datetime) -> Edition:
    """Keep these sources in place of those before."""
    kept = Edition(dict(sorted(sources.items())), digest(sources), now)
    connection.execute(delete(edition))
    connection.execute(insert(edition).values(digest=kept.digest, sources=kept.sources, taken_at=now))
    return kept


def digest(sources: Mapping[str, str]) -> str:
    """Return the SHA-256 of a conference's files, the same in whatever order they come."""
    return hashlib.sha256(json.dumps(dict(sorted(sources.items()))).encode()).hexdigest()


def last_edition(connection: Connection, state: str = "served") -> Edition | None:
    """Return the sources kept last as those that are served, or that wait for a decision (`held`)."""
    kept = select(edition.c.sources, edition.c.digest, edition.c.taken_at).where(edition.c.state == state)
    row = connection.execute(kept).first()
    return row and Edition(*row)


def read_note(connection: Connection, key: str) -> str | None:
    """Return what was noted under the key."""
    return connection.scalar(_NOTE, {"key_": key})


def read_notes(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return what was noted under each of the keys, where something was."""
    return {row.key: row.value for row in connection.execute(_NOTES, {"keys": keys})}


def write_notes(connection: Connection, notes: Mapping[str, str]) -> None:
    """Note a value under each key, in place of the one before."""
    for key, value in notes.items():
        write_note(connection, key, value)


def write_note(connection: Connection, key: str, value: str) -> None:
    """Note the value under the key, in place of the one before."""
    if not connection.execute(_NOTED, {"key_": key, "value_": value}).rowcount:
        connection.execute(insert_new(connection.dialect.name, note), {"key": key, "value": value})


def count_on(connection: Connection) -> None:
    """Count one more replacement: whatever letter was written before it cannot be marked any more."""
    one_more = cast(cast(note.c.value, Integer) + 1, String)
    if not connection.execute(update(note).where(note.c.key == NUMBER).values(value=one_more)).rowcount:
        connection.execute(insert_new(connection.dialect.name, note), {"key": NUMBER, "value": "1"})


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
        languages=_languages(connection),
    )


def _languages(connection: Connection) -> dict[str, int]:
    spoken = (
        select(person.c.language, func.count().label("people")).group_by(person.c.language).order_by(person.c.language)
    )
    return {row.language: row.people for row in connection.execute(spoken)}


def _count(connection: Connection, table: Table, *conditions: Any) -> int:
    return connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
