from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.clock import machine_now
from bot.reader import Mode
from bot.screens.fitting import LENGTH, units
from bot.screens.status import Crowd, Running
from bot.store import Lane, Letter, LetterKind, LetterState
from tests.hostile import hostile
from tests.schedule.builders import at
from tests.world import ANNA, GROUP, NOAH, OLGA, World, world

TITLE = "Clusters and Competitiveness: Building Resilience in Knowledge-based Regions"
WELL = "✓ All is well.\n\n"
PROGRAMME = f"{TITLE}\n🗓 23 sessions · 🚌 5 excursions\n\n"
POST = "✉ Messages to come: 0 · sent: 0\n\n"
NOBODY_MORE = POST + "↩ Being answered: 1, this one included · put aside after failing: 0"
FEW = (
    "👥 On site: fewer than 5 · online: fewer than 5 · not yet sure: fewer than 5\nLanguages: English fewer than 5\n\n"
)


async def organiser(w: World, person: int) -> None:
    await w.say(person, "/start")
    await w.store.change(person, organiser=True)


async def crowd(w: World, mode: Mode | None, ids: range) -> None:
    for person in ids:
        await w.store.welcome(person, "en", at("08:00"))
        await w.store.change(person, mode=mode)


async def test_an_organiser_is_told_what_is_served_to_how_many_and_what_waits(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, OLGA)
        await w.store.keep_edition({"a.yaml": ""}, datetime.fromisoformat("2021-09-22T22:05+00:00"))
        await crowd(w, Mode.ONSITE, range(5000, 5012))
        await crowd(w, Mode.ONLINE, range(6000, 6004))
        await crowd(w, None, range(7000, 7002))
        await crowd(w, Mode.UNDECIDED, range(8000, 8002))
        seen = await w.ask(OLGA, "/status")
    assert seen.text == (
        f"{WELL}{TITLE}\nThis edition was read on 23 September 2021 at 00:05.\n🗓 23 sessions · 🚌 5 excursions\n\n"
        "👥 On site: 12 · online: fewer than 5 · not yet sure: 5\nLanguages: English 20+\n\n" + NOBODY_MORE
    )


