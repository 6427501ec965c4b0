from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import telegram

from tests.world import ANNA, GROUP, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from bot.store import Person

Json = dict[str, Any]
CHANNEL = {"id": -100777, "type": "channel", "title": "News"}
USER = {"id": NOAH, "is_bot": False, "first_name": "Noah", "language_code": "en"}
PRIVATE = {"id": NOAH, "type": "private", "first_name": "Noah"}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 9}
OTHER_BOT = {"id": 5, "is_bot": True, "first_name": "Other", "username": "OtherBot"}
POLL = {
    "id": "1",
    "question": "?",
    "options": [{"persistent_id": "0", "text": "a", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
# What a person can send that is no text (Bot API 10.0, Message).
SENT: dict[str, Any] = {
    "animation": {**FILE, "width": 1, "height": 1, "duration": 1},
    "audio": {**FILE, "duration": 1},
    "checklist": {"title": "t", "tasks": [{"id": 1, "text": "x"}]},
    "contact": {"phone_number": "+491", "first_name": "X", "user_id": OLGA},
    "dice": {"emoji": "🎲", "value": 3},
    "document": {**FILE, "file_name": "programme.yaml"},
    "game": {"title": "t", "description": "d", "photo": [{**FILE, "width": 1, "height": 1}]},
    "giveaway": {"chats": [CHANNEL], "winners_selection_date": 1, "winner_count": 1},
    "location": {"latitude": 51.4, "longitude": 7.2},
    "paid_media": {"star_count": 1, "paid_media": []},
    "photo": [{**FILE, "width": 1, "height": 1}],
    "poll": POLL,
    "sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False},
    "story": {"chat": CHANNEL, "id": 1},
    "venue": {"location": {"latitude": 51.4, "longitude": 7.2}, "title": "t", "address": "a"},
    "video": {**FILE, "width": 1, "height": 1, "duration": 1},
    "video_note": {**FILE, "length": 1, "duration": 1},
    "voice": {**FILE, "duration": 1},
}
# What Telegram writes into a chat by itself.
SERVICE: dict[str, Any] = {
    "boost_added": {"boost_count": 1},
    "channel_chat_created": True,
    "chat_background_set": {"type": {"type": "wallpaper"}},
    "chat_shared": {"request_id": 1, "chat_id": GROUP},
    "connected_website": "example.org",
    "delete_chat_photo": True,
    "forum_topic_created": {"name": "t", "icon_color": 1},
    "general_forum_topic_hidden": {},
    "gift": {"gift": {}},
    "giveaway_completed": {"winner_count": 1},
    "group_chat_created": True,
    "invoice": {"title": "t", "description": "d", "start_parameter": "", "currency": "EUR", "total_amount": 1},
    "left_chat_member": USER,
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "migrate_to_chat_id": -1009,
    "new_chat_members": [USER],
    "new_chat_photo": [{**FILE, "width": 1, "height": 1}],
    "new_chat_title": "/next",
    "passport_data": {"data": [], "credentials": {"data": "", "hash": "", "secret": ""}},
    "pinned_message": {"message_id": 1, "date": 0, "chat": PRIVATE},
    "proximity_alert_triggered": {"traveler": USER, "watcher": USER, "distance": 1},
    "refunded_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "", "telegram_payment_charge_id": ""},
    "successful_payment": {"currency": "EUR", "total_amount": 1, "invoice_payload": "organiser"},
    "users_shared": {"request_id": 1, "users": []},
    "video_chat_started": {},
    "web_app_data": {"data": "/forgetme", "button_text": "x"},
    "write_access_allowed": {},
}


def message(chat: Json = PRIVATE, **content: Any) -> Json:
    return {"message_id": 900, "date": 1632380000, "chat": chat, "from": USER, **content}


# One update of every kind there is (Bot API 10.0, Update), each saying something that would be answered in a message.
KINDS: dict[str, Json] = {
    "message": message(text="/next"),
    "edited_message": message(text="/forgetme", edit_date=1632380001),
    "channel_post": {"message_id": 1, "date": 1, "chat": CHANNEL, "sender_chat": CHANNEL, "text": "/next"},
    "edited_channel_post": {"message_id": 1, "date": 1, "edit_date": 2, "chat": CHANNEL, "text": "/next"},
    "business_connection": {"id": "b", "user": USER, "user_chat_id": NOAH, "date": 1, "is_enabled": True},
    "business_message": message(text="/next", business_connection_id="b"),
    "edited_business_message": message(text="/next", business_connection_id="b", edit_date=2),
    "deleted_business_messages": {"business_connection_id": "b", "chat": PRIVATE, "message_ids": [1]},
    "guest_message": message(text="/next", guest_query_id="g", guest_bot_caller_user=USER),
    "managed_bot": {"user": USER, "bot": OTHER_BOT},
    "message_reaction": {
        "chat": PRIVATE,
        "message_id": 1,
        "user": USER,
        "date": 1,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "message_reaction_count": {"chat": CHANNEL, "message_id": 1, "date": 1, "reactions": []},
    "inline_query": {"id": "1", "from": USER, "query": "/next", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": USER, "query": "/next"},
    "callback_query": {"id": "1", "from": USER, "chat_instance": "1", "inline_message_id": "x", "data": "1next:"},
    "shipping_query": {"id": "1", "from": USER, "invoice_payload": "", "shipping_address": {}},
    "pre_checkout_query": {"id": "1", "from": USER, "currency": "EUR", "total_amount": 1, "invoice_payload": ""},
    "purchased_paid_media": {"from": USER, "paid_media_payload": "organiser"},
    "poll": POLL,
    "poll_answer": {"poll_id": "1", "user": USER, "option_ids": [0], "option_persistent_ids": ["0"]},
    "my_chat_member": {
        "chat": CHANNEL,
        "from": USER,
        "date": 1,
        "old_chat_member": {"status": "left", "user": OTHER_BOT},
        "new_chat_member": {"status": "administrator", "user": OTHER_BOT},
    },
    "chat_member": {
        "chat": CHANNEL,
        "from": USER,
        "date": 1,
        "old_chat_member": {"status": "left", "user": USER},
        "new_chat_member": {"status": "administrator", "user": USER},
    },
    "chat_join_request": {"chat": CHANNEL, "from": USER, "user_chat_id": NOAH, "date": 1},
    "chat_boost": {"chat": CHANNEL, "boost": {"boost_id": "1", "add_date": 1, "expiration_date": 2, "source": {}}},
    "removed_chat_boost": {"chat": CHANNEL, "boost_id": "1", "remove_date": 1, "source": {}},
}


NUMBERS = count(800_000_000)


async def give(w: World, *updates: Json) -> list[str]:
    """Hand updates to the bot whether it asked for their kind or not; return what it wrote since."""
    done = len(w.telegram.log)
    known = await w.store.counts()
    await w.bot.inbox.take([{"update_id": next(NUMBERS), **update} for update in updates])
    await w.bot.inbox.drain()
    counts = await w.store.counts()
    assert (counts.waiting, counts.aside) == (0, known.aside)
    return [entry.text for entry in w.telegram.log[done:]]


async def noah(w: World) -> Person:
    await w.say(NOAH, "/help")
    known = await w.store.person(NOAH)
    assert known
    return known


def test_the_kinds_below_are_all_there_are() -> None:
    assert set(KINDS) == set(telegram.Update.ALL_TYPES)


async def test_a_kind_that_nobody_asked_for_is_passed_over_in_silence(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        before = await noah(w)
        for kind, content in KINDS.items():
            if kind not in {"message", "callback_query"}:
                assert (kind, await give(w, {kind: content})) == (kind, [])
        assert await w.store.person(NOAH) == before


async def test_a_button_in_somebody_s_inline_message_is_not_ours(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        before = await noah(w)
        await w.tap_data(NOAH, 1, "1help:")
        assert await give(w, {"callback_query": {**KINDS["callback_query"], "data": "1on:opening"}}) == []
        assert await give(w, {"callback_query": {**KINDS["callback_query"], "game_short_name": "chess"}}) == []
        assert await w.store.person(NOAH) == before


async def test_what_is_no_text_gets_a_polite_word_and_is_not_kept(sqlite_url: str) -> None:
    word = "I can only read text. Write what you are looking for, or tap /help."
    async with world(sqlite_url) as w:
        before = await noah(w)
        for kind, content in SENT.items():
            sent = message(**{kind: content}, caption="/forgetme")
            assert (kind, await give(w, {"message": sent})) == (kind, [word])
            assert (kind, await give(w, {"message": {**sent, "chat": w.telegram.chat(GROUP).shown}})) == (kind, [])
        assert await w.store.person(NOAH) == before


async def test_what_telegram_writes_by_itself_gets_no_word(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        before = await noah(w)
        assert await give(w, *({"message": message(**{kind: value})} for kind, value in SERVICE.items())) == []
        assert await w.store.person(NOAH) == before


async def test_an_album_gets_one_word_for_all_its_pictures(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await noah(w)
        album = message(photo=SENT["photo"], media_group_id="7")
        assert len(await give(w, *[{"message": album}] * 10)) == 1


@pytest.mark.parametrize(
    "foreign",
    [
        {"forward_origin": {"type": "user", "date": 1, "sender_user": USER}},
        {"via_bot": OTHER_BOT},
    ],
)
async def test_words_of_others_command_nothing(sqlite_url: str, foreign: Json) -> None:
    async with world(sqlite_url) as w:
        invitation = (await w.bot.invite_organiser()).partition("start=")[2]
        before = await noah(w)
        for text in (f"/start {invitation}", "/forgetme", "/settings"):
            assert len(await give(w, {"message": message(text=text, **foreign)})) == 1
        assert await w.store.organisers() == ()
        assert await w.store.person(NOAH) == before


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4096,
        "/" + "x" * 4095,
        "/find " + "🏴‍☠️" * 600,
        "/start " + "a" * 4000,
        "/start s-" + "a" * 64,
        "\u202e/next\u0000",
        "/next\n/next",
        "\ud83d",
        "١٢٣",
        "{title} %s {0.__class__} <tg-spoiler>",
        "https://t.me/SteigerRehearsalBot?start=o-x",
    ],
)
async def test_whatever_is_written_gets_an_answer(sqlite_url: str, text: str) -> None:
    async with world(sqlite_url) as w:
        before = await noah(w)
        written = json.loads(json.dumps(message(text=text)))
        assert await give(w, {"message": written})
        assert await w.store.person(NOAH) == before


async def test_missing_parts_of_an_update_do_no_harm(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        before = await noah(w)
        whole = message(text="/next")
        parts = [{"message": {key: whole[key] for key in whole if key != gone}} for gone in ("from", "text", "date")]
        answers = await give(w, *parts, {}, {"message": {**whole, "from": OTHER_BOT}})
        assert len(answers) == 1
        assert await w.store.person(NOAH) == before


async def test_a_flood_of_starts_is_survived_and_leaves_one_person(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await give(w, *({"message": message(text="/start")} for _ in range(80)))
        counts = await w.store.counts()
        assert (counts.people, counts.waiting, counts.aside) == (1, 0, 0)
        assert await w.ask(ANNA, "/naechste")
