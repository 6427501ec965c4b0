from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.broadcast import Airing, airings, link_in
from schedule.live import Live, Objection, laid_over, problem
from schedule.model import Broken, Crowded, Stream
from schedule.quiet import after_quiet
from schedule.records import shape_of
from tests.schedule.builders import ZONE, at, programme, room, session, stream

HELD = programme(
    [
        session("one", "09:00", "10:00", room="hall", stream="main"),
        session("two", "10:00", "11:00", room="hall", stream="main"),
    ],
    rooms=[room("hall"), room("attic")],
    streams=[stream("main", url="https://a.example", fallback_url="https://b.example"), stream("bare")],
)


def said(*words: tuple[str, Any]) -> list[Live]:
    """What was said in chat of the main stream, in order."""
    return [Live(at, "stream", "main", what, {what: value}) for at, (what, value) in enumerate(words, 1)]  # type: ignore[arg-type]


def full(number: int, subject: str, room_id: str = "hall") -> Live:
    return Live(number, "room", room_id, "full", {"session": subject})


def test_no_file_can_say_what_only_organisers_know() -> None:
    assert {"down", "full", "link"}.isdisjoint({*shape_of(Stream), *shape_of(type(HELD.sessions[0]))})


@pytest.mark.parametrize(
    ("words", "link", "down", "dropped"),
    [
        ([], "https://a.example", False, []),
        ([("down", True)], "https://b.example", True, []),
        ([("down", True), ("down", False)], "https://a.example", False, [1, 2]),
        ([("url", "https://c.example")], "https://c.example", False, []),
        ([("url", "https://a.example")], "https://a.example", False, [1]),
        ([("down", True), ("url", "https://c.example")], "https://c.example", False, []),
        ([("url", "https://c.example"), ("down", True)], "https://b.example", True, []),
        ([("down", True), ("url", "https://a.example")], "https://a.example", False, [1, 2]),
        ([("url", "https://c.example"), ("down", True), ("down", False)], "https://c.example", False, [2, 3]),
    ],
)
def test_what_was_said_of_a_stream_holds_until_it_is_said_otherwise_or_written(
    words: list[tuple[str, Any]], link: str, dropped: list[int], *, down: bool
) -> None:
    laid, gone = laid_over(HELD, said(*words))
    assert (laid.stream["main"].link, laid.stream["main"].down) == (link, down)
    assert ([each.id for each in gone], laid.stream["bare"]) == (dropped, HELD.stream["bare"])


def test_a_full_room_is_full_for_one_session_as_long_as_that_is_in_it() -> None:
    once, _ = laid_over(HELD, [full(1, "one")])
    then, gone = laid_over(HELD, [full(1, "one"), full(2, "two")])
    moved, left = laid_over(HELD, [full(1, "one"), Live(2, "session", "one", "room", {"room": "attic"})])
    assert [[each.full for each in held.sessions] for held in (once, then, moved)] == [
        [True, False],
        [False, True],
        [False, False],
    ]
    assert ([each.id for each in gone], [each.id for each in left]) == ([], [1])


def test_a_recording_said_in_chat_drops_out_once_it_is_written() -> None:
    change = Live(1, "session", "one", "recording", {"recording": "https://r.example"})
    laid, gone = laid_over(HELD, [change])
    assert (laid.session["one"].recording, gone) == ("https://r.example", ())
    assert laid_over(laid, [change]) == (laid, (change,))


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        (said(("down", True))[0], None),
        (Live(1, "stream", "never", "down", {"down": True}), Objection.UNKNOWN),
        (full(1, "one"), None),
        (full(1, "one", "attic"), Objection.UNKNOWN),
        (full(1, "never"), Objection.UNKNOWN),
        (Live(1, "session", "one", "recording", {"recording": "https://r.example"}), None),
        (Live(1, "excursion", "one", "recording", {"recording": "https://r.example"}), Objection.UNKNOWN),
    ],
)
def test_what_speaks_against_saying_it(change: Live, objection: Objection | None) -> None:
    assert problem(HELD, change) == objection


def test_what_differs_names_no_link() -> None:
    live = [
        *said(("down", True)),
        full(2, "one"),
        Live(3, "session", "two", "recording", {"recording": "https://r.example"}),
    ]
    laid, _ = laid_over(HELD, live)
    found = airings(HELD, laid)
    assert [(each.kind, each.subject) for each in found] == [("stream", "main"), ("full", "one"), ("recording", "two")]
    assert (type(laid.stream["main"]), type(laid.session["one"])) == (Broken, Crowded)
    assert not any(".example" in state for each in found for state in each.states)
    assert [airing.states[::-1] for airing in airings(laid, HELD)] == [each.states for each in found]


@given(st.lists(st.sampled_from([("down", True), ("down", False), *(("url", f"https://{x}.example") for x in "acd")])))
def test_whatever_is_said_last_holds_and_what_drops_out_changes_nothing(words: list[tuple[str, Any]]) -> None:
    live = said(*words)
    laid, gone = laid_over(HELD, live)
    main = laid.stream["main"]
    if words:
        what, value = words[-1]
        assert main.down == (what == "down" and value)
        assert what == "down" or main.link == value
    kept = [change for change in live if change not in gone]
    assert laid_over(HELD, kept) == (laid, ())


@pytest.mark.parametrize("typed", ["", "soon", "ftp://a.example", "https://me:secret@a.example", "https://a b", "//a"])
def test_what_is_no_address_is_none(typed: str) -> None:
    assert (link_in(typed), link_in(" https://a.example/x ")) == (None, "https://a.example/x")


@given(st.integers(0, 60 * 72), st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)))
def test_what_can_wait_comes_in_no_quiet_hour_and_within_a_day(minutes: int, quiet: tuple[int, int] | None) -> None:
    zone = ZoneInfo(ZONE)
    instant = at("00:00") + timedelta(minutes=minutes)
    told = after_quiet(instant, quiet, zone)
    hour = told.astimezone(zone).hour
    begin, end = quiet or (0, 0)
    assert instant <= told <= instant + timedelta(days=1)
    assert not (begin <= hour < end if begin <= end else not end <= hour < begin)


def test_an_airing_says_what_was_and_is() -> None:
    laid, _ = laid_over(HELD, said(("down", True)))
    was, now = Airing("stream", "main", HELD.stream["main"], laid.stream["main"]).states
    assert (was.partition(":")[0], now.partition(":")[0]) == ("up", "down")
