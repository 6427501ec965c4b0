"""What people do reaches the bot as the update that Telegram would send."""

from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageOriginUser, Update
from telegram.error import BadRequest

from bot.rehearsal.files import MEGABYTE
from bot.rehearsal.reply import Refusal
from bot.rehearsal.telegram import Telegram

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (320).to_bytes(4, "big")


async def only(bot: Bot) -> Update:
    (update,) = await bot.get_updates(timeout=0)
    return update


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start code-ab_1", {"/start": "bot_command"}),
        ("/next@SteigerRehearsalBot", {"/next@SteigerRehearsalBot": "bot_command"}),
        ("👋 who is @ketels? see https://x.de", {"@ketels": "mention", "https://x.de": "url"}),
        ("10/30 and a/b", {}),
        ("<b>no markup</b>", {}),
    ],
)
async def test_what_people_write_comes_with_its_entities(
    bot: Bot, telegram: Telegram, text: str, entities: dict[str, str]
) -> None:
    number = telegram.say(1, text)
    message = (await only(bot)).message
    assert message is not None
    assert (message.message_id, message.text, message.from_user and message.from_user.language_code) == (
        number, text, "de",
    )  # fmt: skip
    assert {part: str(entity.type) for entity, part in message.parse_entities().items()} == entities
    assert telegram.messages(1)[-1]["text"] == text


@pytest.mark.parametrize("text", ["", " \n", "x" * 4097])
def test_nobody_can_write_nothing_or_too_much(telegram: Telegram, text: str) -> None:
    with pytest.raises(Refusal):
        telegram.say(1, text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/now", 1),
        ("/now@steigerrehearsalbot x", 1),
        ("/now@otherbot", 0),
        ("hello @SteigerRehearsalBot", 1),
        ("hello", 0),
    ],
)
async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(
    bot: Bot, telegram: Telegram, text: str, seen: int
) -> None:
    telegram.say(2, text, chat_id=-5)
    assert len(await bot.get_updates(timeout=0)) == seen
    assert telegram.messages(-5)[-1]["from"]["id"] == 2


async def test_a_tap_brings_the_message_as_it_stands_now(bot: Bot, telegram: Telegram) -> None:
    sent = await bot.send_message(1, "a")
    await sent.edit_text("b")
    query_id = telegram.tap(1, sent.message_id, "forged")
    query = (await only(bot)).callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    assert (query.id, query.data, query.message.text) == (query_id, "forged", "b")


async def test_a_tap_on_a_deleted_message_brings_an_inaccessible_one(bot: Bot, telegram: Telegram) -> None:
    telegram.tap(1, 99, "x")
    query = (await only(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert (query.message.message_id, query.message.date.timestamp()) == (99, 0)


async def test_the_answer_to_a_tap_is_told_to_who_watches(bot: Bot, telegram: Telegram) -> None:
    events: list[dict[str, Any]] = []
    unwatch = telegram.watch(1, events.append)
    query_id = telegram.tap(1, 1, "x")
    await bot.answer_callback_query(query_id, "Done", show_alert=1)
    assert events == [{"kind": "answer", "callback_query_id": query_id, "text": "Done", "alert": True, "url": ""}]
    unwatch()
    await bot.send_chat_action(1, "typing")
    assert len(events) == 1


async def test_blocking_and_unblocking_are_told_as_my_chat_member(bot: Bot, telegram: Telegram) -> None:
    telegram.block(1)
    telegram.say(1, "/start")
    updates = await bot.get_updates(timeout=0)
    changes = [update.my_chat_member for update in updates[:2]]
    assert [change and (change.old_chat_member.status, change.new_chat_member.status) for change in changes] == [
        ("member", "kicked"), ("kicked", "member"),
    ]  # fmt: skip
    assert updates[2].message is not None


async def test_edited_messages_photos_and_inline_queries_come_too(bot: Bot, telegram: Telegram) -> None:
    number = telegram.say(1, "/next")
    telegram.edit(1, number, "/now")
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}
    telegram.post(1, {"voice": voice})
    query_id = telegram.search(1, "ketels")
    _, edited, voiced, searched = await bot.get_updates(timeout=0)
    assert edited.edited_message is not None
    assert (edited.edited_message.text, edited.edited_message.message_id) == ("/now", number)
    assert voiced.message is not None
    assert voiced.message.voice is not None
    assert searched.inline_query is not None
    assert searched.inline_query.query == "ketels"
    assert await bot.answer_inline_query(query_id, [])


async def test_an_anonymous_administrator_writes_as_the_group(bot: Bot, telegram: Telegram) -> None:
    group = telegram.chat(-5).shown
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    telegram.push(
        {"message": {"message_id": 9, "date": 1, "chat": group, "from": anonymous, "sender_chat": group, "text": "/x"}}
    )
    message = (await only(bot)).message
    assert message is not None
    assert message.sender_chat == message.chat


async def test_a_file_from_a_person_is_described_and_can_be_fetched(bot: Bot, telegram: Telegram) -> None:
    telegram.send_document(
        1, "Programm.yaml", b"title: x", "  *new*", entities=[{"type": "bold", "offset": 2, "length": 5}]
    )
    message = (await only(bot)).message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.document.mime_type, message.document.file_size) == (
        "Programm.yaml", "application/octet-stream", 8,
    )  # fmt: skip
    assert (message.caption, message.caption_html) == ("*new*", "<b>*new*</b>")
    file = await bot.get_file(message.document.file_id)
    assert (file.file_path or "").rpartition("/")[2] == "file_0.yaml"
    assert await file.download_as_bytearray() == b"title: x"
    again = await bot.send_document(1, message.document.file_id)
    assert again.document == message.document


