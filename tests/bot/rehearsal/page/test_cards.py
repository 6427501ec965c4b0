"""`@bot words` in the message field shows cards; the one chosen stands in the chat, and its button leads to the bot."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.bot.rehearsal.page.rehearsed import NOAH, be, keys
from tests.bot.rehearsal.page.test_walk import demo

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.bot.rehearsal.page.rehearsed import Rehearsal, Window

pytestmark = pytest.mark.asyncio(loop_scope="module")


def card(name: str, title: str) -> dict[str, Any]:
    keyboard = keys("Open in the bot", url=f"https://t.me/steiger_bot?start={name}")
    content = {"message_text": f"<b>{escape(title)}</b>, 9:30", "parse_mode": "HTML"}
    told = {"title": title, "description": "Thu, 9:30", "reply_markup": keyboard, "input_message_content": content}
    return {"type": "article", "id": name, **told}


async def answer(known: Rehearsal, words: str, *cards: dict[str, Any]) -> None:
    asked = (await known.heard())["inline_query"]
    assert (asked["query"], asked["from"]["id"]) == (words, NOAH)
    await known.bot("answerInlineQuery", inline_query_id=asked["id"], results=json.dumps(cards))


async def test_typing_the_bot_s_name_shows_cards_and_the_chosen_one_is_posted_via_the_bot(known: Rehearsal) -> None:
    page = await known.open("Noah")
    options = page.locator("#menu").get_by_role("option")
    await page.locator("#text").fill("@steiger_bot Ketels")
    await answer(known, "Ketels", card("sp-ketels", "Ketels"), card("s-keynote", "<Keynote> & more"))
    await expect(options).to_have_text(["KetelsThu, 9:30", "<Keynote> & moreThu, 9:30"])
    await expect(page.get_by_role("listbox", name="Cards")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    message = (await known.heard())["message"]
    assert (message["text"], message["via_bot"]["username"]) == ("<Keynote> & more, 9:30", "steiger_bot")
    last = page.locator(".message").last
    await expect(last.locator(".origin")).to_have_text("via @steiger_bot")
    await expect(options).to_have_count(0)
    await expect(page.locator("#text")).to_have_value("")
    await last.get_by_role("link", name="Open in the bot").click()
    assert (await known.heard())["message"]["text"] == "/start s-keynote"


async def test_a_share_button_asks_for_its_card_and_other_words_close_the_cards(known: Rehearsal) -> None:
    await known.tell(NOAH, "Keynote", reply_markup=keys("Share", switch_inline_query="s-keynote"))
    page = await known.open("Noah")
    options = page.locator("#menu").get_by_role("option")
    await page.get_by_role("button", name="Share").click()
    await expect(page.locator("#text")).to_have_value("@steiger_bot s-keynote")
    await answer(known, "s-keynote", card("s-keynote", "Keynote"))
    await expect(options).to_have_text(["KeynoteThu, 9:30"])
    await page.locator("#text").fill("hello")
    await expect(options).to_have_count(0)
    await write(page, "@somebody Ketels")
    assert (await known.heard())["message"]["text"] == "@somebody Ketels"


async def test_in_the_demo_a_card_is_found_passed_on_opened_and_shared_again(window: Window) -> None:
    async with demo() as address:
        page = await window.page()
        await page.goto(address)
        await be(page, "Noah")
        options = page.locator("#menu").get_by_role("option")
        await page.locator("#text").fill("@Steiger ketels")
        await options.nth(1).click()
        last = page.locator(".message").last
        await expect(last).to_contain_text("🕘 Thursday 23 September, 09:30–09:55 Berlin")
        await last.get_by_role("link", name="Open in the conference bot").click()
        share = page.get_by_role("button", name="↗ Share")
        await share.click()
        await expect(options).to_have_count(1)
        await expect(page.locator("#text")).to_have_value("@SteigerRehearsalBot s-keynote-ketels")
        await page.goto("about:blank")
    assert window.complaints == []


async def write(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")
