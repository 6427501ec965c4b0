"""What becomes of what a bot sends: texts, entities, files, places, contacts, copies."""

from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
)

from bot.rehearsal.entities import trimmed
from bot.rehearsal.files import picture_size
from bot.rehearsal.markup import units
from bot.rehearsal.telegram import Telegram

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")
JPEG = bytes.fromhex("ffd8ffe00004000 0ffc0001108001e0028".replace(" ", ""))


def spans(entities: tuple[MessageEntity, ...]) -> list[tuple[str, int, int]]:
    return [(str(entity.type), entity.offset, entity.length) for entity in entities]


async def test_entities_past_the_hundredth_are_dropped_and_the_text_stays(bot: Bot) -> None:
    sent = await bot.send_message(1, "<b>a</b> " * 120, parse_mode="HTML")
    assert (sent.text, len(sent.entities), sent.entities[-1].offset) == ("a " * 119 + "a", 100, 198)


async def test_white_space_at_the_ends_goes_and_the_entities_move(bot: Bot) -> None:
    sent = await bot.send_message(1, "\n  a <b>👋 b</b> <i>c </i>\n", parse_mode="HTML")
    assert sent.text == "a 👋 b c"
    assert spans(sent.entities) == [("bold", 2, 4), ("italic", 7, 1)]


async def test_links_mentions_commands_and_addresses_are_found(bot: Bot) -> None:
    sent = await bot.send_message(1, "👋 https://x.de/a?b=1. @somebody /next #ruhr a@b.de x/y")
    assert [sent.parse_entity(entity) for entity in sent.entities] == [
        "https://x.de/a?b=1", "@somebody", "/next", "#ruhr", "a@b.de",
    ]  # fmt: skip


async def test_nothing_is_found_inside_code_and_links(bot: Bot) -> None:
    sent = await bot.send_message(1, "<code>/next</code> <a href='https://x.de'>@somebody</a>", parse_mode="HTML")
    assert spans(sent.entities) == [("code", 0, 5), ("text_link", 6, 9)]


async def test_entities_can_be_given_instead_of_html(bot: Bot) -> None:
    sent = await bot.send_message(1, "👋 a", entities=[MessageEntity("bold", 3, 1)])
    assert spans(sent.entities) == [("bold", 3, 1)]


async def test_control_and_direction_characters_are_taken_out(bot: Bot) -> None:
    assert (await bot.send_message(1, "a\u202eb\r\nc\x07d")).text == "ab\nc d"


async def test_a_message_is_dated_by_the_conferences_clock_and_logged_by_the_machines(
    bot: Bot, telegram: Telegram, time: Any
) -> None:
    time.count = 7.5
    sent = await bot.send_message(1, "a", link_preview_options=LinkPreviewOptions(is_disabled=True))
    instant = datetime(2021, 9, 23, 6, 45, tzinfo=UTC)
    assert (sent.date, sent.link_preview_options and sent.link_preview_options.is_disabled) == (instant, True)
    assert astuple(telegram.log[-1]) == (7.5, instant, "sendMessage", 1, sent.message_id, "a", False)


async def test_an_edit_stands_in_the_old_place_and_is_told_to_who_watches(bot: Bot, telegram: Telegram) -> None:
    events: list[dict[str, Any]] = []
    telegram.watch(1, events.append)
    sent = await bot.send_message(1, "a")
    await bot.send_message(1, "last")
    await sent.edit_text("b", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]]))
    await sent.edit_reply_markup(None)
    assert [message["text"] for message in telegram.messages(1)] == ["/start", "b", "last"]
    await sent.delete()
    assert [message["text"] for message in telegram.messages(1)] == ["/start", "last"]
    assert [event["kind"] for event in events] == ["message", "message", "edited", "edited", "deleted"]
    assert ["reply_markup" in event.get("message", {}) for event in events] == [False, False, True, False, False]


async def test_a_file_comes_back_byte_for_byte_and_is_sent_again_by_its_id(bot: Bot) -> None:
    sent = await bot.send_document(1, b"BEGIN:VCALENDAR", filename="Plän.ics", caption="<i>c</i>", parse_mode="HTML")
    document = sent.document
    assert document is not None
    assert (document.file_name, document.mime_type, document.file_size) == ("Plän.ics", "text/calendar", 15)
    again = await bot.send_document(1, document.file_id)
    assert (again.document, sent.caption_html) == (document, "<i>c</i>")
    file = await bot.get_file(document.file_id)
    assert await file.download_as_bytearray() == b"BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        (PNG, (40, 30)),
        (JPEG, (40, 30)),
        (b"GIF89a\x28\0\x1e\0", (40, 30)),
        (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x27\0\0\x1d\0\0", (40, 30)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0/\x27\x40\x07\0", (40, 30)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x28\0\x1e\0", (40, 30)),
    ],
)
def test_a_pictures_size_is_read(picture: bytes, size: tuple[int, int]) -> None:
    assert picture_size(picture) == size


