from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.clock import machine_now, seconds
from bot.delivery.transport import Transport
from bot.incoming.inbox import Inbox
from bot.incoming.polling import Polling
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
from bot.store import Store
from tests import forked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.forked import Forked

TOKEN = "1234567:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
NOW = datetime(2021, 9, 23, tzinfo=UTC)
PEOPLE = range(1, 9)
KILLS = 3


class Nobody:
    def polled(self) -> None: ...

    def told(self, sentence: str, incident: str = "") -> None: ...


async def follow_what_is_written(store_url: str, bot_url: str, length: float = 3600) -> None:
    """Poll over HTTP for so many seconds and let people follow and unfollow what they write."""
    transport, stop = Transport(), asyncio.Event()
    await transport.initialize()
    async with await Store.open(store_url) as store:

        async def handle(update: dict[str, Any]) -> None:
            person, (word, subject) = update["message"]["chat"]["id"], update["message"]["text"].split()
            await store.welcome(person, "en", NOW)
            if word == "follow":
                await store.follow(person, "session", subject, NOW)
            else:
                await store.unfollow(person, "session", subject)

        inbox = Inbox(store, handle)
        await inbox.resume()
        polling = asyncio.create_task(Polling(transport, bot_url, inbox, Nobody(), pauses=(0.05,)).run(stop))
        await asyncio.wait({polling}, timeout=length)
        stop.set()
        await polling
        await inbox.drain()
    await transport.shutdown()


async def test_killed_while_handling_updates_it_ends_up_where_it_would_have_without(tmp_path: Path) -> None:
    dice = random.Random(4)  # noqa: S311 - a test repeats itself
    made = Telegram(TOKEN, now=machine_now, seconds=seconds)
    model: dict[int, set[str]] = {person: set() for person in PEOPLE}
    for person in PEOPLE:
        made.add_person(person, "Somebody", "en")
    url = f"sqlite:///{tmp_path}/steiger.db"
    async with serve(made) as address:
        for _ in range(KILLS):
            for _ in range(400):
                write(made, model, dice)
            child = forked.start(follow_what_is_written, url, f"{address}/bot{TOKEN}")
            await until_left(made, dice.randint(50, 350), child)
            await child.kill()
        await follow_what_is_written(url, f"{address}/bot{TOKEN}", 1)
    async with await Store.open(url) as store:
        people = [await store.person(person) for person in PEOPLE]
        left = await store.pending()
    found = {person.id: {subject for _, subject in person.follows} for person in people if person}
    assert (found, left) == (model, ())


def write(made: Telegram, model: dict[int, set[str]], dice: random.Random) -> None:
    person, subject = dice.choice(PEOPLE), f"s{dice.randint(1, 12)}"
    following = dice.random() < 0.6
    made.say(person, f"{'follow' if following else 'unfollow'} {subject}")
    (model[person].add if following else model[person].discard)(subject)


async def until_left(made: Telegram, pending: int, child: Forked) -> None:
    async with asyncio.timeout(60):
        while made.pending > pending:
            assert child.alive, child.errors
            await asyncio.sleep(0.002)
