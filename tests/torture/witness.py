"""A stand-in that notes every request about a letter, accepted or not, and takes its time to answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.rehearsal.telegram import Telegram
from bot.store import LetterKind
from tests.torture.checker import Call
from tests.torture.marks import deletion, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.rehearsal.given import Upload
    from bot.rehearsal.reply import Reply
    from bot.store import Letter

TOO_MANY = 429


class Witness(Telegram):
    """`way` is how long a request takes to get here, and the answer to get back, in seconds."""

    def __init__(
        self, token: str, *, now: Callable[[], datetime], seconds: Callable[[], float], way: float = 0
    ) -> None:
        super().__init__(token, now=now, seconds=seconds)
        self.calls: list[Call] = []
        self.pauses: list[tuple[float, float]] = []
        """When a letter was refused for the rate, and for how long, in seconds."""
        self.way = way
        self._now = now

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        files: dict[str, Upload] | None = None,
        token: str | None = None,
    ) -> Reply:
        """Answer as Telegram does; what is about a letter is noted."""
        key = key_of(method, parameters)
        if not key:
            return await super().call(method, parameters, files, token)
        if self.way:
            await asyncio.sleep(self.way)
        # Nothing else is answered meanwhile: the stand-in waits for nothing but updates.
        before, at, instant = len(self.log), self.seconds, self._now()
        try:
            reply = await super().call(method, parameters, files, token)
            if reply.status == TOO_MANY:
                self.pauses.append((at, reply.content["parameters"]["retry_after"]))
            return reply
        finally:
            taken = [entry.message_id for entry in self.log[before:]]
            self.calls.append(Call(key, int(parameters["chat_id"]), at, instant, taken[0] if taken else None))
            if self.way:
                await asyncio.sleep(self.way)


def told_apart(calls: Iterable[Call], letters: Iterable[Letter]) -> tuple[Call, ...]:
    """Return the calls about letters, deletions of announcements by the keys of their recalls."""
    recalls = {
        deletion(each.person, each.message_id): f"z:{each.about}:{each.person}"
        for each in letters
        if each.kind is LetterKind.ANNOUNCEMENT and each.message_id is not None
    }
    return tuple(replace(call, key=recalls.get(call.key, call.key)) for call in calls if _of_a_letter(call, recalls))


def _of_a_letter(call: Call, recalls: dict[str, str]) -> bool:
    return call.key in recalls or not call.key.startswith("deletion:")
