from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedule.model import Session
from schedule.reminders import (
    EVE,
    GRACE,
    LEADS,
    Follow,
    Follower,
    Overfull,
    Owed,
    due,
    followed,
    next_instant,
    overfull,
    subjects_near,
    upcoming,
)
from schedule.windows import AHEAD, capacity, in_turn, window
from tests.schedule.builders import ZONE, at, conference, excursion, programme, session, speaker, track

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from schedule.model import Programme

DAY = programme(
    [
        session("opening", "09:00", "09:20", speakers=("haack",)),
        session("left", "10:00", "11:00", track="smart"),
        session("right", "10:00", "11:00", speakers=("haack",)),
        session("gone", "10:00", "11:00", track="smart", status="cancelled"),
    ],
    [excursion("port", "2021-09-24 08:45", "13:00", meeting_point={"name": "Gate", "place": (51.45, 6.76)})],
    tracks=[track("smart")],
    speakers=[speaker("haack")],
)
LONG_AGO = "2021-03-01 12:00"
PORT = ("excursion", "port")


def follower(
    *follows: str, person: int = 1, leads: tuple[int, ...] = (10,), since: str = LONG_AGO, **fields: Any
) -> Follower:
    """Return somebody who has followed "session opening" and the like since long ago."""
    pairs = (follow.split() for follow in follows)
    fields["zone"] = ZoneInfo(fields.get("zone", ZONE))
    return Follower(person, tuple(Follow(kind, subject, at(since)) for kind, subject in pairs), leads, **fields)


def short(owed: Iterable[Owed]) -> list[tuple[str, str]]:
    """Return the key of each letter and the wall time at which it is due in Bochum."""
    return [(each.key, f"{each.due.astimezone(ZoneInfo(ZONE)):%H:%M}") for each in owed]


def test_a_reminder_is_owed_from_its_lead_before_the_start_until_a_minute_after_it() -> None:
    anna = follower("session opening")
    reminder = Owed(
        key="r:2021-09-23T07:00:10:1",
        kind="reminder",
        person=1,
        about="2021-09-23T07:00:00+00:00",
        lead=10,
        due=at("08:50"),
        useful_until=at("09:01"),
    )
    assert due(DAY, [anna], at("08:49")) == ()
    assert due(DAY, [anna], at("08:50")) == (reminder,)
    assert due(DAY, [anna], at("09:01")) == (reminder,)
    assert due(DAY, [anna], at("09:02")) == ()


def test_what_went_out_of_use_since_last_asked_is_told_so_that_nothing_is_lost() -> None:
    anna = follower("session opening")
    assert [each.useful_until for each in due(DAY, [anna], at("12:00"), since=at("08:49"))] == [at("09:01")]
    assert due(DAY, [anna], at("12:00"), since=at("09:01")) == ()


def test_a_clock_that_was_set_back_owes_what_is_of_use_then() -> None:
    assert short(due(DAY, [follower("session opening")], at("08:55"), since=at("12:00"))) == [
        ("r:2021-09-23T07:00:10:1", "08:50")
    ]


def test_the_next_lead_ends_the_use_of_the_one_before() -> None:
    owed = upcoming(DAY, follower("session opening", leads=(0, 5, 30)), at("08:00"))
    assert [(each.lead, each.due, each.useful_until) for each in owed] == [
        (30, at("08:30"), at("08:55")),
        (5, at("08:55"), at("09:00")),
        (0, at("09:00"), at("09:01")),
    ]


def test_everything_that_starts_at_once_is_one_reminder() -> None:
    anna = follower("session left", "session right", "track smart", "speaker haack")
    assert short(due(DAY, [anna], at("09:50"))) == [("r:2021-09-23T08:00:10:1", "09:50")]


def test_what_is_followed_by_track_and_speaker_is_meant_and_nothing_cancelled() -> None:
    items = followed(DAY, follower("track smart", "speaker haack", "excursion port"))
    assert [item.id for item in items] == ["opening", "left", "right", "port"]


