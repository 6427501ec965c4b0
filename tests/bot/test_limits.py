"""Every screen of a conference that is as large and as badly written as the format allows."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

import pytest

from bot.feature import discover
from bot.screens.fitting import ENTITIES
from tests.hostile import hostile, id_of
from tests.world import ANNA, NOAH, world

if TYPE_CHECKING:
    from tests.world import Seen

OF_A_KIND = 2
DATA = 64
FOLLOWING = {"follow", "unfollow", "hiton", "hitoff", "ahead", "aheadset", "shown", "ties", "hush", "unhush", "wake"}
CHOOSING = {"setleads", "lead", "setquiet", "quiet", "setday", "overview", "mute", "unmute", "reminders"}


@pytest.mark.parametrize(("person", "mode", "zone"), [(ANNA, "onsite", None), (NOAH, "online", "Asia/Tokyo")])
async def test_every_command_and_button_of_a_hostile_conference_is_answered_within_the_limits(
    sqlite_url: str, person: int, mode: str, zone: str | None
) -> None:
    seen: list[Seen] = []
    async with world(sqlite_url, programme=hostile(), at="2021-09-23 08:50") as w:
        await w.say(person, "/start")
        await w.store.change(person, mode=mode, zone=zone, registered=True, leads=(0, 5), silenced=True)
        for kind, subject in (("session", id_of(0)), ("excursion", id_of(0)), ("speaker", id_of(1))):
            await w.store.follow(person, kind, subject, w.clock.now())
        for command in discover().commands:
            seen += await w.say(person, f"/{command.name}")
        seen += await w.say(person, "straße")
        waiting = deque((message, button) for message in seen for button in message.every_button)
        tried: Counter[str] = Counter()
        known = {data for _, data in waiting}
        while waiting:
            message, data = waiting.popleft()
            verb = data[1:].partition(":")[0]
            if verb == "forget" or tried[verb] == OF_A_KIND:
                continue
            tried[verb] += 1
            answers = await w.tap_data(person, message.id, data)
            seen += answers
            new = [(answer, button) for answer in answers for button in answer.every_button if button not in known]
            known |= {button for _, button in new}
            waiting.extend(new)
        counts = await w.store.counts()

    assert (counts.waiting, counts.aside) == (0, 0)
    assert max(len(message.entities) for message in seen) <= ENTITIES
    assert (FOLLOWING | CHOOSING) - set(tried) == set()
    assert max(len(data.encode()) for data in known) <= DATA
