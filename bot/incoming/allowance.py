"""How much one person may ask for: sixty updates a minute, then one polite word. It slows down nobody else.

Who blocks the bot or comes back is always heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.context import Context
from bot.screens import manners

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.incoming.routing import Routing

LIMIT = 60
MINUTE = 60.0


class Allowance:
    """Stands before the routing. `seconds` counts the machine's seconds."""

    def __init__(self, routing: Routing, seconds: Callable[[], float]) -> None:
        self._routing = routing
        self._seconds = seconds
        self._since = seconds()
        self._counts: dict[int, int] = {}

    async def handle(self, update: dict[str, Any]) -> None:
        """Have an update answered, unless its sender has had enough answers in this minute; taps are acknowledged.

        An inline query beyond that gets no answer, as one is asked with every few letters.
        """
        tap, message = update.get("callback_query"), update.get("message")
        sender = ((tap or message or update.get("inline_query") or {}).get("from") or {}).get("id")
        count = self._count(sender) if sender else 0
        if count <= LIMIT:
            await self._routing.handle(update)
        elif tap:
            await self._routing.desk.replies.answer(tap["id"], "", alert=False)
        elif count == LIMIT + 1 and message:
            await self._one_moment(message)

    def _count(self, sender: int) -> int:
        now = self._seconds()
        if now - self._since >= MINUTE:
            self._since = now
            self._counts.clear()
        self._counts[sender] = self._counts.get(sender, 0) + 1
        return self._counts[sender]

    async def _one_moment(self, message: dict[str, Any]) -> None:
        desk, chat = self._routing.desk, message["chat"]
        if chat["type"] == "private" and (person := await desk.store.person(chat["id"])):
            context = Context(desk, chat["id"], person)
            await context.show(manners.one_moment(context.view))