def test_everything_that_will_be_sent_is_told_in_order() -> None:
    anna = follower("track smart", "session right", "excursion port", leads=(60, 0), overview=time(7, 30))
    assert short(upcoming(DAY, anna, at("07:00"))) == [
        ("o:2021-09-23:1", "07:30"),
        ("r:2021-09-23T08:00:60:1", "09:00"),
        ("r:2021-09-23T08:00:0:1", "10:00"),
        ("e:port:2021-09-24:1", "18:00"),
        ("o:2021-09-24:1", "07:30"),
        ("r:2021-09-24T06:45:60:1", "07:45"),
        ("p:port:2021-09-24T06:45:60:1", "07:45"),
        ("r:2021-09-24T06:45:0:1", "08:45"),
        ("p:port:2021-09-24T06:45:0:1", "08:45"),
    ]


def test_a_programme_without_anything_owes_nothing() -> None:
    anna, empty = follower("session opening", overview=time(7, 30)), programme()
    assert upcoming(empty, anna, at("08:00")) == due(empty, [anna], at("08:00")) == ()
    assert due(DAY, [], at("08:50")) == ()
    assert next_instant(empty, at("08:00"), overviews=[(time(7, 30), ZoneInfo(ZONE))]) is None


def test_a_session_has_leads_of_its_own_and_without_any_it_is_silent() -> None:
    anna = follower("session left", "session right", own_leads={("session", "left"): (30, 5), ("session", "right"): ()})
    assert short(upcoming(DAY, anna, at("08:00"))) == [
        ("r:2021-09-23T08:00:30:1", "09:30"),
        ("r:2021-09-23T08:00:5:1", "09:55"),
    ]


def test_a_silent_excursion_is_told_neither_before_nor_the_evening_before() -> None:
    assert upcoming(DAY, follower("excursion port", own_leads={PORT: ()}), at("08:00")) == ()


def test_the_evening_before_is_chosen_by_itself() -> None:
    day = [("r:2021-09-24T06:45:10:1", "08:35"), ("p:port:2021-09-24T06:45:10:1", "08:35")]
    evening = [("e:port:2021-09-24:1", "18:00")]
    quiet = follower("excursion port", own_leads={(EVE, "port"): ()})
    eve_only = follower("excursion port", own_leads={PORT: (), (EVE, "port"): (0,)})
    assert short(upcoming(DAY, quiet, at("08:00"))) == day
    assert short(upcoming(DAY, eve_only, at("08:00"))) == evening


def test_what_was_due_when_it_was_followed_has_been_said_by_the_answer() -> None:
    assert upcoming(DAY, follower("session opening", since="08:50"), at("08:40")) == ()
    assert short(upcoming(DAY, follower("session opening", since="08:49"), at("08:40"))) == [
        ("r:2021-09-23T07:00:10:1", "08:50")
    ]


def test_what_was_due_when_a_change_was_told_has_been_said_by_it() -> None:
    anna = follower("session opening", leads=(30, 10))
    told = {("session", "opening"): at("08:30")}
    assert short(due(DAY, [anna], at("08:45"), moved=told)) == []
    assert short(due(DAY, [anna], at("08:55"), moved=told)) == [("r:2021-09-23T07:00:10:1", "08:50")]


def test_in_quiet_hours_only_what_is_followed_by_hand_reminds() -> None:
    in_toronto = {"zone": "America/Toronto", "quiet": (22, 7)}  # ten in Bochum is four in Toronto
    assert due(DAY, [follower("track smart", "speaker haack", **in_toronto)], at("09:50")) == ()
    assert short(due(DAY, [follower("track smart", "session left", **in_toronto)], at("09:50"))) == [
        ("r:2021-09-23T08:00:10:1", "09:50")
    ]


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [
        ((22, 7), [0, 1, 2, 5, 6, 22, 23]),
        ((1, 6), [1, 2, 5]),
        ((9, 9), []),
        (None, []),
    ],
)
def test_quiet_hours_may_span_midnight(quiet: tuple[int, int] | None, hours: list[int]) -> None:
    anna = follower(quiet=quiet)
    assert [hour for hour in (0, 1, 2, 5, 6, 7, 9, 21, 22, 23) if anna.asleep(at(f"{hour:02}:30"))] == hours


