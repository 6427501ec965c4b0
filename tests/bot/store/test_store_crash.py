from __future__ import annotations

import subprocess
import sys

from bot.store import Store

# Receives two updates and handles one, over and over, and says each time that it is done.
CHILD = """
import asyncio, sys
from datetime import UTC, datetime
from bot.store import Store

NOW = datetime(2021, 9, 23, tzinfo=UTC)

async def main():
    store = await Store.open(sys.argv[1])
    for number in range(0, 100_000, 2):
        await store.receive([(number, 7, "{}"), (number + 1, 7, "{}")], NOW)
        print("received", number, flush=True)
        await store.handled([number], NOW)
        print("handled", number, flush=True)

asyncio.run(main())
"""


def run_and_kill(url: str) -> list[str]:
    """Return what the child said until it was killed, at no particular moment."""
    command = [sys.executable, "-c", CHILD, url]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    said = [child.stdout.readline() for _ in range(31)]
    child.kill()
    said += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    return [line for line in said if line.endswith("\n")]


async def test_what_was_acknowledged_survives_a_kill(database_url: str) -> None:
    said = [line.split() for line in run_and_kill(database_url)]
    word, last = said[-1][0], int(said[-1][1])
    acknowledged = set(range(1, last + 2, 2)) | ({last} if word == "received" else set())
    begun = acknowledged - {last} if word == "received" else acknowledged | {last + 2, last + 3}
    async with await Store.open(database_url) as store:
        found = {row.update_id for row in await store.pending()}
    assert found in (acknowledged, begun)
