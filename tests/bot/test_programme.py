from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from tests.world import ANNA, BOCHUM, NOAH, TORONTO, World, world

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager


def bochum(url: str, at: str = "2021-09-23 08:45") -> AbstractAsyncContextManager[World]:
    return world(url, BOCHUM, at=at)


async def meet(w: World) -> None:
    """Anna is on site, Noah online in New York."""
    for person in (ANNA, NOAH):
        await w.say(person, "/help")
    await w.store.change(ANNA, mode="onsite")
    await w.store.change(NOAH, mode="online", zone="America/New_York")


async def test_next_on_the_first_morning_tells_the_hall_the_room_and_the_stream_its_link(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        await meet(w)
        anna, noah = await w.ask(ANNA, "/naechste"), await w.ask(NOAH, "/next")

    assert anna.text == "Als Nächstes: 09:00 – in 15 Min.\n\nGrußworte und Eröffnung\n📍 Auditorium"
    assert noah.text == (
        "Next: 09:00 Berlin · 03:00 New York – in 15 min\n\n"
        "Welcome Words & Opening\n"
        "🎥 Public stream: opening and minister's keynote, link open now"
    )
    assert anna.buttons == ["Grußworte und Eröffnung", "☆ Merken"]


async def test_next_names_all_parallel_sessions_streamed_ones_first_for_those_online(sqlite_url: str) -> None:
    async with bochum(sqlite_url, "2021-09-23 13:40") as w:
        await meet(w)
        anna, noah = await w.ask(ANNA, "/next"), await w.ask(NOAH, "/next")

    assert anna.text.splitlines()[0] == "Als Nächstes: 14:00 – in 20 Min."
    assert [line for line in anna.text.splitlines() if line.startswith(("📍", "🎥"))] == [
        "📍 Seminarraum 1",
        "📍 Seminarraum 2",
        "📍 Auditorium",
        "📍 Seminarraum 3",
        "🎥 Online-Raum – nur online",
        "📍 Seminarraum 4",
    ]
    assert [line for line in noah.text.splitlines() if line.startswith(("📍", "🎥"))] == [
        "🎥 Stream of session 1, link from 13:45 Berlin · 07:45 New York 🔒",
        "🎥 Main stream, link from 13:45 Berlin · 07:45 New York 🔒",
        "🎥 Online room, link from 13:50 Berlin · 07:50 New York 🔒",
        "🎥 Stream of session 6, link from 13:45 Berlin · 07:45 New York 🔒",
        "📍 Seminar room 2 – in the room only, not streamed",
        "📍 Seminar room 3 – in the room only, not streamed",
    ]


async def test_what_one_follows_comes_first(sqlite_url: str) -> None:
    async with bochum(sqlite_url, "2021-09-23 13:40") as w:
        await meet(w)
        page = await w.press(NOAH, await w.ask(NOAH, "/next"), "Session 4")
        followed = await w.press(NOAH, page, "☆ Follow")
        toast = w.toast()
        seen = await w.ask(NOAH, "/next")

    assert followed.buttons[0] == "⭐ Following"
    assert toast == (
        "⭐ You follow this. I will remind you 10 min before: 13:50 Berlin · 07:50 New York. "
        "In the room only, not streamed. On the stream then: Session 1: Regional Development and…"
    )
    assert seen.buttons[:4] == [
        "Session 4: Hidden Champions and Their Neighbours",
        "⭐ Following",
        "Session 1: Regional Development and Smart…",
        "☆ Follow",
    ]


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2021-09-20 12:00", "The conference has not begun yet. It starts on Thursday 23 September."),
        ("2021-09-24 00:50", "Next: 08:30 Berlin – in 7 h 40 min"),
        ("2021-09-23 23:00", "Next: Fri 24 Sept, 00:30 Berlin – in 1 h 30 min"),
        ("2021-09-26 12:00", "The conference is over. Thank you for being part of it."),
    ],
)
async def test_next_says_where_in_the_conference_one_is(sqlite_url: str, at: str, first: str) -> None:
    async with bochum(sqlite_url, at) as w:
        seen = await w.ask(NOAH, "/next")

    assert seen.text.splitlines()[0] == first