def test_the_evening_before_is_of_use_until_midnight_and_not_owed_to_who_follows_later() -> None:
    eve = Owed("e:port:2021-09-24:1", "eve", 1, "port", None, at("18:00"), at("2021-09-24 00:00"))
    assert due(DAY, [follower("excursion port")], at("18:00")) == (eve,)
    assert due(DAY, [follower("excursion port", since="18:00")], at("18:01")) == ()
    assert due(DAY, [follower("excursion port")], at("18:01"), moved={PORT: at("18:00")}) == ()


def test_an_excursion_just_after_midnight_ends_the_use_of_its_evening_before() -> None:
    night = programme(excursions=[excursion("bats", "2021-09-24 00:30")])
    assert [each.useful_until for each in due(night, [follower("excursion bats")], at("18:00"))] == [
        at("2021-09-24 00:00")
    ]


def overviews(whole: Programme, zone: str, *follows: str, overview: time = time(7, 30)) -> list[tuple[str, str]]:
    """Return the overviews somebody in a zone gets: the key, and when they get it by their own clock."""
    anna = follower(*follows, zone=zone, overview=overview, leads=())
    owed = upcoming(whole, anna, at(LONG_AGO))
    return [(each.key, f"{each.due.astimezone(ZoneInfo(zone)):%d %H:%M}") for each in owed if each.kind == "overview"]


def test_an_overview_comes_at_its_time_where_the_reader_is_if_anything_is_left_of_the_day() -> None:
    morning, evening = session("a", "09:00", "10:00"), session("b", "20:00", "21:00")
    both = programme([morning, evening])
    assert overviews(both, "Europe/Berlin", "session a") == [("o:2021-09-23:1", "23 07:30")]
    assert overviews(both, "America/Toronto", "session a") == []  # three in the morning there
    assert overviews(both, "America/Toronto", "session a", "session b") == [("o:2021-09-23:1", "23 07:30")]
    assert overviews(both, "Asia/Tokyo", "session a") == [("o:2021-09-23:1", "23 07:30")]
    assert overviews(both, "Europe/Berlin", "session a", overview=time(9)) == []


def test_an_overview_comes_the_day_before_where_the_conferences_day_begins_then() -> None:
    assert overviews(DAY, "Pacific/Honolulu", "session opening") == [("o:2021-09-23:1", "22 07:30")]


def test_an_overview_of_an_evening_includes_what_starts_after_midnight() -> None:
    late = programme([session("late", "2021-09-24 00:30", "2021-09-24 02:00", day="2021-09-23")])
    assert overviews(late, "Europe/Berlin", "session late") == [("o:2021-09-23:1", "23 07:30")]


def test_an_overview_is_of_use_for_three_hours_unless_the_last_thing_starts_before() -> None:
    def until(whole: Programme, *follows: str) -> list[datetime]:
        late = due(whole, [follower(*follows, overview=time(7, 30), leads=())], at("08:59"))
        return [each.useful_until for each in late]

    assert until(DAY, "session opening") == [at("09:00")]
    assert until(programme([session("late", "20:00", "21:00")]), "session late") == [at("10:30")]


def test_what_was_followed_after_the_overview_owes_none() -> None:
    assert due(DAY, [follower("session left", since="07:40", overview=time(7, 30))], at("08:00")) == ()


def test_the_next_instant_is_that_of_any_lead_of_an_evening_before_or_of_an_overview() -> None:
    berlin, toronto = ZoneInfo(ZONE), ZoneInfo("America/Toronto")
    assert next_instant(DAY, at("07:59")) == at("08:00")
    assert next_instant(DAY, at("08:00")) == at("08:30")
    assert next_instant(DAY, at("08:00"), timedelta(minutes=8)) == at("08:14")
    assert next_instant(DAY, at("12:00")) == at("18:00")
    assert next_instant(DAY, at("12:00"), overviews=[(time(7, 30), berlin), (time(7), toronto)]) == at("13:00")
    assert next_instant(DAY, at("2021-09-24 08:45"), overviews=[(time(7, 30), berlin)]) is None


