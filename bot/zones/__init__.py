"""Time zones by the names people know: places in every language of the bot. It will not guess anybody's zone."""

from __future__ import annotations

from bot.zones.gazetteer import find, named
from bot.zones.names import city, is_zone

__all__ = ["AROUND_THE_WORLD", "city", "find", "is_zone", "named"]

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
