"""What a letter says: written when it is sent, for its reader, from the programme as it is then. It sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.context import Desk
    from bot.screens.screen import Screen
    from bot.store import Letter, LetterKind, Person


@dataclass(frozen=True, slots=True)
class Written:
    """One request to Telegram: a new message, or an edit or deletion of an earlier one, named by its id.

    A new message whose screen has an attachment and an empty text is that attachment alone. `silent` makes no sound.
    """

    screen: Screen | None = None
    silent: bool = False
    edits: int | None = None
    deletes: int | None = None


WRITERS: dict[LetterKind, Callable[[Desk, Letter, Person, datetime], Awaitable[Written | None]]] = {}
"""By kind: what a letter says to a person at an instant; None if there is nothing left to say."""


async def write(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what a letter says; None: it is superseded."""
    return await WRITERS[letter.kind](desk, letter, person, now)
