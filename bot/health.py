"""Whether the bot still hears from Telegram: written down at each good poll, read by `steiger health`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import machine_now, seconds

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)
FILE = "last-poll"
PATIENCE = timedelta(seconds=90)
EVERY = 10.0


@dataclass(slots=True)
class Health:
    """Notes in the data folder when Telegram last answered, and tells the operator what is wrong."""

    data_dir: Path
    _told: str = ""
    _due: float = 0

    def polled(self) -> None:
        """Note the machine's time, unless that was done in the last `EVERY` seconds: writing a file takes a while."""
        self._told = ""
        if seconds() >= self._due:
            self._due = seconds() + EVERY
            (self.data_dir / FILE).write_text(machine_now().isoformat())

    def told(self, sentence: str) -> None:
        """Log the sentence, once until Telegram answers again."""
        if sentence != self._told:
            self._told = sentence
            _log.warning("%s", sentence)


def healthy(data_dir: Path, now: datetime) -> bool:
    """Tell whether the bot in a data folder had a good poll less than `PATIENCE` before the machine's `now`."""
    try:
        last = datetime.fromisoformat((data_dir / FILE).read_text().strip())
        return timedelta() <= now - last < PATIENCE
    except (OSError, ValueError, TypeError):
        return False
