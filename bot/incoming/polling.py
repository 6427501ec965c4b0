"""Our own getUpdates loop: a batch is stored before it is acknowledged, and nothing ends it but `stop`.

PTB's `Updater` acknowledges before handling and ends for good at one 404, so it is not used.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

if TYPE_CHECKING:
    from telegram.request import BaseRequest

    from bot.incoming.inbox import Inbox

_log = logging.getLogger(__name__)
ALLOWED = ("message", "callback_query", "my_chat_member")
LONGEST = 50
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)

CONFLICT = "Another copy of this bot is running with the same token: stop one of them."
REFUSED = "Telegram does not accept the bot's token any more: get the current one from @BotFather and start again."


class Watcher(Protocol):
    """Who wants to know how the polling goes."""

    def polled(self) -> None:
        """Telegram has answered."""

    def told(self, sentence: str) -> None:
        """Something the operator should know; it may come again and again."""


class Polling:
    """Asks Telegram for updates and hands them to the inbox.

    `url` is that of the bot, without the method; `timeout` how long Telegram may hold a poll open, in seconds;
    `pauses` how long to rest after the first, second … failure in a row.
    """

    def __init__(
        self,
        request: BaseRequest,
        url: str,
        inbox: Inbox,
        watcher: Watcher,
        timeout: int = 30,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._request = request
        self._url = url
        self._inbox = inbox
        self._watcher = watcher
        self._timeout = min(timeout, LONGEST)
        self._offset: int | None = None
        self._failures = 0
        self._pauses = pauses

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; a request under way is then abandoned, which acknowledges nothing."""
        halted = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                turn = asyncio.create_task(self._turn())
                await asyncio.wait({turn, halted}, return_when=asyncio.FIRST_COMPLETED)
                if not turn.done():
                    turn.cancel()
                    await asyncio.gather(turn, return_exceptions=True)
                else:
                    turn.result()
        finally:
            halted.cancel()

    async def _turn(self) -> None:
        try:
            updates = await self._ask()
        except TelegramError as error:
            await self._rest(sentence(error), _asked_for(error))
            return
        self._watcher.polled()
        try:
            if updates:
                await self._inbox.take(updates)
        except Exception as error:  # noqa: BLE001 - what is not stored is not acknowledged, whatever the store says
            await self._rest(f"The updates could not be stored ({type(error).__name__}); they will be asked for again.")
            return
        self._failures = 0
        if updates:
            self._offset = max(update["update_id"] for update in updates) + 1

    async def _ask(self) -> list[dict[str, Any]]:
        query: dict[str, Any] = {"timeout": self._timeout, "limit": 100, "allowed_updates": json.dumps(ALLOWED)}
        if self._offset is not None:
            query["offset"] = self._offset
        url = f"{self._url}/getUpdates?{urlencode(query)}"
        result: Any = await self._request.post(url, read_timeout=self._timeout + 10)
        return result  # type: ignore[no-any-return]

    async def _rest(self, sentence: str, at_least: float = 0) -> None:
        self._watcher.told(sentence)
        pause = self._pauses[min(self._failures, len(self._pauses) - 1)]
        self._failures += 1
        await asyncio.sleep(max(pause, at_least))


def _asked_for(error: TelegramError) -> float:
    """Return the pause in seconds that Telegram asks for, 0 if it asks for none."""
    if isinstance(error, RetryAfter):
        return error._retry_after.total_seconds()  # noqa: SLF001 - the public attribute warns
    return 0


def sentence(error: TelegramError) -> str:
    """Return what an operator should know of a failure; it never holds a token."""
    if isinstance(error, Conflict):
        return CONFLICT
    if isinstance(error, InvalidToken):
        return REFUSED
    return f"Telegram cannot be reached ({type(error).__name__}); trying again until it can."
