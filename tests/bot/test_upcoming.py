from __future__ import annotations

import pytest

from bot.reader import Mode, Reader
from bot.screens import upcoming
from bot.screens.fitting import visible
from bot.screens.view import View
from bot.texts import texts
from tests.schedule.builders import at, conference, excursion, programme, room, session, stream, talk
from tests.world import ANNA, GROUP, NOAH, world


def view(held: object, wall: str, **reader: object) -> View:
    return View(held, Reader(texts("en"), **reader), at(wall), "bot")  # type: ignore[arg-type]


async def test_when_nothing_more_starts_what_still_runs_is_told(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-24 13:20") as w:
        seen = await w.ask(NOAH, "/next")
        w.at("2021-09-24 16:30")
        over = await w.ask(NOAH, "/next")
    assert seen.text == (
        "Nothing more starts.\n\nOn now – it is 13:20 Berlin\n\n"
        "Bochum: The health economy on its campus\nback at 15:30\n\n"
        "Duisburg: Steel without coal?\nback at 16:30"
    )
    assert seen.buttons[::2] == ["Bochum: The health economy on its campus", "Duisburg: Steel without coal?"]
    assert seen.buttons[1::2] == ["☆ Follow", "☆ Follow"]
    assert over.text == "The conference is over. Thank you for being part of it."


@pytest.mark.parametrize(
    ("wall", "coming"),
    [
        ("2021-09-22 12:00", "The programme is not published yet."),
        ("2021-09-23 12:00", "The programme is not published yet."),
        ("2021-09-24 23:59", "The programme is not published yet."),
        ("2021-09-25 00:00", "The conference is over. Thank you for being part of it."),
    ],
)
def test_without_a_programme_nothing_is_over_before_its_days_are(wall: str, coming: str) -> None:
    sight = view(programme(), wall)
    assert visible(upcoming.next_start(sight).text) == coming
    assert visible(upcoming.now(sight).text) == f"Nothing is on right now.\n\n{coming}"


THREE_DAYS = programme(
    [
        session("one", "09:00", "10:00", room="hall"),
        session("two", "2021-09-24 09:00", "10:00", room="hall"),
        session("three", "2021-09-25 11:00", "12:00", stream="main"),
    ],
    rooms=[room("hall")],
    streams=[stream(access="public")],
    conference=conference(ends="2021-09-25"),
)


def test_what_comes_on_the_streams_on_another_day_names_it() -> None:
    first = upcoming.next_start(view(THREE_DAYS, "08:45", mode=Mode.ONLINE, zone="America/New_York"))
    assert visible(first.text) == (
        "Next: 09:00 Berlin · 03:00 New York – in 15 min\n\n"
        "one\n📍 Hall – in the room only, not streamed\n\n"
        "Next on the streams: Sat 25 Sept, 11:00 Berlin · 05:00 New York three"
    )
    streamed = upcoming.next_start(view(THREE_DAYS, "2021-09-25 10:00", mode=Mode.ONLINE))
    assert visible(streamed.text) == "Next: 11:00 Berlin – in 1 h\n\nthree\n🎥 Main, link from 10:45"


def test_what_comes_on_the_streams_on_the_same_day_names_no_other() -> None:
    held = programme(
        [session("one", "2021-09-24 09:00", "10:00"), session("two", "2021-09-24 11:00", "12:00", stream="main")],
        streams=[stream()],
    )
    shown = upcoming.next_start(view(held, "20:00", mode=Mode.ONLINE))
    assert visible(shown.text).split("\n\n")[-1] == "Next on the streams: 11:00 two"


async def test_before_an_excursion_sets_off_its_times_are_told_and_then_only_when_it_is_back(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-24 08:40") as w:
        running, coming = await w.ask(ANNA, "/jetzt"), await w.ask(ANNA, "/naechste")
        w.at("2021-09-24 08:45")
        gone = await w.ask(ANNA, "/jetzt")
    assert running.text == (
        "Jetzt – es ist 08:40 Berlin\n\n"
        "Duisburg: Wasserstoff im Werden\n"
        "🚌 Exkursion vor Ort · Treffpunkt Duisburg Hauptbahnhof, Ostausgang\n"
        "🕘 Treffen 08:30 · Aufbruch 08:45 · zurück 12:30"
    )
    assert coming.text == (
        "Als Nächstes: 08:45 Berlin – in 5 Min.\n\n"
        "Bochum: IT-Sicherheit auf dem Campus\n"
        "🚌 Exkursion vor Ort · Treffpunkt U-Bahn-Station Ruhr-Universität\n"
        "🕘 Treffen 08:45 · Aufbruch 09:00 · zurück 12:00"
    )
    assert "\n\nDuisburg: Wasserstoff im Werden\nzurück um 12:30\n\n" in gone.text


def test_an_excursion_of_which_only_the_start_is_known_promises_no_way_back() -> None:
    held = programme([], [excursion("walk", "10:00", departs="10:15")])
    assert visible(upcoming.now(view(held, "10:05")).text) == (
        "On now – it is 10:05 Berlin\n\nwalk\n🚌 Excursion, on site · meeting at Gate\n🕘 meet 10:00 · set off 10:15"
    )
    assert visible(upcoming.now(view(held, "10:15")).text) == (
        "Nothing is on right now.\n\nThe conference is over. Thank you for being part of it."
    )


async def test_the_talk_that_is_being_given_is_named(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 15:40") as w:
        seen = await w.ask(NOAH, "/now")
        group = await w.ask(NOAH, "/now", GROUP)
    assert seen.text.split("\n\n")[1] == (
        "Session 1: Regional Development and Smart Specialisation\n"
        "📍 Seminar room 1\n🎥 Stream of session 1 🔒\n"
        "🗣 Moving Smart Specialisation to the Next Level: Learnings from the Ruhr Metropolis\n"
        "until 16:00"
    )
    assert group.text.split("\n\n")[1] == (
        "Session 1: Regional Development and Smart Specialisation\n"
        "📍 Seminar room 1\n🎥 Stream of session 1\nuntil 16:00"
    )


@pytest.mark.parametrize(
    ("wall", "lines"),
    [("09:10", ["🗣 First"]), ("09:20", ["🗣 Second"]), ("09:40", []), ("10:00", ["🗣 Last"]), ("10:15", [])],
)
def test_only_a_talk_whose_time_is_known_is_named(wall: str, lines: list[str]) -> None:
    talks = [talk("First", 20), talk("Second", 20), talk("Open"), talk("Last", 15, start="10:00")]
    shown = visible(upcoming.now(view(programme([session("s", "09:00", "11:00", talks=talks)]), wall)).text)
    assert [line for line in shown.split("\n") if line.startswith("🗣")] == lines


async def test_an_open_stream_is_one_tap_from_next_and_now(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 13:47") as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode=Mode.ONLINE, zone="America/New_York", registered=True)
        seen = await w.ask(NOAH, "/next")
        link = await w.press(NOAH, seen, "🎥 Watch: Main stream")
        w.at("2021-09-23 14:10")
        running = await w.ask(NOAH, "/now")
    streams = ["🎥 Watch: Stream of session 1", "🎥 Watch: Main stream", "🎥 Watch: Stream of session 6"]
    assert seen.buttons[:4] == [*streams, "Session 1: Regional Development and Smart…"]
    assert link.text.endswith("▶ https://stream.example.org/bochum-2021/main\nIf that fails: the backup stream")
    assert link.message["has_protected_content"] is True
    assert running.buttons[:4] == [*streams[:2], "🎥 Watch: Online room", streams[2]]


HELD = programme(
    [
        session("closed", "09:00", "10:00", room="hall", stream="inner"),
        session("open", "09:00", "10:00", stream="outer"),
    ],
    rooms=[room("hall")],
    streams=[stream("inner"), stream("outer", access="public")],
)


@pytest.mark.parametrize(
    ("reader", "lines", "watch"),
    [
        ({}, ["📍 Hall", "🎥 Inner 🔒", "🎥 Outer, link open now"], ["Outer"]),
        ({"mode": Mode.ONLINE}, ["🎥 Inner 🔒", "🎥 Outer, link open now"], ["Outer"]),
        ({"registered": True}, ["📍 Hall", "🎥 Inner, link open now", "🎥 Outer, link open now"], ["Inner", "Outer"]),
        ({"mode": Mode.ONSITE, "registered": True}, ["📍 Hall", "🎥 Outer – online only"], []),
        ({"private": False, "registered": True}, ["📍 Hall", "🎥 Inner", "🎥 Outer"], []),
    ],
)
def test_nobody_is_promised_a_link_they_may_not_have(
    reader: dict[str, object], lines: list[str], watch: list[str]
) -> None:
    for screen in (upcoming.next_start(view(HELD, "08:50", **reader)), upcoming.now(view(HELD, "09:10", **reader))):
        shown = visible(screen.text).split("\n")
        assert [line for line in shown if line.startswith(("📍", "🎥"))] == lines
        labels = [button.label for row in screen.buttons for button in row]
        assert [label for label in labels if label.startswith("🎥")] == [f"🎥 Watch: {name}" for name in watch]


def test_in_a_group_four_at_most_are_named() -> None:
    held = programme([session(f"s{number}", "09:00", "10:00") for number in range(6)])
    for screen in (
        upcoming.next_start(view(held, "08:45", private=False)),
        upcoming.now(view(held, "09:00", private=False)),
    ):
        assert visible(screen.text).split("\n\n")[-1] == "… and 2 more"
        assert [line for line in visible(screen.text).split("\n") if line.startswith("s")] == ["s0", "s1", "s2", "s3"]


def test_an_undecided_reader_with_a_zone_reads_both_clocks_and_both_places() -> None:
    shown = upcoming.next_start(view(HELD, "08:30", zone="Asia/Tokyo"))
    assert visible(shown.text) == (
        "Next: 09:00 Berlin · 16:00 Tokyo – in 30 min\n\n"
        "closed\n📍 Hall\n🎥 Inner, link from 08:45 Berlin · 15:45 Tokyo 🔒\n\n"
        "open\n🎥 Outer, link from 08:45 Berlin · 15:45 Tokyo"
    )
