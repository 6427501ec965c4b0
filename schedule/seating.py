"""The rules for seats on excursions: who gets one, until when it is kept, when guests are here. It keeps no list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schedule.model import Excursion, Programme

OFFER = timedelta(hours=2)
"""How long somebody who was waiting may think about a seat."""
LAST = timedelta(minutes=30)
"""How long before the guests meet it has to be known who comes."""
SHORT = timedelta(minutes=15)
"""How long a seat is kept at least, as long as the bus has not left."""
NIGHT = (time(22), time(7))
"""Within these hours, by the conference's clock, nobody has to decide: the two hours begin in the morning."""
REMINDER = 30
"""How many minutes before they meet those with a seat hear of it, besides their own lead times."""
EARLY, LATE = timedelta(minutes=60), timedelta(minutes=15)
"""How long before they meet, and after they set off, guests can say that they are here."""
WORDS = timedelta(hours=2)
"""How long before they meet the guide can begin to speak to the guests."""
AFTER = timedelta(hours=1)
"""For how long after they were to set off a word of the guide's is of use."""


class Seat(StrEnum):
    """Where somebody is with an excursion's seats."""

    BOOKED = "booked"
    OFFERED = "offered"
    """They were waiting, and a seat is kept for them until they have decided, or for some time."""
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Terms:
    """How an excursion's seats are given at one instant."""

    excursion: str
    capacity: int | None
    """None: there is room for everybody."""
    open: bool
    """Whether anybody may book, queue or be offered a seat."""
    stands: bool
    """False while it is called off: then nobody gets or loses anything."""
    until: datetime
    """Until when a seat would be kept that is offered now."""
    closes: datetime
    """When the bus leaves, and with it the list."""


@dataclass(frozen=True, slots=True)
class Seats:
    """An excursion's seats as one person finds them, and what its guide has said."""

    taken: int = 0
    """Those booked and those kept for somebody."""
    waiting: int = 0
    mine: Seat | None = None
    place: int = 0
    """Theirs in the queue, from 1; 0: they do not wait."""
    until: datetime | None = None
    """Until when the seat that they are offered is kept."""
    here: bool = False
    late: int = 0
    """By how many minutes the guide said that it is late."""
    left: bool = False
    said_of: datetime | None = None
    """When it was to set off as the guide said that."""

    def departing(self, at: datetime) -> Seats:
        """Return these seats without a word of the guide's that was about setting off at another time."""
        return replace(self, late=0, left=False) if self.said_of not in {None, at} else self

    def free(self, capacity: int) -> int:
        """Return how many seats nobody has."""
        return max(capacity - self.taken, 0)


NOBODY = Seats()


def terms(programme: Programme, trip: Excursion, now: datetime) -> Terms:
    """Return how the seats of an excursion are given at `now`."""
    until = kept_until(programme, trip, now)
    return Terms(trip.id, trip.capacity, takes(trip, now), not trip.cancelled, until, closes(trip))


def takes(trip: Excursion, now: datetime) -> bool:
    """Tell whether anybody may book or queue here."""
    return trip.signup == "open" and not trip.cancelled and now < closes(trip)


def closes(trip: Excursion) -> datetime:
    """Return when the bus leaves: nobody books any more."""
    return trip.departs or trip.meets


def kept_until(programme: Programme, trip: Excursion, now: datetime) -> datetime:
    """Return until when a seat is kept that is offered at `now`.

    Two hours, at night from the morning on; at the latest until half an hour before the guests meet. Where that leaves
    less than a quarter of an hour it is a quarter of an hour, and never longer than until the bus leaves.
    """
    enough = min(_morning(programme, now) + OFFER, trip.meets - LAST)
    return min(max(enough, now + SHORT), closes(trip))


def _morning(programme: Programme, now: datetime) -> datetime:
    """Return the end of the night that it is, or `now` by day."""
    (begins, ends), wall = NIGHT, now.astimezone(programme.conference.zone)
    if ends <= wall.time() < begins:
        return now
    day = wall.date() + timedelta(days=wall.time() >= begins)
    return datetime.combine(day, ends, programme.conference.zone).astimezone(now.tzinfo)


def may_be_here(trip: Excursion, now: datetime) -> bool:
    """Tell whether guests can say that they are here."""
    return trip.meets - EARLY <= now <= closes(trip) + LATE


def guide_speaks(trip: Excursion, now: datetime) -> bool:
    """Tell whether the guide can speak to the guests about setting off."""
    return not trip.cancelled and trip.meets - WORDS <= now <= closes(trip) + AFTER
