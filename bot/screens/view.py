"""What every screen is given: the programme, its reader and the instant. It will not ask for more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.reader import Mode
from schedule.model import Access
from schedule.seating import NOBODY, closes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.reader import Reader
    from bot.texts import Texts
    from schedule.localised import Localised
    from schedule.model import Excursion, Programme, Stream
    from schedule.seating import Seats


@dataclass(frozen=True, slots=True)
class View:
    """One reader's sight of the programme at `now` (aware UTC); `bot` is the bot's username, for links to it.

    By kind and id, `moved_from` tells when things began before they were moved lately, and `sequence` how often their
    facts have changed. `inline` tells whether the bot answers in other chats, so that pages can be shared. `seats`
    holds by id those of excursions, where a screen needs them.
    """

    programme: Programme
    reader: Reader
    now: datetime
    bot: str = ""
    moved_from: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    sequence: Mapping[tuple[str, str], int] = field(default_factory=dict)
    seats: Mapping[str, Seats] = field(default_factory=dict)
    inline: bool = False

    @property
    def t(self) -> Texts:
        """The words of this reader's language."""
        return self.reader.t

    @property
    def online(self) -> bool:
        """Whether the reader takes part online; the undecided do not count."""
        return self.reader.mode is Mode.ONLINE

    @property
    def onsite(self) -> bool:
        """Whether the reader is in the house; the undecided do not count."""
        return self.reader.mode is Mode.ONSITE

    def may_watch(self, stream: Stream) -> bool:
        """Tell whether the reader may have this stream's link while it is open."""
        return self.reader.private and (stream.access is Access.PUBLIC or self.reader.registered)

    def seats_of(self, trip: Excursion) -> Seats:
        """Return the seats of an excursion as the reader finds them, with what its guide says of when it leaves now."""
        return self.seats.get(trip.id, NOBODY).departing(closes(trip))

    def may_guide(self, trip: Excursion) -> bool:
        """Tell whether the reader may see an excursion's guests and speak to them: its guide, and organisers."""
        return self.reader.private and (self.reader.organiser or ("guide", trip.id) in self.reader.roles)

    def words(self, text: Localised | None) -> str:
        """Return the reader's version of a text from the programme, empty if there is none."""
        return text.to(self.reader.t.language) if text else ""

    def link(self, payload: str) -> str:
        """Return the address that opens the bot with `payload` (64 of A-Z, a-z, 0-9, _ and -; Bot API, deep links)."""
        return f"https://t.me/{self.bot}?start={payload}"
