from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from schedule.localised import Localised, clean
from schedule.scalars import parse_code, parse_id, parse_language, parse_place, parse_yes_no
from schedule.times import in_zone, parse_day, parse_span, parse_zone_name
from tests.schedule.conferences import excursion, programme, said, session

BERLIN = ZoneInfo("Europe/Berlin")


def conference(zone: str, first: str, last: str) -> str:
    return (
        f"conference: {{id: c, title: C, timezone: {zone}, languages: [en], starts: {first}, ends: {last}}}\n"
        "rooms: [{id: main, name: Main}]\n"
    )


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("20 min", 20),
        ("20min", 20),
        ("20", 20),
        ("20 m", 20),
        ("1 h 30 min", 90),
        ("1h30", 90),
        ("2 h", 120),
        ("30 s", 0.5),
        ("1 min 30 s", 1.5),
        ("1 H 30 MIN", 90),
        ("0", 0),
        ("168 h", 7 * 24 * 60),
    ],
)
def test_a_duration_is_read(written: str, minutes: float) -> None:
    assert parse_span(written) == timedelta(minutes=minutes)


@pytest.mark.parametrize("written", ["", "soon", "-5 min", "1.5 h", "5 min 1 h", "99999999", "169 h", "٣ min"])
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_span(written)


@pytest.mark.parametrize("written", ["2021-9-3", "23.09.2021", "2021-02-29", "0001-01-01", "9999-12-31", "٢٠٢١-٠٩-٢٣"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_day(written)


@pytest.mark.parametrize(
    "written",
    [
        "../../etc/passwd",
        "/etc/localtime",
        "Berlin",
        "europe/berlin",
        "CEST",
        "",
        "posix/Europe/Berlin",
        "localtime",
        "posixrules",
        "Factory",
    ],
)
def test_a_zone_is_one_of_the_iana_database(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_zone_name(written)


@pytest.mark.parametrize(("written", "meant"), [("Berlin", "Europe/Berlin"), ("New York", "America/New_York")])
def test_a_city_says_which_zone_is_meant(written: str, meant: str) -> None:
    base = conference(written, "2021-09-23", "2021-09-23")
    assert said(base=base) == [f'0:1:41: error: there is no time zone "{written}" - did you mean "{meant}"?']


@pytest.mark.parametrize(
    ("written", "truth"), [("yes", True), ("no", False), ("true", True), ("false", False), ("Yes", True), ("NO", False)]
)
def test_yes_and_no_are_read(written: str, *, truth: bool) -> None:
    assert parse_yes_no(written) is truth


@pytest.mark.parametrize("written", ["on", "off", "y", "n", "1", ""])
def test_what_is_neither_yes_nor_no_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_yes_no(written)


@pytest.mark.parametrize("written", ["RUHR2021", "abcd", "a-b_" * 12])
def test_a_code_is_kept_as_written(written: str) -> None:
    assert parse_code(written) == written


@pytest.mark.parametrize("written", ["abc", "a" * 51, "RUHR 2021", "rühr2021", ""])
def test_a_malformed_code_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_code(written)


@pytest.mark.parametrize("written", ["a" * 33, "-a", "A", "a_b", "\u0430", "a.b", "", "a\n"])
def test_a_malformed_id_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_id(written.replace("\n", "\nb"))


@pytest.mark.parametrize(("written", "code"), [("en", "en"), ("DE", "de"), ("no", "no"), ("gsw", "gsw")])
def test_a_language_code_is_read(written: str, code: str) -> None:
    assert parse_language(written) == code


@pytest.mark.parametrize("written", ["english", "xx", "en-GB", "zh_Hans", "e", ""])
def test_what_is_no_language_code_is_refused(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_language(written)


@pytest.mark.parametrize(
    "written", [["91", "0"], ["0", "-180.1"], ["1"], ["1", "2", "3"], ["nan", "0"], ["1e1", "0"], "1, 2"]
)
def test_what_is_no_place_on_the_globe_is_refused(written: object) -> None:
    with pytest.raises(PydanticCustomError):
        parse_place(written)


def test_a_place_is_latitude_and_longitude() -> None:
    assert parse_place(["51.4606", "-7.2231"]) == (51.4606, -7.2231)


def test_a_text_is_normal_and_has_neither_controls_nor_overrides() -> None:
    assert clean(" u\u0308ber\u202e\x00\t\r\nalles\ufeff ") == "über \nalles"
    assert clean("z" + "\u0301" * 50 + "!") == "ź" + "\u0301" * 3 + "!"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_piled_marks_cost_no_more_than_other_text() -> None:
    assert len(clean("a" + "\u0323\u0301" * 1_000_000)) < 10


def test_a_reader_gets_their_language_else_the_first_of_the_conference_else_the_first_written() -> None:
    base = conference("Europe/Berlin", "2021-09-23", "2021-09-23").replace("[en]", "[en, de, fr]")
    rooms = programme(
        "rooms: [{id: a, name: {de: D, en: E}}, {id: b, name: {fr: F, de: D}}, {id: c, name: X}]", base=base
    )
    names = {room.id: [room.name.to(language) for language in ("en", "de", "fr", "pl")] for room in rooms.rooms[1:]}
    assert names == {"a": ["E", "D", "E", "E"], "b": ["F", "D", "F", "F"], "c": ["X", "X", "X", "X"]}
    assert rooms.room["c"].name == Localised.of("X")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2021-09-23 09:00", "2021-09-23T07:00+00:00"),
        ("2021-09-23T09:00", "2021-09-23T07:00+00:00"),
        ("2021-09-23 9:00", "2021-09-23T07:00+00:00"),
        ("2021-09-23 09:00:30", "2021-09-23T07:00:30+00:00"),
        ("2021-09-23 09:00+00:00", "2021-09-23T09:00+00:00"),
        ("2021-09-23T09:00Z", "2021-09-23T09:00+00:00"),
        ("2021-09-23 09:00 -0330", "2021-09-23T12:30+00:00"),
    ],
)
def test_a_time_is_one_in_the_zone_of_the_conference_or_has_its_offset(written: str, instant: str) -> None:
    text = f"sessions: [{{id: s, title: S, start: {written}, minutes: 5, room: main}}]"
    assert programme(text).session["s"].start == datetime.fromisoformat(instant)


GAP = "does not exist in {}: the clocks go forward - write {} or another time outside the gap"
FOLD = 'happens twice in {}: the clocks go back - write "{}" or "{}"'


@pytest.mark.parametrize(
    ("zone", "day", "hour", "problem"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", GAP.format("Europe/Berlin", "03:30")),
        ("America/Toronto", "2026-03-08", "02:00", GAP.format("America/Toronto", "03:00")),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", GAP.format("Australia/Lord_Howe", "02:45")),
        (
            "Europe/Berlin",
            "2026-10-25",
            "02:30",
            FOLD.format("Europe/Berlin", "2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"),
        ),
        (
            "America/Toronto",
            "2026-11-01",
            "01:00",
            FOLD.format("America/Toronto", "2026-11-01 01:00-04:00", "2026-11-01 01:00-05:00"),
        ),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_refused(zone: str, day: str, hour: str, problem: str) -> None:
    base = conference(zone, day, day)
    start = f"sessions: [{{id: s, title: S, start: {day} {hour}, minutes: 5, room: main}}]"
    end = f"sessions: [{{id: s, title: S, start: {day} 00:10, end: '{hour}', room: main}}]"
    assert said(start, base=base) == [f'1:37: error: "{day} {hour}" {problem}']
    assert said(end, base=base) == [f'1:60: error: "{day} {hour}" {problem}']


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("Europe/Berlin", "2026-03-29 01:59"),
        ("Europe/Berlin", "2026-03-29 03:00"),
        ("Europe/Berlin", "2026-10-25 01:59"),
        ("Europe/Berlin", "2026-10-25 03:00"),
        ("Europe/Berlin", "2026-10-25 02:30+01:00"),
        ("Europe/Berlin", "2026-10-25 02:30+02:00"),
        ("America/Toronto", "2026-11-01 00:59"),
        ("America/Toronto", "2026-11-01 02:00"),
    ],
)
def test_a_time_beside_a_change_of_clocks_or_with_its_offset_is_read(zone: str, wall: str) -> None:
    text = f"sessions: [{{id: s, title: S, start: {wall}, minutes: 5, room: main}}]"
    assert said(text, base=conference(zone, wall[:10], wall[:10])) == []


@pytest.mark.parametrize(("day", "end"), [("2026-03-29", "04:00"), ("2026-10-25", "02:00")])
def test_minutes_are_elapsed_minutes(day: str, end: str) -> None:
    text = f"sessions: [{{id: s, title: S, start: {day} 01:00, minutes: 120, room: main}}]"
    ends = programme(text, base=conference("Europe/Berlin", day, day)).session["s"].end
    assert f"{ends.astimezone(BERLIN):%H:%M}" == end


def test_an_hour_alone_takes_the_date_of_what_it_follows() -> None:
    talks = "end: '10:00', room: main, talks: [{title: T, start: '09:30'}]"
    conference = programme(session(talks), excursion("departs: '09:15', returns: 2021-09-24 13:00"))
    hour = conference.session["s"], conference.excursion["e"]
    assert [hour[0].end, hour[0].talks[0].start, hour[1].departs, hour[1].returns] == [
        datetime(2021, 9, 23, 8, tzinfo=UTC),
        datetime(2021, 9, 23, 7, 30, tzinfo=UTC),
        datetime(2021, 9, 23, 7, 15, tzinfo=UTC),
        datetime(2021, 9, 24, 11, tzinfo=UTC),
    ]


def test_an_hour_alone_takes_the_date_in_the_zone_of_the_conference() -> None:
    base = conference("Pacific/Auckland", "2021-09-23", "2021-09-23")
    text = "sessions: [{id: s, title: S, start: 2021-09-23 09:00, end: '10:00', room: main}]"
    assert programme(text, base=base).session["s"].end == datetime(2021, 9, 22, 22, tzinfo=UTC)


ZONES = st.sampled_from(
    ["Europe/Berlin", "America/Toronto", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC"]
)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2037, 1, 1)), ZONES)  # noqa: DTZ001 - wall times
def test_a_wall_time_is_one_instant_or_refused(wall: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    around = [wall.replace(tzinfo=UTC) + timedelta(minutes=15 * step) for step in range(-26 * 4, 26 * 4 + 1)]
    instants = [instant for instant in around if instant.astimezone(zone).replace(tzinfo=None) == wall]
    if len(instants) == 1:
        assert in_zone(wall, zone, "it") == instants[0]
    else:
        with pytest.raises(PydanticCustomError):
            in_zone(wall, zone, "it")
