from __future__ import annotations

from tests.world import ANNA, NOAH, TORONTO, Seen, World, world

QUESTION = (
    "Where are you? I then give every time twice: for Berlin and for you.\n"
    "Choose a place with your time, or write your city: New York."
)


async def online(w: World, person: int = NOAH) -> Seen:
    """Let a person begin online; return the question for the zone."""
    return await w.press(person, await w.ask(person, "/start"), "Online")


async def zone(w: World, person: int = NOAH) -> str | None:
    found = await w.store.person(person)
    return found.zone if found else None


async def test_who_is_online_chooses_among_places_by_the_hour_that_is_there(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        question = await online(w)
        assert question.text == QUESTION
        assert question.buttons == [
            "Los Angeles · 23:45",
            "Chicago · 01:45",
            "New York · 02:45",
            "Sao Paulo · 03:45",
            "London · 07:45",
            "Nairobi · 09:45",
            "Dubai · 10:45",
            "Kolkata · 12:15",
            "Singapore · 14:45",
            "Shanghai · 14:45",
            "Tokyo · 15:45",
            "Sydney · 16:45",
            "Auckland · 18:45",
            "As in Berlin",
        ]


async def test_a_chosen_place_gives_both_clocks_from_then_on(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        welcome = await w.press(NOAH, await online(w), "New York")
        assert welcome.text == (
            "Good to have you with us online.\n"
            "I show you what is streamed, and when each link opens.\n\n"
            "🕘 Times are those of Berlin first, then those of New York.\n\n"
            "Tap a button, or simply write what you are looking for: a name, a room, a topic."
        )
        assert welcome.buttons == ["What’s next", "Programme", "🎥 Streams", "Help"]
        assert "09:00 Berlin · 03:00 New York" in (await w.ask(NOAH, "/next")).text
        assert await zone(w) == "America/New_York"


async def test_the_conferences_own_time_is_one_tap_away(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.press(NOAH, await online(w), "New York")
        welcome = await w.press(NOAH, await online(w), "As in Berlin")
        assert "🕘 All times are those of Berlin." in welcome.text
        assert await zone(w) is None


async def test_a_place_can_be_typed(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w, ANNA)
        welcome = await w.ask(ANNA, "san francisco")
        assert "🕘 Zeiten gelten zuerst für Berlin, dann für Los Angeles." in welcome.text
        assert await zone(w, ANNA) == "America/Los_Angeles"


async def test_a_name_of_several_zones_is_asked_back(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w)
        which = await w.ask(NOAH, "Canada")
        assert which.text == "Which one do you mean by “Canada”?"
        assert which.buttons == [
            "Toronto · 02:45",
            "Vancouver · 23:45",
            "Edmonton · 00:45",
            "Winnipeg · 01:45",
            "Halifax · 03:45",
            "St John’s · 04:15",
            "As in Berlin",
        ]
        await w.press(NOAH, which, "Halifax")
        assert await zone(w) == "America/Halifax"


async def test_a_misspelt_place_is_confirmed_before_it_is_taken(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w)
        which = await w.ask(NOAH, "New Yrok")
        assert which.buttons == ["New York · 02:45", "As in Berlin"]
        assert await zone(w) is None


async def test_what_is_no_place_is_answered_politely_and_can_be_tried_again(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w)
        seen = await w.ask(NOAH, "<Xyzzyx>")
        assert seen.text == (
            "I know no place called “<Xyzzyx>”. A larger city in your time zone will do, or the country. "
            "If you are looking for something in the programme: /find <Xyzzyx>"
        )
        assert seen.buttons == ["As in Berlin"]
        await w.ask(NOAH, "Tokyo")
        assert await zone(w) == "Asia/Tokyo"


async def test_a_long_text_for_a_place_is_cut_in_the_answer(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w)
        assert len((await w.ask(NOAH, "x" * 4000)).text) < 400


async def test_a_command_ends_the_question(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w)
        await w.ask(NOAH, "/next")
        await w.say(NOAH, "Tokyo")
        assert await zone(w) is None


async def test_a_commands_name_without_its_slash_ends_the_question(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await online(w)
        assert (await w.ask(NOAH, "help")).text == (await w.ask(NOAH, "/help")).text
        await w.say(NOAH, "Tokyo")
        assert await zone(w) is None


async def test_a_tap_elsewhere_ends_the_question(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        start = await w.ask(NOAH, "/start")
        await w.press(NOAH, start, "Online")
        await w.tap_data(NOAH, start.id, "1mode:onsite")
        await w.say(NOAH, "Tokyo")
        assert await zone(w) is None


async def test_in_the_house_the_conferences_clock_is_ones_own(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.press(NOAH, await online(w), "New York")
        await w.press(NOAH, await w.ask(NOAH, "/start"), "On site")
        assert "New York" not in (await w.ask(NOAH, "/next")).text
        assert await zone(w) == "America/New_York"


async def test_the_places_leave_out_the_conferences_own(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        question = await online(w)
        assert "Berlin · 13:00" in question.buttons
        assert question.buttons[-1] == "As in Toronto"
