"""Every screen of a conference that is as large and as badly written as the format allows."""

from __future__ import annotations

import pytest

from bot.screens.fitting import ENTITIES
from tests.hostile import hostile, id_of
from tests.walking import commands, walk
from tests.world import ANNA, NOAH, world

DATA = 64
FOLLOWING = {"follow", "unfollow", "hiton", "hitoff", "ahead", "aheadset", "shown", "ties", "hush", "unhush", "wake"}
CHOOSING = {"setleads", "lead", "setquiet", "quiet", "setday", "overview", "mute", "unmute", "reminders"}
SHARING = {"qr", "qrlist"}


@pytest.mark.parametrize(("person", "mode", "zone"), [(ANNA, "onsite", None), (NOAH, "online", "Asia/Tokyo")])
async def test_every_command_and_button_of_a_hostile_conference_is_answered_within_the_limits(
    sqlite_url: str, person: int, mode: str, zone: str | None
) -> None:
    async with world(sqlite_url, programme=hostile(), at="2021-09-23 08:50") as w:
        await w.say(person, "/start")
        await w.store.change(person, mode=mode, zone=zone, registered=True, leads=(0, 5), silenced=True)
        for kind, subject in (("session", id_of(0)), ("excursion", id_of(0)), ("speaker", id_of(1))):
            await w.store.follow(person, kind, subject, w.clock.now())
        way = await walk(w, person, [*commands(), "straße"])
        counts = await w.store.counts()

    assert (counts.waiting, counts.aside) == (0, 0)
    assert max(len(message.entities) for message in way.seen) <= ENTITIES
    assert (FOLLOWING | CHOOSING | SHARING) - set(way.tried) == set()
    assert max(len(data.encode()) for data in way.known) <= DATA
