from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule import queries
from schedule.queries import Moment, Phase, Start, Streamed
from tests.schedule.builders import at, conference, excursion, programme, room, session, stream, talk, track

if TYPE_CHECKING:
    from datetime import datetime

    from schedule.model import Excursion, Programme, Session

THURSDAY, FRIDAY = date(2021, 9, 23), date(2021, 9, 24)


def ids(items: tuple[Session | Excursion, ...]) -> list[str]:
    return [item.id for item in items]


@st.composite
def sessions(draw: st.DrawFn) -> list[Session]:
    minutes = st.integers(0, 300)
    made = []
    for number in range(draw(st.integers(0, 12))):
        start = at("08:00") + timedelta(minutes=draw(minutes))
        end = start + timedelta(minutes=1 + draw(minutes))
        status = draw(st.sampled_from(["planned", "planned", "cancelled"]))
        made.append(session(f"s{number}", start.isoformat(), end.isoformat(), status=status))
    return made


instants = st.integers(-60, 700).map(lambda minutes: at("08:00") + timedelta(minutes=minutes))
MORNING = programme(
    [
        session("opening", "09:00", "09:20"),
        session("scene", "09:20", "09:30"),
        session("gone", "09:20", "09:30", status="cancelled"),
        session("left", "10:00", "11:00"),
        session("right", "10:00", "11:00"),
    ],
    [excursion("port", "2021-09-24 08:45", "13:00")],
)


def test_a_session_runs_from_its_start_until_just_before_its_end() -> None:
    assert ids(queries.now_on(MORNING, at("08:59"))) == []
    assert ids(queries.now_on(MORNING, at("09:00"))) == ["opening"]
    assert ids(queries.now_on(MORNING, at("09:20"))) == ["scene"]
    assert ids(queries.now_on(MORNING, at("09:30"))) == []


def test_an_excursion_is_under_way_from_its_meeting_to_its_return() -> None:
    assert ids(queries.under_way(MORNING, at("2021-09-24 08:44"))) == []
    assert ids(queries.under_way(MORNING, at("2021-09-24 08:45"))) == ["port"]
    assert ids(queries.under_way(MORNING, at("2021-09-24 13:00"))) == []


def test_next_is_everything_that_starts_at_the_next_start() -> None:
    upcoming = queries.next_up(MORNING, at("09:20"))
    assert upcoming == Start(at("10:00"), MORNING.sessions[3:5])


def test_what_is_cancelled_is_not_next() -> None:
    upcoming = queries.next_up(MORNING, at("09:00"))
    assert upcoming is not None
    assert ids(upcoming.sessions) == ["scene"]


def test_an_excursion_that_meets_counts_as_a_start_unless_it_is_not_wanted() -> None:
    assert queries.next_up(MORNING, at("12:00")) == Start(at("2021-09-24 08:45"), (), MORNING.excursions)
    assert queries.next_up(MORNING, at("12:00"), excursions=False) is None


def test_nothing_is_next_after_the_last_start() -> None:
    assert queries.next_up(MORNING, at("2021-09-24 08:45")) is None


def test_the_next_excursions_are_those_still_to_meet_on_one_day() -> None:
    trips = programme(
        excursions=[
            excursion("early", "2021-09-24 08:00"),
            excursion("gone", "2021-09-24 08:30", status="cancelled"),
            excursion("late", "2021-09-24 14:00"),
            excursion("saturday", "2021-09-25 08:00"),
        ]
    )
    assert ids(queries.next_excursions(trips, at("09:00"))) == ["early", "late"]
    assert ids(queries.next_excursions(trips, at("2021-09-24 08:00"))) == ["late"]
    assert ids(queries.next_excursions(trips, at("2021-09-24 20:00"))) == ["saturday"]
    assert ids(queries.next_excursions(trips, at("2021-09-25 20:00"))) == []


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2021-09-20 12:00", Moment(Phase.BEFORE, THURSDAY, at("09:00"))),
        ("2021-09-22 23:59", Moment(Phase.BEFORE, THURSDAY, at("09:00"))),
        ("00:00", Moment(Phase.EARLY, THURSDAY, at("09:00"))),
        ("09:00", Moment(Phase.DURING, THURSDAY)),
        ("09:45", Moment(Phase.DURING, THURSDAY)),
        ("11:00", Moment(Phase.BETWEEN, FRIDAY, at("2021-09-24 08:45"))),
        ("2021-09-24 00:30", Moment(Phase.EARLY, FRIDAY, at("2021-09-24 08:45"))),
        ("2021-09-24 09:00", Moment(Phase.DURING, FRIDAY)),
        ("2021-09-24 13:00", Moment(Phase.AFTER, FRIDAY)),
        ("2022-01-01 13:00", Moment(Phase.AFTER, FRIDAY)),
    ],
)
def test_a_moment_is_before_early_during_between_or_after(now: str, moment: Moment) -> None:
    assert queries.moment(MORNING, at(now)) == moment


