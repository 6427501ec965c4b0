"""Whether the conference's zone goes by the rules it had when the bot last ran: an update of tzdata may change them.

Wall times hold as the files tell them, so that everything falls at another instant then. Organisers hear of it once.
It is seen at a start, as Python loads a zone once; days that came by a new edition meanwhile are compared from the next
one on.
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
"""The incident, and the note of the zone's rules when the bot last ran."""
_NOON = time(12)


def rules(conference: Conference) -> dict[str, int]:
    """Return by day, ISO 8601, by how many seconds its noon is ahead of UTC."""
    days = range((conference.ends - conference.starts).days + 1)
    noons = [datetime.combine(conference.starts + timedelta(days=number), _NOON, conference.zone) for number in days]
    return {noon.date().isoformat(): int((noon.utcoffset() or timedelta()).total_seconds()) for noon in noons}


async def compare(store: Store, conference: Conference, report: Callable[..., Awaitable[None]]) -> None:
    """Note the rules of the zone; `report` is told of the first day for which they are others than noted before."""
    zone, now = conference.timezone, rules(conference)
    before = _noted(await store.note(RULES), zone)
    if before == now:
        return
    day = next((day for day in now if before.get(day, now[day]) != now[day]), None)
    if day:
        # Reported before it is noted: killed in between, the bot finds it once more, and says it once for that hour.
        await report(RULES, zone=zone, day=day, now=now[day], before=before[day])
    await store.set_note(RULES, json.dumps({zone: now}))


def _noted(note: str | None, zone: str) -> dict[str, int]:
    """Return what was noted of a zone; nothing if that cannot be read, as no start may fail for it."""
    try:
        days: dict[str, int] = json.loads(note or "{}")[zone]
        return {day: int(days[day]) for day in days}
    except (ValueError, KeyError, TypeError):
        return {}
