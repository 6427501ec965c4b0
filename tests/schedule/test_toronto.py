from datetime import datetime
from pathlib import Path

import pytest

from schedule.loading import load
from schedule.model import Attendance, Programme

FOLDER = Path(__file__).parents[1] / "conferences" / "toronto-2026"


@pytest.fixture(scope="module")
def toronto() -> Programme:
    loaded = load(FOLDER)
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.programme is not None
    return loaded.programme


def utc(time: datetime) -> str:
    return f"{time:%m-%d %H:%M%z}"


def test_wall_times_follow_the_clocks_that_go_back_in_the_first_night(toronto: Programme) -> None:
    assert {session.id: (utc(session.start), utc(session.end)) for session in toronto.sessions} == {
        "casting-off": ("10-31 22:00+0000", "10-31 23:00+0000"),
        "night-watch": ("11-01 04:30+0000", "11-01 05:15+0000"),
        "second-hour": ("11-01 06:30+0000", "11-01 07:15+0000"),
        "open-data": ("11-01 14:00+0000", "11-01 15:30+0000"),
        "knots": ("11-01 14:30+0000", "11-01 16:00+0000"),
        "regatta": ("11-01 19:00+0000", "11-01 20:00+0000"),
        "tea": ("11-02 15:00+0000", "11-02 15:30+0000"),
        "mooring": ("11-02 20:00+0000", "11-02 21:00+0000"),
    }


def test_a_session_after_midnight_is_on_the_day_its_evening_began(toronto: Programme) -> None:
    days = {session.id: session.day.day for session in toronto.sessions[:3]}
    assert days == {"casting-off": 31, "night-watch": 31, "second-hour": 1}


def test_streams_come_from_the_room_the_session_or_not_at_all(toronto: Programme) -> None:
    assert {session.id: (session.attendance, session.stream) for session in toronto.sessions} == {
        "casting-off": (Attendance.HYBRID, "deck-live"),
        "night-watch": (Attendance.ONSITE, None),
        "second-hour": (Attendance.ONLINE, "call"),
        "open-data": (Attendance.HYBRID, "deck-live"),
        "knots": (Attendance.ONSITE, None),
        "regatta": (Attendance.HYBRID, "deck-live"),
        "tea": (Attendance.ONSITE, None),
        "mooring": (Attendance.HYBRID, "deck-live"),
    }


def test_only_the_regatta_is_cancelled(toronto: Programme) -> None:
    assert [session.id for session in toronto.sessions if session.cancelled] == ["regatta"]


def test_the_excursion_meets_leaves_and_returns_in_standard_time(toronto: Programme) -> None:
    trip = toronto.excursion["islands"]
    times = [utc(time) for time in (trip.meets, trip.departs, trip.returns) if time]
    assert times == ["11-02 15:30+0000", "11-02 16:00+0000", "11-02 19:00+0000"]
