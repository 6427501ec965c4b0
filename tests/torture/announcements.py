"""An announcement to everyone without the buttons: written and confirmed, to go out at once. It sends nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.announced import Circle, Wording

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Store


async def announce(store: Store, author: int, text: str, machine: datetime) -> int:
    """Confirm it and return its number; `machine` is the machine's clock."""
    draft = await store.announcements.draft(author, machine)
    whole = replace(draft, circle=Circle(everyone=True), wordings={"en": Wording(text)})
    await store.announcements.edit(whole)
    if not await store.announcements.confirm(whole, None, machine, machine, None):
        raise ValueError(f"{text!r} could not be confirmed")
    return whole.id
