from __future__ import annotations

import pytest

from tests.schedule.builders import page, programme, session
from tests.world import NOAH, OLGA, world

CALLED = {
    "/next": (
        "next",
        "What’s next?",
        "what is NEXT",
        "naechste",
        "nächste!",
        "Was kommt jetzt?",
        "Was kommt als Nächstes?",
    ),
    "/now": ("what's on now", "what is on?", "Was läuft gerade?"),
    "/programme": ("programme", "program.", "Programm", "today", "was läuft heute?"),
    "/my": ("my", "Meine", "my programme"),
    "/help": ("hilfe", "HELP!"),
    "/venue": ("anfahrt", "how do I get there?"),
    "/streams": ("streams", "where are the streams?"),
    "/forgetme": ("forgetme",),
    "/excursions": ("Ausflüge", "when is the bus", "Wann fährt der Bus?", "When does the coach leave?", "Abfahrt"),
    "/wifi": ("wifi", "WLAN?", "wi-fi"),
    "/first_aid": ("Erste Hilfe und Notfälle", "first aid"),
}
HALL = "Bus 12 stops at the door."


@pytest.mark.parametrize("command", CALLED)
async def test_a_name_or_a_plain_question_is_answered_like_the_command(sqlite_url: str, command: str) -> None:
    async with world(sqlite_url) as w:
        commanded = (await w.ask(OLGA, command)).text
        worded = {written: (await w.ask(OLGA, written)).text for written in CALLED[command]}
    assert worded == dict.fromkeys(CALLED[command], commanded)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2021-09-22 20:00", "Thursday 23 September"),
        ("2021-09-23 08:45", "Friday 24 September"),
        ("2021-09-24 08:45", "Saturday 25 September"),
    ],
)
async def test_tomorrow_is_the_next_days_list(sqlite_url: str, at: str, shown: str) -> None:
    async with world(sqlite_url, at=at) as w:
        assert (await w.ask(NOAH, "What is on tomorrow?")).text.split("\n")[0] == shown


async def test_more_than_a_name_is_a_search(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, "next level")).text.startswith("Session 1")
        assert (await w.ask(NOAH, "security and privacy")).text.startswith("Bochum: IT security")


async def test_without_excursions_the_bus_is_searched_for(sqlite_url: str) -> None:
    held = programme([session("opening", "09:00", "10:00")], pages=[page("hall", title="The hall", text=HALL)])
    async with world(sqlite_url, programme=held) as w:
        assert (
            await w.ask(NOAH, "when is the bus?")
        ).text == "🔎 when is the bus?\n\n1. \N{INFORMATION SOURCE} The hall"


async def test_a_page_goes_before_the_other_words_for_a_command(sqlite_url: str) -> None:
    held = programme([session("opening", "09:00", "10:00")], pages=[page("way", title="Directions", text=HALL)])
    async with world(sqlite_url, programme=held) as w:
        assert (await w.ask(NOAH, "directions")).text == f"Directions\n\n{HALL}"


async def test_an_organisers_command_has_no_name_for_others(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        before = await w.ask(OLGA, "status")
        await w.store.change(OLGA, organiser=True)
        named, commanded = await w.ask(OLGA, "status"), await w.ask(OLGA, "/status")
    assert before.text != commanded.text
    assert named.text == commanded.text
