from __future__ import annotations

from schedule.changes import diff, net, snapshot
from tests.schedule.builders import excursion, programme, session


def test_what_stayed_the_same_is_no_change() -> None:
    whole = programme([session("a", "09:00", "10:00")], [excursion("port", "14:00")])
    assert diff(whole, whole) == ()


def test_a_session_that_moved_is_told() -> None:
    old, new = programme([session("a", "09:00", "10:00")]), programme([session("a", "09:30", "10:30")])
    assert [(change.subject, change.what) for change in diff(old, new)] == [("a", {"moved"})]
    assert net(snapshot(old.session["a"]), new.session["a"]) == {"moved"}