async def test_a_photo_from_a_person_comes_in_several_sizes_and_goes_on_by_any_of_them(
    bot: Bot, telegram: Telegram
) -> None:
    telegram.send_photo(1, PNG, "Our hall")
    message = (await only(bot)).message
    assert message is not None
    assert [(size.width, size.height) for size in message.photo] == [(90, 45), (320, 160), (640, 320)]
    again = await bot.send_photo(1, message.photo[0].file_id)
    assert (again.photo, message.caption) == (message.photo, "Our hall")


async def test_a_person_may_send_50_megabytes_and_a_bot_fetch_20(bot: Bot, telegram: Telegram) -> None:
    with pytest.raises(Refusal, match="file is too big"):
        telegram.send_document(1, "a.zip", bytes(50 * MEGABYTE + 1))
    for size in (20 * MEGABYTE, 20 * MEGABYTE + 1):
        telegram.send_document(1, "a.zip", bytes(size))
    fits, too_large = (message["document"]["file_id"] for message in telegram.messages(1)[-2:])
    assert (await bot.get_file(fits)).file_size == 20 * MEGABYTE
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(too_large)


async def test_formatting_keeps_its_place_when_the_text_is_cleaned(bot: Bot, telegram: Telegram) -> None:
    entities = [{"type": "bold", "offset": 5, "length": 3}, {"type": "bold", "offset": 99, "length": 9}]
    telegram.say(1, " 👋\u202e\r\nab ", entities=entities)
    message = (await only(bot)).message
    assert message is not None
    assert (message.text, message.text_html) == ("👋\nab", "👋<b>\nab</b>")


async def test_a_forward_names_who_wrote_first_and_leaves_the_buttons(bot: Bot, telegram: Telegram) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="x")]])
    sent = await bot.send_message(1, "<b>a</b>", "HTML", reply_markup=keyboard)
    own = telegram.say(1, "mine")
    telegram.forward(1, telegram.forward(1, sent.message_id))
    telegram.forward(1, own)
    _, first, second, third = [update.message for update in await bot.get_updates(timeout=0)]
    assert all(message and message.reply_markup is None for message in (first, second, third))
    assert [origin(message) for message in (first, second, third)] == [4242, 4242, 1]
    assert second is not None
    assert second.text_html == "<b>a</b>"


def origin(message: Message | None) -> int:
    assert message is not None
    assert isinstance(message.forward_origin, MessageOriginUser)
    return message.forward_origin.sender_user.id


async def test_what_is_protected_or_gone_cannot_be_forwarded(bot: Bot, telegram: Telegram) -> None:
    sent = await bot.send_message(1, "a", protect_content=True)
    for message_id, told in ((sent.message_id, "message can't be forwarded"), (99, "message to forward not found")):
        with pytest.raises(Refusal, match=told):
            telegram.forward(1, message_id)


def test_message_numbers_run_through_private_chats_and_restart_in_a_supergroup(telegram: Telegram) -> None:
    telegram.say(2, "/start")
    assert [telegram.say(1, "a"), telegram.say(2, "a"), telegram.say(1, "a", chat_id=-5)] == [3, 4, 1]


async def test_members_have_a_status(bot: Bot, telegram: Telegram) -> None:
    telegram.add_group(-7, "Ours", [1], admin=1)
    status = [(await bot.get_chat_member(-7, user)).status for user in (1, 2, 4242)]
    assert status == ["member", "left", "administrator"]
    await bot.leave_chat(-7)
    assert telegram.chat(-7).members[4242] == "left"
