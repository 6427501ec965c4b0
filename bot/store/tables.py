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
    Index,
    Insert,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    false,
    text,
    true,
)
from sqlalchemy.dialects.sqlite import Insert as InsertOnSqlite
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as InsertOnPostgresql
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
    Column("silenced", Boolean, nullable=False, server_default=false()),
    Column("muted", Boolean, nullable=False, server_default=false()),
    Column("quiet", JSON(none_as_null=True), server_default=text("'[22, 7]'")),
    Column("overview", String(5)),
    Column("feedback", Boolean, nullable=False, server_default=true()),
)

follow = Table(
    "follow",
    metadata,
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
    Index("ix_follow_subject", "kind", "subject"),
)

# Lead times chosen for one thing, in place of the person's usual ones; none at all silences it.
own_leads = Table(
    "own_leads",
    metadata,
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("leads", JSON, nullable=False),
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
    # The machine's clock; without it in rows of an earlier version.
    Column("received_at", Instant),
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
    # What the right is over: a speaker's or an excursion's id; empty: the whole conference.
    Column("subject", String(64), nullable=False, server_default=""),
    Index("ix_invitation_used_by", "used_by"),
)

edition = Table(
    "edition",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("sources", JSON, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("state", String(8), nullable=False, server_default="served"),
)

note = Table(
    "note",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("value", Text, nullable=False),
)

# `due` and `useful_until` are the conference's clock; `not_before` and `changed_at` the machine's.
letter = Table(
    "letter",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("about", String(96), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("due", Instant, nullable=False),
    Column("useful_until", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("fence", BigInteger),
    Column("message_id", BigInteger),
    Column("error", String(200)),
    Column("changed_at", Instant, nullable=False),
    Index("ix_letter_state", "state", "lane", "useful_until", "due"),
    Index("ix_letter_due", "state", "lane", "due"),
    Index("ix_letter_about", "kind", "about"),
    Index("ix_letter_person", "person"),
)

# `sends_at` is the conference's clock, the other instants are the machine's.
announcement = Table(
    "announcement",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("author", ForeignKey("person.id", ondelete="SET NULL")),
    Column("state", String(12), nullable=False),
    Column("audience", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("number", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("sends_at", Instant),
    Column("holds_until", Instant),
    Column("fingerprint", String(64), nullable=False),
    Column("report_chat", BigInteger),
    Column("report_message", BigInteger),
    Column("forgotten", JSON, nullable=False),
    Column("correction", JSON, nullable=False),
    Column("corrected_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
)

# What changed in a session or excursion: `made_at` and `tell_at` are the conference's clock.
revision = Table(
    "revision",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Instant, nullable=False),
    Column("tell_at", Instant, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
)

# What organisers changed in chat, laid over the YAML until that says the same.
live_change = Table(
    "live_change",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("what", String(16), nullable=False),
    Column("value", JSON, nullable=False),
    Column("made_by", ForeignKey("person.id", ondelete="SET NULL")),
    Column("made_at", Instant, nullable=False),
    Column("dropped_at", Instant),
)

# Who sends: one holder at a time; every new holder gets a higher fence. `expires` is the machine's clock.
lease = Table(
    "lease",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("expires", Instant, nullable=False),
)


@cache
def insert_new(dialect: str, table: Table) -> Insert:
    """Return, in the dialect's words, an INSERT that passes over rows whose key is there already."""
    statement: Insert = insert(dialect, table).on_conflict_do_nothing()
    return statement


def insert(dialect: str, table: Table) -> InsertOnPostgresql | InsertOnSqlite:
    """Return the dialect's own INSERT, which knows what to do about a key that is there already."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as made  # noqa: PLC0415 - a tenth of a second, not for SQLite

        return made(table)
    return InsertOnSqlite(table)
