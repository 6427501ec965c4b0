"""The bot as it ships, on a conference's clock that another process knows: `dated URL FOLDER START SINCE`."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import run
from bot.clock import Clock, seconds
from bot.logs import set_up
from bot.settings import Settings
from schedule.loading import load
from tests.bench.contenders import EXAMPLE
from tests.bench.processes import TOKEN


def main(url: str, folder: str, start: str, since: str) -> None:
    """Run until SIGTERM: the conference's clock showed `start` when the machine's count was `since`."""
    set_up()
    clock = Clock(datetime.fromisoformat(start) + timedelta(seconds=seconds() - float(since)), 1)
    settings = Settings(token=TOKEN, api_url=url, data_dir=Path(folder), conference=EXAMPLE, organisers=frozenset({1}))
    asyncio.run(run(settings, load(EXAMPLE), clock))


if __name__ == "__main__":
    main(*sys.argv[1:])
