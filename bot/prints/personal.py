"""New personal codes and the PDF they stand in. It keeps nothing: until their hashes are kept they open nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
    last: date
    """The last day, of the conference's calendar, on which they can be used for the first time."""
    expires: datetime
    pdf: bytes


def make(conference: Conference, bot: str, number: int, machine: datetime) -> Printed:
    """Return new codes on cards; 2,000 take half a minute of work. `bot` is the bot's username.

    They hold until two weeks after the conference and for a week at least, also where it is rehearsed later.
    """
    from bot.prints.cards import cards  # noqa: PLC0415 - a second and 30 MB that no bot without codes needs

    last = max(conference.ends + AFTER, (machine + VALID).astimezone(conference.zone).date())
    expires = datetime.combine(last + timedelta(days=1), time.min, conference.zone)
    codes = new_codes(number)
    return Printed(codes, last, expires, cards(conference, bot, codes, last))
