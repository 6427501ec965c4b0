"""Time zones by the names people know: places in every language of the bot. It will not guess anybody's zone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import get_timezone_location

if TYPE_CHECKING:
    from babel import Locale


@lru_cache(maxsize=1024)
def city(zone: str, locale: Locale) -> str:
    """Return the place an IANA zone is named after, in a language: New York, Mexiko-Stadt."""
    return str(get_timezone_location(zone, locale=locale, return_city=True))
