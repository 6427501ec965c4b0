"""What was received long ago and is handled only now, because the bot was down: its effects, without stale answers.

Telegram itself drops a tap after 150 seconds, so that a tap this old was stored by us before a crash. What it sets
is set, silently; but an organiser's may reach thousands of people, and is not carried out: they can tap again.
Inline queries are never stored, so that none comes late.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.incoming.routing import Routing
    from bot.screens.screen import Offer, Screen


@dataclass(frozen=True, slots=True)
class Late:
    """Stands in for the routing where an update is old."""

    routing: Routing

    async def handle(self, update: dict[str, Any]) -> None:
        """Answer a message as ever; carry out a tap and show nothing."""
        if "callback_query" not in update:
            await self.routing.handle(update)
            return
        desk = self.routing.desk
        person = await desk.store.person(update["callback_query"]["from"]["id"])
        if not (person and person.organiser):
            muted = copy(desk)
            muted.replies = _Silence()
            await replace(self.routing, desk=muted).handle(update)


class _Silence:
    """Replies that nobody hears."""

    async def send(self, chat_id: int, screen: Screen) -> None:
        """Send nothing."""

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        """Edit nothing."""

    async def update(self, chat_id: int, message_id: int, screen: Screen) -> bool:  # noqa: ARG002 - as in `Replies`
        """Update nothing."""
        return True

    async def answer(self, tap_id: str, text: str, *, alert: bool) -> None:
        """Acknowledge nothing: Telegram takes no acknowledgement of a tap this old."""

    async def offer(self, query_id: str, offer: Offer, *, personal: bool) -> None:
        """Offer nothing."""

    async def fetch(self, file_id: str) -> bytes | None:
        """Return no file: a tap sends none."""

    async def name_of(self, person: int) -> str:  # noqa: ARG002 - as in `Replies`
        """Return no name: nobody reads it."""
        return ""
