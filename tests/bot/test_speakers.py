from __future__ import annotations

import pytest

from bot.screens.fitting import LENGTH, units
from tests.hostile import hostile, id_of
from tests.schedule.builders import programme, session, speaker, talk
from tests.world import ANNA, GROUP, NOAH, Seen, world


async def test_speakers_are_listed_by_surname_eight_a_page(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/sprecher")
        turned = await w.press(ANNA, seen, "›")
    assert seen.text == (
        "Referent:innen\n\n"
        "Dr. Rasmus C. Beck, Duisburg Business & Innovation\n"
        "Rouven Beeck, Bochum Wirtschaftsentwicklung\n"
        "Prof. Dr. Tom Broekel, UiS Business School Stavanger\n"
        "Prof. Daniel Buhr, Universität Tübingen\n"
        "Thomas Eiskirch, Stadt Bochum\n"
        "Lucía Ejemplo, Rohre für alle\n"
        "Dr. Astrid Eksempel, Institut für unbenutzte Schlüssel\n"
        "Dr. Ulla Engelmann, Europäische Kommission\n\n"
        "Seite 1 von 5\n"
        "Suchen Sie jemanden? Schreiben Sie einfach den Namen."
    )
    assert seen.buttons[1:16:2] == ["☆ Merken"] * 8
    assert seen.buttons[:16:2] + seen.buttons[16:] == [
        "Dr. Rasmus C. Beck", "Rouven Beeck", "Prof. Dr. Tom Broekel", "Prof. Daniel Buhr", "Thomas Eiskirch",
        "Lucía Ejemplo", "Dr. Astrid Eksempel", "Dr. Ulla Engelmann", "›",
    ]  # fmt: skip
    assert turned.id == seen.id
    assert turned.buttons[-2:] == ["‹", "›"]


async def test_a_speakers_page_tells_who_they_are_and_when_they_speak(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/start sp-haisch")
    assert seen.text == (
        "👤 Prof. Dr. Tina Haisch\n"
        "Professor\n"
        "University of Applied Sciences and Arts Northwestern Switzerland\n\n"
        "Prof. Dr. Tina Haisch works at the University of Applied Sciences and Arts Northwestern Switzerland. With "
        "Dr. Mads Bruun Ingstrup she presents the first talk of session 1, on diversity and clusters around Basel.\n\n"
        "🕘 Thursday 23 September, 14:00–16:00 Berlin\n"
        "Session 1: Regional Development and Smart Specialisation\n"
        "• 14:00–14:30 Diversity-driven Cross-border Cluster Development – Opportunities for Firms and Workers in the "
        "Basel Region\n"
        "📍 Seminar room 1\n"
        "🎥 Stream of session 1, link from 13:45 🔒\n\n"
        "🔗 fhnw.ch"
    )
    assert seen.buttons == ["Thu 14:00 · Session 1: Regional Development…", "☆ Follow", "↗ Share", "‹ All speakers"]


async def test_who_watches_from_afar_reads_both_clocks(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/speakers")
        await w.store.change(NOAH, mode="online", zone="America/New_York")
        seen = await w.ask(NOAH, "/start sp-beeck")
    assert "🕘 Thursday 23 September, 09:20–09:30 Berlin · 03:20–03:30 New York" in seen.text
    assert "🎥 Main stream, link from 09:05 Berlin · 03:05 New York" in seen.text


async def test_a_session_opens_from_the_page_and_the_list_opens_where_the_speaker_stands(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(ANNA, await w.ask(ANNA, "/sprecher"), "›")
        page = await w.press(ANNA, seen, "Prof. Dr. Tina Haisch")
        back = await w.press(ANNA, page, "‹ Alle Referent:innen")
        session_page = await w.press(ANNA, await w.press(ANNA, back, "Andree Haack"), "Do 09:00")
    assert {seen.id, page.id, back.id, session_page.id} == {seen.id}
    assert "Seite 2 von 5" in back.text
    assert session_page.text.startswith("Grußworte und Eröffnung")


async def test_a_photo_comes_with_a_new_message_and_the_list_stays(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/sprecher")
        page, photo = await w.tap_data(ANNA, seen.id, "1speaker:mustermann")
    assert (page.id, photo.id) == (seen.id + 1, seen.id + 2)
    assert "photo" in photo.message
    assert photo.text == "Prof. Dr. Erika Mustermann"


async def test_a_speaker_with_nothing_but_a_name_has_a_page(sqlite_url: str) -> None:
    bare = programme(speakers=[speaker("ada", "Ada")])
    async with world(sqlite_url, programme=bare) as w:
        seen = await w.ask(NOAH, "/speakers")
        page = await w.press(NOAH, seen, "Ada")
    assert (seen.text, seen.buttons) == ("Speakers\n\nAda", ["Ada", "☆ Follow"])
    assert (page.text, page.buttons) == ("👤 Ada", ["☆ Follow", "↗ Share", "‹ All speakers"])


async def test_chairing_and_talks_without_times_are_told(sqlite_url: str) -> None:
    talks = [talk("One", speakers=["ada"]), talk("Two", speakers=["bo"])]
    whole = programme(
        [session("s", "10:00", "11:00", chairs=["ada"], talks=talks)], speakers=[speaker("ada"), speaker("bo")]
    )
    async with world(sqlite_url, programme=whole) as w:
        seen = await w.ask(NOAH, "/start sp-ada")
    assert seen.text == "👤 Ada\n\n🕘 Thursday 23 September, 10:00–11:00 Berlin\ns\n• Chair\n• One"


async def test_more_sessions_than_fit_are_counted(sqlite_url: str) -> None:
    many = [session(f"s{hour}", f"{hour:02}:00", f"{hour:02}:30", speakers=["ada"]) for hour in range(8, 22)]
    async with world(sqlite_url, programme=programme(many, speakers=[speaker("ada")])) as w:
        seen = await w.ask(NOAH, "/start sp-ada")
    assert seen.text.endswith("… and 9 more sessions")
    assert seen.buttons[-5:] == ["Thu 18:00 · s18", "Thu 19:00 · s19", "☆ Follow", "↗ Share", "‹ All speakers"]


async def test_no_speakers_yet_is_said(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme()) as w:
        assert (await w.ask(ANNA, "/speakers")).text == "Es sind noch keine Referent:innen bekannt."


@pytest.mark.parametrize("data", ["1speaker:nobody", "1speaker:", "1speaker:--:x"])
async def test_a_speaker_who_is_gone_is_answered_politely(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/speakers")
        (gone,) = await w.tap_data(NOAH, seen.id, data)
    assert gone.text == "That is no longer in the programme."


@pytest.mark.parametrize("arg", ["9999", "99999999", "x", "-1", "", "+/"])
async def test_a_page_that_never_was_is_answered_with_one_that_is(sqlite_url: str, arg: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(NOAH, await w.ask(NOAH, "/speakers"), "›")
        (turned,) = await w.tap_data(NOAH, seen.id, f"1people::{arg}")
    assert turned.text.startswith("Speakers\n\n")


async def test_in_a_group_speakers_are_a_private_matter(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/speakers", GROUP)
    assert seen.text == "That is best answered in private."


async def test_whatever_the_files_say_lists_and_pages_fit(sqlite_url: str) -> None:
    shown: list[Seen] = []
    async with world(sqlite_url, programme=hostile()) as w:
        for person, mode in ((ANNA, "onsite"), (NOAH, "online")):
            seen = await w.ask(person, "/speakers")
            await w.store.change(person, mode=mode, zone="Asia/Kolkata")
            for at in range(1, 38, 9):
                shown += await w.tap_data(person, seen.id, f"1people::{at}")
            for at in (0, 59, 299):
                shown += await w.say(person, f"/start sp-{id_of(at)}")
    assert max(units(seen.text) for seen in shown) <= LENGTH
    assert [len(seen.buttons) for seen in shown[:5]] == [18, 18, 18, 18, 9]
