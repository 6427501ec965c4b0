from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedule.changes import ORDER, Change, Upheaval, diff, held, net, restored, snapshot, summary, upheavals
from schedule.live import Live, Objection, altered, in_the_way, laid_over, problem
from schedule.localised import Localised
from schedule.model import Attendance, MeetingPoint, Room, Status
from tests.schedule import conferences
from tests.schedule.builders import at, excursion, programme, room, session, stream, talk

if TYPE_CHECKING:
    from schedule.model import Excursion, Programme, Session

OPENING = session("s", "10:00", "11:00", room="hall", speakers=("haack",), talks=(talk("A", speakers=("noll",)),))
PORT = excursion("port", "2021-09-24 08:45", "13:00", "09:00")


def what(before: Session | Excursion | None, after: Session | Excursion | None) -> set[str]:
    """Return what a difference between the two is told as."""
    subject = (before or after or OPENING).id
    return set(Change("session", subject, before, after).what)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"start": at("10:30")}, {"moved"}),
        ({"end": at("11:30")}, {"moved"}),
        ({"room": "annex"}, {"room"}),
        ({"stream": "main", "attendance": Attendance.HYBRID}, {"stream"}),
        ({"status": Status.CANCELLED}, {"cancelled"}),
        ({"status": Status.CANCELLED, "start": at("10:30"), "room": "annex"}, {"cancelled"}),
        ({"title": Localised.of("Another")}, {"title"}),
        ({"speakers": ("beeck",)}, {"speakers"}),
        ({"talks": (talk("A", speakers=("beeck",)),)}, {"speakers"}),
        ({"chairs": ("beeck",)}, {"speakers"}),
        ({"speakers": ("noll", "haack"), "talks": ()}, set()),
        ({"abstract": Localised.of("Long"), "track": "smart", "illustrative": True}, set()),
        ({"talks": (talk("B", 20, "10:20", speakers=("noll",)),)}, set()),
        ({"room": "annex", "start": at("10:30"), "end": at("11:30")}, {"moved", "room"}),
    ],
)
def test_what_of_a_session_concerns_followers(changed: dict[str, Any], told: set[str]) -> None:
    assert what(OPENING, altered(OPENING, **changed)) == told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"meets": at("2021-09-24 08:30")}, {"moved"}),
        ({"departs": at("2021-09-24 09:15")}, {"moved"}),
        ({"returns": None}, {"moved"}),
        ({"meeting_point": MeetingPoint(name="Tower")}, {"meeting_point"}),
        ({"meeting_point": MeetingPoint(name="Gate", place=(51.4, 7.2))}, {"meeting_point"}),
        ({"meeting_point": MeetingPoint(name="Gate", directions="Left of the crane.")}, set()),
        ({"bring": Localised.of("Boots")}, set()),
        ({"status": Status.CANCELLED}, {"cancelled"}),
    ],
)
def test_what_of_an_excursion_concerns_followers(changed: dict[str, Any], told: set[str]) -> None:
    assert what(PORT, altered(PORT, **changed)) == told


def test_missing_is_not_cancelled_and_what_was_cancelled_concerns_nobody_however_it_goes_on() -> None:
    off = altered(OPENING, status=Status.CANCELLED)
    assert what(OPENING, None) == {"gone"}
    assert what(None, OPENING) == {"new"}
    assert what(off, None) == what(None, off) == what(off, altered(off, start=at("12:00"))) == set()
    assert what(off, OPENING) == {"reinstated"}
    assert what(off, altered(OPENING, start=at("10:30"))) == {"reinstated", "moved"}


def test_another_id_is_one_gone_and_one_new_and_another_title_is_neither() -> None:
    old, new = programme([OPENING]), programme([altered(OPENING, id="t")])
    assert [(change.subject, change.chiefly) for change in diff(old, new)] == [("s", "gone"), ("t", "new")]


def test_a_session_and_an_excursion_of_the_same_id_are_two() -> None:
    old = programme([session("port", "09:00", "10:00")], [PORT])
    new = programme([session("port", "09:00", "10:00")], [altered(PORT, status=Status.CANCELLED)])
    assert diff(old, new) == (Change("excursion", "port", old.excursion["port"], new.excursion["port"]),)


