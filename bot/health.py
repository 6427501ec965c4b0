"""Whether the bot is well: it hears from Telegram, its loop turns, its clock is right, its disk has room.

The last good poll is written down, read by `steiger health`; what is wrong is told to the operator in the log and to
organisers as an incident. It mends nothing.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.clock import machine_now, seconds

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

_log = logging.getLogger(__name__)
FILE = "last-poll"
PATIENCE = timedelta(seconds=90)
EVERY = 10.0
BEAT = 0.5
LAG = 1.0
"""How late the loop may be, in seconds."""
SKEW = 5.0
"""How far the machine's clock may be from Telegram's, in seconds, at so many answers in a row:"""
ANSWERS = 3
ALONE = 35.0
"""For how many seconds another copy is taken to be still there."""
ROOM = 50_000_000
"""How many bytes should be free where the data lies."""
_BEATS_A_LOOK = 10
_REMEMBERED = 600
SILENT = "Telegram has not answered for %d seconds: nothing is received or sent until it does. Is this machine online?"


class Report(Protocol):
    """Tells organisers of an incident; `delivery.incidents` is the one that ships."""

    def __call__(self, name: str, episode: str = "", **figures: Any) -> None:
        """Tell them once in an episode, by default in an hour."""


def _nobody(name: str, episode: str = "", **figures: Any) -> None:
    del name, episode, figures


@dataclass(slots=True)
class Health:
    """Notes in the data folder when Telegram last answered, and tells who should know what is wrong.

    `count` counts the machine's seconds, `sleep` waits for some of them.
    """

    data_dir: Path
    report: Report = _nobody
    count: Callable[[], float] = seconds
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    last_poll: datetime | None = None
    """When Telegram last answered a poll, on the machine's clock."""
    skew: float = 0
    """How many seconds the machine's clock is ahead of Telegram's."""
    _conflict: float | None = None
    _told: str = ""
    _due: float = 0
    _good: float | None = None
    _silent: bool = False
    _lags: deque[float] = field(default_factory=lambda: deque([0.0], maxlen=_REMEMBERED))
    _skews: deque[float] = field(default_factory=lambda: deque(maxlen=ANSWERS))

    def polled(self) -> None:
        """Note the machine's time, in the file only every `EVERY` seconds: writing it takes a while."""
        self._told = ""
        now, before, self.last_poll = self.count(), self._good, machine_now()
        self._good = now
        if self._silent and before is not None:
            self._silent = False
            since = (self.last_poll - timedelta(seconds=now - before)).isoformat(timespec="seconds")
            self.report("outage", since, since=since, minutes=round((now - before) / 60))
        if now >= self._due:
            self._due = now + EVERY
            # A full disk turns the health red; it does not end the bot.
            with suppress(OSError):
                (self.data_dir / FILE).write_text(self.last_poll.isoformat())

    def told(self, sentence: str, incident: str = "") -> None:
        """Log the sentence, once until Telegram answers again, and tell organisers if it is an incident."""
        if sentence != self._told:
            self._told = sentence
            _log.warning("%s", sentence)
        if incident == "copy":
            self._conflict = self.count()
        if incident:
            self.report(incident)

    def heard(self, date: str) -> None:
        """Compare the machine's clock with an answer's HTTP `Date` (RFC 9110, 6.6.1; whole seconds)."""
        try:
            ahead = (machine_now() - parsedate_to_datetime(date)).total_seconds()
        except (TypeError, ValueError):
            return
        self._skews.append(ahead)
        # An answer that lay about while the machine slept looks like a skew: once.
        self.skew = sorted(self._skews)[len(self._skews) // 2] if len(self._skews) == ANSWERS else 0
        if all(abs(each) > SKEW for each in self._skews) and abs(self.skew) > SKEW:
            self.report("skew", seconds=round(self.skew))

    @property
    def alone(self) -> bool:
        """Whether no other copy of the bot was noticed lately."""
        return self._conflict is None or self.count() - self._conflict > ALONE

    @property
    def lag(self) -> float:
        """How late the loop was at worst in the last five minutes, in seconds."""
        return max(self._lags)

    @property
    def silence(self) -> float:
        """How many seconds ago Telegram last answered a poll."""
        return 0 if self._good is None else self.count() - self._good

    async def watch(self) -> None:
        """Feel the loop's pulse until cancelled, and look now and then at the polling and the disk."""
        self._good = self.count() if self._good is None else self._good
        beats = 0
        while True:
            await self._beat()
            beats += 1
            if beats % _BEATS_A_LOOK == 0:
                self._look()

    async def _beat(self) -> None:
        before = self.count()
        await self.sleep(BEAT)
        late = max(0.0, self.count() - before - BEAT)
        self._lags.append(late)
        if late > LAG:
            _log.warning("The loop stood still for %.1f seconds.", late)
            self.report("lag", seconds=round(late, 1))

    def _look(self) -> None:
        if self.silence > PATIENCE.total_seconds() and not self._silent:
            self._silent = True
            _log.error(SILENT, self.silence)
        free = shutil.disk_usage(self.data_dir).free
        if free < ROOM:
            self.report("disk", megabytes=free // 1_000_000)


def healthy(data_dir: Path, now: datetime) -> bool:
    """Tell whether the bot in a data folder had a good poll less than `PATIENCE` before the machine's `now`."""
    try:
        last = datetime.fromisoformat((data_dir / FILE).read_text().strip())
        return timedelta() <= now - last < PATIENCE
    except (OSError, ValueError, TypeError):
        return False
