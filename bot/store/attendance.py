"""The tables of what people do at a conference: whose right is what, questions, seats, feedback, links handed out."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from bot.store.tables import Instant, metadata

__all__ = ["booking", "departure", "feedback", "guess", "handout", "metadata", "question", "role", "vote"]

# Rights over one thing: `speaker` of a speaker's id (who also takes the chair), `guide` of an excursion's.
role = Table(
    "role",
    metadata,
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("right", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
)

# How often somebody has given a wrong code lately; `since` is the machine's clock.
guess = Table(
    "guess",
    metadata,
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)

# Who was given the link of a session's stream, on demand or with a reminder; the first time, the conference's clock.
handout = Table(
    "handout",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("given_at", Instant, nullable=False),
)

# `name` is what is shown of who asks, none: anonymous; `place` the hall or the stream. The conference's clock.
question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session", String(64), nullable=False),
    Column("author", ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(64)),
    Column("text", Text, nullable=False),
    Column("place", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("merged_into", ForeignKey("question.id", ondelete="SET NULL")),
    Column("asked_at", Instant, nullable=False),
    Column("settled_at", Instant),
    # How many people voted for it or for one that is merged into it, as `voting` has counted them.
    Column("votes", Integer, nullable=False, server_default="0"),
    # How often the chair has decided on it: every letter that tells of it has a number of its own.
    Column("decisions", Integer, nullable=False, server_default="0"),
    Index("ix_question_session", "session", "state"),
    Index("ix_question_author", "author"),
    Index("ix_question_merged_into", "merged_into"),
    # No number comes twice, though questions are deleted: old buttons must not decide on another's question.
    sqlite_autoincrement=True,
)

vote = Table(
    "vote",
    metadata,
    Column("question", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
)

# A seat on an excursion, or a place in the queue for one, in the order of `since`. The conference's clock.
booking = Table(
    "booking",
    metadata,
    Column("excursion", String(64), primary_key=True),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("state", String(8), nullable=False),
    Column("since", Instant, nullable=False),
    Column("offered_until", Instant),
    Column("here_at", Instant),
    Index("ix_booking_excursion", "excursion", "state", "since"),
    Index("ix_booking_person", "person"),
)

# What the guide has said of an excursion: that it is late, that it has left; `departs` is when it was to leave as that
# was said, as it says nothing of another hour. The conference's clock.
departure = Table(
    "departure",
    metadata,
    Column("excursion", String(64), primary_key=True),
    Column("late_minutes", Integer),
    Column("left_at", Instant),
    Column("said_at", Instant, nullable=False),
    Column("departs", Instant, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("stars", SmallInteger, nullable=False),
    Column("words", Text),
    Column("given_at", Instant, nullable=False),
    Index("ix_feedback_person", "person"),
)