def test_a_room_that_is_renamed_moves_nobody() -> None:
    assert diff(programme([OPENING], rooms=[room("hall")]), programme([OPENING], rooms=[room("hall", name="H")])) == ()


def test_what_matters_most_is_told_first_and_then_what_starts_first() -> None:
    old = programme(
        [session(name, f"{hour:02}:00", f"{hour:02}:30", room="hall") for hour, name in enumerate("abcdefgh", 9)]
        + [session("off", "18:00", "19:00", status="cancelled")]
    )
    of = old.session
    new = programme(
        [
            altered(of["a"], title=Localised.of("A")),
            altered(of["b"], room="annex"),
            altered(of["c"], start=at("11:15"), room="annex"),
            altered(of["d"], start=at("08:00"), end=at("08:30")),
            altered(of["e"], status=Status.CANCELLED),
            altered(of["g"], speakers=("noll",)),
            altered(of["off"], status=Status.PLANNED),
            session("new", "08:00", "08:30"),
            of["h"],
        ]
    )
    changes = diff(old, new)
    assert [(change.subject, change.chiefly) for change in changes] == [
        ("e", "cancelled"),
        ("f", "gone"),
        ("off", "reinstated"),
        ("d", "moved"),
        ("c", "moved"),
        ("b", "room"),
        ("g", "speakers"),
        ("a", "title"),
        ("new", "new"),
    ]
    assert list(summary(changes).items()) == [
        ("cancelled", 1),
        ("gone", 1),
        ("reinstated", 1),
        ("moved", 2),
        ("room", 1),
        ("speakers", 1),
        ("title", 1),
        ("new", 1),
    ]


def test_an_item_is_restored_as_it_was_with_what_the_present_one_knows_besides() -> None:
    now = altered(OPENING, start=at("12:00"), room=None, track="smart", speakers=(), talks=())
    was = restored(snapshot(OPENING), now)
    assert (was.id, was.start, was.room, was.people, was.track) == (  # type: ignore[union-attr]
        "s",
        at("10:00"),
        "hall",
        ("haack", "noll"),
        "smart",
    )


minutes = st.integers(0, 48).map(lambda fives: timedelta(minutes=5 * fives))


