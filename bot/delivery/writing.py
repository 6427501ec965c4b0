"""Who writes which letter: when it is sent, for its reader, from the programme as it is then. It sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery import announcing, answering, asking, changing, incidents, reminding, seating, streaming
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
    LetterKind.STREAM: streaming.write_stream,
    LetterKind.FULL: streaming.write_full,
    LetterKind.RECORDING: streaming.write_recording,
    LetterKind.FEEDBACK: asking.write_feedback,
    LetterKind.SEAT: seating.write_seat,
    LetterKind.GUIDE: seating.write_word,
    LetterKind.QUESTION: answering.write_question,
}


async def write(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what a letter says to a person at an instant; None: there is nothing left to say."""
    written = await WRITERS[letter.kind](desk, letter, person, now)
    if written and written.screen and written.screen.gives:
        # Noted before it is sent, lest somebody watches who is not told of an end of it.
        await desk.store.handouts.note(person.id, written.screen.gives, now)
    return written
