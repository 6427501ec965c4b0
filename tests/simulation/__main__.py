"""`python -m tests.simulation [--seed N] [--seeds K] [--small]`: plays a conference for each seed; what came of it."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import seconds
from tests import quick
from tests.simulation.play import FULL, SMALL, Play

_SHOWN = 20


def main(arguments: list[str]) -> int:
    """Play; 1 if any promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--seeds", type=int, default=1, help="how many conferences (1)")
    parser.add_argument("--small", action="store_true", help="a few dozen people instead of thousands")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # faults by the thousand are what it is about
    size = SMALL if asked.small else FULL
    sys.stdout.write(f"{size}\n")
    broken = sum(_one(seed, asked.small) for seed in range(asked.seed, asked.seed + asked.seeds))
    sys.stdout.write(f"\n{broken} promises broken.\n")
    return bool(broken)


def _one(seed: int, small: bool) -> int:  # noqa: FBT001 - a size has no better name here
    begun = seconds()
    with TemporaryDirectory(prefix="simulation-", dir=quick.folder()) as folder:
        play = Play(f"sqlite:///{Path(folder) / 'steiger.db'}", seed, SMALL if small else FULL)
        outcome = asyncio.run(play.run())
    sys.stdout.write(f"\nseed {seed}: {outcome.figures}, {outcome.crashes} deaths, {seconds() - begun:.0f} s\n")
    sys.stdout.write(f"    {outcome.expected:,} reminders expected; {outcome.letters}\n")
    for violation in outcome.violations[:_SHOWN]:
        sys.stdout.write(f"    {violation}\n")
    sys.stdout.flush()
    return len(outcome.violations)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
