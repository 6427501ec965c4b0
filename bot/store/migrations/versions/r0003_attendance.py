"""What people do at a conference: rights over one thing, questions, seats, feedback, links handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from datetime import datetime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables, and the columns that people and invitations gain."""
    op.add_column("person", sa.Column("feedback", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("invitation", sa.Column("subject", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_invitation_used_by", "invitation", ["used_by"])
    _rights()
    _questions()
    _excursions()
    _feedback()


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_person(table: str, column: str = "person") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def _rights() -> None:
    op.create_table(
        "role",
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("right", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        _instant("since"),
        sa.PrimaryKeyConstraint("person", "right", "subject", name="pk_role"),
        _of_person("role"),
    )
    op.create_table(
        "guess",
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        _instant("since"),
        sa.PrimaryKeyConstraint("person", name="pk_guess"),
        _of_person("guess"),
    )
    op.create_table(
        "handout",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        _instant("given_at"),
        sa.PrimaryKeyConstraint("session", "person", name="pk_handout"),
        _of_person("handout"),
    )


def _questions() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("author", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("place", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("merged_into", sa.Integer),
        _instant("asked_at"),
        _instant("settled_at", nullable=True),
        sa.Column("votes", sa.Integer, nullable=False, server_default="0"),
        sa.Column("decisions", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        _of_person("question", "author"),
        sa.ForeignKeyConstraint(["merged_into"], ["question.id"], name="fk_question_merged_into", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_session", "question", ["session", "state"])
    op.create_index("ix_question_author", "question", ["author"])
    op.create_index("ix_question_merged_into", "question", ["merged_into"])
    op.create_table(
        "vote",
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("question", "person", name="pk_vote"),
        sa.ForeignKeyConstraint(["question"], ["question.id"], name="fk_vote_question", ondelete="CASCADE"),
        _of_person("vote"),
    )


def _excursions() -> None:
    op.create_table(
        "booking",
        sa.Column("excursion", sa.String(64), nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        _instant("since"),
        _instant("offered_until", nullable=True),
        _instant("here_at", nullable=True),
        sa.PrimaryKeyConstraint("excursion", "person", name="pk_booking"),
        _of_person("booking"),
    )
    op.create_index("ix_booking_excursion", "booking", ["excursion", "state", "since"])
    op.create_index("ix_booking_person", "booking", ["person"])
    op.create_table(
        "departure",
        sa.Column("excursion", sa.String(64), nullable=False),
        sa.Column("late_minutes", sa.Integer),
        _instant("left_at", nullable=True),
        _instant("said_at"),
        _instant("departs"),
        sa.PrimaryKeyConstraint("excursion", name="pk_departure"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("stars", sa.SmallInteger, nullable=False),
        sa.Column("words", sa.Text),
        _instant("given_at"),
        sa.PrimaryKeyConstraint("session", "person", name="pk_feedback"),
        _of_person("feedback"),
    )
    op.create_index("ix_feedback_person", "feedback", ["person"])
