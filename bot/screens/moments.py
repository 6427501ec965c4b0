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
    """Return the conference's hour, plain: 09:00, or 01:30 EDT in the hour that comes twice."""
    return _hour(view, wall(view, instant))


def _hour(view: View, local: datetime) -> str:
    shown = view.t.hour(local)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{shown} {local.tzname()}" if twice else shown


def hours(view: View, start: datetime, end: datetime | None = None, day: date | None = None) -> Markup:
    """Return the conference's hours, 09:00–09:20; tapping them shows the reader's own (Bot API, date_time entity).

    `day` is the day they stand under, where that is not the day of `start`: 00:30–01:15 (+1 day).
    """
    until = f"–{hour(view, end)}" if end else ""
    shown = _ENTITY.format(int(start.timestamp()), hour(view, start)) + until
    return _shifted(view, shown, day_of(view, start), day)


def clocks(view: View, start: datetime, end: datetime | None = None, day: date | None = None) -> Markup:
    """Return both clocks, 09:00–09:20 Berlin · 03:00–03:20 New York; the conference's alone where they agree.

    `day` is the day they stand under, as for `hours`.
    """
    zone = own_zone(view, start)
    if zone is None:
        return hours(view, start, end, day)
    first = _shifted(view, _in_city(view, start, end), day_of(view, start), day)
    return first + " · " + own_hours(view, zone, start, end, day)


def clocks_in_city(view: View, start: datetime, end: datetime | None = None, day: date | None = None) -> Markup:
    """Return `clocks`, naming the conference's city also to those whose zone is not known and who are not in the house.

    For the first time on a screen: what follows on it can do without.
    """
    if view.onsite or view.reader.zone:
        return clocks(view, start, end, day)
    shown = _ENTITY.format(int(start.timestamp()), _in_city(view, start, end))
    return _shifted(view, shown, day_of(view, start), day)


def _in_city(view: View, start: datetime, end: datetime | None) -> Markup:
    until = f"–{hour(view, end)}" if end else ""
    place = city(view.programme.conference.timezone, view.t.locale)
    return view.t("time.in_city", time=hour(view, start) + until, city=place)


def own_hours(
    view: View, zone: tzinfo, start: datetime, end: datetime | None = None, day: date | None = None
) -> Markup:
    """Return the reader's hours with their city and the shift of the day: 03:00–03:20 New York."""
    local = start.astimezone(zone)
    until = f"–{_hour(view, end.astimezone(zone))}" if end else ""
    place = city(view.reader.zone or "UTC", view.t.locale)
    text = view.t("time.in_city", time=_hour(view, local) + until, city=place)
    shown = _ENTITY.format(int(start.timestamp()), text)
    return _shifted(view, shown, local.date(), day or day_of(view, start))


def _shifted(view: View, shown: Markup, local: date, day: date | None) -> Markup:
    shift = (local - day).days if day else 0
    if shift == 0:
        return shown
    return view.t.count("time.days_after" if shift > 0 else "time.days_before", abs(shift), time=shown)


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