def test_today_is_the_conferences_and_not_utcs() -> None:
    tokyo = programme(
        [session("a", "2021-09-23 09:00", "10:00", zone="Asia/Tokyo")],
        conference=conference(timezone="Asia/Tokyo"),
    )
    assert queries.moment(tokyo, at("2021-09-22T15:00+00:00")).phase is Phase.EARLY
    assert queries.moment(tokyo, at("2021-09-22T14:59+00:00")).phase is Phase.BEFORE


def test_after_midnight_it_is_still_the_evening_that_the_programme_says() -> None:
    late = programme(
        [
            session("party", "22:00", "23:59"),
            session("encore", "2021-09-24 00:30", "01:30", day=THURSDAY),
            session("breakfast", "2021-09-24 09:00", "10:00"),
        ]
    )
    assert queries.moment(late, at("2021-09-24 01:00")) == Moment(Phase.DURING, THURSDAY)
    assert ids(queries.on_day(late, THURSDAY)) == ["party", "encore"]
    assert queries.days(late) == (THURSDAY, FRIDAY)


def test_an_empty_programme_goes_by_the_conferences_days() -> None:
    assert queries.moment(programme(), at("2021-09-24 23:00")) == Moment(Phase.BEFORE, THURSDAY)
    assert queries.moment(programme(), at("2021-09-25 00:00")) == Moment(Phase.AFTER, FRIDAY)
    assert queries.days(programme()) == ()


def test_a_cancelled_item_neither_opens_nor_prolongs_a_day() -> None:
    quiet = programme(
        [
            session("gone", "08:00", "09:00", status="cancelled"),
            session("a", "09:00", "10:00"),
            session("late", "10:00", "12:00", status="cancelled"),
        ]
    )
    assert queries.moment(quiet, at("08:30")).phase is Phase.EARLY
    assert queries.moment(quiet, at("10:30")).phase is Phase.AFTER


def test_a_day_shows_cancelled_sessions_and_can_be_narrowed_to_a_track() -> None:
    tracked = programme(
        [
            session("a", "09:00", "10:00", track="smart"),
            session("b", "09:00", "10:00", status="cancelled"),
            session("c", "2021-09-24 09:00", "10:00", track="smart"),
        ],
        tracks=[track("smart")],
    )
    assert ids(queries.on_day(tracked, THURSDAY)) == ["a", "b"]
    assert ids(queries.on_day(tracked, THURSDAY, "smart")) == ["a"]


def test_a_day_has_its_excursions() -> None:
    assert ids(queries.excursions_on(MORNING, FRIDAY)) == ["port"]
    assert ids(queries.excursions_on(MORNING, THURSDAY)) == []


def test_a_speakers_sessions_are_those_they_speak_in_present_in_or_chair() -> None:
    busy = programme(
        [
            session("chaired", "14:00", "16:00", chairs=("ketels",)),
            session("other", "11:00", "12:00", speakers=("noll",)),
            session("keynote", "09:00", "10:00", speakers=("ketels",)),
            session("talks", "10:00", "11:00", talks=(talk("One", speakers=("ketels",)),)),
        ]
    )
    assert ids(queries.sessions_of(busy, "ketels")) == ["keynote", "talks", "chaired"]
    assert ids(queries.sessions_of(busy, "nobody")) == []


def test_talks_follow_one_another_and_an_explicit_start_leaves_a_gap() -> None:
    parallel = session(
        "one", "14:00", "16:00", talks=(talk("A", 30), talk("B", 10), talk("C", 20, "14:45"), talk("D", 5))
    )
    assert queries.talk_times(parallel) == (
        (at("14:00"), at("14:30")),
        (at("14:30"), at("14:40")),
        (at("14:45"), at("15:05")),
        (at("15:05"), at("15:10")),
    )


def test_after_a_talk_without_minutes_no_times_are_known_until_one_is_written() -> None:
    vague = session("one", "14:00", "16:00", talks=(talk("A", 30), talk("B"), talk("C", 20), talk("D", 20, "15:00")))
    assert queries.talk_times(vague) == (
        (at("14:00"), at("14:30")),
        None,
        None,
        (at("15:00"), at("15:20")),
    )


def test_an_agenda_is_in_order_and_passes_over_what_no_longer_exists() -> None:
    followed = queries.agenda(MORNING, ["right", "vanished", "opening", "gone"], ["port"])
    assert ids(followed) == ["opening", "gone", "right", "port"]


def test_a_followed_session_is_not_an_excursion_of_the_same_id() -> None:
    twins = programme([session("port", "09:00", "10:00")], [excursion("port", "11:00")])
    assert queries.agenda(twins, sessions=["port"]) == twins.sessions
    assert queries.agenda(twins, excursions=["port"]) == twins.excursions


