"""`steiger run --board`: it says where at the start, serves while the bot runs, and logs no address."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession

from bot.clock import seconds
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
from tests.bot.test_process import CANARY, ended, running
from tests.world import BOCHUM

if TYPE_CHECKING:
    from pathlib import Path


async def test_run_serves_the_board_and_says_where(tmp_path: Path) -> None:
    telegram = Telegram(CANARY, now=lambda: datetime.now(UTC), seconds=seconds)  # noqa: TID251 - a real Telegram asks it too
    async with serve(telegram) as api:
        settings = {"token": CANARY, "api_url": api, "data_dir": str(tmp_path / "data")}
        async with running(telegram, str(BOCHUM), "--board", "0", cwd=tmp_path, **settings) as process:
            assert process.stdout
            lines = [(await process.stdout.readline()).decode() for _ in range(2)]
            found = re.search(
                r"The board for the stage is at (http://127\.0\.0\.1:\d+/[\w-]{32}/)$", "".join(lines), re.MULTILINE
            )
            assert found, lines
            async with ClientSession() as session, session.get(found[1]) as answer:
                assert (answer.status, answer.content_type) == (200, "text/html")
            code, _, log = await ended(process)
        assert (code, found[1] in log) == (0, False)
