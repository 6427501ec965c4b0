"""Who writes which letter: when it is sent, for its reader, from the programme as it is then. It sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery import announcing, changing, incidents, reminding
from bot.store import LetterKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.context import Desk
    from bot.delivery.written import Written
    from bot.store import Letter, Person

WRITERS: dict[LetterKind, Callable[[Desk, Letter, Person, datetime], Awaitable[Written | None]]] = {
    LetterKind.REMINDER: reminding.write_reminder,
    LetterKind.PIN: reminding.write_pin,
    LetterKind.EVE: reminding.write_eve,
    LetterKind.OVERVIEW: reminding.write_overview,
    LetterKind.CHANGE: changing.write_change,
    LetterKind.ANNOUNCEMENT: announcing.write_announcement,
    LetterKind.CORRECTION: announcing.write_correction,
    LetterKind.RECALL: announcing.write_recall,
    LetterKind.DIGEST: reminding.write_digest,
    LetterKind.INCIDENT: incidents.write_incident,
}


async def write(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what a letter says to a person at an instant; None: there is nothing left to say."""
    return await WRITERS[letter.kind](desk, letter, person, now)
