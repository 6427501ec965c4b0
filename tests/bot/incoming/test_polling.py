from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.incoming.inbox import Inbox
from bot.incoming.polling import CONFLICT, REFUSED, Polling
from bot.rehearsal import faults
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire
from tests.world import ANNA, NOAH, TOKEN, Told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store import Store

Json = dict[str, Any]
NOON = datetime(2021, 9, 23, 12, tzinfo=UTC)


def telegram() -> Telegram:
    ticks = iter(range(10**9))
    made = Telegram(TOKEN, now=lambda: NOON, seconds=lambda: float(next(ticks)))
    for person in (ANNA, NOAH):
        made.add_person(person, "Somebody", "en")
    return made


@asynccontextmanager
async def polling(store: Store, handle: Any, made: Telegram, told: Told) -> AsyncIterator[Inbox]:
    inbox, stop = Inbox(store, handle), asyncio.Event()
    loop = Polling(Wire(made), f"http://127.0.0.1:9/bot{TOKEN}", inbox, told, pauses=(0.0,))
    task = asyncio.create_task(loop.run(stop))
    try:
        yield inbox
    finally:
        stop.set()
        await asyncio.wait_for(task, 60)
        await inbox.close()


async def until(condition: Any) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the condition is anything at all
            await asyncio.sleep(0.001)


async def test_updates_of_one_chat_are_handled_in_order_and_those_of_others_beside_them(store: Store) -> None:
    made, seen, gate = telegram(), [], asyncio.Event()

    async def handle(update: Json) -> None:
        text = update["message"]["text"]
        if text == "slow":
            await gate.wait()
        seen.append(text)

    async with polling(store, handle, made, Told()) as inbox:
        for person, text in ((ANNA, "slow"), (ANNA, "second"), (NOAH, "other")):
            made.say(person, text)
        await until(lambda: seen == ["other"])
        gate.set()
        await until(lambda: len(seen) == 3)
        await inbox.drain()

    assert seen == ["other", "slow", "second"]
    assert await store.pending() == ()


async def test_an_update_is_acknowledged_only_after_it_was_stored() -> None:
    made, seen = telegram(), []
    refuse = asyncio.Event()

    class Forgetful:
        async def take(self, updates: list[Json], *, more: bool = False) -> None:
            assert not more
            if not refuse.is_set():
                refuse.set()
                raise OSError("disk full")
            seen.extend(update["message"]["text"] for update in updates)

    stop = asyncio.Event()
    loop = Polling(Wire(made), f"http://127.0.0.1:9/bot{TOKEN}", Forgetful(), told := Told(), pauses=(0.0,))  # type: ignore[arg-type]
    task = asyncio.create_task(loop.run(stop))
    made.say(ANNA, "hello")
    await until(lambda: seen)
    stop.set()
    await task

    assert seen == ["hello"]
    assert told.sentences == ["The updates could not be stored (OSError); they will be asked for again."]


async def test_what_a_dead_process_left_is_handled_by_the_next(store: Store) -> None:
    made, seen, never = telegram(), [], asyncio.Event()

    async def hang(_update: Json) -> None:
        await never.wait()

    async with polling(store, hang, made, Told()) as inbox:
        made.say(ANNA, "before the crash")
        await until(lambda: made.pending == 0)
        await inbox.close(patience=0)

    async def handle(update: Json) -> None:
        seen.append(update["message"]["text"])

    heir = Inbox(store, handle)
    await heir.resume()
    await heir.drain()

    assert seen == ["before the crash"]
    assert await store.pending() == ()


async def test_an_update_that_fails_three_times_is_put_aside_and_the_next_ones_go_on(store: Store) -> None:
    made, tries, seen = telegram(), [], []

    async def handle(update: Json) -> None:
        if update["message"]["text"] == "poison":
            tries.append(1)
            raise ValueError("cannot digest this")
        seen.append(update["message"]["text"])

    async with polling(store, handle, made, Told()) as inbox:
        made.say(ANNA, "poison")
        made.say(ANNA, "fine")
        await until(lambda: seen)
        await inbox.drain()

    assert (len(tries), seen) == (3, ["fine"])
    assert (await store.counts()).aside == 1


async def test_a_known_update_is_handled_once_however_often_it_comes(store: Store) -> None:
    seen = []

    async def handle(update: Json) -> None:
        seen.append(update["update_id"])

    inbox = Inbox(store, handle)
    update = {"update_id": 7, "message": {"chat": {"id": ANNA}, "text": "once"}}
    for _ in range(3):
        await inbox.take([update, update])
        await inbox.drain()

    assert seen == [7]


async def test_polling_survives_every_failure_and_says_what_it_was(store: Store) -> None:
    made, told, seen = telegram(), Told(), []
    orders = (
        faults.conflict(), faults.not_found(), faults.unauthorized(), faults.bad_gateway(), faults.server_error(),
        faults.cut(), faults.timeout(), faults.broken_json(), faults.flood(0),
    )  # fmt: skip

    async def handle(update: Json) -> None:
        seen.append(update["message"]["text"])

    for fault in orders:
        made.faults.add(fault, "getUpdates")
    async with polling(store, handle, made, told):
        made.say(ANNA, "still there?")
        await until(lambda: seen)

    assert seen == ["still there?"]
    assert told.sentences[:3] == [CONFLICT, REFUSED, REFUSED]
    assert len(told.sentences) == len(orders)
    assert all(TOKEN not in sentence and "Traceback" not in sentence for sentence in told.sentences)