@st.composite
def items(draw: st.DrawFn, name: str) -> Session | Excursion:
    start = at("08:00") + draw(minutes)
    status = draw(st.sampled_from(["planned", "planned", "cancelled"]))
    if name == "trip":
        later = {"departs": start + draw(minutes)} if draw(st.booleans()) else {}
        point = MeetingPoint(name=draw(st.sampled_from("AB")), place=draw(st.sampled_from([None, (1.5, 2.5)])))
        return altered(excursion(name, start.isoformat(), status=status, meeting_point=point), **later)
    return session(
        name,
        start.isoformat(),
        (start + timedelta(minutes=5) + draw(minutes)).isoformat(),
        status=status,
        title=draw(st.sampled_from([Localised.of("A"), Localised.of(en="A", de="B")])),
        room=draw(st.sampled_from([None, "hall", "annex"])),
        speakers=draw(st.sampled_from([(), ("ada",), ("ada", "bob"), ("bob", "ada")])),
        talks=draw(st.sampled_from([(), (talk("T", 5, speakers=("cleo",)).model_copy(update={"start": start}),)])),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    names = draw(st.lists(st.sampled_from("abcd"), unique=True))
    trips = [draw(items("trip"))] if draw(st.booleans()) else []
    return programme([draw(items(name)) for name in names], trips, rooms=[room("hall"), room("annex")])


@st.composite
def lives(draw: st.DrawFn) -> list[Live]:
    """Return live changes, some of what is not there."""
    made = []
    for number in range(draw(st.integers(0, 6))):
        kind, subject = draw(st.sampled_from([*(("session", name) for name in "abcde"), ("excursion", "trip")]))
        start = at("08:00") + draw(minutes)
        values = [
            {"start": start.isoformat()},
            {"start": start.isoformat(), "end": (start + draw(minutes)).isoformat()},
            {"room": draw(st.sampled_from(["hall", "annex", "nowhere"]))},
            {"status": draw(st.sampled_from(["planned", "cancelled"]))},
        ]
        value = draw(st.sampled_from(values))
        made.append(Live(number, kind, subject, next(iter(value)), value))  # type: ignore[arg-type]
    return draw(st.permutations(made))


many = settings(deadline=None, max_examples=60)


@many
@given(programmes(), programmes())
def test_a_stored_snapshot_tells_the_same_as_the_item_itself(old: Programme, new: Programme) -> None:
    for change in diff(old, new):
        stored = json.loads(json.dumps(snapshot(change.before))) if change.before else None
        assert net(stored, change.after) == change.what
        assert change.what <= set(ORDER)


@many
@given(programmes())
def test_a_programme_does_not_differ_from_itself_and_each_item_is_restored(whole: Programme) -> None:
    assert diff(whole, whole) == ()
    for item in (*whole.sessions, *whole.excursions):
        stored = json.loads(json.dumps(snapshot(item)))
        assert snapshot(restored(stored)) == snapshot(restored(stored, item)) == stored


@many
@given(programmes(), programmes(), st.randoms())
def test_the_order_of_telling_depends_on_nothing_but_what_changed(old: Programme, new: Programme, random: Any) -> None:
    shuffled = altered(new, sessions=tuple(random.sample(new.sessions, len(new.sessions))))
    told = [(change.kind, change.subject) for change in diff(old, new)]
    assert told == [(change.kind, change.subject) for change in diff(old, shuffled)]
    assert len(set(told)) == len(told)


@many
@given(programmes(), lives())
def test_laying_over_twice_is_laying_over_once(whole: Programme, live: list[Live]) -> None:
    laid, _ = laid_over(whole, live)
    assert laid_over(laid, live)[0] == laid


@many
@given(programmes(), lives())
def test_a_programme_that_says_the_same_lets_all_live_changes_drop_out(whole: Programme, live: list[Live]) -> None:
    laid, dropped = laid_over(whole, live)
    assert [change.id for change in laid_over(laid, live)[1]] == list(range(len(live)))
    left = [change for change in live if change not in dropped]
    assert laid_over(whole, left)[0] == laid
    assert laid_over(whole, left)[1] == ()
    assert laid_over(whole, [])[0] == whole


@many
@given(programmes(), lives())
def test_what_is_laid_over_is_sorted_as_loading_sorts(whole: Programme, live: list[Live]) -> None:
    laid, _ = laid_over(whole, live)
    starts = [one.start for one in laid.sessions]
    assert starts == sorted(starts)
    assert laid.session.keys() == whole.session.keys()


def live(what: str, value: Any, subject: str = "s", kind: str = "session", number: int = 1, **more: str) -> Live:
    return Live(number, kind, subject, what, {what: value, **more})  # type: ignore[arg-type]


def to(hour: str, end: str = "", **changes: Any) -> Live:
    """Return a live change that moves session "s"."""
    return live("start", at(hour).isoformat(), **({"end": at(end).isoformat()} if end else {}), **changes)


def test_a_session_that_is_delayed_keeps_its_length_and_takes_its_talks_along() -> None:
    timed = session("s", "10:00", "11:00", talks=(talk("A", 20), talk("B", 20, "10:30")), minutes=timedelta(hours=1))
    laid, dropped = laid_over(programme([timed, session("t", "10:05", "11:00")]), [to("10:10")])
    moved = laid.session["s"]
    assert (moved.start, moved.end, [one.start for one in moved.talks]) == (
        at("10:10"),
        at("11:10"),
        [None, at("10:40")],
    )
    assert [one.id for one in laid.sessions] == ["t", "s"]
    assert moved.minutes == timedelta(hours=1)
    assert dropped == ()


def test_an_end_of_its_own_holds() -> None:
    laid, _ = laid_over(programme([OPENING]), [to("10:10", "10:30")])
    assert (laid.session["s"].start, laid.session["s"].end) == (at("10:10"), at("10:30"))


def test_an_excursion_departs_and_returns_as_much_later() -> None:
    later = live("start", at("2021-09-24 09:00").isoformat(), "port", "excursion")
    trip = laid_over(programme(excursions=[PORT]), [later])[0].excursion["port"]
    assert [trip.meets, trip.departs, trip.returns] == [
        at(f"2021-09-24 {hour}") for hour in ("09:00", "09:15", "13:15")
    ]


@pytest.mark.parametrize(
    ("start", "day", "moved", "expected"),
    [
        ("2021-09-23 23:30", date(2021, 9, 23), "2021-09-24 00:15", date(2021, 9, 23)),
        ("2021-09-24 00:30", date(2021, 9, 23), "2021-09-24 01:00", date(2021, 9, 23)),
        ("2021-09-24 00:30", date(2021, 9, 23), "2021-09-24 07:00", date(2021, 9, 24)),
        ("2021-09-23 10:00", date(2021, 9, 23), "2021-09-24 10:00", date(2021, 9, 24)),
    ],
)
def test_a_moved_session_belongs_to_its_evening_as_long_as_that_can_be(
    start: str, day: date, moved: str, expected: date
) -> None:
    late = session("s", start, "2021-09-24 02:00", day=day) if "10:00" not in start else session("s", start, "11:00")
    assert laid_over(programme([late]), [to(moved)])[0].session["s"].day == expected


STREAMED = """\
rooms: [{id: big, name: Big, stream: hall}, {id: small, name: Small}]
sessions:
- {id: plain, title: P, start: 2021-09-23 09:00, minutes: 30, room: small}
- {id: shown, title: S, start: 2021-09-23 10:00, minutes: 30, room: big}
- {id: closed, title: C, start: 2021-09-23 11:00, minutes: 30, room: small, attendance: onsite}
- {id: own, title: O, start: 2021-09-23 12:00, minutes: 30, room: small, stream: hall}
"""


def test_in_another_room_a_session_has_the_stream_that_the_yaml_would_give_it_there() -> None:
    whole = conferences.programme(STREAMED)
    rooms = {"plain": "big", "shown": "small", "closed": "big", "own": "big"}
    laid, _ = laid_over(whole, [live("room", there, name) for name, there in rooms.items()])
    edited = STREAMED
    for name, there in rooms.items():
        lines = [line for line in edited.splitlines() if f"id: {name}," in line and "title" in line]
        edited = edited.replace(lines[0], lines[0].replace(whole.session[name].room or "", there))
    assert laid == conferences.programme(edited)
    assert [(one.id, one.attendance.value, one.stream) for one in laid.sessions] == [
        ("plain", "hybrid", "hall"),
        ("shown", "onsite", None),
        ("closed", "onsite", None),
        ("own", "hybrid", "hall"),
    ]


def test_the_later_change_holds_and_takes_the_one_it_overtook_along_when_it_drops_out() -> None:
    changes = [to("10:30", number=2), to("10:10", number=1), live("room", "hall", number=3)]
    whole = programme([altered(OPENING, room="annex")], rooms=[room("hall"), room("annex")])
    laid, dropped = laid_over(whole, changes)
    assert (laid.session["s"].start, laid.session["s"].room, dropped) == (at("10:30"), "hall", ())
    said = programme([altered(OPENING, start=at("10:30"), end=at("11:30"), room="annex")], rooms=whole.rooms)
    laid, dropped = laid_over(said, changes)
    assert [change.id for change in dropped] == [1, 2]
    assert laid.session["s"].room == "hall"


def test_a_change_of_what_is_gone_or_into_a_room_that_is_gone_drops_out() -> None:
    changes = [live("room", "nowhere"), live("status", "cancelled", "vanished", number=2)]
    assert laid_over(programme([OPENING]), changes) == (programme([OPENING]), tuple(changes))


BUSY = programme(
    [
        OPENING,
        session("t", "11:00", "12:00", room="hall"),
        session("off", "12:00", "13:00", status="cancelled", room="hall"),
    ],
    [PORT],
    rooms=[room("hall"), room("annex"), Room(id="foyer", name="F", shared=True)],
    streams=[stream()],
)


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        (to("10:00", "11:00"), None),
        (to("09:00"), None),
        (to("12:30"), None),
        (to("11:30"), Objection.TAKEN),
        (to("10:30", "10:30"), Objection.BACKWARDS),
        (to("2021-09-24 23:30"), None),
        (to("2021-09-25 00:30"), Objection.OUTSIDE),
        (to("2021-09-22 10:00"), Objection.OUTSIDE),
        (live("room", "annex"), None),
        (live("room", "nowhere"), Objection.UNKNOWN),
        (live("status", "cancelled"), None),
        (live("status", "planned", "off"), None),
        (live("status", "planned", "vanished"), Objection.UNKNOWN),
        (live("room", "hall", "port", "excursion"), Objection.UNKNOWN),
        (live("start", at("2021-09-24 10:00").isoformat(), "port", "excursion"), None),
        (
            live("start", at("2021-09-24 10:00").isoformat(), "port", "excursion", departs=at("09:30").isoformat()),
            Objection.BACKWARDS,
        ),
        (live("start", at("2021-09-25 10:00").isoformat(), "port", "excursion"), Objection.OUTSIDE),
    ],
)
def test_what_speaks_against_a_change(change: Live, objection: Objection | None) -> None:
    assert problem(BUSY, change) == objection


