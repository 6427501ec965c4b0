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

from bot.settings import SettingsProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Bot
    from telegram.request import BaseRequest

    from bot.incoming.inbox import Inbox

_log = logging.getLogger(__name__)
ALLOWED = ("message", "callback_query", "inline_query", "my_chat_member")
LONGEST = 50
LIMIT = 100
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
# After a conflict: look again soon, so that sending waits for half a minute of polling without one.
CONFLICT_PAUSE = 5.0
STAND_BY = 30.0 + CONFLICT_PAUSE
# A single 404 or 401 is a mishap of the server's; more in a row are the token.
_MISHAPS = 2

CONFLICT = "Another copy of this bot is running with the same token: stop one of them."
HOOKED = (
    "A webhook is set for this bot, so Telegram sends its updates elsewhere: switch off what set it and call "
    "the Bot API's deleteWebhook, or revoke the token at @BotFather, then start again."
)
REFUSED = "Telegram does not accept the bot's token any more: get the current one from @BotFather and start again."


class Watcher(Protocol):
    """Who wants to know how the polling goes."""

    def polled(self) -> None:
        """Telegram has answered."""

    def told(self, sentence: str, incident: str = "") -> None:
        """Something the operator should know; it may come again and again.

        `incident` names it if organisers should know too.
        """


class Polling:
    """Asks Telegram for updates and hands them to the inbox.

    `url` is that of the bot, without the method; `timeout` how long Telegram may hold a poll open, in seconds;
    `pauses` how long to rest after the first, second … failure in a row. `hold` is told for how many seconds nothing
    may be sent to many, as another copy of the bot may be sending too.
    """

    def __init__(
        self,
        request: BaseRequest,
        url: str,
        inbox: Inbox,
        watcher: Watcher,
        timeout: int = 30,
        pauses: tuple[float, ...] = PAUSES,
        hold: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._request = request
        self._url = url
        self._inbox = inbox
        self._watcher = watcher
        self._timeout = min(timeout, LONGEST)
        self._offset: int | None = None
        self._failures = 0
        self._pauses = pauses
        self._hold = hold
        self._mishaps = 0
        self._behind = True

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
            await self._refused(error)
            return
        self._watcher.polled()
        # After a start or a failure full batches are a backlog, of which not everything still wants an answer.
        more = self._behind and len(updates) >= LIMIT
        try:
            if updates or self._behind:
                await self._inbox.take(updates, more=more)
        except Exception as error:  # noqa: BLE001 - what is not stored is not acknowledged, whatever the store says
            told = f"The updates could not be stored ({type(error).__name__}); they will be asked for again."
            await self._rest(told, "database", self._pause())
            return
        self._failures, self._mishaps, self._behind = 0, 0, more
        # Sent once, an offset has done its work; after a silence ids may begin anew below it (Bot API, Update).
        self._offset = max(update["update_id"] for update in updates) + 1 if updates else None

    async def _refused(self, error: TelegramError) -> None:
        self._mishaps = self._mishaps + 1 if isinstance(error, InvalidToken) else 0
        if isinstance(error, Conflict):
            self._hold(STAND_BY)
            await self._rest(sentence(error), "copy", min(self._pause(), CONFLICT_PAUSE))
        elif isinstance(error, InvalidToken):
            await self._rest(sentence(error), "token" if self._mishaps > _MISHAPS else "", self._pause())
        else:
            await self._rest(sentence(error), "", max(self._pause(), _asked_for(error)))

    async def _ask(self) -> list[dict[str, Any]]:
        timeout = 0 if self._behind else self._timeout
        query: dict[str, Any] = {"timeout": timeout, "limit": LIMIT, "allowed_updates": json.dumps(ALLOWED)}
        if self._offset is not None:
            query["offset"] = self._offset
        url = f"{self._url}/getUpdates?{urlencode(query)}"
        result: Any = await self._request.post(url, read_timeout=self._timeout + 10)
        return result  # type: ignore[no-any-return]

    def _pause(self) -> float:
        return self._pauses[min(self._failures, len(self._pauses) - 1)]

    async def _rest(self, sentence: str, incident: str, pause: float) -> None:
        self._watcher.told(sentence, incident)
        self._failures += 1
        self._behind = True
        await asyncio.sleep(pause)


async def refuse_webhook(bot: Bot) -> None:
    """Raise SettingsProblem if a webhook is set: it may be somebody's on purpose, so it is not deleted here."""
    if (await bot.get_webhook_info()).url:
        raise SettingsProblem(HOOKED)


def _asked_for(error: TelegramError) -> float:
    """Return the pause in seconds that Telegram asks for, 0 if it asks for none."""
    if isinstance(error, RetryAfter):
        return error._retry_after.total_seconds()  # noqa: SLF001 - the public attribute warns
    return 0


def sentence(error: TelegramError) -> str:
    """Return what an operator should know of a failure; it never holds a token."""
    if isinstance(error, Conflict):
        return HOOKED if "webhook" in error.message.lower() else CONFLICT
    if isinstance(error, InvalidToken):
        return REFUSED
    return f"Telegram cannot be reached ({type(error).__name__}); trying again until it can."
