"""Where a rehearsal's clock may jump to, in the example conference."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.rehearsal.landmarks import ahead
from schedule.following import Follow, Follower
from schedule.loading import load

BOCHUM = Path(__file__).parent.parent.parent.parent / "schedule" / "bochum-2021"


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (
            "2021-09-23 08:45",
            {"nextReminder": "2021-09-23 08:50", "nextStart": "2021-09-23 09:00", "nextEve": "2021-09-23 18:00"},
        ),
        (
            "2021-09-23 08:50",
            {"nextReminder": "2021-09-23 09:10", "nextStart": "2021-09-23 09:00", "nextEve": "2021-09-23 18:00"},
        ),
        ("2021-09-24 12:35", {"nextReminder": "2021-09-24 12:50", "nextStart": "2021-09-24 12:45"}),
        ("2021-09-25 12:00", {}),
    ],
)
def test_the_next_reminder_start_and_eve_are_found(at: str, found: dict[str, str]) -> None:
    programme = load(BOCHUM).programme
    assert programme
    zone = programme.conference.zone
    now = datetime.fromisoformat(at).replace(tzinfo=zone)
    shown = {word: f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" for word, instant in ahead(programme, now)}
    assert shown == found


def test_the_next_reminder_is_that_of_somebody_who_follows_something() -> None:
    programme = load(BOCHUM).programme
    assert programme
    zone = programme.conference.zone
    now = datetime(2021, 9, 23, 8, 45, tzinfo=zone)
    follow = Follow("session", "keynote-ketels", now)
    people = [Follower(1, (follow,), (5, 30), zone), Follower(2, (), (10,), zone)]
    assert dict(ahead(programme, now, people))["nextReminder"] == datetime(2021, 9, 23, 9, tzinfo=zone)
