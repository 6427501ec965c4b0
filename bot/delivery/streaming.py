"""Letters about what is watched: a stream that breaks off or moves, a room that is full, a recording. It sends none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.reminding import follower_of
from bot.delivery.written import Written
from bot.screens.letters import full, recording, stream

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.context import Desk
    from bot.store import Letter, Person
    from schedule.model import Session


async def write_stream(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what has become of a stream since what a person was told last; None if it is as they know it."""
    found, view = desk.programme.stream.get(letter.about), desk.view_of(person, now)
    screen = stream.letter(view, found, letter.facts["was"]) if found else None
    if found is None or screen is None:
        return None
    return Written(screen, silent=await _sleeps(desk, person, stream.on(view, found), now))


async def write_full(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return that a session's room is full, or is no longer."""
    found = desk.programme.session.get(letter.about)
    as_known = found is None or found.full == bool(letter.facts["was"])
    screen = None if found is None or as_known else full.letter(desk.view_of(person, now), found)
    if found is None or screen is None:
        return None
    return Written(screen, silent=await _sleeps(desk, person, [found], now))


async def write_recording(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return where a session that is over can be watched."""
    found = desk.programme.session.get(letter.about)
    screen = recording.letter(desk.view_of(person, now), found) if found else None
    return Written(screen) if screen else None


async def _sleeps(desk: Desk, person: Person, sessions: Sequence[Session], now: datetime) -> bool:
    """Tell whether it is one of a person's quiet hours, and none of these is what they watch or follow by hand."""
    if not follower_of(person, desk.programme).asleep(now):
        return False
    ids = [session.id for session in sessions]
    by_hand = any(("session", each) in person.follows for each in ids)
    return not by_hand and not await desk.store.handouts.given(person.id, ids)