def test_those_who_are_needed_follow_what_starts_soon_or_goes_on_an_excursion_tomorrow() -> None:
    hour = timedelta(hours=1)
    assert subjects_near(DAY, at("08:00"), hour) == {("session", "opening"), ("speaker", "haack")}
    assert subjects_near(DAY, at("10:01"), hour) == {
        ("session", "left"),
        ("session", "right"),
        ("track", "smart"),
        ("speaker", "haack"),
    }
    assert subjects_near(DAY, at("10:02"), hour) == set()
    assert subjects_near(DAY, at("17:00"), hour) == {PORT, (EVE, "port")}


@pytest.mark.parametrize(
    ("start", "reminded"),
    [
        ("2021-10-31 03:05", "02:55 +0100"),  # twice that night: the later one
        ("2021-10-31T02:05+01:00", "02:55 +0200"),
        ("2021-03-28 03:05", "01:55 +0100"),  # there is no 02:55 that night
    ],
)
def test_ten_minutes_before_are_ten_minutes_on_the_nights_when_the_clocks_change(start: str, reminded: str) -> None:
    begins = at(start)
    night = programme([session("s", begins.isoformat(), (begins + timedelta(hours=1)).isoformat())])
    owed = upcoming(night, follower("session s"), at(LONG_AGO))
    assert [f"{each.due.astimezone(ZoneInfo(ZONE)):%H:%M %z}" for each in owed] == [reminded]


# Conferences over the nights on which the clocks change, forth and back, here and there.
NIGHTS = (
    ("Europe/Berlin", "2021-03-27 18:00"),
    ("Europe/Berlin", "2021-10-30 18:00"),
    ("America/Toronto", "2021-11-06 18:00"),
    ("America/Toronto", "2021-03-13 18:00"),
)
ZONES = ("Europe/Berlin", "America/Toronto", "Asia/Kolkata", "Pacific/Honolulu", "Australia/Lord_Howe")
FEW = settings(max_examples=30, deadline=None)
"""A night with its people is large, so that few say as much as many small ones."""
SPAN = 10 * 60
leads = st.sets(st.sampled_from(LEADS), max_size=3).map(lambda chosen: tuple(sorted(chosen)))


class Night(NamedTuple):
    """A programme from a base instant on, and people who follow it."""

    base: datetime
    whole: Programme
    people: tuple[Follower, ...]


