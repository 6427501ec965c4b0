"""What zones are called: CLDR's exemplar cities and countries. It will not search."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.core import get_global

if TYPE_CHECKING:
    from babel import Locale

UTC = "Etc/UTC"
UNKNOWN = "Etc/Unknown"


def is_zone(name: str) -> bool:
    """Tell whether there is a zone of this name, as CLDR lists them."""
    return name in get_global("zone_territories") and name != UNKNOWN


def city(zone: str, locale: Locale) -> str:
    """Return the place an IANA zone is named after, in a language: New York, Mexiko-Stadt."""
    zone = get_global("zone_aliases").get(zone, zone)
    exemplar = locale.time_zones.get(zone, {}).get("city")
    return str(exemplar) if exemplar else last_part(zone)


def last_part(zone: str) -> str:
    """Return the place in the name of a zone: Ho Chi Minh."""
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def zones() -> tuple[str, ...]:
    """Return the names of all zones that belong to a place, and UTC."""
    everywhere = (zone for zone in get_global("zone_territories") if not zone.startswith("Etc/"))
    return (*everywhere, UTC)
