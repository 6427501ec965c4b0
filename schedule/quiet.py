"""When what can wait may be told to somebody who wants to be left in peace at night. It tells nothing."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from schedule.days import next_time
from schedule.following import Follower

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


def after_quiet(instant: datetime, quiet: tuple[int, int] | None, zone: tzinfo) -> datetime:
    """Return the instant or, within somebody's quiet hours (from and until which hour), when these are over."""
    if quiet is None or not Follower(0, (), (), zone, quiet=quiet).asleep(instant):
        return instant
    return next_time(instant, time(quiet[1]), zone)
