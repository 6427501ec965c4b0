"""Who takes part: the bot as it ships, and the rivals. How they are started, nothing else."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.processes import ROOT, TOKEN

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = ROOT / "schedule" / "bochum-2021"
MORNING = "2021-09-23T08:45"


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot; `rival` is its name in `rivals`, empty for ours."""

    name: str
    rival: str = ""

    def command(self, url: str, data: Path) -> tuple[list[str], dict[str, str]]:
        """Return the command that starts it against a Bot API server, and its environment."""
        if self.rival:
            return [sys.executable, "-m", "tests.bench.rivals", self.rival, url, TOKEN], {}
        settings = {"STEIGER_TOKEN": TOKEN, "STEIGER_API_URL": url, "STEIGER_DATA_DIR": str(data)}
        return [sys.executable, "-m", "bot", "run", str(EXAMPLE), "--at", MORNING], settings


OURS = Contender("ours")
PTB = Contender("PTB concurrent", "ptb-concurrent")
PTB_SEQUENTIAL = Contender("PTB sequential", "ptb-sequential")
AIOGRAM = Contender("aiogram", "aiogram")
