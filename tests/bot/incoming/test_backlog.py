from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.clock import machine_now, seconds
from bot.incoming.inbox import Inbox, newest
from bot.incoming.polling import REFUSED, Polling
from bot.rehearsal import faults
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire
from bot.store import Store
from tests.world import ANNA, NOAH, OLGA, TOKEN, Told, World, world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

Json = dict[str, Any]


def message(number: int, chat: int, text: str) -> Json:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    async with await Store.open(sqlite_url) as opened:
        yield opened


class Counted:
    """What was handled, chat by chat."""

    def __init__(self) -> None:
        self.seen: defaultdict[int, list[str]] = defaultdict(list)

    async def handle(self, update: Json) -> None:
        await asyncio.sleep(0)
        self.seen[update["message"]["chat"]["id"]].append(update["message"]["text"])


async def test_of_a_backlog_of_twenty_thousand_each_command_of_a_chat_is_answered_once(sqlite_store: Store) -> None:
    made = Telegram(TOKEN, now=machine_now, seconds=seconds)
    people = range(1, 101)
    for person in people:
        made.add_person(person, "Somebody", "en")
        for _ in range(100):
            made.say(person, "/next")
            made.say(person, "/NOW ")
    counted, told, stop = Counted(), Told(), asyncio.Event()
    inbox = Inbox(sqlite_store, counted.handle)
    polling = asyncio.create_task(Polling(Wire(made), f"http://127.0.0.1:9/bot{TOKEN}", inbox, told).run(stop))
    async with asyncio.timeout(60):
        while made.pending:  # noqa: ASYNC110 - the stand-in has no event for this
            await asyncio.sleep(0.01)
    made.say(1, "afterwards")
    async with asyncio.timeout(60):
        while counted.seen[1][-1:] != ["afterwards"]:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    stop.set()
    await polling
    await inbox.drain()

    assert counted.seen.pop(1) == ["/next", "/NOW", "afterwards"]
    assert dict(counted.seen) == {person: ["/next", "/NOW"] for person in people if person != 1}
    assert await sqlite_store.pending() == ()


def test_of_what_is_repeated_the_last_stays_and_all_else_stays() -> None:
    tap = {"update_id": 3, "callback_query": {"id": "1", "from": {"id": ANNA}, "data": "1fav:a"}}
    left = {"update_id": 6, "my_chat_member": {"chat": {"id": ANNA}}}
    updates = [
        message(1, ANNA, "/stop"), message(2, ANNA, "/start"), tap, message(4, ANNA, " /STOP"),
        message(5, NOAH, "/stop"), left, {**tap, "update_id": 7}, message(8, ANNA, "RUHR2021"),
    ]  # fmt: skip
    assert [update["update_id"] for update in newest(updates)] == [2, 3, 4, 5, 6, 7, 8]


async def test_in_ordinary_times_every_message_is_answered_even_the_same_twice(sqlite_store: Store) -> None:
    counted = Counted()
    inbox = Inbox(sqlite_store, counted.handle)
    await inbox.take([message(1, ANNA, "/next"), message(2, ANNA, "/next")])
    await inbox.drain()
    assert counted.seen[ANNA] == ["/next", "/next"]


async def test_updates_shuffled_and_repeated_are_handled_once_and_in_order_in_each_chat(sqlite_store: Store) -> None:
    dice = random.Random(29)  # noqa: S311 - a test repeats itself
    updates = [message(number, dice.choice((ANNA, NOAH, OLGA)), f"{number}") for number in range(1, 501)]
    handed = [update for block in _blocks(updates, 50) for update in dice.sample(block * 3, 150)]
    counted = Counted()
    inbox = Inbox(sqlite_store, counted.handle)
    for block in _blocks(handed, 150):
        await inbox.take(block)
        await asyncio.sleep(0)
    await inbox.drain()

    wanted: defaultdict[int, list[str]] = defaultdict(list)
    for update in updates:
        wanted[update["message"]["chat"]["id"]].append(update["message"]["text"])
    assert counted.seen == wanted


def _blocks(updates: Sequence[Json], size: int) -> list[list[Json]]:
    return [list(updates[start : start + size]) for start in range(0, len(updates), size)]


async def test_update_ids_that_begin_anew_below_are_handled(sqlite_store: Store) -> None:
    made = Telegram(TOKEN, now=machine_now, seconds=seconds)
    made.add_person(ANNA, "Anna", "de")
    counted, stop = Counted(), asyncio.Event()
    inbox = Inbox(sqlite_store, counted.handle)
    polling = asyncio.create_task(Polling(Wire(made), f"http://127.0.0.1:9/bot{TOKEN}", inbox, Told(), 0).run(stop))
    for number, text in ((900_000_000, "before"), (17, "a week later"), (18, "and on")):
        polls = made.polls
        made.push(message(number, ANNA, text))
        async with asyncio.timeout(60):
            while counted.seen[ANNA][-1:] != [text] or made.polls < polls + 3:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.001)
    stop.set()
    await polling
    await inbox.close()
    assert counted.seen[ANNA] == ["before", "a week later", "and on"]


