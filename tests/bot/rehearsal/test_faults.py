"""Faults on order, in process and over real HTTP: what a bot meets, and whether its message was taken."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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

from bot.clock import Clock, machine_now
from bot.rehearsal import faults
from bot.rehearsal.faults import Fault
from bot.rehearsal.reply import NoAnswer
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


async def test_an_outage_holds_for_every_call_until_it_is_lifted(bot: Bot, telegram: Telegram) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    telegram.faults.add(faults.blocked(), "sendMessage")
    telegram.faults.outage(faults.refused())
    telegram.say(1, "unheard")
    for call in (poll, bot.get_updates(timeout=0), bot.send_message(1, "a"), bot.get_me()):
        with pytest.raises(NetworkError, match="refused"):
            await call
    telegram.faults.lift()
    with pytest.raises(Forbidden):
        await bot.send_message(1, "a")
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert (update.message.text, telegram.log) == ("unheard", [])


async def test_the_fetching_of_a_file_can_fail_too(bot: Bot, telegram: Telegram) -> None:
    telegram.send_document(1, "a.yaml", b"a")
    file = await bot.get_file(telegram.messages(1)[-1]["document"]["file_id"])
    telegram.faults.add(faults.cut(), "file")
    with pytest.raises(NetworkError, match="cut"):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == b"a"


async def test_a_scheduled_message_is_taken_under_the_number_0(bot: Bot, telegram: Telegram) -> None:
    telegram.faults.add(faults.scheduled(), "sendMessage", times=2)
    assert (await bot.send_message(1, "a")).message_id == 0
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(77, "a")
    assert [(entry.message_id, entry.text) for entry in telegram.log] == [(0, "a")]
    assert telegram.messages(1)[-1]["text"] == "a"


async def test_weather_is_the_same_for_the_same_seed_and_as_bad_as_ordered(telegram: Telegram) -> None:
    met = []
    for seed in (7, 7, 8):
        telegram.faults.weather({"flood": 0.1, "cut": 0.2, "blocked": 0.1}, seed)
        met.append([await weathered(telegram) for _ in range(400)])
    assert (met[0] == met[1], met[0] == met[2]) == (True, False)
    counts = {how: round(met[0].count(how) / 400, 1) for how in ((429, 0), (403, 0), ("cut", 0), ("cut", 1), (200, 1))}
    assert counts == {(429, 0): 0.1, (403, 0): 0.1, ("cut", 0): 0.1, ("cut", 1): 0.1, (200, 1): 0.6}
    telegram.faults.clear()
    assert await weathered(telegram) == (200, 1)
    with pytest.raises(ValueError, match="no such kinds of fault"):
        telegram.faults.weather({"rain": 1}, 1)


async def weathered(telegram: Telegram) -> tuple[object, int]:
    """The answer's status or the loss, and how many messages were taken."""
    before = len(telegram.log)
    try:
        status: object = (await telegram.call("sendMessage", {"chat_id": 1, "text": "a"})).status
    except NoAnswer as silence:
        status = silence.loss
    return status, len(telegram.log) - before


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


async def test_another_process_moves_the_clock_taps_and_makes_bad_weather(telegram: Telegram) -> None:
    clock = Clock(datetime(2021, 9, 23, 7, tzinfo=UTC), 0)
    async with serve(telegram, clock=clock) as address, aiohttp.ClientSession(address) as client:

        async def post(path: str, **asked: Any) -> Any:
            async with client.post(path, json=asked) as answer:
                return await answer.json()

        async def told(path: str) -> Any:
            async with client.get(path) as answer:
                return await answer.json()

        await post("/rehearsal/person", id=10, count=5000, wrote=True)
        keyboard = {"inline_keyboard": [[{"text": "Follow", "callback_data": "1f:a"}]]}
        await post(f"/bot{TOKEN}/sendMessage", chat_id=5009, text="a", reply_markup=keyboard)
        (sent,) = (await told("/rehearsal/messages/5009"))["messages"]
        tapped = await post("/rehearsal/tap", person=5009, message_id=sent["message_id"], label="Follow")
        (query,) = (await post(f"/bot{TOKEN}/getUpdates", offset=-1))["result"]
        assert (query["callback_query"]["id"], query["callback_query"]["data"]) == (tapped["callback_query_id"], "1f:a")
        missing = await post("/rehearsal/tap", person=5009, message_id=sent["message_id"], label="Leave")
        assert missing == {"error": "Bad Request: there is no button Leave"}
        await post("/rehearsal/block", person=10)
        await post("/rehearsal/unblock", person=10)
        assert (await post(f"/bot{TOKEN}/sendMessage", chat_id=10, text="b"))["ok"]
        assert await post("/rehearsal/time", forward=60) == {"now": "2021-09-23T07:01:00+00:00"}
        await post("/rehearsal/outage", kind="bad_gateway")
        async with client.post(f"/bot{TOKEN}/getMe") as answer:
            assert answer.status == 502
        await post("/rehearsal/outage")
        await post("/rehearsal/weather", rates={"unauthorized": 1}, seed=1)
        assert (await post(f"/bot{TOKEN}/getMe"))["error_code"] == 401
        await post("/rehearsal/calm")
        await post("/rehearsal/skew", seconds=3600)
        async with client.post(f"/bot{TOKEN}/getMe") as answer:
            shown = parsedate_to_datetime(answer.headers["Date"])
        assert round((shown - machine_now()).total_seconds() / 60) == 60
        state = await told("/rehearsal/state")
        assert {name: state[name] for name in ("pending", "faults", "accepted")} == {
            "pending": telegram.pending, "faults": 0, "accepted": 2,
        }  # fmt: skip


async def test_without_a_network_the_port_is_shut_and_the_levers_have_one_of_their_own(telegram: Telegram) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with (
        serve(telegram, levers=port) as address,
        aiohttp.ClientSession(address) as client,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as levers,
    ):
        offset = {"offset": 2_000_000_000, "timeout": 20}
        poll = asyncio.create_task(client.post(f"/bot{TOKEN}/getUpdates", json=offset))
        while not telegram.polls:  # noqa: ASYNC110 - the poll tells nobody that it has begun
            await asyncio.sleep(0.01)
        await levers.post("/rehearsal/outage", json={"kind": "refused"})
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await poll
        for _ in range(2):
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.post(f"/bot{TOKEN}/getMe")
        await levers.post("/rehearsal/outage", json={})
        async with client.post(f"/bot{TOKEN}/getMe") as answer:
            assert answer.status == 200


@pytest.mark.parametrize(("share", "taken"), [(1.0, 40), (0.9, 0)])
async def test_who_dies_after_the_whole_request_was_written_has_sent_it_and_else_not(
    telegram: Telegram, share: float, taken: int
) -> None:
    body = b'{"chat_id": 1, "text": "a"}'
    head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    request = head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body
    async with serve(telegram) as address:
        port = int(address.rpartition(":")[2])
        for _ in range(40):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(request[: int(len(request) * share)])
        async with aiohttp.ClientSession(address) as client, client.post(f"/bot{TOKEN}/getMe"):
            pass
    assert [entry.text for entry in telegram.log] == ["a"] * taken


async def test_a_server_that_closes_leaves_no_silent_request_open(telegram: Telegram) -> None:
    telegram.faults.add(faults.timeout(), "getMe")
    async with aiohttp.ClientSession() as client:
        async with serve(telegram) as address:
            call = asyncio.create_task(client.get(f"{address}/bot{TOKEN}/getMe"))
            await asyncio.sleep(0.05)
        with pytest.raises(aiohttp.ClientError):
            await call
