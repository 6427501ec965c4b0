"""Every screen of a conference that is as large and as badly written as the format allows."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest

from bot.feature import discover
from bot.screens.fitting import ENTITIES
from tests.hostile import hostile
from tests.world import ANNA, NOAH, world

if TYPE_CHECKING:
    from tests.world import Seen

TAPS = 150


@pytest.mark.parametrize(("person", "mode", "zone"), [(ANNA, "onsite", None), (NOAH, "online", "Asia/Tokyo")])
async def test_every_command_and_button_of_a_hostile_conference_is_answered_within_the_limits(
    sqlite_url: str, person: int, mode: str, zone: str | None
) -> None:
    seen: list[Seen] = []
    async with world(sqlite_url, programme=hostile(), at="2021-09-23 08:50") as w:
        await w.say(person, "/start")
        await w.store.change(person, mode=mode, zone=zone, registered=True)
        for command in discover().commands:
            seen += await w.say(person, f"/{command.name}")
        seen += await w.say(person, "straße")
        waiting = deque((message, button) for message in seen for button in message.every_button)
        tried: set[str] = set()
        while waiting and len(tried) < TAPS:
            message, data = waiting.popleft()
            if data in tried or data.startswith("1forget"):
                continue
            tried.add(data)
            answers = await w.tap_data(person, message.id, data)
            seen += answers
            waiting.extend((answer, button) for answer in answers for button in answer.every_button)
        counts = await w.store.counts()

    assert (counts.waiting, counts.aside) == (0, 0)
    assert max(len(message.entities) for message in seen) <= ENTITIES
    assert len(tried) == TAPS
