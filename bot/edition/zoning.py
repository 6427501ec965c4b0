"""Whether the conference's zone goes by the rules it had when the bot last ran: an update of tzdata may change them.

Wall times hold as the files tell them, so that everything falls at another instant then. Organisers hear of it once.
"""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store import Store
    from schedule.model import Conference

RULES = "zone"
"""The note of the zone's rules when the bot last ran."""
_NOON = time(12)


def rules(conference: Conference) -> dict[str, int]:
    """Return by day, ISO 8601, by how many seconds its noon is ahead of UTC."""
    days = range((conference.ends - conference.starts).days + 1)
    noons = [datetime.combine(conference.starts + timedelta(days=number), _NOON, conference.zone) for number in days]
    return {noon.date().isoformat(): int((noon.utcoffset() or timedelta()).total_seconds()) for noon in noons}


async def compare(store: Store, conference: Conference, report: Callable[..., Awaitable[None]]) -> None:
    """Note the rules of the zone; `report` is told of the first day for which they are others than noted before."""
    noted, now = json.loads(await store.note(RULES) or "{}"), rules(conference)
    before = noted.get(conference.timezone, {})
    if before == now:
        return
    day = next((day for day in now if before.get(day, now[day]) != now[day]), None)
    if day:
        figures = {"zone": conference.timezone, "day": day, "now": now[day], "before": before[day]}
        await report(RULES, f"{conference.timezone}:{day}:{now[day]}", **figures)
    await store.set_note(RULES, json.dumps({conference.timezone: now}))
