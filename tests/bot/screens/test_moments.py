from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.reader import Mode, Reader
from bot.screens import find, my, session, speakers, upcoming
from bot.screens import streams as streams_screen
from bot.screens.day import Place
from bot.screens.day import page as day_page
from bot.screens.fitting import visible
from bot.screens.moments import clocks, clocks_in_city, hours
from bot.screens.view import View
from bot.texts import texts
from schedule.search import Index
from tests.schedule import builders
from tests.schedule.builders import at, programme, speaker, talk
from tests.world import TORONTO, conference

if TYPE_CHECKING:
    from schedule.model import Programme

BOCHUM = conference()
LAKES = conference(TORONTO)
LATE = BOCHUM.session["late-shift"]
NOAH = Reader(texts("en"), Mode.ONLINE, "America/New_York", registered=True)
KEIKO = Reader(texts("en"), Mode.ONLINE, "Asia/Tokyo", registered=True)
ANYBODY = Reader(texts("en"), registered=True)
IN_THE_HOUSE = Reader(texts("de"), Mode.ONSITE, registered=True)
EVENING = "2021-09-23 18:00"
READERS = ("reader", "times", "link")
AFTER_MIDNIGHT = [
    (NOAH, "00:30–01:15 Berlin (+1 day) · 18:30–19:15 New York", "00:20 Berlin (+1 day) · 18:20 New York"),
    (KEIKO, "00:30–01:15 Berlin (+1 day) · 07:30–08:15 Tokyo (+1 day)", "00:20 Berlin (+1 day) · 07:20 Tokyo (+1 day)"),
]


def view(reader: Reader, wall: str = EVENING, held: Programme = BOCHUM) -> View:
    return View(held, reader, at(wall, held.conference.timezone), "bot")


def following(reader: Reader, *sessions: str) -> Reader:
    return Reader(
        reader.t,
        reader.mode,
        reader.zone,
        registered=reader.registered,
        follows=frozenset(("session", name) for name in sessions),
    )


@pytest.mark.parametrize(READERS, AFTER_MIDNIGHT)
def test_after_midnight_a_page_tells_the_day_by_the_evening_it_belongs_to(
    reader: Reader, times: str, link: str
) -> None:
    head, where, *_ = visible(session.page(view(reader), LATE).text).split("\n\n")
    assert head.split("\n")[-1] == f"🕘 Thursday 23 September, {times}"
    assert where == f"🎥 Online room: link from {link}"


@pytest.mark.parametrize(READERS, AFTER_MIDNIGHT)
def test_after_midnight_the_agenda_tells_the_day_by_the_heading(reader: Reader, times: str, link: str) -> None:
    shown = my.page(view(following(reader, "late-shift")))
    assert visible(shown.text) == (
        "⭐ What you follow\n\nThursday 23 September\n\n"
        f"1. {times} Late shift – a round for the Americas\n🎥 Online room, link from {link}"
    )


@pytest.mark.parametrize(READERS, AFTER_MIDNIGHT)
def test_after_midnight_a_hit_tells_the_day_by_the_one_it_names(reader: Reader, times: str, link: str) -> None:
    hits = Index(BOCHUM).find("late shift", 1)
    assert visible(find.found(view(reader), "late shift", hits).text) == (
        "🔎 late shift\n\n1. 🗓 Late shift – a round for the Americas\n"
        f"Thu 23 Sept, {times}\n🎥 Online room, link from {link}"
    )


@pytest.mark.parametrize(
    ("reader", "entry"),
    [
        (NOAH, "6. 00:30–01:15 Berlin (+1 day) · 18:30–19:15 New York Late shift – a round for the Americas"),
        (ANYBODY, "6. 00:30–01:15 (+1 day) Late shift – a round for the Americas"),
        (IN_THE_HOUSE, "6. 00:30–01:15 (+1 Tag) Spätschicht – eine Runde für Nord- und Südamerika"),
    ],
)
def test_after_midnight_the_days_list_tells_the_day_by_its_heading(reader: Reader, entry: str) -> None:
    last = visible(day_page(view(reader), LATE.day, Place(2)).text).split("\n\n")[-2]
    assert last.split("\n")[0] == entry


def test_what_names_its_own_day_counts_from_that() -> None:
    shown = upcoming.next_start(view(NOAH, "2021-09-23 23:50"))
    assert visible(shown.text) == (
        "Next: Fri 24 Sept, 00:30 Berlin · 18:30 New York (−1 day) – in 40 min\n\n"
        "Late shift – a round for the Americas\n🎥 Online room, link from 00:20 Berlin · 18:20 New York (−1 day)"
    )


@pytest.mark.parametrize(("wall", "shift"), [("2021-09-23 23:50", " (+1 day)"), ("2021-09-24 00:10", "")])
def test_later_today_counts_from_today(wall: str, shift: str) -> None:
    coming = visible(streams_screen.page(view(ANYBODY, wall)).text).split("\n\n")[1:]
    assert coming == [
        "Later today",
        f"00:30–01:15{shift} Late shift – a round for the Americas\n🎥 Online room, link from 00:20{shift}",
    ]


