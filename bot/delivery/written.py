"""What a letter has come to: one request to Telegram. It sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.screens.screen import Screen


@dataclass(frozen=True, slots=True)
class Written:
    """A new message, or an edit or deletion of an earlier one, named by its id.

    A new message whose screen has an attachment and an empty text is that attachment alone. `silent` makes no sound.
    """

    screen: Screen | None = None
    silent: bool = False
    edits: int | None = None
    deletes: int | None = None
