"""How the machinery runs, gathered for organisers from those who know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.delivery.pace import BULK
from bot.screens.status import Crowd, Running
from schedule.reminders import overfull, subjects_near

if TYPE_CHECKING:
    from bot.context import Desk
    from bot.delivery.pace import Pace
    from bot.edition.editions import Editions
    from bot.health import Health

_WHOLE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Workings:
    """Knows whom to ask."""

    desk: Desk
    pace: Pace
    health: Health
    editions: Editions

    async def figures(self) -> Running:
        """Return how it goes now."""
        pace, health = self.pace.figures(), self.health
        return Running(
            silence=health.silence,
            alone=health.alone,
            rate=pace.rate,
            pause=max(pace.pause, pace.bulk_pause),
            refusals=pace.refusals,
            lag=health.lag,
            skew=health.skew,
            errors=self.editions.errors,
            warnings=self.editions.warnings,
            held=await self.desk.store.changes.held() is not None,
            crowds=await self._crowds(),
        )

    async def _crowds(self) -> tuple[Crowd, ...]:
        """Return the starts yet to come with more reminders than can be sent in time."""
        programme, now = self.desk.programme, self.desk.clock.now()
        near = subjects_near(programme, now, _WHOLE)
        followers = await self.desk.store.followers.near(near, programme.conference.zone)
        return tuple(Crowd(each.start, each.lead, each.letters) for each in overfull(programme, followers, now, BULK))
