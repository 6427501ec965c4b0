from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from schedule.reminders import Follow, Follower, Owed, due, followed, next_instant, subjects_near, upcoming
from tests.schedule.builders import ZONE, at, excursion, programme, session, speaker, track

if TYPE_CHECKING:
    from collections.abc import Iterable

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
LONG_AGO = "2021-09-01 12:00"


def follower(
    *follows: str, person: int = 1, leads: tuple[int, ...] = (10,), since: str = LONG_AGO, **fields: Any
) -> Follower:
    """Return somebody who has followed "session opening" and the like since long ago."""
    pairs = (follow.split() for follow in follows)
    fields.setdefault("zone", ZoneInfo(ZONE))
    return Follower(person, tuple(Follow(kind, subject, at(since)) for kind, subject in pairs), leads, **fields)


def short(owed: Iterable[Owed]) -> list[tuple[str, str]]:
    """Return the key of each letter and the hour at which it is due in Bochum."""
    return [(each.key, f"{each.due.astimezone(ZoneInfo(ZONE)):%H:%M:%S}") for each in owed]


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
    assert due(DAY, [anna], at("09:02"), since=at("08:49")) == (reminder,)


def test_what_is_followed_by_track_and_speaker_is_meant_and_nothing_cancelled() -> None:
    items = followed(DAY, follower("track smart", "speaker haack", "excursion port"))
    assert [item.id for item in items] == ["opening", "left", "right", "port"]


def test_everything_that_will_be_sent_is_told_in_order() -> None:
    anna = follower("track smart", "session right", "excursion port", leads=(60, 0))
    assert short(upcoming(DAY, anna, at("08:00"))) == [
        ("r:2021-09-23T08:00:60:1", "09:00:00"),
        ("r:2021-09-23T08:00:0:1", "10:00:00"),
        ("e:port:2021-09-24:1", "18:00:00"),
        ("r:2021-09-24T06:45:60:1", "07:45:00"),
        ("p:port:2021-09-24T06:45:60:1", "07:45:00"),
        ("r:2021-09-24T06:45:0:1", "08:45:00"),
        ("p:port:2021-09-24T06:45:0:1", "08:45:00"),
    ]


def test_the_next_instant_is_that_of_any_lead() -> None:
    assert next_instant(DAY, at("07:59")) == at("08:00")
    assert next_instant(DAY, at("08:00")) == at("08:30")
    assert next_instant(DAY, at("08:00"), timedelta(minutes=5)) == at("08:20")
    assert next_instant(DAY, at("2021-09-24 08:45")) is None


def test_those_who_are_needed_follow_what_starts_soon() -> None:
    hour = timedelta(hours=1)
    assert subjects_near(DAY, at("08:00"), hour) == {("session", "opening"), ("speaker", "haack")}
    assert subjects_near(DAY, at("17:00"), hour) == {("excursion", "port")}
