from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.delivery.posting import CAPTION, Posting
from bot.delivery.transport import Transport
from bot.delivery.written import Written
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
from bot.rehearsal.wire import Wire
from bot.screens.fitting import LENGTH, units
from bot.screens.screen import Button, Document, Drawing, Media, Photo, Screen, Venue
from tests.bot.delivery.house import NOW, TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40).to_bytes(4, "big") + (30).to_bytes(4, "big")


def telegram() -> Telegram:
    made = Telegram(TOKEN, now=lambda: NOW, seconds=lambda: 0.0)
    made.add_person(1, "Anna", "de")
    made.say(1, "/start")
    return made


@asynccontextmanager
async def posting(made: Telegram, folder: Callable[[], Path | None] = lambda: None) -> AsyncIterator[Posting]:
    bot = ExtBot[None](TOKEN, request=Wire(made), get_updates_request=Wire(made))
    await bot.initialize()
    yield Posting(bot, folder)
    await bot.shutdown()


def last(made: Telegram) -> dict[str, Any]:
    return made.messages(1)[-1]


async def test_a_text_is_one_message_with_its_buttons_and_can_be_silent() -> None:
    made = telegram()
    async with posting(made) as post:
        screen = Screen(Markup("<b>a</b>"), ((Button.to("Go", "x"), Button("Web", url="https://a.example/")),))
        number = await post.post(1, Written(screen, silent=True))
    keys = [key["text"] for key in last(made)["reply_markup"]["inline_keyboard"][0]]
    assert (number, last(made)["text"], keys) == (last(made)["message_id"], "a", ["Go", "Web"])
    assert [entry.silent for entry in made.log] == [True]


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_what_telegram_has_already_goes_with_its_caption_which_can_be_corrected(
    kind: str, tmp_path: Path
) -> None:
    made = telegram()
    (tmp_path / "a.png").write_bytes(PICTURE)
    async with posting(made, lambda: tmp_path) as post:
        sent: Any = Photo("a.png") if kind == "photo" else Document("a.pdf", b"%PDF")
        await post.attach(1, sent)
        file = last(made)[kind]
        media = Media(kind, (file[-1] if kind == "photo" else file)["file_id"])
        number = await post.post(1, Written(Screen(Markup("<i>first</i>"), media=media)))
        edited = await post.post(1, Written(Screen(Markup("second"), media=media), edits=number))
    assert (edited, last(made)["message_id"], last(made)["caption"]) == (number, number, "second")
    assert [entry.method for entry in made.log[-2:]] == [f"send{kind.title()}", "editMessageCaption"]


async def test_a_drawing_goes_over_http_with_text_and_buttons_is_redrawn_in_place_and_uploaded_once() -> None:
    made, text = telegram(), Screen(Markup("<b>words</b>"))
    day, night = (
        Screen(Markup("<b>{}</b>").format(name), ((Button.to("Go", "x"),),), drawing=Drawing(f"{name}.png", content))
        for name, content in (("day", PICTURE), ("night", PICTURE + b" "))
    )
    async with serve(made) as address:
        bot = ExtBot[None](TOKEN, f"{address}/bot", request=Transport(), get_updates_request=Transport(1))
        await bot.initialize()
        post = Posting(bot, lambda: None)
        number = await post.post(1, Written(day))
        sent = last(made)
        edited = [await post.post(1, Written(screen, edits=number)) for screen in (night, day)]
        redrawn = last(made)
        words = await post.post(1, Written(text))
        turned = await post.post(1, Written(night, edits=words))
        drawn = last(made)
        with pytest.raises(BadRequest, match="no text in the message"):
            await post.post(1, Written(text, edits=words))
        await bot.shutdown()
    assert (sent["caption"], sent["caption_entities"][0]["type"], len(sent["photo"])) == ("day", "bold", 1)
    assert (edited, redrawn["photo"], redrawn["reply_markup"]) == ([number] * 2, sent["photo"], sent["reply_markup"])
    assert (turned, "text" in drawn, drawn["caption"]) == (words, False, "night")
    methods = ["sendPhoto", "editMessageMedia", "editMessageMedia", "sendMessage", "editMessageMedia"]
    assert [entry.method for entry in made.log] == methods


async def test_an_attachment_without_a_text_is_sent_alone_and_a_text_without_its_attachments() -> None:
    made = telegram()
    async with posting(made) as post:
        pin = Venue("Gate", "Road 1", (51.4, 7.2))
        alone = await post.post(1, Written(Screen(Markup(), attachments=(pin,)), silent=True))
        venue = last(made)["venue"]["title"]
        await post.post(1, Written(Screen(Markup("a"), attachments=(pin,))))
    assert (venue, alone, [entry.method for entry in made.log]) == (
        "Gate",
        made.log[0].message_id,
        ["sendVenue", "sendMessage"],
    )


async def test_a_message_can_be_edited_and_deleted() -> None:
    made = telegram()
    async with posting(made) as post:
        number = await post.post(1, Written(Screen(Markup("a"))))
        edited = await post.post(1, Written(Screen(Markup("b")), edits=number))
        text = last(made)["text"]
        deleted = await post.post(1, Written(deletes=number))
        with pytest.raises(BadRequest, match="not found"):
            await post.post(1, Written(deletes=number))
    assert (edited, text, deleted, number in made.chat(1).messages) == (number, "b", number, False)


async def test_a_letter_that_says_nothing_is_a_mistake() -> None:
    async with posting(telegram()) as post:
        with pytest.raises(ValueError, match="only deletes"):
            await post.post(1, Written())


async def test_a_picture_that_is_not_there_is_no_message(tmp_path: Path) -> None:
    async with posting(telegram(), lambda: tmp_path) as post:
        with pytest.raises(FileNotFoundError):
            await post.attach(1, Photo("missing.png"))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)


@settings(max_examples=30)
@given(TEXTS, st.integers(1, 3000))
def test_any_text_is_sent_within_telegrams_limits(text: str, times: int) -> None:
    asyncio.run(_fits(text, times))


async def _fits(text: str, times: int) -> None:
    made = telegram()
    markup = Markup("<b>{}</b>").format(escape(text)) * times
    async with posting(made) as post:
        await post.post(1, Written(Screen(markup + "end")))
        long = last(made)["text"]
        await post.attach(1, Document("a.pdf", b"%PDF"))
        media = Media("document", last(made)["document"]["file_id"])
        await post.post(1, Written(Screen(markup + "end", media=media)))
    assert (units(long) <= LENGTH, units(last(made)["caption"]) <= CAPTION) == (True, True)