def test_only_a_room_that_is_taken_may_be_taken_all_the_same_and_a_shared_one_is_never() -> None:
    assert [objection for objection in Objection if objection.only_warns] == [Objection.TAKEN]
    assert in_the_way(BUSY, to("11:30")) == (BUSY.session["t"],)
    both = programme([altered(OPENING, room="foyer"), session("t", "11:00", "12:00", room="foyer")], rooms=BUSY.rooms)
    assert in_the_way(both, to("11:30")) == ()


def eight(*gone: str, moved: str = "") -> Programme:
    """Return eight sessions from eight to four, without some, and some half an hour later."""
    made = [session(name, f"{hour:02}:00", f"{hour:02}:30") for hour, name in enumerate("abcdefgh", 8)]
    half = timedelta(minutes=30)
    return programme(
        altered(one, start=one.start + half, end=one.end + half) if one.id in moved else one
        for one in made
        if one.id not in gone
    )


@pytest.mark.parametrize(
    ("new", "now", "expected"),
    [
        (eight("a"), "07:00", False),
        (eight("a", "b"), "07:00", True),
        (eight("a", moved="b"), "07:00", True),
        (eight(moved="bc"), "07:00", True),
        (eight("a", "b"), "08:30", False),  # one of seven is left to lose
        (eight(moved="h"), "14:30", False),  # the last one is merely late
        (eight("h"), "14:30", True),  # and that nothing is left may be an empty file
        (eight("g"), "13:30", False),
        (eight(*"abcdefgh"), "15:30", False),  # all are over
    ],
)
def test_an_edition_is_held_when_a_quarter_of_what_is_left_would_vanish_or_move(
    new: Programme, now: str, *, expected: bool
) -> None:
    assert held(eight(), new, at(now)) is expected


