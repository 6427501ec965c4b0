"""Instants ahead that a rehearsal jumps to, because something arrives then. What arrives, it does not know."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from schedule.model import Kind
from schedule.reminders import upcoming

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.rehearsal.stage import Landmark
    from schedule.following import Follower
    from schedule.model import Programme

_LEAD = timedelta(minutes=10)  # as long before a start as people are reminded who have not said otherwise
_EVENING = time(18)


def ahead(programme: Programme, now: datetime, people: Iterable[Follower] = ()) -> list[Landmark]:
    """Return the next reminder, the next start and the next eve of an excursion, each by the key of the page's word.

    The reminder is the next that one of these people gets; if none gets any, the next of those who follow everything.
    What does not come any more is left out; a break counts only where somebody follows it.
    """
    zone = programme.conference.zone
    trips = [item for item in programme.excursions if not item.cancelled]
    sessions = [item for item in programme.sessions if not item.cancelled and item.kind is not Kind.BREAK]
    begins = [session.start for session in sessions] + [trip.meets for trip in trips]
    days = {trip.meets.astimezone(zone).date() for trip in trips}
    eves = [datetime.combine(day - timedelta(days=1), _EVENING, zone) for day in days]
    theirs = [each.due for person in people for each in upcoming(programme, person, now)]
    found = {
        "nextReminder": _next(theirs or (begin - _LEAD for begin in begins), now),
        "nextStart": _next(begins, now),
        "nextEve": _next(eves, now),
    }
    return [(word, instant) for word, instant in found.items() if instant]


def _next(instants: Iterable[datetime], now: datetime) -> datetime | None:
    return min((instant for instant in instants if instant > now), default=None)
