"""How fast calls go out: a pause that Telegram asks for is kept, per chat, and what surely was not sent is tried again.

Replies are not slowed down before Telegram says 429: its limits are meant for bulk. It will not decide what a
failure means for a letter.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.transport import NotSent

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

PATIENCE = 15.0
_BACK_OFF = (0.5, 1.0, 2.0, 4.0)
_MARGIN = 0.5


class Pace(BaseRateLimiter[None]):
    """PTB's extension point through which every call goes. `seconds` counts the machine's seconds."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._paused: dict[object, float] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the call, after the chat's pause; RetryAfter if that would take longer than `PATIENCE` seconds.

        A call that names no chat pauses its own method only: taps are acknowledged while menus may not be set.
        """
        del rate_limit_args
        chat = data.get("chat_id", endpoint)
        deadline = self._seconds() + PATIENCE
        back_off = iter(_BACK_OFF)
        while True:
            await self._wait(chat, deadline)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                self._paused[chat] = self._seconds() + _length(refusal) + _MARGIN
                if self._paused[chat] > deadline:
                    raise
            except NotSent:
                pause = next(back_off, None)
                if pause is None:
                    raise
                await asyncio.sleep(pause)

    async def _wait(self, chat: object, deadline: float) -> None:
        until = self._paused.get(chat)
        if until is None:
            return
        left = until - self._seconds()
        if until > deadline:
            raise RetryAfter(max(1, round(left)))
        if left > 0:
            await asyncio.sleep(left)
        self._paused.pop(chat, None)


def _length(refusal: RetryAfter) -> float:
    return refusal._retry_after.total_seconds()  # noqa: SLF001 - the public attribute warns and changes its type
