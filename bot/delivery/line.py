"""Whether Telegram can be reached: after a call that failed for want of an answer, a harmless one has to succeed first.

So an outage leaves few letters in doubt, not one with every try. It sends nothing to anybody.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.delivery.verdicts import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.ext import ExtBot

    from bot.delivery.pace import Pace

_log = logging.getLogger(__name__)
LONGEST = 30.0
"""Seconds between two tries at most; also how long bulk waits after another copy of the bot was seen."""
_PATIENCE = 5.0
_BROKEN = (Verdict.NOT_SENT, Verdict.DOUBT, Verdict.REFUSED)


class Line:
    """`noticed` is told that the token was refused, or that another copy is at work."""

    def __init__(self, bot: ExtBot[None], pace: Pace, noticed: Callable[..., None]) -> None:
        self._bot = bot
        self._pace = pace
        self._noticed = noticed
        self._failures = 0
        self._refused = False

    @property
    def broken(self) -> bool:
        """Whether the last call had no answer."""
        return self._failures > 0

    def answered(self) -> None:
        """Telegram took a call."""
        self._failures, self._refused = 0, False

    def met(self, verdict: Verdict) -> None:
        """Hold bulk for a while, if the verdict is about the line and not about one letter."""
        if verdict is Verdict.STAND_BY:
            self._noticed("copy")
            self._pace.hold(LONGEST)
        elif verdict in _BROKEN:
            self._break(verdict)
        elif verdict is not Verdict.RATE:  # a pause may have kept the call from being made
            self.answered()

    def _break(self, verdict: Verdict) -> None:
        if verdict is Verdict.REFUSED and not self._refused:
            self._refused = True
            _log.error("Telegram does not accept the bot's token any more; nothing is sent until it does")
            self._noticed("token")
        # Several calls that were under way together fail together: that is one failure.
        if self._pace.wait() < 1:
            self._pace.hold(LONGEST if self._refused else min(LONGEST, 2.0**self._failures))
            self._failures += 1

    async def mends(self) -> bool:
        """Ask Telegram for the bot's own name; tell whether it has answered."""
        try:
            await self._bot.request.post(f"{self._bot.base_url}/getMe", read_timeout=_PATIENCE)
        except TelegramError as error:
            self.met(judge(error).verdict)
            return not self.broken
        self.answered()
        return True
