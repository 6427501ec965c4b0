from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from bot.store import Store
from tests import forked

NOW = datetime(2021, 9, 23, tzinfo=UTC)


async def receive_and_handle(url: str) -> None:
    """Receive two updates and handle one, over and over, and say each time that it is done."""
    store = await Store.open(url)
    for number in range(0, 100_000, 2):
        await store.receive([(number, 7, "{}"), (number + 1, 7, "{}")], NOW)
        say(f"received {number}")
        await store.handled([number], NOW)
        say(f"handled {number}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def run_and_kill(url: str) -> list[str]:
    """Return what the child said until it was killed, at no particular moment."""
    child = forked.start(receive_and_handle, url)
    async with asyncio.timeout(60):
        while child.out.count("\n") <= 30:
            assert child.alive, child.errors
            await asyncio.sleep(0.002)
    await child.kill()
    return [line for line in child.out.splitlines(keepends=True) if line.endswith("\n")]


async def test_what_was_acknowledged_survives_a_kill(database_url: str) -> None:
    said = [line.split() for line in await run_and_kill(database_url)]
    word, last = said[-1][0], int(said[-1][1])
    acknowledged = set(range(1, last + 2, 2)) | ({last} if word == "received" else set())
    begun = acknowledged - {last} if word == "received" else acknowledged | {last + 2, last + 3}
    async with await Store.open(database_url) as store:
        found = {row.update_id for row in await store.pending()}
    assert found in (acknowledged, begun)