def test_all_clashes_are_told_and_touching_ends_are_none() -> None:
    long, first, second, after = (
        session("long", "09:00", "12:00"),
        session("first", "09:30", "10:00"),
        session("second", "10:00", "11:00"),
        session("after", "12:00", "13:00"),
    )
    assert queries.clashes([second, after, long, first]) == ((long, first), (long, second))


def test_what_is_cancelled_does_not_clash() -> None:
    gone = session("gone", "09:00", "10:00", status="cancelled")
    assert queries.clashes([gone, session("a", "09:00", "10:00")]) == ()


def test_an_excursion_clashes_from_meeting_to_return_or_with_its_meeting_alone() -> None:
    a = session("a", "09:00", "10:00")
    trip, point = excursion("trip", "08:00", "09:01"), excursion("point", "09:00")
    assert queries.clashes([a, trip]) == ((trip, a),)
    assert queries.clashes([a, point]) == ((a, point),)
    assert queries.clashes([a, excursion("later", "10:00")]) == ()


@given(sessions(), instants)
def test_next_is_never_past_and_nothing_planned_starts_before_it(made: list[Session], now: datetime) -> None:
    upcoming = queries.next_up(programme(made), now)
    later = sorted(one.start for one in made if one.start > now and not one.cancelled)
    found = [one.start for one in upcoming.sessions] if upcoming else []
    assert found == [start for start in later if start == later[0]]


@given(sessions(), instants)
def test_every_planned_session_is_over_running_or_coming(made: list[Session], now: datetime) -> None:
    whole = programme(made)
    running = set(ids(queries.now_on(whole, now)))
    over = {one.id for one in made if one.end <= now and not one.cancelled}
    coming = {one.id for one in made if one.start > now and not one.cancelled}
    assert sorted([*running, *over, *coming]) == sorted(one.id for one in made if not one.cancelled)


@given(sessions())
def test_clashes_are_those_that_a_comparison_of_all_pairs_finds_whatever_the_order(made: list[Session]) -> None:
    found = [{a.id, b.id} for a, b in queries.clashes(made)]
    expected = [
        {a.id, b.id}
        for a, b in combinations(sorted(made, key=lambda one: one.start), 2)
        if a.start < b.end and b.start < a.end and not a.cancelled and not b.cancelled
    ]
    backwards = [{a.id, b.id} for a, b in queries.clashes(reversed(made))]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected)) == sorted(map(sorted, backwards))


@given(sessions(), instants)
def test_the_moment_is_during_whenever_something_runs(made: list[Session], now: datetime) -> None:
    whole = programme(made)
    if queries.now_on(whole, now):
        assert queries.moment(whole, now).phase is Phase.DURING


def hybrid_day() -> Programme:
    return programme(
        [
            session("a", "09:00", "10:00", room="hall", stream="main"),
            session("gone", "09:00", "10:00", stream="side", status="cancelled"),
            session("room-only", "09:30", "10:30", room="hall"),
            session("b", "10:00", "11:00", room="hall", stream="main"),
            session("c", "2021-09-24 10:00", "11:00", stream="main"),
        ],
        rooms=[room("hall")],
        streams=[stream("main"), stream("side", opens=timedelta(minutes=5))],
    )


def test_a_link_is_open_from_the_streams_opening_until_the_sessions_end() -> None:
    day = hybrid_day()
    a = day.session["a"]
    assert queries.stream_opens(day, a) == at("08:45")
    assert [queries.link_is_open(day, a, at(now)) for now in ("08:44", "08:45", "09:59", "10:00")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_session_in_the_room_only_or_cancelled_has_no_open_link() -> None:
    day = hybrid_day()
    assert queries.stream_opens(day, day.session["room-only"]) is None
    assert not queries.link_is_open(day, day.session["room-only"], at("09:45"))
    assert not queries.link_is_open(day, day.session["gone"], at("09:45"))


def test_streams_show_what_is_live_and_what_comes_on_the_next_day_that_has_any() -> None:
    day = hybrid_day()
    a, b, c = day.session["a"], day.session["b"], day.session["c"]
    assert queries.streamed(day, at("08:00")) == Streamed((), (a, b))
    assert queries.streamed(day, at("09:30")) == Streamed((a,), (b,))
    assert queries.streamed(day, at("10:30")) == Streamed((b,), (c,))
    assert queries.streamed(day, at("2021-09-24 11:00")) == Streamed((), ())


def test_somebody_who_cannot_be_in_the_room_learns_what_is_streamed_meanwhile() -> None:
    day = hybrid_day()
    assert ids(queries.streamed_meanwhile(day, day.session["room-only"])) == ["a", "b"]
    assert ids(queries.streamed_meanwhile(day, day.session["a"])) == []
