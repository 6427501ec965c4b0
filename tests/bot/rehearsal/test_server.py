"""The stand-in over HTTP: the Bot API's addresses, the chat page's, and who may not drive it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest
from yarl import URL

from bot.clock import Clock
from bot.rehearsal.cast import enter
from bot.rehearsal.server import serve
from bot.rehearsal.stage import Stage
from bot.rehearsal.telegram import Telegram

TOKEN = "4242:" + "x" * 35
CALLS = f"/bot{TOKEN}"


@pytest.fixture
def clock(time: Any) -> Clock:
    return Clock(at=datetime(2021, 9, 23, 6, 45, tzinfo=UTC), tick=time.seconds)


@pytest.fixture
async def page(telegram: Telegram, clock: Clock) -> AsyncIterator[aiohttp.ClientSession]:
    enter(telegram)
    stage = Stage(clock, ZoneInfo("Europe/Berlin"), date(2021, 9, 23), date(2021, 9, 24))
    async with serve(telegram, stage) as address, aiohttp.ClientSession(address) as client:
        yield client


async def fetched(client: aiohttp.ClientSession, path: str, **asked: Any) -> Any:
    call = client.post(path, json=asked) if asked else client.get(path)
    async with call as answer:
        return await answer.json()


async def test_python_telegram_bot_works_over_real_http(telegram: Telegram) -> None:
    async with serve(telegram) as address:
        requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
        urls = {"base_url": f"{address}/bot", "base_file_url": f"{address}/file/bot"}
        async with Bot(TOKEN, **urls, request=requests[0], get_updates_request=requests[1]) as bot:
            (update,) = await bot.get_updates(timeout=0)
            poll = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=20))
            sent = await bot.send_document(1, "Grüße".encode(), filename="Grüße.txt", caption="Grüße")
            assert sent.document is not None
            file = await bot.get_file(sent.document.file_id)
            assert (await file.download_as_bytearray()).decode() == sent.caption == "Grüße"
            telegram.say(1, "a")
            ((heard,),) = [await poll]
            assert heard.message is not None
            assert heard.message.text == "a"


@pytest.mark.parametrize("path", ["/getMe", "/GETME", "/sendMessage?chat_id=1&text=a"])
async def test_calls_can_be_made_with_get(page: aiohttp.ClientSession, path: str) -> None:
    assert (await fetched(page, CALLS + path))["ok"]


async def test_parameters_can_come_as_form_and_as_json(page: aiohttp.ClientSession) -> None:
    keyboard = {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]]}
    as_form = {"chat_id": "1", "text": "a&b=ü", "protect_content": "true", "reply_markup": json.dumps(keyboard)}
    as_json = {"chat_id": 1, "text": "a&b=ü", "protect_content": True, "reply_markup": keyboard}
    for sent in ({"data": as_form}, {"json": as_json}):
        async with page.post(f"{CALLS}/sendMessage", **sent) as answer:
            told = (await answer.json())["result"]
        assert (told["text"], told["has_protected_content"], told["reply_markup"]) == ("a&b=ü", True, keyboard)


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        (f"/bot4242:{'y' * 35}/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        (f"{CALLS}/sendNothing", 404, "Not Found"),
        (f"{CALLS}/sendMessage?chat_id=1", 400, "Bad Request: message text is empty"),
        (f"{CALLS}/sendMessage?text=a", 400, "Bad Request: chat_id is empty"),
        (f"/file{CALLS}/documents/none", 404, "Not Found"),
    ],
)
async def test_refusals_have_status_and_description(
    page: aiohttp.ClientSession, path: str, status: int, description: str
) -> None:
    async with page.get(path) as answer:
        told = {"ok": False, "error_code": status, "description": description}
        assert (answer.status, await answer.json()) == (status, told)


async def test_a_body_that_is_no_json_is_a_bad_request(page: aiohttp.ClientSession) -> None:
    for body in (b"{", b"[1]", b"\xff"):
        async with page.post(f"{CALLS}/getMe", data=body, headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400


async def test_the_page_shows_people_and_their_chats(page: aiohttp.ClientSession, telegram: Telegram) -> None:
    told = await fetched(page, "/rehearsal/people")
    assert told["bot"] == {"username": "SteigerRehearsalBot", "name": "Steiger"}
    assert [(person["id"], person["name"], person["organiser"]) for person in told["people"]] == [
        (1001, "Anna", False), (1002, "Noah", False), (1003, "Olga", True),
    ]  # fmt: skip
    said = await fetched(page, "/rehearsal/say", person=1001, text="/start s-keynote")
    await telegram.call("setMyCommands", {"commands": [{"command": "next", "description": "a"}]})
    chat = await fetched(page, "/rehearsal/chats/1001")
    assert [(m["message_id"], m["text"], m["entities"]) for m in chat["messages"]] == [
        (said["message_id"], "/start s-keynote", [{"offset": 0, "length": 6, "type": "bot_command"}])
    ]
    assert chat["commands"] == [{"command": "next", "description": "a"}]
    tapped = await fetched(page, "/rehearsal/tap", person=1001, message_id=said["message_id"], data="x")
    assert await fetched(page, f"{CALLS}/answerCallbackQuery", **tapped) == {"ok": True, "result": True}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/rehearsal/say", {"person": 1, "text": "not in the cast"}),
        ("/rehearsal/say", {"person": None, "text": "a"}),
        ("/rehearsal/say", {"person": 1001, "text": ""}),
        ("/rehearsal/tap", {"person": 1001, "message_id": "1", "data": "x"}),
        ("/rehearsal/clock", {"to": "tomorrow"}),
        ("/rehearsal/clock", {"to": 5}),
        ("/rehearsal/clock", {"forward": "x"}),
        ("/rehearsal/clock", {"forward": 1e300}),
        ("/rehearsal/clock", {"slower": 1}),
    ],
)
async def test_what_the_page_cannot_mean_is_refused(page: aiohttp.ClientSession, path: str, asked: Any) -> None:
    async with page.post(path, json=asked) as answer:
        assert (answer.status, list(await answer.json())) == (400, ["error"])


async def test_the_clock_jumps_in_the_conferences_zone_goes_on_and_changes_speed(
    page: aiohttp.ClientSession, time: Any
) -> None:
    place = {"zone": "Europe/Berlin", "starts": "2021-09-23", "ends": "2021-09-24", "landmarks": []}
    shown = {"now": "2021-09-23T06:50:00+00:00", "speed": 1, **place}
    assert await fetched(page, "/rehearsal/clock", to="2021-09-23T08:50") == shown
    assert (await fetched(page, "/rehearsal/clock", forward=900))["now"] == "2021-09-23T07:05:00+00:00"
    assert (await fetched(page, "/rehearsal/clock", to="2021-09-23T03:05:00-04:00"))["now"].startswith(
        "2021-09-23T07:05"
    )
    await fetched(page, "/rehearsal/clock", speed=60)
    time.count += 10
    assert await fetched(page, "/rehearsal/clock") == {"now": "2021-09-23T07:15:00+00:00", "speed": 60, **place}


async def test_the_page_is_told_of_everything_that_happens_in_its_chat(
    page: aiohttp.ClientSession, telegram: Telegram, clock: Clock
) -> None:
    async with page.get("/rehearsal/events/1001") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b": ready\n"
        telegram.say(1002, "unheard")
        number = telegram.say(1001, "/start")
        sent = (await telegram.call("sendMessage", {"chat_id": 1001, "text": "a"})).content["result"]["message_id"]
        await telegram.call("editMessageText", {"chat_id": 1001, "message_id": sent, "text": "b"})
        await telegram.call("sendChatAction", {"chat_id": 1001, "action": "typing"})
        await telegram.call("deleteMessage", {"chat_id": 1001, "message_id": sent})
        clock.jump(datetime(2021, 9, 23, 8, tzinfo=UTC))
        events = []
        while len(events) < 6:
            line = await stream.content.readline()
            if line.startswith(b"data: "):
                events.append(json.loads(line[6:]))
    assert [event["kind"] for event in events] == ["message", "message", "edited", "action", "deleted", "clock"]
    assert [event["message"]["message_id"] for event in events[:3]] == [number, sent, sent]
    assert events[3:] == [
        {"kind": "action", "action": "typing"},
        {"kind": "deleted", "message_id": sent},
        {"kind": "clock", "now": "2021-09-23T08:00:00+00:00", "speed": 1, "landmarks": []},
    ]


async def test_files_are_downloaded_with_their_name_and_kind(page: aiohttp.ClientSession, telegram: Telegram) -> None:
    upload = {"document": ("Plän.ics", b"BEGIN", "text/calendar")}
    sent = (await telegram.call("sendDocument", {"chat_id": 1}, upload)).content["result"]["document"]
    async with page.get(f"/rehearsal/file/{sent['file_id']}") as answer:
        assert (answer.content_type, await answer.read()) == ("text/calendar", b"BEGIN")
        assert answer.content_disposition is not None
        assert (answer.content_disposition.type, answer.content_disposition.filename) == ("attachment", "Plän.ics")
    linked = (await telegram.call("sendPhoto", {"chat_id": 1, "photo": "https://x.de/p.jpg"})).content["result"]
    async with page.get(f"/rehearsal/file/{linked['photo'][0]['file_id']}", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "https://x.de/p.jpg")


async def test_the_page_and_its_parts_are_never_stored(page: aiohttp.ClientSession) -> None:
    for path, kind in (("/", "text/html"), ("/page/chat.css", "text/css")):
        async with page.get(path) as answer:
            assert (answer.status, answer.content_type, answer.headers["Cache-Control"]) == (200, kind, "no-store")


@pytest.mark.parametrize(
    "path", ["/page/..%2fserver.py", "/page/%2fetc%2fpasswd", "/page/", "/nothing", "/rehearsal/x"]
)
async def test_nothing_else_is_served(page: aiohttp.ClientSession, path: str) -> None:
    async with page.get(URL(path, encoded=True)) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "steiger.example"},
        {"Host": "127.0.0.1.steiger.example:80"},
        {"Origin": "https://steiger.example"},
        {"Origin": "null"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_a_page_elsewhere_cannot_drive_this_one(
    page: aiohttp.ClientSession, telegram: Telegram, headers: dict[str, str]
) -> None:
    body = json.dumps({"person": 1001, "text": "/start"})
    headers = {"Content-Type": "application/json", **headers}
    async with page.post("/rehearsal/say", data=body, headers=headers) as answer:
        assert answer.status == 403
    assert telegram.messages(1001) == []


async def test_a_poller_that_hangs_up_swallows_nothing(page: aiohttp.ClientSession, telegram: Telegram) -> None:
    await fetched(page, f"{CALLS}/getUpdates?offset=2000000000")
    with pytest.raises(TimeoutError):
        await page.get(f"{CALLS}/getUpdates?timeout=20", timeout=aiohttp.ClientTimeout(total=0.05))
    telegram.say(1, "a")
    assert len((await fetched(page, f"{CALLS}/getUpdates"))["result"]) == 1
