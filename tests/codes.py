"""Personal codes in a bot under test, and who has access by them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store.invitations import new_codes

if TYPE_CHECKING:
    from tests.world import World


async def codes(w: World, number: int) -> tuple[str, ...]:
    made = new_codes(number)
    await w.store.invitations.keep_codes(made, w.bot.desk.machine() + timedelta(days=30))
    return made


async def registered(w: World, *people: int) -> list[bool]:
    found = [await w.store.person(person) for person in people]
    return [bool(person and person.registered) for person in found]