def test_talks_and_clashes_after_midnight_count_from_the_pages_day_in_both_clocks() -> None:
    long = builders.session(
        "long",
        "23:00",
        "2021-09-24 01:00",
        talks=[talk("Before", 60, speakers=["ada"]), talk("After", 60, speakers=["ada"])],
    )
    other = builders.session("other", "2021-09-24 00:30", "2021-09-24 01:15", day=LATE.day)
    held = programme([long, other], speakers=[speaker("ada")])
    reader = following(NOAH, "other")
    shown = visible(session.page(view(reader, held=held), long).text).split("\n")
    assert [line for line in shown if line.startswith(("⚠", "•"))] == [
        "⚠ Overlaps with other (00:30–01:15 Berlin (+1 day) · 18:30–19:15 New York)",
        "• 23:00–00:00 Berlin · 17:00–18:00 New York Before",
        "• 00:00–01:00 Berlin (+1 day) · 18:00–19:00 New York After",
    ]
    told = visible(speakers.page(view(reader, held=held), held.speaker["ada"]).text).split("\n")
    assert [line for line in told if line.startswith("•")] == shown[-4::2]


def test_a_speakers_button_names_the_day_on_which_the_hour_is() -> None:
    late = builders.session("late", "2021-09-24 00:30", "01:15", day=LATE.day, speakers=["ada"])
    held = programme([late], speakers=[speaker("ada")])
    assert speakers.page(view(NOAH, held=held), held.speaker["ada"]).buttons[0][0].label == "Fri 00:30 · late"


def test_the_city_is_named_once_to_those_elsewhere_whose_zone_is_not_known() -> None:
    held = programme(
        [builders.session(hour, f"{hour}:00", f"{hour}:30", speakers=["ada"]) for hour in ("09", "11")],
        speakers=[speaker("ada")],
    )
    reader = Reader(texts("en"))
    shown = visible(speakers.page(view(reader, held=held), held.speaker["ada"]).text).split("\n")
    assert [line for line in shown if line.startswith("🕘")] == [
        "🕘 Thursday 23 September, 09:00–09:30 Berlin",
        "🕘 Thursday 23 September, 11:00–11:30",
    ]
    assert visible(upcoming.next_start(view(reader, "08:45", held)).text) == "Next: 09:00 Berlin – in 15 min\n\n09"


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        (Reader(texts("en")), "09:00–09:30 Berlin"),
        (Reader(texts("en"), Mode.ONLINE), "09:00–09:30 Berlin"),
        (Reader(texts("en"), Mode.ONSITE), "09:00–09:30"),
        (Reader(texts("en"), zone="Europe/Rome"), "09:00–09:30"),
        (Reader(texts("en"), zone="Asia/Tokyo"), "09:00–09:30 Berlin · 16:00–16:30 Tokyo"),
        (Reader(texts("en"), Mode.ONSITE, "Asia/Tokyo"), "09:00–09:30 Berlin · 16:00–16:30 Tokyo"),
    ],
)
def test_the_first_time_on_a_screen_names_the_city_to_whom_it_tells_something(reader: Reader, shown: str) -> None:
    assert visible(clocks_in_city(view(reader), at("09:00"), at("09:30"))) == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-11-01 00:59-04:00", None, "00:59"),
        ("2026-11-01 01:00-04:00", "2026-11-01 01:00-05:00", "01:00 EDT–01:00 EST"),
        ("2026-11-01 01:30-05:00", "2026-11-01 02:15-05:00", "01:30 EST–02:15"),
        ("2026-11-01 02:00-05:00", None, "02:00"),
    ],
)
def test_the_hour_that_comes_twice_says_which_one_it_is(start: str, end: str | None, shown: str) -> None:
    sight = view(Reader(texts("en")), "2026-10-31 08:00", LAKES)
    assert visible(hours(sight, at(start), at(end) if end else None)) == shown


def test_the_hour_that_comes_twice_is_told_apart_on_every_screen() -> None:
    sight = view(Reader(texts("en"), Mode.ONLINE, "Europe/Berlin"), "2026-11-01 01:10-04:00", LAKES)
    assert visible(upcoming.now(sight).text) == (
        "On now – it is 01:10 EDT Toronto · 06:10 Berlin\n\n"
        "Night watch\n📍 Cabin – in the room only, not streamed\nuntil 01:15 EDT Toronto · 06:15 Berlin"
    )
    assert visible(upcoming.next_start(sight).text) == (
        "Next: 01:30 EST Toronto · 07:30 Berlin – in 1 h 20 min\n\n"
        "The hour that comes twice\n🎥 Video call, link from 01:25 EST Toronto · 07:25 Berlin"
    )
    assert visible(session.page(sight, LAKES.session["night-watch"]).text).split("\n")[2] == (
        "🕘 Saturday 31 October, 00:30–01:15 EDT Toronto (+1 day) · 05:30–06:15 Berlin (+1 day)"
    )


def test_the_readers_own_hour_that_comes_twice_says_which_one_it_is_too() -> None:
    sight = view(Reader(texts("en"), zone="America/Toronto"), "2026-10-31 08:00")
    assert [visible(clocks(sight, at(f"2026-11-01 0{hour}:30-00:00"))) for hour in (5, 6, 7)] == [
        "06:30 Berlin · 01:30 EDT Toronto",
        "07:30 Berlin · 01:30 EST Toronto",
        "08:30 Berlin · 02:30 Toronto",
    ]


@given(
    st.datetimes(datetime(2021, 1, 1), datetime(2021, 12, 31)),  # noqa: DTZ001 - wall times
    st.integers(-3, 3),
)
def test_a_shift_is_told_exactly_when_the_day_is_another(naive: object, shift: int) -> None:
    start = at(str(naive))
    day = date.fromordinal(start.astimezone(BOCHUM.conference.zone).date().toordinal() - shift)
    sight = view(ANYBODY)
    plain, told = hours(sight, start), hours(sight, start, day=day)
    sign = "+" if shift > 0 else "−"
    suffix = f" ({sign}{abs(shift)} day{'s' if abs(shift) > 1 else ''})" if shift else ""
    assert told == plain + Markup(suffix)
