from __future__ import annotations

import pytest

from bot.screens.fitting import LENGTH, units
from tests.hostile import hostile, id_of
from tests.schedule.builders import page, programme
from tests.world import ANNA, GROUP, NOAH, OLGA, TORONTO, world

WIFI = (
    "WLAN\n\nNetz: Cluster2021\nPasswort: glueckauf-2021\n"
    "Wenn es nicht klappt: Am Tagungsschalter im Foyer hilft man Ihnen weiter."
)


async def test_who_is_undecided_sees_all_pages_with_their_commands(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/info")
    assert seen.text == (
        "Gut zu wissen\n\n/about – Über die Konferenz\n/wifi – WLAN\n/floor_plan – Lageplan\n"
        "/getting_online – Online dabei sein\n/code_of_conduct – Verhaltenskodex\n"
        "/first_aid – Erste Hilfe und Notfälle\n/food – Essen und Trinken"
    )
    assert seen.buttons == [
        "Über die Konferenz", "WLAN", "Lageplan", "Online dabei sein", "Verhaltenskodex", "Erste Hilfe und Notfälle",
        "Essen und Trinken",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "titles"),
    [
        ("online", ["About the conference", "Taking part online", "Code of conduct"]),
        (
            "onsite",
            [
                "About the conference", "Wi-Fi", "Floor plan", "Code of conduct", "First aid and emergencies",
                "Food and drink",
            ],
        ),
    ],
)  # fmt: skip
async def test_each_sees_the_pages_that_concern_them(sqlite_url: str, mode: str, titles: list[str]) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode=mode)
        assert (await w.ask(NOAH, "/info")).buttons == titles


async def test_a_page_opens_with_its_picture_by_button_and_by_its_own_name(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        listed = await w.ask(ANNA, "/info")
        tapped, picture = await w.tap(ANNA, listed, "WLAN")
        written, again = await w.say(ANNA, "/WiFi please")
        back = await w.press(ANNA, written, "‹ Alle Seiten")
    assert (tapped.text, written.text) == (WIFI, WIFI)
    assert ("photo" in picture.message, "photo" in again.message) == (True, True)
    assert tapped.id > listed.id
    assert (back.id, back.text) == (written.id, listed.text)


async def test_a_pages_command_has_an_underscore_for_a_hyphen_and_who_writes_the_hyphen_finds_it(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/code_of_conduct")
        hyphen = await w.ask(NOAH, "/code-of-conduct")
    assert seen.text.startswith("Code of conduct\n\nWe want everybody to feel welcome here, in the rooms")
    assert hyphen.text == seen.text


async def test_a_page_for_those_on_site_says_so_to_those_online_and_the_other_way_round(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for person, mode in ((NOAH, "online"), (OLGA, "onsite")):
            await w.say(person, "/help")
            await w.store.change(person, mode=mode)
        wifi = await w.ask(NOAH, "/wifi")
        online = await w.ask(OLGA, "/getting_online")
    assert wifi.text.endswith("\n\nThis is meant for those on site.")
    assert online.text.endswith("\n\nThis is meant for those who take part online.")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/wfi", "wifi"),
        ("/nexst", "next"),
        ("/sprehcer", "sprecher"),
        ("/excursion", "excursions"),
        ("/wlan", "wifi"),
        ("/lageplan", "floor_plan"),
    ],
)
async def test_a_misspelt_command_is_answered_with_the_one_that_may_be_meant(
    sqlite_url: str, written: str, meant: str
) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, written)).text == f"I don’t know that command. Did you mean /{meant}?"


async def test_a_command_like_no_other_is_answered_with_help(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/xyzzy")
    assert (seen.text, seen.buttons) == ("Diesen Befehl kenne ich nicht.", ["Was ich kann"])


async def test_a_page_with_only_a_title_reads_well(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme(pages=[page("lost", title="Lost and found")])) as w:
        shown = await w.say(NOAH, "/lost")
    assert [seen.text for seen in shown] == ["Lost and found"]


async def test_another_conference_has_other_pages(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 12:00") as w:
        assert (await w.ask(NOAH, "/lockers")).text == "Lockers\n\nBehind the stairs; bring a coin."


async def test_no_pages_is_said(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme()) as w:
        assert (await w.ask(ANNA, "/info")).text == "Hier steht noch nichts."


async def test_a_page_that_is_gone_is_answered_politely(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/info")
        gone = await w.tap_data(NOAH, seen.id, "1page:nothing")
    assert [seen.text for seen in gone] == ["That is no longer in the programme."]


async def test_in_a_group_pages_are_a_private_matter_and_their_names_are_left_to_others(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, "/info", GROUP)).text == "That is best answered in private."
        assert await w.say(NOAH, "/wifi", GROUP) == []


async def test_whatever_the_files_say_pages_fit(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile()) as w:
        listed = await w.ask(NOAH, "/info")
        shown = await w.tap(NOAH, listed, "›") + await w.tap_data(NOAH, listed.id, "1pages::999")
        pages = await w.tap_data(NOAH, listed.id, f"1page:{id_of(0)}")
        named = await w.say(NOAH, f"/{id_of(59)}")
    assert [len(one.buttons) for one in shown] == [10, 5]
    assert (len(pages), len(named)) == (2, 2)
    assert max(units(one.text) for one in (listed, *shown, *pages, *named)) <= LENGTH
