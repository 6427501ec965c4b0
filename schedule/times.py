"""Days, times and durations as an organiser writes them. Instants leave here as aware UTC; it never asks the time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from schedule.fields import consequence, did_you_mean, reading, short, written, wrong

if TYPE_CHECKING:
    from pydantic import ValidationInfo

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ] *([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
    r" *([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_HOUR = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_DURATION = re.compile(r"(?:([0-9]{1,4}) *h)? *(?:([0-9]{1,6}) *(?:min|m|$))? *(?:([0-9]{1,6}) *s)?", re.IGNORECASE)
# Far enough from both ends of the calendar for every sum of an instant and a length.
_YEARS = range(1900, 2200)
_LIKE_A_TIME = "write it like 2021-09-23 09:00"
# In the database's folder, but what they mean depends on the machine, or is nothing.
_NO_ZONES = {"localtime", "posixrules", "Factory"}
_WEEK = timedelta(days=7)


def parse_zone_name(value: Any) -> str:
    """Return the name of a zone in the IANA database."""
    name = written(value, "a time zone")
    zones = _zones()
    if name not in zones:
        city = name.lower().replace(" ", "_")
        of_city = next((zone for zone in zones if zone.lower().endswith(f"/{city}")), None)
        hint = did_you_mean(of_city or name, zones) or 'use an IANA name such as "Europe/Berlin"'
        raise wrong(f'there is no time zone "{short(name)}"', hint)
    return name


@lru_cache
def _zones() -> dict[str, None]:
    return dict.fromkeys(sorted(available_timezones() - _NO_ZONES))


def parse_day(value: Any) -> date:
    """Return a calendar day, written 2021-09-23."""
    if isinstance(value, date):
        return value
    text = written(value, "a day")
    match = _DAY.fullmatch(text)
    day = match and _day(*(int(part) for part in match.groups()))
    if not day:
        raise wrong(f'"{short(text)}" is no day', "write it like 2021-09-23")
    return day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def parse_instant(value: Any, info: ValidationInfo) -> datetime:
    """Return the aware UTC instant of a wall time in the conference's zone, or of one with its offset."""
    surroundings = reading(info)
    surroundings.follows = None
    surroundings.follows = _instant(value, surroundings.zone)
    return surroundings.follows


def parse_later(value: Any, info: ValidationInfo) -> datetime:
    """Return an instant that follows another: an hour alone takes the date of `start` or `meets`."""
    if not isinstance(value, str) or not _HOUR.fullmatch(value.strip()):
        return _instant(value, reading(info).zone)
    base = info.data.get("start") or info.data.get("meets") or reading(info).follows
    if base is None:
        raise consequence()
    return _on_the_day_of(base, value.strip(), reading(info).zone)


def _on_the_day_of(base: datetime, hour: str, zone: ZoneInfo | None) -> datetime:
    day = base.astimezone(zone or UTC).date()
    instant = _read(f"{day} {hour}", hour, zone)
    if instant < base:
        raise wrong(
            f'"{hour}" is earlier than the time it follows',
            f'if it is the next day, write "{day + timedelta(days=1)} {hour}"',
        )
    return instant


def _instant(value: Any, zone: ZoneInfo | None) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    text = written(value, "a time")
    return _read(text, text, zone)


def _read(full: str, text: str, zone: ZoneInfo | None) -> datetime:
    """Return the instant of a full time; `text` is what was written."""
    match = _TIME.fullmatch(full)
    wall = match and _wall(match)
    if not match or not wall:
        raise wrong(f'"{short(text)}" is no time', _LIKE_A_TIME)
    if match[7]:
        return _with_offset(wall, match[7], text)
    return in_zone(wall, zone, full) if zone else wall.replace(tzinfo=UTC)


def _wall(match: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, second) if year in _YEARS else None  # noqa: DTZ001
    except ValueError:
        return None


def _with_offset(wall: datetime, offset: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{wall.isoformat()}{offset.upper()}").astimezone(UTC)
    except ValueError:
        raise wrong(f'"{short(text)}" has no such offset', "write it like +02:00") from None


def in_zone(wall: datetime, zone: ZoneInfo, text: str) -> datetime:
    """Return the one UTC instant of a wall time, refusing one that a DST change skips or repeats (PEP 495)."""
    text = " ".join(text.split())
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise wrong(
            f'"{text}" does not exist in {zone.key}: the clocks go forward',
            f"write {_skipped_to(first, zone)} or another time outside the gap",
        )
    either = " or ".join(f'"{text}{moment.isoformat()[-6:]}"' for moment in (first, second))
    raise wrong(f'"{text}" happens twice in {zone.key}: the clocks go back', f"write {either}")


def _skipped_to(gap: datetime, zone: ZoneInfo) -> str:
    return gap.astimezone(UTC).astimezone(zone).strftime("%H:%M")


def parse_span(value: Any) -> timedelta:
    """Return a duration: `20 min`, `1 h 30 min`, `30 s` or a number of minutes."""
    if isinstance(value, timedelta):
        return value
    text = written(value, "a duration")
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        raise wrong(f'"{short(text)}" is no duration', "write it like 20 min, 1 h 30 min or 30 s")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if span > _WEEK:
        raise wrong(f'"{short(text)}" is longer than a week')
    return span


def parse_minutes(value: Any) -> timedelta:
    """Return a length above zero, a week at most; a bare number counts minutes."""
    span = parse_span(value)
    if not span:
        raise wrong(f'"{short(str(value))}" is no length', "write the minutes it takes, above zero")
    return span
