from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.feedback import AFTER, MOST, Half, asked_about, asking, half_of, halves, next_end, reasons
from schedule.following import Follow
from tests.schedule.builders import DAY, NEXT_DAY, at, conference, programme, session

if TYPE_CHECKING:
    from schedule.model import Session

BERLIN = ZoneInfo("Europe/Berlin")
EVER = datetime.min.replace(tzinfo=UTC)


def ids(half: Half) -> list[str]:
    return [session.id for session in half.sessions]


def follow(kind: str, subject: str, since: datetime = EVER) -> Follow:
    return Follow(kind, subject, since)


def test_a_day_has_two_halves_and_the_small_hours_belong_to_the_evening_before() -> None:
    held = programme(
        [
            session("early", "09:00", "10:00"),
            session("across", "12:59", "14:00"),
            session("noon", "13:00", "14:00"),
            session("night", "2021-09-24 00:30", "01:15", day=DAY),
            session("next", "2021-09-24 09:00", "10:00"),
        ]
    )
    assert [(half.begins, ids(half)) for half in halves(held)] == [
        (at("00:00"), ["early", "across"]),
        (at("13:00"), ["noon", "night"]),
        (at(f"{NEXT_DAY} 00:00"), ["next"]),
    ]
    assert ids(half_of(held, held.session["night"])) == ["noon", "night"]


def test_nobody_is_asked_about_breaks_evenings_together_and_what_was_off() -> None:
    kinds = {kind: session(kind, "09:00", "10:00", kind=kind) for kind in ("break", "social", "other", "keynote")}
    off = session("off", "09:00", "10:00", status="cancelled")
    assert [name for name, each in kinds.items() if asked_about(each)] == ["other", "keynote"]
    assert (asked_about(off), half_of(programme([off]), off).sessions) == (False, ())


def test_who_asked_a_question_was_surely_there_and_who_followed_the_very_session_likely() -> None:
    half = Half(
        at("00:00"),
        (
            session("a", "09:00", "10:00", track="red"),
            session("b", "10:00", "11:00", track="red", speakers=["ann"]),
            session("c", "11:00", "12:00"),
        ),
    )
    follows = [follow("track", "red"), follow("speaker", "ann"), follow("session", "a"), follow("excursion", "c")]
    assert reasons(half, follows, {"b", "x"}) == {"a": 3, "b": 6}
    assert reasons(half, []) == {}


def test_who_began_to_follow_when_it_was_over_was_not_there() -> None:
    half = Half(at("00:00"), (session("a", "09:00", "10:00"),))
    assert reasons(half, [follow("session", "a", at("10:00"))]) == {}
    assert reasons(half, [follow("session", "a", at("09:59"))]) == {"a": 2}


def test_one_message_lists_the_likeliest_and_comes_when_the_last_of_all_is_over() -> None:
    many = tuple(session(f"s{hour}", f"{hour:02}:00", f"{hour + 1:02}:00") for hour in range(4, 12))
    half = Half(at("00:00"), many)
    owed = asking(half, {each.id: 2 for each in many} | {"s9": 6, "s7": 4}, BERLIN)
    assert owed
    assert [each.id for each in owed.sessions] == ["s9", "s7", "s4", "s5", "s6"]
    assert (owed.due, owed.useful_until) == (at("12:02"), at("15:02"))
    assert asking(half, {"other": 9}, BERLIN) is None


@pytest.mark.parametrize(
    ("end", "until"),
    [("17:30", "20:32"), ("18:30", "21:00"), ("20:59", "2021-09-24 00:01"), ("22:00", "2021-09-24 01:02")],
)
def test_nobody_is_asked_in_the_evening_unless_what_they_heard_was_then(end: str, until: str) -> None:
    owed = asking(Half(at("13:00"), (session("a", "13:00", end),)), {"a": 1}, BERLIN)
    assert owed
    assert owed.useful_until == at(until)


def test_the_next_instant_is_when_the_next_session_is_over() -> None:
    held = programme([session("a", "09:00", "10:00"), session("lunch", "10:00", "11:00", kind="break")])
    assert next_end(held, at("09:00")) == at("10:02")
    assert (next_end(held, at("10:02")), next_end(programme(), at("09:00"))) == (None, None)


SESSIONS = st.lists(
    st.tuples(st.integers(0, 2 * 24 * 60), st.integers(1, 300), st.sampled_from(["talk", "break"])), max_size=30
)


def _sessions(made: list[tuple[int, int, str]]) -> list[Session]:
    base = at("00:00")
    return [
        session(
            f"s{number}",
            (base + timedelta(minutes=first)).isoformat(),
            (base + timedelta(minutes=first + long)).isoformat(),
            kind=kind,
        )
        for number, (first, long, kind) in enumerate(made)
    ]


@given(SESSIONS, st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Auckland"]))
def test_every_session_asked_about_is_in_exactly_one_half(made: list[tuple[int, int, str]], zone: str) -> None:
    held = programme(_sessions(made), conference=conference(timezone=zone))
    found = halves(held)
    assert sorted(each for half in found for each in ids(half)) == sorted(
        each.id for each in held.sessions if asked_about(each)
    )
    assert [half.begins for half in found] == sorted({half.begins for half in found})
    for half in found:
        assert all(half_of(held, each) == half for each in half.sessions)


@given(SESSIONS, st.data())
def test_what_is_asked_is_due_after_all_of_it_and_of_use_for_three_hours_at_most(
    made: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    held = programme(_sessions(made))
    for half in halves(held):
        why = data.draw(st.dictionaries(st.sampled_from(ids(half)), st.integers(1, 9)))
        owed = asking(half, why, BERLIN)
        assert (owed is None) == (not why)
        if owed:
            assert owed.due == max(each.end for each in half.sessions if each.id in why) + AFTER
            assert timedelta() < owed.useful_until - owed.due <= timedelta(hours=3)
            assert len(owed.sessions) == min(len(why), MOST)
            assert min(why[each.id] for each in owed.sessions) >= max(
                (why[each] for each in why if each not in {one.id for one in owed.sessions}), default=0
            )