async def test_without_a_kept_edition_and_with_few_people_there_is_less_to_tell(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        assert (await w.ask(NOAH, "/status")).text == WELL + PROGRAMME + FEW + NOBODY_MORE


async def test_an_update_put_aside_is_counted(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        await w.store.receive([(9000, ANNA, "{}")], machine_now())
        for _ in range(3):
            await w.store.failed(9000, "Broken")
        seen = await w.ask(NOAH, "/status")
    assert seen.text.endswith("↩ Being answered: 1, this one included · put aside after failing: 1")


async def test_the_status_in_german(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, ANNA)
        seen = await w.ask(ANNA, "/status")
    assert seen.text == (
        "✓ Alles in Ordnung.\n\n"
        "Cluster und Wettbewerbsfähigkeit: Resilienz in wissensbasierten Regionen aufbauen\n"
        "🗓 23 Sessions · 🚌 5 Exkursionen\n\n"
        "👥 Vor Ort: weniger als 5 · online: weniger als 5 · noch offen: weniger als 5\n"
        "Sprachen: Deutsch weniger als 5\n\n"
        "✉ Nachrichten, die noch kommen: 0 · gesendet: 0\n\n"
        "↩ In Arbeit: 1, diese Nachricht eingeschlossen · nach Fehlern beiseitegelegt: 0"
    )


@pytest.mark.parametrize("written", ["/status", "/STATUS", "/status@steiger_bot"])
async def test_nobody_else_knows_the_command(sqlite_url: str, written: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, written.replace("steiger_bot", w.bot.name))).text.startswith(
            "I don’t know that command."
        )
        assert "/status" not in (await w.ask(NOAH, "/help")).text
        assert "status" not in _menu(w, NOAH)


async def test_groups_are_told_nothing_even_by_an_organiser(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        assert await w.say(NOAH, "/status", GROUP) == []


async def test_whoever_becomes_organiser_finds_it_at_the_end_of_the_help_and_in_the_menu(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        payload = (await w.bot.invite_organiser()).partition("?start=")[2]
        await w.ask(NOAH, f"/start {payload}")
        organisers = (await w.ask(NOAH, "/help")).text.partition("\n\nFor organisers\n\n")[2]
        assert "/status – How the bot is doing" in organisers.splitlines()
        assert "status" in _menu(w, NOAH)


async def test_whatever_the_files_say_the_status_fits(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile()) as w:
        await organiser(w, NOAH)
        assert units((await w.ask(NOAH, "/status")).text) <= LENGTH


def _menu(w: World, person: int) -> list[str]:
    return [command["command"] for command in w.telegram.commands(person)]


async def test_what_needs_somebody_comes_first(sqlite_url: str) -> None:
    running = Running(
        silence=185,
        alone=False,
        rate=12.4,
        pause=30,
        refusals=3,
        lag=2.26,
        skew=-7,
        errors=2,
        warnings=1,
        held=True,
        crowds=(Crowd(at("09:00"), 10, 18_000),),
    )
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        w.bot.desk.workings = partial(_told, running)
        first, *_, ways = (await w.ask(NOAH, "/status")).text.split("\n\n")
    assert first.splitlines() == [
        "⚠ Telegram has not answered for 3 min.",
        "⚠ Somewhere else a program answers in this bot’s name; messages to many wait until it is switched off.",
        "⚠ 2 errors in the conference folder: the last good edition goes on. /reload names them.",
        "⚠ A new edition waits for your decision: /reload",
        "1 warning about the conference folder: /reload",
        "⏳ 09:00: 18000 reminders are more than can go within 10 min, so some come earlier.",
        "⚠ The machine’s clock is 7 s behind Telegram’s.",
        "⚠ The bot stood still for 2.3 s a short while ago: the machine has too much to do.",
    ]
    assert ways.splitlines()[0] == (
        "📡 Telegram answered 185 s ago · up to 12 messages a second · pauses since the start: 3"
    )


async def test_when_all_is_well_that_is_one_line_and_a_pause_is_told(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        texts = []
        for pause in (0.0, 12.4):
            w.bot.desk.workings = partial(_told, Running(silence=3, rate=25, pause=pause))
            texts.append((await w.ask(NOAH, "/status")).text.partition("\n\n")[0])
    assert texts == [
        "✓ All is well.",
        "⏸ Telegram has asked for a pause: messages to many go on in 12 s.",
    ]


async def _told(running: Running) -> Running:
    return running


async def test_letters_are_counted_by_what_became_of_them(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        now = w.clock.now()
        useful = now + timedelta(hours=1)
        kinds = (LetterKind.REMINDER, LetterKind.ANNOUNCEMENT)
        states = (*LetterState, LetterState.SENT, LetterState.SENT)
        await w.store.letters.plan(
            [
                Letter(f"{kind}{number}", kind, Lane.REMINDER, NOAH, "x", now, useful, state=state)
                for kind in kinds
                for number, state in enumerate(states)
            ],
            now,
        )
        first, _, _, post, _ = (await w.ask(NOAH, "/status")).text.split("\n\n")
    assert first == "❓ 1 copy of an announcement may or may not have arrived: decide under its report."
    assert post == ("✉ Messages to come: 6 · sent: 6\nToo late: 2 · failed: 2 · called off: 4 · in doubt: 2")


@pytest.mark.parametrize(
    ("german", "shown"),
    [(4, "German fewer than 5"), (5, "German 5+"), (9, "German 5+"), (10, "German 10+"), (128, "German 120+")],
)
async def test_languages_are_counted_too_roughly_to_tell_of_one_person(
    sqlite_url: str, german: int, shown: str
) -> None:
    async with world(sqlite_url) as w:
        await organiser(w, NOAH)
        for person in range(5000, 5000 + german):
            await w.store.welcome(person, "de", at("08:00"))
        assert f"\nLanguages: {shown} · English fewer than 5\n" in (await w.ask(NOAH, "/status")).text
