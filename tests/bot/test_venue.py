from __future__ import annotations

import pytest

from bot.screens.fitting import LENGTH, units
from tests.hostile import hostile, id_of
from tests.schedule.builders import conference, programme, room, stream
from tests.world import ANNA, GROUP, NOAH, TORONTO, world


async def test_the_venue_comes_with_its_way_its_rooms_and_a_pin(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen, pin = await w.say(ANNA, "/anfahrt")
    assert seen.text == (
        "📍 G DATA Campus\nKönigsallee 178, 44799 Bochum\n\n"
        "Der Campus liegt gut zwei Kilometer südlich des Bochumer Hauptbahnhofs, immer die Königsallee entlang. Mit "
        "dem Taxi sind es etwa zehn Minuten. Einlass ist ab 08:15 Uhr; der Tagungsschalter steht gleich hinter dem "
        "Eingang.\n\n"
        "Die Räume: Tippen Sie auf einen, um den Weg zu sehen."
    )
    assert seen.buttons == [
        "Auditorium", "Foyer und Marktplatz", "Seminarraum 1", "Seminarraum 2", "Seminarraum 3", "Seminarraum 4",
        "🌐 Website",
    ]  # fmt: skip
    assert pin.message["venue"] == {
        "location": {"latitude": 51.4606, "longitude": 7.2231},
        "title": "G DATA Campus",
        "address": "Königsallee 178, 44799 Bochum",
    }


async def test_a_room_comes_with_its_way_and_plan_and_the_list_stays(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/venue")
        way, plan = await w.tap(NOAH, seen, "Seminar room 1")
    assert way.id > seen.id
    assert way.text == "📍 Seminar room 1\nFrom the foyer into the left corridor, first door on the left.\n👥 40 places"
    assert (plan.text, "photo" in plan.message) == ("Seminar room 1", True)


async def test_who_takes_part_online_is_told_how_and_shown_the_house_all_the_same(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode="online")
        seen, pin = await w.say(NOAH, "/venue")
        way = await w.tap(NOAH, seen, "Seminar room 1")
    assert seen.text.startswith(
        "You take part online and need not go anywhere: what is live, and what comes, is under /streams. For those who "
        "do come:\n\n📍 G DATA Campus\nKönigsallee 178, 44799 Bochum\n\n"
    )
    assert seen.buttons[0] == "🎥 Streams"
    assert "venue" in pin.message
    assert way[0].text.endswith("\nYou take part online; what is streamed from here is under /streams.")


async def test_another_conference_has_another_venue(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 12:00") as w:
        seen, _pin = await w.say(NOAH, "/venue")
        way = await w.tap(NOAH, seen, "Cabin")
    assert seen.text == "📍 Harbour House\n1 Example Quay, Toronto\n\nThe rooms: tap one for the way there."
    assert [one.text for one in way] == ["📍 Cabin\nDown the stairs and right."]


async def test_a_venue_with_nothing_but_its_name_reads_well(sqlite_url: str) -> None:
    bare = programme(conference=conference(venue={"name": "House", "place": (1.0, 2.0)}), rooms=[room("a")])
    async with world(sqlite_url, programme=bare) as w:
        seen, pin = await w.say(NOAH, "/venue")
        way = await w.tap_data(NOAH, seen.id, "1room:a")
    assert (seen.text, seen.buttons) == ("📍 House", [])
    assert pin.message["venue"]["address"] == "A conference"
    assert [one.text for one in way] == ["📍 A"]


async def test_a_conference_without_a_venue_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme()) as w:
        assert [seen.text for seen in await w.say(ANNA, "/venue")] == ["Der Ort ist noch nicht bekannt."]


async def test_a_conference_that_is_only_online_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme(streams=[stream()])) as w:
        shown = await w.say(ANNA, "/venue")
    assert [seen.text for seen in shown] == [
        "Die Konferenz findet online statt: Was läuft und was kommt, steht unter /streams."
    ]


async def test_a_room_that_is_gone_is_answered_politely(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/venue")
        gone = await w.tap_data(NOAH, seen.id, "1room:nowhere")
    assert [seen.text for seen in gone] == ["That is no longer in the programme."]


@pytest.mark.parametrize("command", ["/venue", "/anfahrt"])
async def test_in_a_group_the_way_is_a_private_matter(sqlite_url: str, command: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, command, GROUP)).text == "That is best answered in private."


async def test_whatever_the_files_say_the_venue_fits_and_rooms_turn_in_place(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile()) as w:
        seen, pin = await w.say(NOAH, "/venue")
        shown = await w.tap(NOAH, seen, "›") + await w.tap_data(NOAH, seen.id, "1venue::999")
        way = await w.tap_data(NOAH, seen.id, f"1room:{id_of(0)}")
    assert [one.id for one in shown] == [seen.id, seen.id]
    assert [len(one.buttons) for one in shown] == [11, 6]
    assert max(units(one.text) for one in (seen, pin, *shown, *way)) <= LENGTH
