"""Letters about what is watched: a stream that breaks off or moves, a room that is full, a recording. It sends none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.written import Written
from bot.screens.letters import full, recording, stream

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Desk
    from bot.screens.screen import Screen
    from bot.store import Letter, Person


async def write_stream(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what has become of a stream since what a person was told last; None if it is as they know it."""
    found = desk.programme.stream.get(letter.about)
    return _written(stream.letter(desk.view_of(person, now), found, letter.facts["was"]) if found else None)


async def write_full(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return that a session's room is full, or is no longer."""
    found = desk.programme.session.get(letter.about)
    as_known = found is None or found.full == bool(letter.facts["was"])
    return _written(None if found is None or as_known else full.letter(desk.view_of(person, now), found))


async def write_recording(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return where a session that is over can be watched."""
    found = desk.programme.session.get(letter.about)
    return _written(recording.letter(desk.view_of(person, now), found) if found else None)


def _written(screen: Screen | None) -> Written | None:
    return Written(screen) if screen else None
