"""What an organiser does to the programme in the course of a conference: edits as they happen, and broken ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.torture.programmes import ROOMS, Talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.torture.programmes import Draft

STEPS = (-60, -30, -15, -5, 5, 10, 15, 30, 60, 120)
"""By how many minutes a session is moved."""


class Organiser:
    """Edits a draft by lot. What has begun is left alone: nobody reschedules what is running."""

    def __init__(self, draft: Draft, chance: Random) -> None:
        self.draft = draft
        self._chance = chance
        self._made = 0
        self._edits: tuple[Callable[[Talk, datetime], None], ...] = (
            self._move, self._move, self._move, self._room, self._cancel, self._reinstate, self._speaker, self._word,
        )  # fmt: skip

    def edit(self, now: datetime) -> str:
        """Change one session that has not begun by the wall time `now`, or add one; return its id."""
        ahead = [talk for talk in self.draft.talks if talk.starts > now]
        if not ahead:
            return ""
        # What is near is edited more often than what is far.
        talk = min(self._chance.sample(ahead, min(3, len(ahead))), key=lambda each: each.starts)
        if self._chance.random() < 0.1:
            return self._add(talk)
        self._chance.choice(self._edits)(talk, now)
        return talk.id

    def _move(self, talk: Talk, now: datetime) -> None:
        to = talk.starts + timedelta(minutes=self._chance.choice(STEPS))
        talk.starts = to if to > now and to.date() == talk.starts.date() else talk.starts

    def _room(self, talk: Talk, _now: datetime) -> None:
        talk.room = self._chance.randrange(ROOMS)

    def _cancel(self, talk: Talk, _now: datetime) -> None:
        talk.status = "cancelled"

    def _reinstate(self, _talk: Talk, now: datetime) -> None:
        gone = [each for each in self.draft.talks if each.status == "cancelled" and each.starts > now]
        if gone:
            self._chance.choice(gone).status = "planned"

    def _speaker(self, talk: Talk, _now: datetime) -> None:
        talk.speaker = self._chance.randrange(self.draft.speakers)

    def _word(self, talk: Talk, _now: datetime) -> None:
        talk.wording += 1

    def _add(self, like: Talk) -> str:
        self._made += 1
        new = Talk(f"n{self._made}", like.starts, self._chance.randrange(ROOMS), like.track, like.speaker)
        self.draft.talks.append(new)
        return new.id