async def test_a_follow_tapped_long_before_the_restart_holds_and_shows_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        follows = await _after_an_outage(w, NOAH)
        assert (follows, w.telegram.log[-1].text.startswith("Welcome")) == (1, True)


async def test_what_an_organiser_tapped_long_before_the_restart_is_not_carried_out(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        assert await _after_an_outage(w, OLGA) == 0


async def _after_an_outage(w: World, person: int) -> int:
    """Return how many things somebody follows whose tap on a star was stored twenty minutes before the restart."""
    seen = (await w.tap(person, await w.ask(person, "/programme"), "1"))[0]
    star = next(data for data in seen.every_button if data.startswith("1follow"))
    w.telegram.tap(person, seen.id, star)
    reply = await w.telegram.call("getUpdates", {"limit": 100, "timeout": 0})
    (update,) = reply.content["result"]
    shown = len(w.telegram.log)
    long_ago = machine_now() - timedelta(minutes=20)
    await w.store.receive([(update["update_id"], person, json.dumps(update))], long_ago)
    await w.bot.inbox.resume()
    await w.bot.inbox.drain()
    assert len(w.telegram.log) == shown
    assert await w.store.pending() == ()
    known = await w.store.person(person)
    assert known
    return len(known.follows)


async def test_after_sixty_updates_in_a_minute_one_polite_word_and_nobody_else_notices(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "/start")
        w.seconds[0] += 60
        for _ in range(500):
            w.telegram.say(NOAH, "/next")
        w.telegram.say(ANNA, "/next")
        before = len(w.telegram.log)
        await w.work()
        to_noah = [entry.text for entry in w.telegram.log[before:] if entry.chat_id == NOAH]
        to_anna = [entry.text for entry in w.telegram.log[before:] if entry.chat_id == ANNA]
        w.telegram.tap(NOAH, 1, "1next:")
        answered = len(w.telegram.answers)
        await w.work()
        acknowledged = len(w.telegram.answers) - answered
        w.seconds[0] += 60
        again = await w.ask(NOAH, "/next")

    assert (len(to_noah), len(to_anna), acknowledged) == (61, 1, 1)
    assert to_noah[60] == "One moment, please: that was a lot at once. I will be with you again in a minute."
    assert again.text.startswith("Next")


async def test_who_blocks_the_bot_after_sixty_updates_is_heard(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.ask(NOAH, "/start")
        for _ in range(70):
            w.telegram.say(NOAH, "/next")
        w.telegram.block(NOAH)
        await w.work()
        person = await w.store.person(NOAH)
    assert person
    assert not person.reachable


async def test_a_conflict_holds_bulk_back_and_organisers_are_told(sqlite_store: Store) -> None:
    made = Telegram(TOKEN, now=machine_now, seconds=seconds)
    held: list[float] = []
    told, stop = Told(), asyncio.Event()
    made.faults.add(faults.conflict(), "getUpdates", times=3)
    made.faults.add(faults.not_found(), "getUpdates")
    loop = Polling(
        Wire(made),
        f"http://127.0.0.1:9/bot{TOKEN}",
        Inbox(sqlite_store, Counted().handle),
        told,
        0,
        (0.0,),
        held.append,
    )
    polling = asyncio.create_task(loop.run(stop))
    async with asyncio.timeout(60):
        while not told.polls:  # noqa: ASYNC110 - the stand-in has no event for this
            await asyncio.sleep(0.001)
    stop.set()
    await polling
    assert (held, told.incidents, told.sentences[-1]) == ([35.0] * 3, ["copy"] * 3, REFUSED)


async def test_a_token_that_stays_refused_is_an_incident(sqlite_store: Store) -> None:
    made = Telegram(TOKEN, now=machine_now, seconds=seconds)
    made.faults.add(faults.unauthorized(), "getUpdates", times=4)
    told, stop = Told(), asyncio.Event()
    inbox = Inbox(sqlite_store, Counted().handle)
    polling = asyncio.create_task(
        Polling(Wire(made), f"http://127.0.0.1:9/bot{TOKEN}", inbox, told, 0, (0.0,)).run(stop)
    )
    async with asyncio.timeout(60):
        while not told.polls:  # noqa: ASYNC110 - the stand-in has no event for this
            await asyncio.sleep(0.001)
    stop.set()
    await polling
    assert told.incidents == ["token", "token"]
