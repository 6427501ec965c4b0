"""Inline queries: answered once and in time, and what is chosen stands in the chat as the person's own message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest

from bot.rehearsal.reply import Refusal
from bot.rehearsal.server import serve

if TYPE_CHECKING:
    from telegram import Bot

    from bot.rehearsal.telegram import Telegram

LINK = "https://t.me/SteigerRehearsalBot?start=s-opening"


def card(name: str) -> InlineQueryResultArticle:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Open", url=LINK)]])
    content = InputTextMessageContent("<b>Opening</b>, 9:00", "HTML")
    return InlineQueryResultArticle(name, "Opening", content, reply_markup=keyboard, description="Thu, 9:00")


async def test_a_chosen_card_is_the_person_s_message_via_the_bot(bot: Bot, telegram: Telegram) -> None:
    told: list[dict[str, Any]] = []
    unwatch = telegram.watch(1, told.append)
    query_id = telegram.search(1, "opening", "2")
    await bot.answer_inline_query(query_id, [card("a"), card("b")], cache_time=60, is_personal=True, next_offset="3")
    unwatch()
    number = telegram.choose(1, query_id, "b")
    group = telegram.choose(1, query_id, "a", -5)
    asked, own, elsewhere = await bot.get_updates(timeout=0)

    offered = telegram.offers[query_id]
    assert (offered.more, offered.cached, offered.personal) == ("3", 60, True)
    assert [event["results"] for event in told if event["kind"] == "offer"] == [
        [{"id": name, "title": "Opening", "description": "Thu, 9:00"} for name in "ab"]
    ]
    assert (asked.inline_query and (asked.inline_query.query, asked.inline_query.offset)) == ("opening", "2")
    assert [via(update) for update in (own, elsewhere)] == [
        (number, 1, "Opening, 9:00", "SteigerRehearsalBot", LINK),
        (group, -5, "Opening, 9:00", "SteigerRehearsalBot", LINK),
    ]


def via(update: Update) -> tuple[object, ...]:
    message = update.message
    assert message
    assert message.from_user
    assert message.via_bot
    assert message.reply_markup
    url = message.reply_markup.inline_keyboard[0][0].url
    assert message.from_user.id == 1
    return message.message_id, message.chat_id, message.text, message.via_bot.username, url


async def test_a_query_is_answered_once_and_within_half_a_minute(
    bot: Bot, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    query_id = telegram.search(1, "opening")
    await bot.answer_inline_query(query_id, [card("a")])
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query_id, [card("a")])
    late, now = telegram.search(1, "opening"), telegram.seconds
    monkeypatch.setattr(telegram._network, "seconds", lambda: now + 31)  # noqa: SLF001 - its clock
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(late, [card("a")])


async def test_only_who_asked_can_choose_and_only_what_was_offered(bot: Bot, telegram: Telegram) -> None:
    query_id = telegram.search(1, "opening")
    await bot.answer_inline_query(query_id, [card("a")])
    for person, query, result in ((2, query_id, "a"), (1, query_id, "b"), (1, "7", "a")):
        with pytest.raises(Refusal, match="there is no such card"):
            telegram.choose(person, query, result)


async def test_nobody_can_type_more_than_a_query_holds(telegram: Telegram) -> None:
    with pytest.raises(Refusal):
        telegram.search(1, "x" * 257)


async def test_another_process_asks_inline_reads_the_cards_and_puts_one_into_a_group(
    bot: Bot, telegram: Telegram
) -> None:
    async with serve(telegram) as address, aiohttp.ClientSession(address) as client:

        async def post(path: str, **asked: Any) -> Any:
            async with client.post(path, json=asked) as answer:
                return await answer.json()

        async def offered(query_id: str) -> Any:
            async with client.get(f"/rehearsal/offer/{query_id}") as answer:
                return await answer.json()

        query_id = (await post("/rehearsal/ask-inline", person=1, query="opening"))["inline_query_id"]
        assert await offered(query_id) == {"answered": False, "results": [], "more": ""}
        await bot.answer_inline_query(query_id, [card("a")], next_offset="1")
        told = await offered(query_id)
        put = await post("/rehearsal/put", person=1, inline_query_id=query_id, result_id="a", chat_id=-5)
    assert ([result["id"] for result in told["results"]], told["more"]) == (["a"], "1")
    assert telegram.messages(-5)[-1]["message_id"] == put["message_id"]
