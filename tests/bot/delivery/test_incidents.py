from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.incidents import Incidents, write_incident
from bot.screens.fitting import visible
from bot.screens.incident import INCIDENTS
from bot.store import Lane, LetterKind, LetterState
from bot.texts import LANGUAGES
from tests.world import ANNA, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store import Letter

MORNING = datetime(2021, 9, 23, 6, 50, tzinfo=UTC)
FIGURES: dict[str, dict[str, Any]] = {
    "flood": {"times": 12, "seconds": 34.6},
    "doubt": {"letters": {"reminder": 3, "change": 1, "announcement": 2, "feedback": 1}},
    "late": {"letters": 214},
    "outage": {"since": "2021-09-23T06:12:00+00:00", "minutes": 31},
    "skew": {"seconds": -7},
    "zone": {"zone": "Europe/Berlin", "day": "2021-09-23", "now": 10800, "before": 7200},
    "lag": {"seconds": 3.2},
    "disk": {"megabytes": 12},
}


async def organisers(w: World, *people: int) -> None:
    for person in people:
        await w.say(person, "/start")
        await w.store.change(person, organiser=True)


def incidents(w: World, machine: Sequence[datetime] = (MORNING,)) -> Incidents:
    async def sleep(_seconds: float) -> None:
        pass

    return Incidents(w.bot.desk, lambda: machine[-1], sleep)


async def planned(w: World, key: str) -> Letter:
    letter = await w.store.letters.find(key)
    assert letter
    return letter


async def text(w: World, letter: Letter) -> str:
    person = await w.store.person(letter.person)
    assert person
    written = await write_incident(w.bot.desk, letter, person, w.clock.now())
    assert written
    assert written.screen
    return visible(written.screen.text)


async def test_each_organiser_is_told_once_however_often_it_is_reported(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(sqlite_url) as w:
        await organisers(w, ANNA, OLGA)
        await w.say(NOAH, "/start")
        caplog.set_level(logging.WARNING, "bot.delivery.incidents")
        for _ in range(3):  # restarts
            told = incidents(w)
            for _ in range(1_000):
                told.tell("flood", times=12, seconds=34.6)
                await told.report("flood", times=12, seconds=34.6)
            await told.drain()
        counts = await w.store.letters.counts(LetterKind.INCIDENT)
        letter = await planned(w, f"i:flood:2021-09-23T06:{OLGA}")
        assert await text(w, letter) == (
            "⏸ Telegram has asked the bot for a pause 12 times within a short while, for up to 35 s. Messages to many "
            "wait that long and go more slowly afterwards; nothing is lost. There is nothing to do; if it happens "
            "often, lower STEIGER_RATE."
        )
    assert counts == {LetterState.PLANNED: 2}
    assert (letter.lane, letter.about, letter.due) == (Lane.URGENT, "flood", w.clock.now())
    assert len(caplog.records) == 3


async def test_a_new_hour_is_a_new_episode_but_what_lasts_is_told_once_a_day(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organisers(w, OLGA)
        machine = [MORNING]
        told = incidents(w, machine)
        for hour in (6, 7, 8):
            machine.append(MORNING.replace(hour=hour))
            await told.report("lag", seconds=2)
            await told.report("copy")
            await told.report("late", "the outage", letters=3)
            await told.report("doubt", letters={"change": 1})
        assert await w.store.letters.counts(LetterKind.INCIDENT, "lag") == {LetterState.PLANNED: 3}
        assert await w.store.letters.counts(LetterKind.INCIDENT, "copy") == {LetterState.PLANNED: 1}
        assert await w.store.letters.counts(LetterKind.INCIDENT, "late") == {LetterState.PLANNED: 1}
        assert await w.store.letters.counts(LetterKind.INCIDENT, "doubt") == {LetterState.PLANNED: 3}


async def test_what_the_store_would_not_take_is_told_when_it_does(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(sqlite_url) as w:
        await organisers(w, OLGA)
        told, plan, failures = incidents(w), w.store.letters.plan, iter(range(2))

        async def shaky(letters: Sequence[Letter], machine: datetime) -> None:
            if next(failures, None) is not None:
                raise OSError("disk full")
            await plan(letters, machine)

        monkeypatch.setattr(w.store.letters, "plan", shaky)
        told.tell("database")
        await told.drain()
        assert await w.store.letters.counts(LetterKind.INCIDENT) == {LetterState.PLANNED: 1}


async def test_who_is_no_organiser_any_more_is_told_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organisers(w, OLGA)
        await incidents(w).report("copy")
        letter = await planned(w, f"i:copy:2021-09-23:{OLGA}")
        former = await w.store.change(OLGA, organiser=False)
        assert await write_incident(w.bot.desk, letter, former, w.clock.now()) is None


async def test_after_an_interruption_the_doubtful_letters_add_up(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organisers(w, OLGA)
        await incidents(w).report("doubt", "7", **FIGURES["doubt"])
        assert await text(w, await planned(w, f"i:doubt:7:{OLGA}")) == (
            "❓ The bot was interrupted while 7 messages were on their way. Nobody can tell whether they arrived.\n"
            "4 reminders and changes go once more while they are of use; some may have them twice.\n"
            "2 copies of announcements are not repeated without you: decide under the announcement’s report."
        )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_incident_is_told_in_both_languages(sqlite_url: str, language: str) -> None:
    async with world(sqlite_url) as w:
        await organisers(w, OLGA)
        await w.store.change(OLGA, language=language)
        told = incidents(w)
        texts = {}
        for name in INCIDENTS.keys() - {"edition", "broken"}:
            await told.report(name, "once", **FIGURES.get(name, {}))
            texts[name] = await text(w, await planned(w, f"i:{name}:once:{OLGA}"))
    assert len(set(texts.values())) == len(texts)
    assert max(map(len, texts.values())) < 400
    assert [part for part in ("08:12", "31") if part not in texts["outage"]] == []
