"""People, what they follow, the inbox, invitations, the last good conference, notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("mode", sa.String(16)),
        sa.Column("zone", sa.String(64)),
        sa.Column("leads", sa.JSON, nullable=False),
        sa.Column("registered", sa.Boolean, nullable=False),
        sa.Column("organiser", sa.Boolean, nullable=False),
        sa.Column("awaiting", sa.String(64)),
        sa.Column("reachable", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "follow",
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", "subject", name="pk_follow"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_follow_person", ondelete="CASCADE"),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("grants", sa.String(16), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.BigInteger),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
    )
    op.create_table(
        "edition",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_edition"),
    )
    op.create_table(
        "note",
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_note"),
    )
