"""Who reads a screen: language, on site or online, zone, what they may see and follow. It will not look anything up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from schedule.following import tells_eve

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.texts import Texts


class Mode(StrEnum):
    """How a person takes part; the undecided are shown room and stream."""

    ONSITE = "onsite"
    ONLINE = "online"
    UNDECIDED = "undecided"


class Kind(StrEnum):
    """What can be followed."""

    SESSION = "session"
    EXCURSION = "excursion"
    TRACK = "track"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as screens see them; what they chose is as in `store.Person`. `private` is false in groups."""

    t: Texts
    mode: Mode = Mode.UNDECIDED
    zone: str | None = None
    registered: bool = False
    organiser: bool = False
    follows: frozenset[tuple[str, str]] = frozenset()
    leads: tuple[int, ...] = (10,)
    own_leads: frozenset[tuple[str, str, tuple[int, ...]]] = frozenset()
    silenced: bool = False
    muted: bool = False
    quiet: tuple[int, int] | None = (22, 7)
    overview: str | None = None
    private: bool = True
    roles: frozenset[tuple[str, str]] = frozenset()
    feedback: bool = True

    def tzinfo(self) -> tzinfo | None:
        """Return their zone, or None where it is not known."""
        return ZoneInfo(self.zone) if self.zone else None

    def follows_one(self, kind: Kind, subject: str) -> bool:
        """Tell whether they follow this very thing."""
        return (kind, subject) in self.follows

    def leads_for(self, kind: Kind, subject: str) -> tuple[int, ...]:
        """Return how many minutes before this session or excursion they want to hear of it; none: it is silenced."""
        return next((leads for k, s, leads in self.own_leads if (k, s) == (kind, subject)), self.leads)

    def wants_eve(self, trip: str) -> bool:
        """Tell whether they want to hear of this excursion the evening before."""
        own = {(kind, subject): leads for kind, subject, leads in self.own_leads}
        return tells_eve(trip, self.leads_for(Kind.EXCURSION, trip), own)
