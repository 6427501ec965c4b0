from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.asking import Window, behind, takes_questions, taking
from schedule.model import Kind
from tests.schedule.builders import at, programme, session, stream

if TYPE_CHECKING:
    from datetime import datetime

WITHOUT = {Kind.BREAK, Kind.SOCIAL}
INSTANTS = st.integers(0, 36_000).map(lambda seconds: at("06:00") + timedelta(seconds=seconds))


def test_questions_are_taken_from_a_quarter_of_an_hour_before_to_one_after() -> None:
    held = programme([session("talk", "10:00", "11:00", room="hall")])
    assert takes_questions(held, held.sessions[0]) == Window(at("09:45"), at("11:15"))
    assert takes_questions(held, held.sessions[0], online=True) == Window(at("09:45"), at("11:15"))


def test_those_online_may_ask_longer_by_the_delay_of_the_stream() -> None:
    streams = [stream("main", delay="45 s")]
    held = programme([session("talk", "10:00", "11:00", room="hall", stream="main")], streams=streams)
    talk = held.sessions[0]
    windows = [takes_questions(held, talk, online=online) for online in (False, True)]
    assert [window.closes - at("11:15") for window in windows if window] == [timedelta(), timedelta(seconds=45)]
    assert [behind(held, talk, online=online).seconds for online in (False, True)] == [0, 45]


def test_where_there_is_no_room_everybody_is_online() -> None:
    held = programme([session("talk", "10:00", "11:00", stream="main")], streams=[stream("main", delay="45 s")])
    window = takes_questions(held, held.sessions[0])
    assert window == Window(at("09:45"), at("11:15") + timedelta(seconds=45))


@pytest.mark.parametrize("kind", Kind)
def test_breaks_and_social_sessions_take_none(kind: Kind) -> None:
    held = programme([session("one", "10:00", "11:00", kind=kind)])
    assert (takes_questions(held, held.sessions[0]) is None) == (kind in WITHOUT)


def test_what_is_called_off_takes_none() -> None:
    held = programme([session("one", "10:00", "11:00", status="cancelled")])
    assert (takes_questions(held, held.sessions[0]), taking(held, at("10:30"))) == (None, ())


@given(
    now=INSTANTS,
    start=INSTANTS,
    minutes=st.integers(1, 180),
    delay=st.integers(0, 600).map(lambda seconds: timedelta(seconds=seconds)),
    online=st.booleans(),
    streamed=st.booleans(),
)
def test_a_session_takes_questions_exactly_in_its_window_and_later_only_for_those_online(
    *, now: datetime, start: datetime, minutes: int, delay: timedelta, online: bool, streamed: bool
) -> None:
    end = start + timedelta(minutes=minutes)
    one = session("one", start.isoformat(), end.isoformat(), room="hall", stream="main" if streamed else None)
    held = programme([one], streams=[stream("main", delay=delay)])
    longer = delay if online and streamed else timedelta()

    open_now = start - timedelta(minutes=15) <= now < end + timedelta(minutes=15) + longer

    assert taking(held, now, online=online) == ((one,) if open_now else ())