@st.composite
def nights(draw: st.DrawFn) -> Night:
    zone, evening = draw(st.sampled_from(NIGHTS))
    base = at(evening, zone)
    minutes = st.integers(0, SPAN // 5).map(lambda fives: timedelta(minutes=5 * fives))
    items = [drawn_session(draw, f"s{number}", base + draw(minutes), zone) for number in range(draw(st.integers(1, 5)))]
    trips = [
        excursion("port", (base + draw(minutes)).isoformat(), zone=zone, meeting_point={"name": "G", "place": (1, 2)})
        for _ in range(draw(st.integers(0, 1)))
    ]
    days = {"starts": base.date() - timedelta(days=1), "ends": base.date() + timedelta(days=3)}
    whole = programme(items, trips, conference=conference(timezone=zone, **days))
    people = tuple(drawn_follower(draw, person, base) for person in range(1, draw(st.integers(1, 3)) + 1))
    return Night(base, whole, people)


def drawn_session(draw: st.DrawFn, name: str, start: datetime, zone: str) -> Session:
    return session(
        name,
        start.isoformat(),
        (start + timedelta(minutes=30)).isoformat(),
        zone=zone,
        track=draw(st.sampled_from([None, "t"])),
        speakers=draw(st.sampled_from([(), ("p",)])),
        status=draw(st.sampled_from(["planned", "planned", "planned", "cancelled"])),
    )


SUBJECTS = (*(("session", f"s{number}") for number in range(5)), ("track", "t"), ("speaker", "p"), PORT)


def drawn_follower(draw: st.DrawFn, person: int, base: datetime) -> Follower:
    since = st.integers(-60, SPAN).map(lambda minutes: base + timedelta(minutes=minutes)) | st.just(at(LONG_AGO))
    subjects = draw(st.sets(st.sampled_from(SUBJECTS), min_size=1, max_size=4))
    return Follower(
        person,
        tuple(Follow(*subject, draw(since)) for subject in sorted(subjects)),
        draw(leads),
        ZoneInfo(draw(st.sampled_from(ZONES))),
        own_leads=draw(st.dictionaries(st.sampled_from([*SUBJECTS[:2], PORT]), leads, max_size=2)),
        quiet=draw(st.sampled_from([None, (22, 7), (1, 5)])),
        overview=draw(st.sampled_from([None, time(2, 30), time(7, 30)])),
    )


def ticks(base: datetime, gaps: Sequence[int]) -> list[datetime]:
    """Return instants from before the base until after everything, so many seconds apart, over and over."""
    instants, end = [base - timedelta(hours=2)], base + timedelta(minutes=SPAN + 5)
    while instants[-1] < end:
        instants.append(instants[-1] + timedelta(seconds=gaps[len(instants) % len(gaps)]))
    return instants


def means(follow: Follow, item: Any) -> bool:
    by_id = {"session": isinstance(item, Session), "excursion": not isinstance(item, Session)}
    if follow.kind in by_id:
        return by_id[follow.kind] and follow.subject == item.id
    return follow.subject in {getattr(item, "track", None), *getattr(item, "people", ())}


def by_the_book(
    whole: Programme, one: Follower, moved: Mapping[tuple[str, str], datetime]
) -> set[tuple[datetime, int, datetime]]:
    """Return start, lead and end of use of each reminder that one person is owed, by trying all there is."""
    owed = set()
    for item in [*whole.sessions, *whole.excursions]:
        start = getattr(item, "start", None) or item.meets
        key = ("session" if isinstance(item, Session) else "excursion", item.id)
        for lead in one.own_leads.get(key, one.leads):
            instant = start - timedelta(minutes=lead)
            hour = instant.astimezone(one.zone).hour
            begin, end = one.quiet or (0, 0)
            night = hour in {(begin + hours) % 24 for hours in range((end - begin) % 24)}
            open_ = [each for each in one.follows if means(each, item) and each.since < instant]
            heard = [each for each in open_ if not night or each.kind in {"session", "excursion"}]
            if heard and not item.cancelled and instant > moved.get(key, at(LONG_AGO)):
                owed.add((start, lead))
    return {(start, lead, _end(start, lead, owed)) for start, lead in owed}


def _end(start: datetime, lead: int, owed: set[tuple[datetime, int]]) -> datetime:
    nearer = [other for begins, other in owed if begins == start and other < lead]
    return start - timedelta(minutes=max(nearer)) if nearer else start + GRACE


def slots(owed: Iterable[Owed]) -> set[tuple[int, datetime, int, datetime]]:
    return {
        (each.person, each.due + timedelta(minutes=each.lead or 0), each.lead or 0, each.useful_until)
        for each in owed
        if each.kind == "reminder"
    }


@FEW
@given(nights(), st.lists(st.integers(60, 300), min_size=1, max_size=5))
def test_ticking_owes_every_follow_exactly_one_reminder_per_lead_never_after_its_use(
    night: Night, gaps: list[int]
) -> None:
    """Tick at least once per lead time: every five minutes, which is the least; at the start there may be none."""
    first: dict[str, tuple[datetime, Owed]] = {}
    for earlier, now in pairwise(ticks(night.base, gaps)):
        for each in due(night.whole, night.people, now, since=earlier):
            first.setdefault(each.key, (now, each))
            assert each.due <= now
            assert each.useful_until > earlier
    expected = {(one.person, *slot) for one in night.people for slot in by_the_book(night.whole, one, {})}
    assert slots(each for _, each in first.values()) == expected
    assert Counter((each.person, each.about, each.lead) for _, each in first.values() if each.kind == "reminder") == (
        Counter((person, start.isoformat(), lead) for person, start, lead, _ in expected)
    )
    late = [each for now, each in first.values() if now > each.useful_until]
    assert [each for each in late if each.useful_until - each.due >= timedelta(minutes=5)] == []


@FEW
@given(nights(), st.data())
def test_whatever_moves_between_ticks_each_tick_owes_what_the_book_says(night: Night, data: st.DataObject) -> None:
    whole, moved, earlier = night.whole, {}, night.base - timedelta(hours=2)
    for gap in data.draw(st.lists(st.integers(1, 240), min_size=1, max_size=12)):
        now = earlier + timedelta(minutes=gap)
        if data.draw(st.booleans()):
            one = data.draw(st.sampled_from(whole.sessions))
            shift = timedelta(minutes=5 * data.draw(st.integers(-40, 40)))
            changed = one.model_copy(update={"start": one.start + shift, "end": one.end + shift})
            moved[("session", one.id)] = now
            whole = programme(
                [each for each in whole.sessions if each is not one] + [changed],
                whole.excursions,
                conference=whole.conference,
            )
        owed = due(whole, night.people, now, since=earlier, moved=moved)
        assert slots(owed) == {
            (one.person, start, lead, end)
            for one in night.people
            for start, lead, end in by_the_book(whole, one, moved)
            if start - timedelta(minutes=lead) <= now and (end >= now or end > earlier)
        }
        earlier = now


@FEW
@given(nights(), st.integers(-120, SPAN))
def test_what_is_promised_is_what_will_be_owed(night: Night, minutes: int) -> None:
    now, end = night.base + timedelta(minutes=minutes), night.base + timedelta(days=3)
    for one in night.people:
        owed = due(night.whole, [one], end, since=now)
        assert upcoming(night.whole, one, now) == tuple(each for each in owed if each.due > now)


@FEW
@given(nights(), st.integers(-120, SPAN), st.floats(0, 1))
def test_nothing_new_is_owed_before_the_next_instant(night: Night, minutes: int, part: float) -> None:
    now = night.base + timedelta(minutes=minutes)
    clocks = [(one.overview, one.zone) for one in night.people if one.overview]
    then = next_instant(night.whole, now, overviews=clocks) or now + timedelta(days=1)
    between = now + (then - now) * part * 0.999
    known = {each.key for each in due(night.whole, night.people, now)}
    assert {each.key for each in due(night.whole, night.people, between)} - known == set()


@FEW
@given(nights(), st.integers(-120, SPAN))
def test_planning_twice_yields_the_same_and_each_key_once(night: Night, minutes: int) -> None:
    now = night.base + timedelta(minutes=minutes)
    keys = [each.key for each in due(night.whole, night.people, now)]
    assert keys == [each.key for each in due(night.whole, tuple(reversed(night.people)), now)]
    assert len(keys) == len(set(keys))


@FEW
@given(nights(), st.integers(-120, SPAN))
def test_it_is_enough_to_know_who_follows_what_is_near(night: Night, minutes: int) -> None:
    now = night.base + timedelta(minutes=minutes)
    near = subjects_near(night.whole, now, timedelta(hours=2))
    people = [
        Follower(
            one.person,
            tuple(follow for follow in one.follows if (follow.kind, follow.subject) in near),
            one.leads,
            one.zone,
            own_leads=one.own_leads,
            quiet=one.quiet,
        )
        for one in night.people
    ]
    expected = [each for each in due(night.whole, night.people, now) if each.kind != "overview"]
    assert list(due(night.whole, people, now)) == expected


def crowd(number: int, *leads: int) -> list[Follower]:
    return [follower("session opening", person=person, leads=leads) for person in range(number)]


def test_many_reminders_of_one_start_are_spread_evenly_around_their_lead() -> None:
    assert due(DAY, crowd(2500, 10), at("08:49:09")) == ()
    owed = due(DAY, crowd(2500, 10), at("08:49:10"))
    assert Counter(each.due for each in owed) == {
        at("08:49:10") + timedelta(seconds=second): 25 for second in range(100)
    }


def test_a_window_ends_two_minutes_before_the_start_and_the_use_of_what_it_is_for() -> None:
    def last(number: int, *leads: int) -> datetime:
        owed = due(DAY, crowd(number, *leads), at("09:00"), since=at("08:00"), rate=1)
        return max(each.due for each in owed if each.lead == leads[-1])

    assert last(300, 5) == at("08:57:29")
    assert last(480, 5) == at("08:58")
    assert last(480, 10) == at("08:53:59")
    assert last(800, 5, 10) == at("08:55")
    assert last(60, 0) == at("09:00:59")
    assert last(120, 0) == at("09:01")


def test_the_meeting_points_count_in_a_window_and_follow_their_reminder() -> None:
    people = [follower("excursion port", person=person) for person in range(100)]
    owed = due(DAY, people, at("2021-09-24 08:35"))
    assert [each.kind for each in owed[:3]] == ["reminder", "reminder", "reminder"]
    due_at = {each.key: each.due for each in owed}
    pins = [each for each in owed if each.kind == "pin"]
    assert [pin.due - due_at[pin.key.replace("p:port", "r")] for pin in pins] == [timedelta()] * 100
    assert max(each.due for each in owed) - min(each.due for each in owed) == timedelta(seconds=7)


def test_nobody_is_always_last() -> None:
    first, second = in_turn("2021-09-23T07:00:10", range(1000)), in_turn("2021-09-23T08:00:10", range(1000))
    assert sorted(first) == sorted(second) == list(range(1000))
    assert len(set(first[-100:]) & set(second[-100:])) < 40
    assert in_turn("2021-09-23T07:00:10", reversed(range(1000))) == first


@settings(deadline=None)
@given(st.sampled_from(LEADS), st.integers(1, 40_000), st.floats(1, 28), st.sampled_from([None, 5, 10]))
def test_a_window_keeps_the_rate_and_the_use(lead: int, letters: int, rate: float, use: int | None) -> None:
    start = at("09:00")
    nominal = start - timedelta(minutes=lead)
    latest = nominal + timedelta(minutes=use) if use and use <= lead else start + GRACE
    whole = window(start, lead, letters, latest, rate)
    last = whole.due(letters - 1)
    assert last <= latest
    assert last <= start - AHEAD or lead == 0
    assert last - whole.begins <= timedelta(seconds=letters / rate)
    if letters <= capacity(lead, rate) and latest > start:
        assert timedelta() <= nominal - whole.begins <= timedelta(minutes=lead) / 2


def test_a_slot_with_more_than_fit_is_told_beforehand() -> None:
    assert overfull(DAY, crowd(300, 5), at("08:00"), rate=1) == ()
    assert overfull(DAY, crowd(301, 5, 10), at("08:00"), rate=1) == (Overfull(at("09:00"), 5, 301, 300),)
    assert overfull(DAY, crowd(301, 5), at("09:01"), rate=1) == ()
    assert capacity(10, 25) == 15_000


def test_the_meeting_points_take_their_part_of_a_slot() -> None:
    people = [follower("excursion port", person=person, leads=(5,)) for person in range(200)]
    assert overfull(DAY, people, at("08:00"), rate=1) == (Overfull(at("2021-09-24 08:45"), 5, 400, 300),)


def test_a_start_with_seconds_has_them_in_its_key() -> None:
    odd = programme([session("s", "09:00:30", "10:00")])
    assert short(upcoming(odd, follower("session s"), datetime(2021, 9, 1, tzinfo=UTC))) == [
        ("r:2021-09-23T07:00:30:10:1", "08:50")
    ]
