from __future__ import annotations

import pytest

from bot.reader import Mode, Reader
from bot.screens import day, session
from bot.screens.fitting import visible
from bot.screens.sessions import place_of, places
from bot.screens.view import View
from bot.texts import texts
from schedule.model import Kind, Status
from tests.schedule import builders
from tests.schedule.builders import at, excursion, programme, room, stream

HELD = programme(
    [
        builders.session("s", "09:00", "10:00", room="hall", stream="inner"),
        builders.session("party", "20:00", "23:00", room="hall", kind=Kind.SOCIAL),
        builders.session("coffee", "10:00", "10:30", room="hall", kind=Kind.BREAK),
        builders.session("off", "11:00", "12:00", room="hall", stream="inner", status=Status.CANCELLED),
        builders.session("away", "12:00", "13:00", room="hall", status=Status.CANCELLED),
    ],
    [excursion("trip", "14:00", "15:00", status=Status.CANCELLED)],
    rooms=[room("hall")],
    streams=[stream("inner")],
)
DAY = HELD.session["s"].day


def view(wall: str = "08:00", **reader: object) -> View:
    return View(HELD, Reader(texts("en"), **reader), at(wall), "bot")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wall", "registered", "line"),
    [
        ("08:00", False, "🎥 Inner: link from 08:45 🔒"),
        ("08:00", True, "🎥 Inner: link from 08:45"),
        ("08:45", False, "🎥 Inner 🔒 for registered participants"),
        ("08:45", True, "🎥 Inner: the link is open now"),
        ("10:00", False, "🎥 Inner: over"),
        ("10:00", True, "🎥 Inner: over"),
    ],
)
def test_a_page_promises_a_link_only_to_those_who_may_have_it(wall: str, line: str, *, registered: bool) -> None:
    shown = session.page(view(wall, mode=Mode.ONLINE, registered=registered), HELD.session["s"])
    assert visible(shown.text).split("\n\n")[1] == line


@pytest.mark.parametrize("mode", Mode)
def test_what_is_cancelled_names_no_place(mode: Mode) -> None:
    sight = view(mode=mode, registered=True)
    assert [places(sight, item) for item in (HELD.session["off"], HELD.excursion["trip"])] == [(), ()]
    assert place_of(sight, HELD.session["off"]) == ""
    pages = {visible(session.page(sight, HELD.session[one]).text) for one in ("off", "away")}
    assert all("stream" not in page and "🎥" not in page for page in pages)


def test_online_a_social_is_in_the_room_only_and_a_break_just_in_the_room() -> None:
    sight = view(mode=Mode.ONLINE)
    assert [visible(place_of(sight, HELD.session[one])) for one in ("party", "coffee")] == [
        "📍 Hall – in the room only, not streamed",
        "📍 Hall",
    ]
    assert visible(session.page(sight, HELD.session["party"]).text).endswith("📍 Hall\nIn the room only, not streamed.")


@pytest.mark.parametrize(
    ("reader", "first"),
    [
        ({}, ["Thursday 23 September\nTimes in Berlin.", "1. 09:00–10:00 s\n📍 Hall · 🎥 Inner"]),
        ({"mode": Mode.ONLINE}, ["Thursday 23 September\nTimes in Berlin.", "1. 09:00–10:00 s\n🎥 Inner"]),
        ({"mode": Mode.ONSITE}, ["Thursday 23 September", "1. 09:00–10:00 s\n📍 Hall"]),
        (
            {"zone": "Asia/Tokyo"},
            ["Thursday 23 September", "1. 09:00–10:00 Berlin · 16:00–17:00 Tokyo s\n📍 Hall · 🎥 Inner"],
        ),
        (
            {"mode": Mode.ONSITE, "zone": "Asia/Tokyo"},
            ["Thursday 23 September", "1. 09:00–10:00 Berlin · 16:00–17:00 Tokyo s\n📍 Hall"],
        ),
        ({"zone": "Europe/Rome"}, ["Thursday 23 September", "1. 09:00–10:00 s\n📍 Hall · 🎥 Inner"]),
        ({"private": False}, ["Thursday 23 September\nTimes in Berlin.", "1. 09:00–10:00 s"]),
    ],
)
def test_a_days_list_says_whose_clock_it_follows(reader: dict[str, object], first: list[str]) -> None:
    assert visible(day.page(view(**reader), DAY, day.Place()).text).split("\n\n")[:2] == first  # type: ignore[arg-type]
