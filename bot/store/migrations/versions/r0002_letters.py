"""Letters and who sends them, announcements, what changed in the programme, and what people chose about all this."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, and the columns that people and editions gain."""
    _people()
    _letters()
    _announcements()
    _changes()


def _people() -> None:
    op.add_column("person", sa.Column("silenced", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("person", sa.Column("muted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("person", sa.Column("quiet", sa.JSON, server_default=sa.text("'[22, 7]'")))
    op.add_column("person", sa.Column("overview", sa.String(5)))
    op.add_column("inbox", sa.Column("received_at", sa.DateTime(timezone=True)))
    op.create_index("ix_follow_subject", "follow", ["kind", "subject"])
    op.create_table(
        "own_leads",
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("leads", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", "subject", name="pk_own_leads"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_own_leads_person", ondelete="CASCADE"),
    )


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("about", sa.String(96), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("fence", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("error", sa.String(200)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_letter"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_letter_person", ondelete="CASCADE"),
    )
    op.create_index("ix_letter_state", "letter", ["state", "lane", "useful_until", "due"])
    op.create_index("ix_letter_due", "letter", ["state", "lane", "due"])
    op.create_index("ix_letter_about", "letter", ["kind", "about"])
    op.create_index("ix_letter_person", "letter", ["person"])
    op.create_table(
        "lease",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("holder", sa.String(128), nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )


def _announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("author", sa.BigInteger),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("audience", sa.JSON, nullable=False),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("sends_at", sa.DateTime(timezone=True)),
        sa.Column("holds_until", sa.DateTime(timezone=True)),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("report_chat", sa.BigInteger),
        sa.Column("report_message", sa.BigInteger),
        sa.Column("forgotten", sa.JSON, nullable=False),
        sa.Column("correction", sa.JSON, nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name="fk_announcement_author", ondelete="SET NULL"),
    )


def _changes() -> None:
    op.add_column("edition", sa.Column("state", sa.String(8), nullable=False, server_default="served"))
    op.create_table(
        "revision",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.PrimaryKeyConstraint("kind", "subject", "number", name="pk_revision"),
    )
    op.create_table(
        "live_change",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("made_by", sa.BigInteger),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_live_change"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_live_change_made_by", ondelete="SET NULL"),
    )