def test_cancelling_everything_is_no_mistake_and_what_was_cancelled_does_not_count() -> None:
    off = programme(altered(one, status=Status.CANCELLED) for one in eight().sessions)
    assert not held(eight(), off, at("07:00"))
    assert not held(off, programme(), at("07:00"))


def test_excursions_that_all_vanish_hold_an_edition_too() -> None:
    with_trips = programme(eight().sessions, [PORT, altered(PORT, id="walk")])
    assert held(with_trips, eight(), at("07:00"))
    assert upheavals(with_trips, eight("a", moved="bc"), at("07:00")) == (
        Upheaval("session", 1, 2, 8),
        Upheaval("excursion", 2, 0, 2),
    )


def test_an_altered_value_knows_nothing_of_what_was_computed_from_the_former_one() -> None:
    assert OPENING.people == ("haack", "noll")
    assert altered(OPENING, speakers=("beeck",)).people == ("beeck", "noll")
    whole = programme([OPENING])
    assert whole.session == {"s": OPENING}
    assert altered(whole, sessions=()).session == {}


def test_snapshots_are_json_of_instants_in_utc() -> None:
    assert snapshot(OPENING)["start"] == datetime.fromisoformat("2021-09-23T08:00+00:00").isoformat()
    assert json.loads(json.dumps(snapshot(PORT))) == snapshot(PORT)
