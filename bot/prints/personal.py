"""New personal codes and the PDF they stand in. It keeps nothing: until their hashes are kept they open nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.store.invitations import VALID, new_codes

if TYPE_CHECKING:
    from schedule.model import Conference

MOST = 2_000
"""How many are made at once."""
AFTER = timedelta(days=14)
"""How long after the conference a code can still be used for the first time: recordings are watched late."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Personal codes, and the PDF that is the only place where they can be read."""

    codes: tuple[str, ...]
    expires: datetime
    pdf: bytes


def make(conference: Conference, bot: str, number: int, machine: datetime) -> Printed:
    """Return new codes on cards; 2,000 take half a minute of work. `bot` is the bot's username.

    They hold until two weeks after the conference and for a week at least, also where it is rehearsed later.
    """
    from bot.prints.cards import cards  # noqa: PLC0415 - a second and 30 MB that no bot without codes needs

    ends = datetime.combine(conference.ends + timedelta(days=1), time.min, conference.zone)
    expires = max(ends + AFTER, machine + VALID)
    codes = new_codes(number)
    until = (expires - timedelta(seconds=1)).astimezone(conference.zone).date()
    return Printed(codes, expires, cards(conference, bot, codes, until))
