"""What Telegram refuses, in its own words, as python-telegram-bot raises them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken

from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire

Call = Callable[[Bot], Awaitable[Any]]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")
NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
UNREADABLE = "Can't parse inlinequeryresult:"
TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


def keyboard(*rows: int, **fields: Any) -> InlineKeyboardMarkup:
    fields = fields or {"callback_data": "1x:y"}
    return InlineKeyboardMarkup([[InlineKeyboardButton("a", **fields)] * row for row in rows])


def results(*listed: dict[str, Any]) -> Call:
    given = {"inline_query_id": "7", "results": list(listed)}
    return lambda bot: bot._post("answerInlineQuery", given)  # noqa: SLF001 - PTB makes no such results


def message(text: str, **fields: Any) -> Call:
    return lambda bot: bot.send_message(1, text, **fields)


def contact(**fields: str) -> Call:
    return lambda bot: bot._post("sendContact", {"chat_id": 1, **fields})  # noqa: SLF001 - PTB checks it itself


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (message(""), "Message text is empty"),
        (message(" \n "), "Text must be non-empty"),
        (message("<b> </b>", parse_mode="HTML"), "Text must be non-empty"),
        (message("x" * 4097), "Message is too long"),
        (message("👋" * 2049), "Message is too long"),
        (message("&amp;" * 4097, parse_mode="HTML"), "Message is too long"),
        (message("a<p>", parse_mode="HTML"), 'Can\'t parse entities: unsupported start tag "p" at byte offset 1'),
        (message("a", parse_mode="MarkdownV2"), "Unsupported parse_mode"),
        (message("a", reply_markup=keyboard(1, callback_data="x" * 65)), "Button_data_invalid"),
        (message("a", reply_markup=keyboard(1, callback_data="ä" * 33)), "Button_data_invalid"),
        (message("a", reply_markup=keyboard(9)), "Reply markup is too long"),
        (message("a", reply_markup=keyboard(*[8] * 12, 5)), "Reply markup is too long"),
        (
            message("a", reply_markup=keyboard(1, url="no link")),
            "Inline keyboard button url 'no link' is invalid: wrong http url",
        ),
        (
            message("a", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("a")]])),
            "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            message("a", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(" ", callback_data="x")]])),
            "Can't parse inline keyboard button: button text must be non-empty",
        ),
        (
            message("a", entities=[MessageEntity("text_link", 0, 1, url="no link")]),
            "Can't parse messageentity: entity url is invalid",
        ),
        (message("a", reply_to_message_id=99), "Message to be replied not found"),
        (lambda bot: bot.send_message(77, "a"), "Chat not found"),
        (lambda bot: bot.send_message("@nobody", "a"), "Chat not found"),
        (lambda bot: bot.edit_message_text("a", 1, 99), "Message to edit not found"),
        (lambda bot: bot.edit_message_text("a", 1, 1), "Message can't be edited"),
        (lambda bot: bot.edit_message_reply_markup(1, 99), "Message to edit not found"),
        (lambda bot: bot.delete_message(1, 99), "Message to delete not found"),
        (lambda bot: bot.pin_chat_message(1, 99), "Message to pin not found"),
        (lambda bot: bot.unpin_chat_message(1), "Message to unpin not found"),
        (lambda bot: bot.copy_message(1, 1, 99), "Message to copy not found"),
        (lambda bot: bot.forward_message(1, 1, 99), "Message to forward not found"),
        (lambda bot: bot.answer_callback_query("7"), TOO_OLD),
        (lambda bot: bot.answer_callback_query("7", "x" * 201), "Message_too_long"),
        (lambda bot: bot.answer_callback_query("7", url="https://x.de"), "Url_invalid"),
        (lambda bot: bot.answer_inline_query("7", []), TOO_OLD),
        (lambda bot: bot.answer_inline_query("7", [article("x" * 65)]), "Result_id_invalid"),
        (lambda bot: bot.answer_inline_query("7", [article("x")] * 2), "Result_id_duplicate"),
        (lambda bot: bot.answer_inline_query("7", [article("x", "")]), "Article_title_empty"),
        (lambda bot: bot.answer_inline_query("7", [article("x", text="x" * 4097)]), "Message_too_long"),
        (
            lambda bot: bot.answer_inline_query("7", [article("x", text="<b>x")]),
            "Can't parse inlinequeryresult: can't parse entities: can't find end tag corresponding to start tag \"b\"",
        ),
        (
            lambda bot: bot.answer_inline_query("7", [article("x", reply_markup=keyboard(1, callback_data="x" * 65))]),
            "Can't parse inlinequeryresult: button_data_invalid",
        ),
        (lambda bot: bot.answer_inline_query("7", [], next_offset="ä" * 33), "Next_offset_invalid"),
        (results(*[{}] * 51), "Too many inline query results specified"),
        (results({"type": "article", "id": "x", "title": "x"}), f"{UNREADABLE} input message content is not specified"),
        (results({"type": "poll", "id": "x", "title": "x"}), f"{UNREADABLE} invalid result type specified"),
        (lambda bot: bot.send_photo(1, b"no picture"), "Image_process_failed"),
        (lambda bot: bot.send_photo(1, PNG, caption="x" * 1025), "Message caption is too long"),
        (lambda bot: bot.send_photo(1, PNG[:16] + bytes(8)), "Photo_invalid_dimensions"),
        (lambda bot: bot.send_document(1, b""), "File must be non-empty"),
        (lambda bot: bot.send_document(1, "unknown-id"), "Wrong file identifier/http url specified"),
        (lambda bot: bot.get_file("unknown-id"), "Invalid file_id"),
        (lambda bot: bot.send_contact(1, "+49 234", "A", vcard="ä" * 1025), "Media_contact_vcard_too_long"),
        (contact(first_name="A"), "Phone number is empty"),
        (contact(phone_number="+49 234"), "Contact's first name is empty"),
        (lambda bot: bot.send_venue(1, 91, 7, "t", "a"), "Wrong latitude or longitude specified"),
        (lambda bot: bot.send_venue(1, 51, 7, " ", "a"), "Venue title must be non-empty"),
        (lambda bot: bot.send_chat_action(1, "dancing"), "Wrong parameter action in request"),
        (lambda bot: bot.set_my_commands([("Next", "a")]), "Bot_command_invalid"),
        (lambda bot: bot.set_my_commands([("x" * 33, "a")]), "Bot_command_invalid"),
        (lambda bot: bot.set_my_commands([("next", "")]), "Bot_command_description_invalid"),
        (lambda bot: bot.set_my_commands([("next", "x" * 257)]), "Bot_command_description_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand("next", "a")] * 101), "Bot_commands_too_much"),
        (lambda bot: bot.set_my_commands([], language_code="deu"), "Invalid language code specified"),
        (lambda bot: bot.set_my_name("x" * 65), "Bot name is too long"),
        (lambda bot: bot.set_my_description("x" * 513), "Bot description is too long"),
        (lambda bot: bot.set_my_short_description("x" * 121), "Bot short description is too long"),
        (lambda bot: bot.set_webhook("http://x.de"), "Bad webhook: an https url must be provided for webhook"),
        (lambda bot: bot.get_chat_member(-5, 77), "Invalid user_id specified"),
    ],
)
async def test_a_bad_request_is_refused_in_telegrams_words(bot: Bot, call: Call, told: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        await call(bot)
    assert str(refusal.value).lower() == told.lower()


def article(name: str, title: str = "t", text: str = "t", **more: Any) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(name, title, InputTextMessageContent(text, "HTML"), **more)


async def test_the_largest_allowed_message_is_taken(bot: Bot, telegram: Telegram) -> None:
    await bot.send_message(1, "👋" * 2048, reply_markup=keyboard(*[8] * 12, 4, callback_data="x" * 64))
    assert telegram.log[-1].text == "👋" * 2048


async def test_an_unchanged_edit_is_refused_and_a_changed_one_is_not(bot: Bot) -> None:
    sent = await bot.send_message(1, "<b>a</b>", parse_mode="HTML", reply_markup=keyboard(1))
    for _ in range(2):
        with pytest.raises(BadRequest, match=NOT_MODIFIED):
            await sent.edit_text("<b>a</b>", parse_mode="HTML", reply_markup=keyboard(1))
    edited = await sent.edit_text("a", reply_markup=keyboard(1))
    assert (edited.text, edited.entities, edited.message_id) == ("a", (), sent.message_id)  # type: ignore[union-attr]


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(bot: Bot) -> None:
    sent = await bot.send_message(1, "a", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("b")]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sent.edit_text("b")


async def test_a_copy_can_be_edited_and_a_forward_cannot(bot: Bot) -> None:
    sent = await bot.send_message(1, "a")
    await bot.edit_message_text("b", 1, (await sent.copy(1)).message_id)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await (await sent.forward(1)).edit_text("b")


async def test_a_file_goes_on_only_as_what_it_was(bot: Bot) -> None:
    photo, document = await bot.send_photo(1, PNG), (await bot.send_document(1, b"a")).document
    assert document is not None
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(1, document.file_id)
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await bot.send_document(1, photo.photo[-1].file_id)


async def test_a_photo_has_no_text_to_edit_and_a_text_no_caption(bot: Bot) -> None:
    photo, text = await bot.send_photo(1, PNG, caption="a"), await bot.send_message(1, "a")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("b")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("b")


async def test_a_message_older_than_two_days_stays(bot: Bot, time: Any) -> None:
    sent = await bot.send_message(1, "a")
    time.instant += timedelta(hours=48, seconds=1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await sent.delete()


async def test_a_tap_is_answered_once_and_in_time(bot: Bot, telegram: Telegram, time: Any) -> None:
    sent = await bot.send_message(1, "a", reply_markup=keyboard(1))
    first, late = telegram.tap(1, sent.message_id, "1x:y"), telegram.tap(1, sent.message_id, "1x:y")
    await bot.answer_callback_query(first, "Done")
    time.count += 151
    for query in (first, late):
        with pytest.raises(BadRequest, match=f"(?i){TOO_OLD}"):
            await bot.answer_callback_query(query)
    assert [(answer.query_id, answer.text) for answer in telegram.answers] == [(first, "Done")]


async def test_who_never_wrote_has_blocked_or_is_gone_cannot_be_written_to(bot: Bot, telegram: Telegram) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(2, "a")
    telegram.block(1)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1, "a")
    telegram.say(1, "/start")
    assert (await bot.send_message(1, "a")).text == "a"
    telegram.deactivate(1)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(1, "a")


async def test_a_group_that_expels_the_bot_or_moves_tells_so(bot: Bot, telegram: Telegram) -> None:
    telegram.add_group(-6, "Old", [1], "group")
    telegram.migrate(-6, -1006)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-6, "a")
    assert moved.value.new_chat_id == -1006
    telegram.expel(-1006, 1)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(-1006, "a")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(-5, (await bot.send_message(-5, "a")).message_id)


@pytest.mark.parametrize("token", ["4242:" + "y" * 35, "nonsense"])
async def test_a_wrong_token_is_refused(telegram: Telegram, token: str) -> None:
    with pytest.raises(InvalidToken):
        await Bot(token, request=Wire(telegram)).initialize()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendRichMessage", {"chat_id": 1})


async def test_protected_messages_are_neither_copied_nor_forwarded(bot: Bot) -> None:
    sent = await bot.send_message(1, "a", protect_content=True)
    assert sent.has_protected_content
    with pytest.raises(BadRequest, match="Message can't be copied"):
        await sent.copy(1)
    with pytest.raises(BadRequest, match="Message can't be forwarded"):
        await sent.forward(1)
