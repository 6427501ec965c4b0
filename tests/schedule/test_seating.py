from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.model import Status
from schedule.seating import LAST, OFFER, SHORT, Seats, guide_speaks, kept_until, may_be_here, takes, terms
from tests.schedule.builders import at, excursion, programme

if TYPE_CHECKING:
    from datetime import datetime

TRIP = excursion("port", "2021-09-24 09:00", "12:00", "09:15", capacity=25)
WHOLE = programme(excursions=[TRIP])
LEAVES = at("2021-09-24 09:15")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2021-09-23 12:00", "2021-09-23 14:00"),
        ("2021-09-23 21:59", "2021-09-23 23:59"),
        ("2021-09-23 22:00", "2021-09-24 08:30"),
        ("2021-09-22 22:00", "2021-09-23 09:00"),
        ("2021-09-23 06:59", "2021-09-23 09:00"),
        ("2021-09-23 07:00", "2021-09-23 09:00"),
        ("2021-09-24 07:30", "2021-09-24 08:30"),
        ("2021-09-24 08:16", "2021-09-24 08:31"),
        ("2021-09-24 09:10", "2021-09-24 09:15"),
    ],
)
def test_a_seat_is_kept_two_hours_by_day_from_the_morning_on_by_night_and_a_little_before_the_bus(
    now: str, until: str
) -> None:
    assert kept_until(WHOLE, TRIP, at(now)) == at(until)


@given(st.integers(1, 60 * 72).map(lambda minutes: LEAVES - timedelta(minutes=minutes)))
def test_a_seat_is_kept_for_a_while_and_never_longer_than_until_the_bus_leaves(now: datetime) -> None:
    until = kept_until(WHOLE, TRIP, now)
    assert min(now + SHORT, LEAVES) <= until <= LEAVES
    assert until <= max(TRIP.meets - LAST, now + SHORT)
    assert until >= min(now + OFFER, TRIP.meets - LAST)


@pytest.mark.parametrize(
    ("fields", "now", "expected"),
    [
        ({}, "2021-09-24 09:14", (True, True)),
        ({}, "2021-09-24 09:15", (False, True)),
        ({"signup": "closed"}, "2021-09-23 09:00", (False, True)),
        ({"signup": "https://example.org"}, "2021-09-23 09:00", (False, True)),
        ({"status": Status.CANCELLED}, "2021-09-23 09:00", (False, False)),
    ],
)
def test_seats_are_given_until_the_bus_leaves_where_sign_up_is_open(
    fields: dict[str, object], now: str, expected: tuple[bool, bool]
) -> None:
    trip = TRIP.model_copy(update=fields)
    held = terms(WHOLE, trip, at(now))
    assert (held.open, held.stands) == expected
    assert (held.excursion, held.capacity, held.closes, held.open) == ("port", 25, LEAVES, takes(trip, at(now)))


@pytest.mark.parametrize(
    ("now", "here", "speaks"),
    [
        ("2021-09-24 06:59", False, False),
        ("2021-09-24 07:00", False, True),
        ("2021-09-24 08:00", True, True),
        ("2021-09-24 09:30", True, True),
        ("2021-09-24 09:31", False, True),
        ("2021-09-24 10:16", False, False),
    ],
)
def test_guests_are_here_and_guides_speak_around_the_start_only(now: str, here: bool, speaks: bool) -> None:  # noqa: FBT001
    assert (may_be_here(TRIP, at(now)), guide_speaks(TRIP, at(now))) == (here, speaks)


def test_fewer_places_than_guests_leave_none_free() -> None:
    assert [Seats(taken=taken).free(25) for taken in (0, 24, 25, 30)] == [25, 1, 0, 0]
