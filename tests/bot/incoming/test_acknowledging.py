"""A tap is acknowledged in time, however long its screen takes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.incoming import routing
from tests.world import NOAH, world

if TYPE_CHECKING:
    import pytest

    from bot.context import Context, Replies
    from bot.screens.screen import Screen


class Held:
    """Replies whose screens go out only once their tap was acknowledged."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies
        self.acknowledged = asyncio.Event()
        self.order: list[str] = []

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        await self.acknowledged.wait()
        self.order.append("screen")
        await self._replies.edit(chat_id, message_id, screen)

    async def answer(self, tap_id: str, text: str, *, alert: bool) -> None:
        self.order.append("acknowledged")
        self.acknowledged.set()
        await self._replies.answer(tap_id, text, alert=alert)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._replies, name)


async def test_a_tap_whose_screen_takes_its_time_is_acknowledged_meanwhile_and_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing, "SOON", 0.01)
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        replies = w.bot.desk.replies
        held = Held(replies)
        w.bot.desk.replies = held  # type: ignore[assignment]
        async with asyncio.timeout(60):
            became = await w.tap_data(NOAH, seen.id, "1session:keynote-ketels")

    assert (held.order, len(w.telegram.answers)) == (["acknowledged", "screen"], 1)
    assert became[0].text.startswith("Clusters and Ecosystems")


async def test_a_refusal_that_comes_too_late_for_the_tap_comes_as_a_message(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing, "SOON", 0.01)
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        held, watch = Held(w.bot.desk.replies), w.bot.desk.buttons["watch"]
        w.bot.desk.replies = held  # type: ignore[assignment]

        async def slowly(context: Context, subject: str, arg: str) -> None:
            await held.acknowledged.wait()
            await watch(context, subject, arg)

        monkeypatch.setitem(w.bot.desk.buttons, "watch", slowly)  # type: ignore[arg-type]
        async with asyncio.timeout(60):
            said = await w.tap_data(NOAH, seen.id, "1watch:keynote-ketels")

    assert [answer.text for answer in w.telegram.answers] == [""]
    assert [message.text for message in said] == [
        (
            "This stream is for registered participants. "
            "Type the conference’s code here in the chat, or open the link in your confirmation mail."
        )
    ]
