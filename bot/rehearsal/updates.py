"""The queue of updates and how a bot fetches it: long poll, offsets, one poller at a time. It calls no webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.rehearsal.reply import Refusal, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.given import Given

LIMIT = 100  # Bot API, getUpdates
CONNECTIONS = 40  # Bot API, setWebhook
LONGEST = 50  # seconds; the server caps the timeout (telegram-bot-api, Client.h)
# How long an update waits to be fetched, in seconds (telegram-bot-api, Client.cpp); all others a day.
LIFETIMES = {"callback_query": 150, "inline_query": 30, "chosen_inline_result": 600}
_DAY = 86_400
# Never sent unless named in allowed_updates (Bot API, getUpdates).
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_HOOKED = "Conflict: terminated by setWebhook request"
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(slots=True)
class Updates:
    """What the bot has not confirmed yet. `seconds` is the machine's count, for lifetimes."""

    seconds: Callable[[], float]
    next_id: int = 700_000_001
    webhook: dict[str, Any] = field(default_factory=dict)
    allowed: list[str] = field(default_factory=list)
    polls: int = 0
    _queue: deque[tuple[float, dict[str, Any]]] = field(default_factory=deque)
    _waiting: asyncio.Future[None] | None = None

    def push(self, update: dict[str, Any]) -> int | None:
        """Queue an update, numbered unless it has a number; None if the bot has not asked for its kind."""
        kind = next(name for name in update if name != "update_id")
        if not self._wanted(kind):
            return None
        number = int(update.get("update_id") or self.next_id)
        self.next_id = number + 1
        life = LIFETIMES.get(kind, _DAY)
        self._queue.append((self.seconds() + life, {"update_id": number, kind: update[kind]}))
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        return number

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    @property
    def pending(self) -> int:
        """How many updates are not confirmed."""
        return len(self._queue)

    async def fetch(self, given: Given) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm what lies before `offset`, then wait up to `timeout` seconds for something."""
        if self.webhook.get("url"):
            raise Refusal(_WEBHOOK, 409)
        self._allow(given)
        self._terminate_other()
        self.polls += 1
        self._confirm(given.integer("offset"))
        if not self._queue:
            await self._wait(min(given.integer("timeout"), LONGEST))
        limit = given.integer("limit", LIMIT)
        return self._first(limit if 1 <= limit <= LIMIT else LIMIT)

    def _allow(self, given: Given) -> None:
        named = given.tree("allowed_updates", "allowed_updates")
        if isinstance(named, list):
            self.allowed = [str(kind) for kind in named]

    def _terminate_other(self, reason: str = _TERMINATED) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refusal(reason, 409))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        while offset > 0 and self._queue and self._queue[0][1]["update_id"] < offset:
            self._queue.popleft()

    async def _wait(self, longest: int) -> None:
        if longest <= 0:
            return
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(longest):
                await waiting
        except TimeoutError:
            pass
        finally:
            if self._waiting is waiting:
                self._waiting = None

    def _first(self, limit: int) -> list[dict[str, Any]]:
        now = self.seconds()
        if any(until < now for until, _ in self._queue):
            self._queue = deque(item for item in self._queue if item[0] >= now)
        return [update for _, update in list(self._queue)[:limit]]

    def set_webhook(self, given: Given) -> bool:
        """Answer setWebhook; an empty URL removes it."""
        url = given.text("url")
        if url and not url.startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self._allow(given)
        self._drop(given)
        names = ("max_connections", "secret_token")
        self.webhook = {"url": url} | {name: given.parameters[name] for name in names if name in given.parameters}
        if url:
            self._terminate_other(_HOOKED)
        return True

    def delete_webhook(self, given: Given) -> bool:
        """Answer deleteWebhook."""
        self._drop(given)
        self.webhook = {}
        return True

    def _drop(self, given: Given) -> None:
        if given.flag("drop_pending_updates"):
            self._queue.clear()

    def webhook_info(self, _given: Given) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self.pending,
        }
        if self.webhook.get("url"):
            info["max_connections"] = int(self.webhook.get("max_connections", CONNECTIONS))
        return info | ({"allowed_updates": self.allowed} if self.allowed else {})
