"""Faults on order, in process and over real HTTP: what a bot meets, and whether its message was taken."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.rehearsal import faults
from bot.rehearsal.faults import Fault
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram

TOKEN = "4242:" + "x" * 35
EITHER = [
    (faults.blocked(), Forbidden, "bot was blocked by the user", 0),
    (faults.refusal("Forbidden: user is deactivated", 403), Forbidden, "user is deactivated", 0),
    (faults.refusal("Bad Request: chat not found"), BadRequest, "Chat not found", 0),
    (faults.flood(7), RetryAfter, "Retry in 7 seconds", 0),
    (faults.migrated(-1009), ChatMigrated, "-1009", 0),
    (faults.unauthorized(), InvalidToken, "Unauthorized", 0),
    (faults.not_found(), InvalidToken, "Not Found", 0),
    (faults.conflict(), Conflict, "only one bot instance", 0),
    (faults.server_error(), NetworkError, "Internal Server Error", 0),
    (faults.server_error(504, accepted=True), NetworkError, "Internal Server Error", 1),
    (faults.bad_gateway(), NetworkError, "Bad Gateway", 0),
    (faults.bad_gateway(accepted=True), NetworkError, "Bad Gateway", 1),
    (faults.broken_json(), TelegramError, "Invalid server response", 1),
    (faults.broken_json(accepted=False), TelegramError, "Invalid server response", 0),
    (faults.timeout(), TimedOut, "Timed out", 0),
    (faults.timeout(accepted=True), TimedOut, "Timed out", 1),
    (faults.cut(), NetworkError, "", 0),
    (faults.cut(accepted=True), NetworkError, "", 1),
]
IN_PROCESS = [
    (faults.refused(), NetworkError, "refused", 0),
    (faults.connect_timeout(), TimedOut, "Timed out", 0),
]


@pytest.fixture
async def remote(telegram: Telegram) -> AsyncIterator[Bot]:
    async with serve(telegram) as address:
        transports = [HTTPXRequest(read_timeout=0.1, httpx_kwargs={"verify": False}) for _ in range(2)]
        async with Bot(TOKEN, f"{address}/bot", request=transports[0], get_updates_request=transports[1]) as bot:
            yield bot


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
@pytest.mark.parametrize(("fault", "raised", "told", "taken"), [*EITHER, *IN_PROCESS])
async def test_a_fault_reaches_the_bot(
    bot: Bot, telegram: Telegram, fault: Fault, raised: type[TelegramError], told: str, taken: int
) -> None:
    await meets(bot, telegram, fault, raised, told, taken)


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
@pytest.mark.parametrize(("fault", "raised", "told", "taken"), EITHER)
async def test_a_fault_reaches_the_bot_over_http(
    remote: Bot, telegram: Telegram, fault: Fault, raised: type[TelegramError], told: str, taken: int
) -> None:
    await meets(remote, telegram, fault, raised, told, taken)


async def meets(bot: Bot, telegram: Telegram, fault: Fault, raised: type[TelegramError], told: str, taken: int) -> None:
    telegram.faults.add(fault, "sendMessage", chat_id=1)
    with pytest.raises(raised) as error:
        await bot.send_message(1, "a")
    assert type(error.value) is raised
    assert told in str(error.value)
    assert [item.text for item in telegram.log] == ["a"] * taken
    assert (await bot.send_message(1, "b")).text == "b"


async def test_a_fault_waits_for_its_method_its_chat_and_its_turn(bot: Bot, telegram: Telegram) -> None:
    telegram.say(2, "/start")
    telegram.faults.add(faults.blocked(), "sendMessage", chat_id=2)
    telegram.faults.add(faults.server_error(), "sendPhoto", times=2)
    telegram.faults.add(faults.bad_gateway())
    assert await bot.get_updates(timeout=0)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(1, "a")
    with pytest.raises(Forbidden):
        await bot.send_message(2, "a")
    assert (telegram.faults.left, [item.chat_id for item in telegram.log]) == (2, [])
    telegram.faults.clear()
    assert telegram.faults.left == 0


async def test_polling_can_fail_too(bot: Bot, telegram: Telegram) -> None:
    telegram.faults.add(faults.not_found(), "getUpdates")
    with pytest.raises(InvalidToken):
        await bot.get_updates(timeout=0)
    assert await bot.get_updates(timeout=0) == ()


async def test_another_process_orders_faults_and_reads_the_log_over_http(telegram: Telegram) -> None:
    async with serve(telegram) as address, aiohttp.ClientSession(address) as client:

        async def post(path: str, **asked: Any) -> Any:
            async with client.post(path, json=asked) as answer:
                return await answer.json()

        await post("/rehearsal/person", id=10, count=2, first_name="Someone")
        await post("/rehearsal/speak", said=[[10, "/start"], [11, "/start"]])
        asked = {"kind": "flood", "with": {"retry_after": 3}, "method": "sendMessage", "chat_id": 10}
        assert await post("/rehearsal/fault", **asked) == {"left": 1}
        assert (await post(f"/bot{TOKEN}/sendMessage", chat_id=10, text="a"))["parameters"] == {"retry_after": 3}
        assert (await post(f"/bot{TOKEN}/sendMessage", chat_id=10, text="b"))["ok"]
        async with client.get("/rehearsal/log/0") as answer:
            (accepted,) = (await answer.json())["accepted"]
        assert (accepted["chat_id"], accepted["text"]) == (10, "b")
        assert "the kinds of fault are" in (await post("/rehearsal/fault", kind="none"))["error"]
        assert "error" in await post("/rehearsal/block")
        assert await post("/rehearsal/flood", on=True) == {"on": True}
        await post("/rehearsal/block", person=10)
        assert (await post(f"/bot{TOKEN}/sendMessage", chat_id=10, text="c"))["error_code"] == 403
        push = {"message": {"message_id": 1, "date": 1, "chat": {"id": 10, "type": "private"}}}
        number = (await post("/rehearsal/push", **push))["update_id"]
        (last,) = (await post(f"/bot{TOKEN}/getUpdates", offset=-1))["result"]
        assert last == {"update_id": number, **push}


async def test_a_server_that_closes_leaves_no_silent_request_open(telegram: Telegram) -> None:
    telegram.faults.add(faults.timeout(), "getMe")
    async with aiohttp.ClientSession() as client:
        async with serve(telegram) as address:
            call = asyncio.create_task(client.get(f"{address}/bot{TOKEN}/getMe"))
            await asyncio.sleep(0.05)
        with pytest.raises(aiohttp.ClientError):
            await call
