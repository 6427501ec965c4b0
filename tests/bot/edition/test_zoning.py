"""An update of tzdata gives the conference's zone other rules while the bot is away."""

from __future__ import annotations

import json
import zoneinfo
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from bot.edition.zoning import RULES
from bot.screens.fitting import visible
from bot.store import Store
from schedule.loading import load_texts
from tests.bot.edition.desk import FILES
from tests.world import ANNA, NOAH, OLGA, Seen, World, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schedule.model import Programme

TOLD = (
    "🌍 The time zone Europe/Berlin has new rules on the bot’s machine: on 23 September 2021 it is UTC+03:00, "
    "it was UTC+02:00."
)


@pytest.fixture
def update(tmp_path: Path) -> Iterator[Path]:
    """Return a folder of zones that come before the machine's own; what is put there holds once it is loaded anew."""
    usual = zoneinfo.TZPATH
    zoneinfo.reset_tzpath((str(tmp_path), *usual))
    yield tmp_path
    zoneinfo.reset_tzpath(usual)
    zoneinfo.ZoneInfo.clear_cache()


def install(update: Path, rules: str) -> Programme:
    """Give Berlin the rules of another zone, and return the programme as it is read then."""
    path = update / "Europe" / "Berlin"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(files("tzdata").joinpath("zoneinfo", *rules.split("/")).read_bytes())
    zoneinfo.ZoneInfo.clear_cache()
    loaded = load_texts(FILES.items())
    assert loaded.programme, loaded.problems
    return loaded.programme


async def follow(w: World, person: int, session: str) -> None:
    await w.say(person, "/start")
    await w.store.change(person, zone=None, leads=(10,))
    await w.store.follow(person, "session", session, w.clock.now())
    await w.deliver()


async def later(w: World, **length: float) -> list[Seen]:
    """Let the conference's clock go on; return what everybody is sent meanwhile."""
    w.clock.jump(w.clock.now() + timedelta(**length))
    return await w.letters(ANNA, NOAH, OLGA)


async def test_who_follows_is_reminded_once_by_the_new_rules(sqlite_url: str, update: Path) -> None:
    async with world(sqlite_url, programme=install(update, "Europe/Paris"), at="2021-09-23 07:30") as w:
        await follow(w, NOAH, "first")
    # What was 07:45 is 08:45 by the new rules.
    async with world(sqlite_url, programme=install(update, "Europe/Moscow"), at="2021-09-23 08:45") as w:
        await w.say(NOAH, "/next")
        await w.deliver()
        in_time = await later(w, minutes=5)
        after = await later(w, minutes=35)
    assert [seen.text.partition("\n")[0] for seen in in_time + after] == ["⏰ 09:00 Berlin – in 10 min"]


async def test_organisers_are_told_once_of_new_rules(sqlite_url: str, update: Path) -> None:
    async with world(sqlite_url, programme=install(update, "Europe/Paris"), at="2021-09-23 07:30") as w:
        await w.say(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        same = await w.letters(OLGA)
    told = []
    for _ in range(2):
        async with world(sqlite_url, programme=install(update, "Europe/Moscow"), at="2021-09-23 08:45") as w:
            await w.say(OLGA, "/next")
            told += await w.letters(OLGA)
    assert (same, [visible(seen.text)[: len(TOLD)] for seen in told]) == ([], [TOLD])


async def test_another_zone_or_other_days_are_no_new_rules(sqlite_url: str) -> None:
    other = {
        "Europe/Berlin": "Europe/Athens",
        "starts: 2021-09-23": "starts: 2021-09-22",
        "ends: 2021-09-24": "ends: 2021-11-24",
    }
    told = []
    for old, new in (("", ""), *other.items()):
        loaded = load_texts([(name, text.replace(old, new)) for name, text in FILES.items()])
        assert loaded.programme
        async with world(sqlite_url, programme=loaded.programme, at="2021-09-23 08:45") as w:
            await w.say(OLGA, "/start")
            await w.store.change(OLGA, organiser=True)
            told += await w.letters(OLGA)
    assert told == []


@pytest.mark.parametrize("note", ["{", "[]", "null", '{"Europe/Berlin": 3}', '{"Europe/Berlin": {"2021-09-23": null}}'])
async def test_a_note_that_cannot_be_read_keeps_no_bot_from_starting(sqlite_url: str, note: str) -> None:
    loaded = load_texts(FILES.items())
    async with await Store.open(sqlite_url) as store:
        await store.set_note(RULES, note)
    async with world(sqlite_url, programme=loaded.programme) as w:
        await w.say(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        assert await w.letters(OLGA) == []
        assert await w.store.note(RULES) == json.dumps({"Europe/Berlin": {"2021-09-23": 7200, "2021-09-24": 7200}})
