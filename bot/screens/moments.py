"""Instants as a reader sees them: the conference's clock first, then their own where it differs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.zones import city

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from bot.screens.view import View

_MINUTE = timedelta(minutes=1)
# Without a format the app shows this very text, and its own local time when tapped: a format would put the hour of the
# phone's zone before the name of the zone that the reader chose (Bot API, date_time entity).
_ENTITY = Markup('<tg-time unix="{}">{}</tg-time>')


def wall(view: View, instant: datetime) -> datetime:
    """Return the conference's wall time of an instant."""
    return instant.astimezone(view.programme.conference.zone)


def day_of(view: View, instant: datetime) -> date:
    """Return the conference's calendar day of an instant."""
    return wall(view, instant).date()


def hour(view: View, instant: datetime) -> str:
    """Return the conference's hour, plain: 09:00."""
    return view.t.hour(wall(view, instant))


def hours(view: View, start: datetime, end: datetime | None = None) -> Markup:
    """Return the conference's hours, 09:00–09:20; tapping them shows the reader's own (Bot API, date_time entity)."""
    until = f"–{hour(view, end)}" if end else ""
    return _ENTITY.format(int(start.timestamp()), hour(view, start)) + until


def clocks(view: View, start: datetime, end: datetime | None = None) -> Markup:
    """Return both clocks, 09:00–09:20 Berlin · 03:00–03:20 New York; the conference's alone where they agree."""
    zone = own_zone(view, start)
    if zone is None:
        return hours(view, start, end)
    conference = view.programme.conference.timezone
    until = f"–{hour(view, end)}" if end else ""
    first = view.t("time.in_city", time=hour(view, start) + until, city=city(conference, view.t.locale))
    return first + " · " + own_hours(view, zone, start, end)


def own_hours(view: View, zone: tzinfo, start: datetime, end: datetime | None = None) -> Markup:
    """Return the reader's hours with their city and the shift of the day: 03:00–03:20 New York."""
    local = start.astimezone(zone)
    until = f"–{view.t.hour(end.astimezone(zone))}" if end else ""
    shift = (local.date() - day_of(view, start)).days
    text = view.t.plain(
        "time.in_city", time=view.t.hour(local) + until, city=city(view.reader.zone or "UTC", view.t.locale)
    )
    shown = _ENTITY.format(int(start.timestamp()), text)
    if shift == 0:
        return shown
    return view.t("time.day_after" if shift > 0 else "time.day_before", time=shown)


def own_zone(view: View, instant: datetime) -> tzinfo | None:
    """Return the reader's zone if its clock shows something else than the conference's at that instant."""
    zone = view.reader.tzinfo()
    if zone is None or instant.astimezone(zone).utcoffset() == wall(view, instant).utcoffset():
        return None
    return zone


def wait(view: View, start: datetime) -> str:
    """Return how long it is until `start`, in whole minutes rounded up, or in days: in 12 min."""
    left = start - view.now
    if left.total_seconds() <= 0:
        return view.t.plain("time.now")
    days = (day_of(view, start) - day_of(view, view.now)).days
    if left.days >= 1 and days:
        return str(view.t.count("time.days", days))
    minutes = -(-left // _MINUTE)
    return view.t.plain("time.in", length=view.t.length(minutes * _MINUTE))
