"""Letters that remind: of a start, of the evening before, of one's day, and of what an outage swallowed.

What they speak of is decided when they are written, from the programme and from what the person follows then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.delivery.written import Written
from bot.reader import Mode
from bot.screens.following import by_hand, followed, follows, kind
from bot.screens.letters import digest as digests
from bot.screens.letters import overview as overviews
from bot.screens.letters import reminder as reminders
from bot.screens.upcoming import rank
from schedule.following import Follow, Follower, between, by_subject, meant_by
from schedule.queries import agenda, day_of, ends, starts

if TYPE_CHECKING:
    from bot.context import Desk
    from bot.screens.view import View
    from bot.store import Letter, Person
    from schedule.model import Excursion, Programme
    from schedule.queries import Item

_EVER = datetime.min.replace(tzinfo=UTC)


async def write_reminder(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return the reminder of all that is left of one start."""
    start, lead = datetime.fromisoformat(letter.about), int(letter.facts["lead"])
    view = await desk.seated(desk.view_of(person, now), person.id)
    items = _of_start(view, person, start, lead)
    if not items:
        return None
    last = not any(less < lead for item in items for less in view.reader.leads_for(kind(item), item.id))
    return Written(reminders.reminder(view, start, items, last=last))


async def write_pin(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return the meeting point of an excursion for the map; who is not there gets it on request only."""
    view = desk.view_of(person, now)
    trip = _trip(view, letter.about)
    if trip is None or view.online or letter.facts["lead"] not in view.reader.leads_for(kind(trip), trip.id):
        return None
    pin = reminders.point(view, trip)
    return Written(pin) if pin else None


async def write_eve(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what is to be known of an excursion the evening before."""
    view = await desk.seated(desk.view_of(person, now), person.id)
    trip = _trip(view, letter.about)
    if trip is None or trip.meets <= now or not view.reader.wants_eve(trip.id):
        return None
    return Written(reminders.evening_before(view, trip))


async def write_overview(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what is left of a person's day."""
    view, day = desk.view_of(person, now), date.fromisoformat(letter.about)
    items = tuple(item for item in _planned(view) if day_of(desk.programme, item) == day and now < ends(item))
    if not items or not person.overview:
        return None
    return Written(overviews.overview(view, items), silent=_asleep(person, desk.programme, now))


async def write_digest(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return what of a person's has begun without a word since an outage began."""
    view, since = desk.view_of(person, now), datetime.fromisoformat(letter.about)
    missed = frozenset(await desk.store.followers.missed(person.id, since))
    mine = _planned(view)
    begun = [item for item in mine if starts(item) in missed and starts(item) <= now]
    if not begun:
        return None
    coming = next((item for item in mine if starts(item) > now), None)
    return Written(digests.digest(view, since, begun, coming), silent=_asleep(person, desk.programme, now))


def follower_of(person: Person, programme: Programme) -> Follower:
    """Return a person as the programme's reminders see them, as if they had followed all they do for ever."""
    # In the house the conference's clock is their own.
    own = person.zone if person.mode is not Mode.ONSITE else None
    return Follower(
        person=person.id,
        follows=tuple(Follow(what, subject, _EVER) for what, subject in sorted(person.follows)),
        leads=person.leads,
        zone=ZoneInfo(own) if own else programme.conference.zone,
        own_leads={(what, subject): leads for what, subject, leads in person.own_leads},
        quiet=person.quiet,
    )


def _of_start(view: View, person: Person, start: datetime, lead: int) -> tuple[Item, ...]:
    """Return what a person is to be reminded of, so long before: what they follow by hand first."""
    follower = follower_of(person, view.programme)
    meant = meant_by(follower, by_subject(between(view.programme, start, start)))
    owed = [each.item for each in meant if lead in each.leads(follower) and each.owes(follower, view.now, {})]
    ids = [item.id for item in owed]
    together = (item for item in agenda(view.programme, ids, ids) if item in owed)
    return tuple(sorted(together, key=lambda item: (not by_hand(view, item), rank(view, item))))


def _trip(view: View, subject: str) -> Excursion | None:
    trip = view.programme.excursion.get(subject)
    return trip if trip and follows(view, trip) and not trip.cancelled else None


def _planned(view: View) -> tuple[Item, ...]:
    return tuple(item for item in followed(view) if not item.cancelled)


def _asleep(person: Person, programme: Programme, now: datetime) -> bool:
    return follower_of(person, programme).asleep(now)
