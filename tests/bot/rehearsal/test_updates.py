"""Fetching updates: offsets, long poll, one poller at a time."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update
from telegram.error import Conflict

from bot.rehearsal.given import Given
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.updates import Updates


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.message and update.message.text for update in updates]


async def test_updates_come_again_until_an_offset_confirms_them(bot: Bot, telegram: Telegram) -> None:
    for text in "abc":
        telegram.say(1, text)
    first = await bot.get_updates(timeout=0, limit=2)
    again = await bot.get_updates(timeout=0)
    assert (texts(first), texts(again)) == (["a", "b"], ["a", "b", "c"])
    assert texts(await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)) == ["c"]
    assert texts(await bot.get_updates(timeout=0)) == ["c"]


async def test_update_ids_follow_each_other(bot: Bot, telegram: Telegram) -> None:
    for text in "abc":
        telegram.say(1, text)
    ids = [update.update_id for update in await bot.get_updates(timeout=0)]
    assert [number - ids[0] for number in ids] == [0, 1, 2]


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, telegram: Telegram) -> None:
    for text in "abc":
        telegram.say(1, text)
    assert texts(await bot.get_updates(offset=-2, timeout=0)) == ["b", "c"]
    assert texts(await bot.get_updates(timeout=0)) == ["b", "c"]


async def test_a_long_poll_ends_with_the_first_update(bot: Bot, telegram: Telegram) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    assert not poll.done()
    telegram.say(1, "a")
    assert texts(await poll) == ["a"]


async def test_a_second_poller_ends_the_first_with_409(bot: Bot, telegram: Telegram) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await first
    telegram.say(1, "a")
    assert texts(await second) == ["a"]


async def test_a_poller_that_hung_up_is_no_rival(bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await bot.get_updates(timeout=0) == ()


async def test_a_webhook_and_polling_exclude_each_other(bot: Bot) -> None:
    await bot.set_webhook("https://x.de/hook")
    told = await bot.get_webhook_info()
    assert (told.url, told.max_connections) == ("https://x.de/hook", 40)
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


async def test_a_webhook_ends_the_poll_that_is_open(bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    await bot.set_webhook("https://x.de/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll


async def test_pending_updates_can_be_dropped(bot: Bot, telegram: Telegram) -> None:
    telegram.say(1, "a")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()


async def test_only_the_allowed_kinds_come_and_the_list_is_remembered(bot: Bot, telegram: Telegram) -> None:
    sent = await bot.send_message(1, "a")
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    telegram.say(1, "unheard")
    telegram.tap(1, sent.message_id, "x")
    (update,) = await bot.get_updates(timeout=0)
    assert update.callback_query is not None
    await bot.get_updates(offset=update.update_id + 1, timeout=0, allowed_updates=[])
    telegram.say(1, "heard")
    assert texts(await bot.get_updates(timeout=0)) == ["heard"]


async def test_a_tap_that_nobody_fetches_is_gone_after_150_seconds(bot: Bot, telegram: Telegram, time: Any) -> None:
    telegram.tap(1, 1, "x")
    telegram.say(1, "stays")
    time.count += 151
    assert texts(await bot.get_updates(timeout=0)) == ["stays"]


async def test_odd_updates_keep_the_number_they_bring(bot: Bot, telegram: Telegram) -> None:
    post = {"message_id": 1, "date": 1, "chat": {"id": -7, "type": "channel", "title": "News"}, "text": "a"}
    assert telegram.push({"update_id": 5, "channel_post": post}) == 5
    (update,) = await bot.get_updates(timeout=0)
    assert (update.update_id, update.channel_post and update.channel_post.text) == (5, "a")


async def test_a_broken_list_of_kinds_is_refused(telegram: Telegram) -> None:
    reply = await telegram.call("getUpdates", {"allowed_updates": "["})
    told = {"ok": False, "error_code": 400, "description": "Bad Request: can't parse allowed_updates JSON object"}
    assert (reply.status, reply.content) == (400, told)


@given(st.lists(st.one_of(st.just("say"), st.integers(1, 5)), max_size=40))
def test_a_poller_that_confirms_what_it_got_sees_each_update_once_in_order(steps: list[str | int]) -> None:
    async def run() -> tuple[int, list[int]]:
        updates, said, seen, offset = Updates(lambda: 0.0, next_id=1), 0, [], 0
        for step in [*steps, 100]:
            if isinstance(step, str):
                said += 1
                updates.push({"message": {"text": str(said)}})
                continue
            batch = await updates.fetch(Given({"offset": offset, "limit": step}))
            seen += [update["update_id"] for update in batch]
            offset = (seen[-1] if seen else 0) + 1
        return said, seen

    said, seen = asyncio.run(run())
    assert seen == list(range(1, said + 1))
