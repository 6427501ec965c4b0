"""The tables as they are today; how a database gets there is the migrations' business."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC and returned in UTC; SQLite would drop the zone and not even convert."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse an instant without a zone."""
        if value is not None and value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return it aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

person = Table(
    "person",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8), nullable=False),
    Column("mode", String(16)),
    Column("zone", String(64)),
    Column("leads", JSON, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("organiser", Boolean, nullable=False),
    Column("awaiting", String(64)),
    Column("reachable", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

follow = Table(
    "follow",
    metadata,
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("payload", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
)

# Whoever used an invitation may be forgotten: the link stays used.
invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("grants", String(16), nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used_by", BigInteger),
    Column("used_at", Instant),
)

edition = Table(
    "edition",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("sources", JSON, nullable=False),
    Column("taken_at", Instant, nullable=False),
)

note = Table(
    "note",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("value", Text, nullable=False),
)


@cache
def insert_new(dialect: str, table: Table) -> Insert:
    """Return, in the dialect's words, an INSERT that passes over rows whose key is there already."""
    words = postgresql if dialect == "postgresql" else sqlite
    statement: Insert = words.insert(table).on_conflict_do_nothing()
    return statement