async def test_now_says_what_runs_until_when_and_where(sqlite_url: str) -> None:
    async with bochum(sqlite_url, "2021-09-23 13:40") as w:
        await meet(w)
        anna, noah = await w.ask(ANNA, "/jetzt"), await w.ask(NOAH, "/now")

    assert anna.text == (
        "Jetzt – es ist 13:40\n\nKeynote: Innovationspolitik in Nordrhein-Westfalen\n📍 Auditorium\nbis 14:00"
    )
    assert noah.text == (
        "On now – it is 13:40 Berlin · 07:40 New York\n\n"
        "Keynote: Innovation Policy in North Rhine-Westphalia\n"
        "🎥 Public stream: opening and minister's keynote, link open now\n"
        "until 14:00 Berlin · 08:00 New York"
    )


async def test_now_says_what_comes_when_nothing_runs(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        seen = await w.ask(NOAH, "/now")

    assert seen.text.startswith("Nothing is on right now.\n\nNext: 09:00 Berlin – in 15 min\n\nWelcome Words & Opening")


@pytest.mark.parametrize("command", ["/programme", "/programm", "/program", "/PROGRAMME"])
async def test_the_programme_opens_at_the_day_and_page_that_runs(sqlite_url: str, command: str) -> None:
    async with bochum(sqlite_url, "2021-09-23 13:40") as w:
        await meet(w)
        seen = await w.ask(ANNA, command)

    assert seen.text.splitlines()[:2] == ["Donnerstag, 23. September", ""]
    assert "Seite 2 von 3" in seen.text
    assert seen.buttons[-4:] == ["‹", "›", "Fr., 24. Sept.", "🏷 Nach Thema filtern"]


async def test_one_walks_from_day_to_list_to_session_and_back_in_one_message(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        await meet(w)
        first = await w.ask(ANNA, "/programm")
        second = await w.press(ANNA, first, "›")
        page = await w.press(ANNA, second, "2")
        back = await w.press(ANNA, page, "‹ Zurück")
        other_day = await w.press(ANNA, back, "Fr., 24. Sept.")

    assert len({first.id, second.id, page.id, back.id, other_day.id}) == 1
    assert "Seite 2 von 3" in second.text
    assert back.text == second.text
    assert page.text.startswith("Mittagspause")
    assert other_day.text.startswith("Freitag, 24. September")


async def test_the_list_filtered_by_track_has_only_that_track(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        await meet(w)
        tracks = await w.press(NOAH, await w.ask(NOAH, "/programme"), "🏷 Filter by track")
        seen = await w.press(NOAH, tracks, "Knowledge and technology")
        page = await w.press(NOAH, seen, "1")
        back = await w.press(NOAH, page, "‹ Back")

    assert tracks.buttons[-1] == "All tracks"
    assert seen.text.startswith("Thursday 23 September · Knowledge and technology")
    assert back.text == seen.text


async def test_a_session_page_on_site_has_both_language_and_way(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        await meet(w)
        page = await w.press(ANNA, await w.ask(ANNA, "/programm"), "3")
        way = await w.tap(ANNA, page, "🧭 Weg: Auditorium")

    assert page.text == (
        "Cluster und Ökosysteme – alte und neue Strategien für Länder, Regionen und Städte\n"
        "Keynote · Plenum\n"
        "🕘 Donnerstag, 23. September, 09:30–09:55\n"
        "⏳ gleich (in 45 Min.)\n\n"
        "📍 Auditorium\n"
        "↪ Vom Eingang geradeaus durch das Foyer, die breite Tür am Ende. "
        "Stufenlos, Rollstuhlplätze in der ersten Reihe.\n\n"
        "🎤 Dr. Christian Ketels\n"
        "Leitung: Jürgen Zurheide\n"
        "💬 Englisch, mit Verdolmetschung: Deutsch\n\n"
        "Seit Jahrzehnten setzt die Wirtschaftspolitik auf Cluster, heute ist auch von Ökosystemen die Rede. "
        "Die Keynote fragt, was daran neu ist und was nur einen neuen Namen trägt. "
        "Und sie fragt, was Länder, Regionen und Städte aus beiden Ideen mitnehmen können."
    )
    assert page.buttons == [
        "☆ Merken",
        "🎥 Stream",
        "🙋 Frage stellen",
        "👤 Dr. Christian Ketels",
        "👤 Jürgen Zurheide",
        "🧭 Weg: Auditorium",
        "📅 Kalenderdatei",
        "↗ Teilen",
        "‹ Zurück",
    ]
    assert way[0].text.splitlines()[1].startswith("Vom Eingang geradeaus")
    assert way[0].id > page.id


async def test_a_room_only_session_tells_those_online_what_is_streamed_meanwhile(sqlite_url: str) -> None:
    async with bochum(sqlite_url, "2021-09-23 13:40") as w:
        await meet(w)
        page = await w.press(NOAH, await w.ask(NOAH, "/next"), "Session 2")

    assert page.text.split("\n\n")[1] == (
        "📍 Seminar room 2\n"
        "In the room only, not streamed.\n"
        "On the stream at that time: Session 1: Regional Development and Smart…, "
        "Session 3: Old Industries, New Energy and Session 5: Clusters Without a Place"
    )
    assert page.buttons == ["☆ Follow", "🙋 Ask a question", "📅 Calendar file", "↗ Share", "‹ Back"]


async def test_the_calendar_file_holds_the_session_and_no_stream_link(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        await meet(w)
        page = await w.press(NOAH, await w.ask(NOAH, "/next"), "Welcome")
        word, sent = await w.tap(NOAH, page, "📅 Calendar file")
        file = w.telegram.file(sent.message["document"]["file_id"])

    assert file
    assert word.text == "📅 For your calendar:"
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert (sent.message["document"]["file_name"], str(event["SUMMARY"])) == ("opening.ics", "Welcome Words & Opening")
    assert b"stream.example.org" not in file.content


async def test_a_cancelled_session_stays_visible_and_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        cancelled = next(session for session in w.bot.desk.programme.sessions if session.cancelled)
        await w.say(NOAH, "/help")
        page = (await w.say(NOAH, f"/start s-{cancelled.id}"))[0]
        struck = [entity["type"] for entity in page.entities]
        upcoming = (await w.ask(NOAH, "/next")).text

    assert page.text.startswith(f"Cancelled\n❌ {cancelled.title.to('en')}")
    assert "strikethrough" in struck
    assert cancelled.title.to("en") not in upcoming


async def test_another_conference_in_another_zone_answers_across_the_change_of_clocks(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode="online", zone="Europe/Berlin")
        shown = {}
        for at in ("2026-10-31 08:00", "2026-11-01 08:00"):
            w.at(at)
            shown[at] = (await w.ask(NOAH, "/next")).text.splitlines()[0]

    assert shown == {
        "2026-10-31 08:00": "Next: 18:00 Toronto · 23:00 Berlin – in 10 h",
        "2026-11-01 08:00": "Next: 09:00 Toronto · 15:00 Berlin – in 1 h",
    }


@pytest.mark.parametrize(
    "data",
    [
        "1session:gone",
        "1day:2021-13-45:0",
        "1day:nonsense",
        "1tracks:",
        "1on:gone",
        "1off:gone",
        "1ics:gone",
        "1room:x",
    ],
)
async def test_an_old_button_is_answered_politely(sqlite_url: str, data: str) -> None:
    async with bochum(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        (answer,) = await w.tap_data(NOAH, seen.id, data)

    assert answer.text == "That is no longer in the programme."


async def test_a_page_beyond_the_last_is_the_last(sqlite_url: str) -> None:
    async with bochum(sqlite_url) as w:
        seen = await w.ask(NOAH, "/programme")
        (turned,) = await w.tap_data(NOAH, seen.id, "1day:2021-09-23:99.99")

    assert "Page 3 of 3" in turned.text
