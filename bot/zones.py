"""Time zones by the names people know: places in every language of the bot. It will not guess anybody's zone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel.core import get_global
from babel.dates import get_timezone_location

if TYPE_CHECKING:
    from babel import Locale

AROUND_THE_WORLD = (
    "America/Los_Angeles",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""Zones to choose from before anybody has to type, from west to east."""


def is_zone(name: str) -> bool:
    """Tell whether there is a zone of this name (IANA, as CLDR lists them)."""
    return name in get_global("zone_territories") and name != "Etc/Unknown"


@lru_cache(maxsize=1024)
def city(zone: str, locale: Locale) -> str:
    """Return the place an IANA zone is named after, in a language: New York, Mexiko-Stadt."""
    return str(get_timezone_location(zone, locale=locale, return_city=True)).rpartition("/")[2]