async def test_a_photo_is_sent_as_bytes_by_id_or_by_address(bot: Bot) -> None:
    sent = await bot.send_photo(1, PNG)
    assert [(photo.width, photo.height) for photo in sent.photo] == [(40, 30)]
    assert (await bot.send_photo(1, sent.photo[-1].file_id)).photo == sent.photo
    assert [photo.width for photo in (await bot.send_photo(1, "https://x.de/p.jpg")).photo] == [90, 320, 800]


async def test_a_photo_can_be_exchanged(bot: Bot) -> None:
    sent = await bot.send_photo(1, PNG, caption="a")
    edited = await sent.edit_media(InputMediaPhoto(JPEG, caption="b"))
    assert (edited.caption, edited.photo == sent.photo) == ("b", False)  # type: ignore[union-attr]


async def test_places_and_contacts_come_as_they_were_sent(bot: Bot) -> None:
    venue = (await bot.send_venue(1, 51.48, 7.22, "Museum", "Am Bergbaumuseum 28")).venue
    assert venue is not None
    assert (venue.title, venue.address, venue.location.latitude) == ("Museum", "Am Bergbaumuseum 28", 51.48)
    contact = (await bot.send_contact(1, "+49 234 1", "Anna", "Ode", vcard="x" * 2048)).contact
    assert contact is not None
    assert (contact.phone_number, contact.last_name, len(contact.vcard or "")) == ("+49 234 1", "Ode", 2048)
    location = (await bot.send_location(1, -1, 2)).location
    assert location is not None
    assert (location.latitude, location.longitude) == (-1, 2)


async def test_an_album_is_several_messages_of_one_group(bot: Bot, telegram: Telegram) -> None:
    sent = await bot.send_media_group(1, [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b")])
    assert len({message.media_group_id for message in sent}) == 1
    assert [item.method for item in telegram.log] == ["sendMediaGroup"] * 2


async def test_copies_and_forwards_carry_the_content(bot: Bot, telegram: Telegram) -> None:
    sent = await bot.send_message(1, "<b>a</b>", parse_mode="HTML")
    await sent.copy(-5)
    forwarded = await sent.forward(-5)
    assert [message["text"] for message in telegram.messages(-5)] == ["a", "a"]
    assert forwarded.forward_origin is not None


async def test_a_reply_shows_what_it_answers(bot: Bot) -> None:
    sent = await bot.send_message(1, "a", reply_to_message_id=1)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    alone = await bot.send_message(1, "a", reply_to_message_id=99, allow_sending_without_reply=True)
    assert alone.reply_to_message is None


async def test_several_messages_are_deleted_at_once_and_missing_ones_skipped(bot: Bot, telegram: Telegram) -> None:
    ids = [(await bot.send_message(1, "a")).message_id for _ in range(2)]
    await bot.delete_messages(1, [*ids, 99])
    assert [message["text"] for message in telegram.messages(1)] == ["/start"]


async def test_the_log_tells_what_came_silently_and_what_was_edited_copied_and_deleted(
    bot: Bot, telegram: Telegram
) -> None:
    events: list[dict[str, Any]] = []
    telegram.watch(1, events.append)
    sent = await bot.send_message(1, "a", disable_notification=True)
    await sent.edit_text("b")
    copy = await sent.copy(1, disable_notification=False)
    await sent.delete()
    await bot.delete_messages(1, [copy.message_id])
    assert [(entry.method, entry.message_id, entry.text, entry.silent) for entry in telegram.log] == [
        ("sendMessage", sent.message_id, "a", True),
        ("editMessageText", sent.message_id, "b", False),
        ("copyMessage", copy.message_id, "b", False),
        ("deleteMessage", sent.message_id, "", False),
        ("deleteMessages", copy.message_id, "", False),
    ]
    assert (telegram.silent(1), [event.get("silent") for event in events[:3]]) == (
        [sent.message_id],
        [True, None, False],
    )


async def test_a_pinned_message_is_the_chats(bot: Bot) -> None:
    sent = await bot.send_message(1, "a")
    await sent.pin()
    assert (await bot.get_chat(1)).pinned_message == sent
    await bot.unpin_all_chat_messages(1)
    assert (await bot.get_chat(1)).pinned_message is None


@given(st.text(" \nab👋", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12)), max_size=4))
def test_trimming_leaves_each_entity_on_its_characters(text: str, places: list[tuple[int, int]]) -> None:
    end = units(text.rstrip(" \n"))
    inside = sorted((begin, length) for begin, length in places if begin < units(text))
    entities = [{"type": "bold", "offset": begin, "length": length} for begin, length in inside]
    kept, moved = trimmed(text, entities)
    assert kept == kept.rstrip(" \n")
    assert [piece(kept, entity["offset"], entity["length"]) for entity in moved] == [
        piece(text, begin, min(length, end - begin)) for begin, length in inside if begin < end
    ]


def piece(text: str, begin: int, length: int) -> bytes:
    return text.encode("utf-16-le")[2 * begin : 2 * (begin + length)]
