from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.bot.rehearsal.page.rehearsed import ANNA, NOAH, OLGA, be, keys, picture, said

if TYPE_CHECKING:
    from tests.bot.rehearsal.page.rehearsed import Rehearsal
    from tests.browser import Window

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAINT = Path(__file__).with_name("faint.js")
PHONE = {"viewport": {"width": 360, "height": 720}, "is_mobile": True, "has_touch": True}
COMMANDS = [
    {"command": "next", "description": "What comes next"},
    {"command": "now", "description": "What runs"},
    {"command": "venue", "description": "How to get there"},
]


async def test_an_empty_chat_offers_start_and_start_reaches_the_bot(rehearsal: Rehearsal) -> None:
    page = await rehearsal.open("Anna")
    await page.get_by_role("button", name="Starten").click()
    assert (await rehearsal.heard())["message"]["text"] == "/start"
    await expect(said(page)).to_contain_text("/start")
    await expect(page.locator(".welcome")).to_have_count(0)


async def test_the_menu_is_worked_with_the_keyboard_alone(known: Rehearsal) -> None:
    await known.bot("setMyCommands", commands=COMMANDS)
    page = await known.open("Noah")
    options = page.locator("#menu").get_by_role("option")
    await page.locator("#text").focus()
    await page.keyboard.type("/")
    await expect(options).to_have_text(["/nextWhat comes next", "/nowWhat runs", "/venueHow to get there"])
    await page.keyboard.type("n")
    await expect(options).to_have_text(["/nextWhat comes next", "/nowWhat runs"])
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#menu [aria-selected=true]")).to_have_text("/nowWhat runs")
    await page.keyboard.press("Enter")
    assert (await known.heard())["message"]["text"] == "/now"
    await page.keyboard.type("/")
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(options).to_have_count(3)


async def test_each_person_has_a_chat_of_their_own_and_a_count_of_what_is_unread(known: Rehearsal) -> None:
    page = await known.open("Anna")
    await known.tell(NOAH, "One")
    await known.tell(NOAH, "Two\nlines")
    noah = page.locator(".person", has_text="Noah")
    await expect(noah.locator(".unread")).to_have_text("2")
    await expect(noah.locator(".preview")).to_have_text("Two")
    await expect(page.locator(".log")).not_to_contain_text("Two")
    await noah.click()
    await expect(said(page)).to_contain_text("Two")
    await expect(noah.locator(".unread")).to_have_count(0)


async def test_what_arrives_while_a_finger_is_on_somebody_takes_no_tap_away(known: Rehearsal) -> None:
    page = await known.open("Olga")
    noah = page.locator(".person", has_text="Noah")
    await noah.locator(".name").hover(force=True)
    await page.mouse.down()
    await known.tell(NOAH, "One")
    await expect(noah.locator(".unread")).to_have_text("1")
    await page.mouse.up()
    await expect(said(page)).to_contain_text("One")


async def test_the_page_speaks_the_language_of_the_person(known: Rehearsal) -> None:
    page = await known.open("Anna")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Nachricht")
    await be(page, "Noah")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Message")
    words = "language => import('/page/words.js').then(words => Object.keys(words.wordsFor({ language })))"
    german, english = await page.evaluate(words, "de"), await page.evaluate(words, "en")
    assert german == english
    marked = re.findall(r'data-word[a-z-]*="(\w+)"', await (await page.request.get(known.address)).text())
    assert set(marked) - set(english) == set()


async def test_the_clock_shows_both_times_and_jumps(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await expect(page.locator("#now")).to_have_text("08:45:00")
    await expect(page.locator("#city")).to_have_text("Berlin")
    await expect(page.locator("#day")).to_have_text("Thu 23 Sept")
    await expect(page.locator("#own-time")).to_have_text(re.compile(r"^You: 2:45\sAM, New York$"))
    await page.get_by_role("button", name="Next start 09:00").click()
    await expect(page.locator("#now")).to_have_text("09:00:00")
    await expect(page.locator("#landmarks button")).to_have_count(0)
    await page.get_by_label("Day").select_option("2021-09-24")
    await page.get_by_label("Time").fill("08:50")
    await page.get_by_role("button", name="Jump").click()
    await expect(page.locator("#now")).to_have_text("08:50:00")
    await page.get_by_role("button", name="+15 min").click()
    await expect(page.locator("#now")).to_have_text("09:05:00")
    await known.tell(NOAH, "Good morning")
    await expect(page.locator(".separator").last).to_have_text("Friday, September 24")
    await be(page, "Anna")
    await expect(page.locator("#own-time")).to_have_text("")
    await page.get_by_role("radio", name="60×").check()
    await expect(page.locator("#now")).to_have_text(re.compile("^09:06"))


async def test_every_window_of_a_browser_hears_what_happens(known: Rehearsal) -> None:
    pages = [await known.open("Noah")]
    pages += [await known.open_beside(pages[0], name) for name in ("Noah", "Olga")]
    await known.tell(NOAH, "To Noah")
    for page in pages[:2]:
        await expect(said(page)).to_contain_text("To Noah")
    await pages[0].goto("about:blank")
    await known.tell(OLGA, "To Olga")
    await expect(said(pages[2])).to_contain_text("To Olga")


async def test_a_chat_catches_up_after_the_connection_was_lost(known: Rehearsal, window: Window) -> None:
    page = await known.open("Noah")
    await known.close()
    await expect(page.locator("#status")).to_have_text("connecting …")
    await known.tell(NOAH, "Meanwhile")
    known.clock.jump(known.clock.now() + timedelta(hours=1))
    await known.serve()
    await expect(said(page)).to_contain_text("Meanwhile")
    await expect(page.locator("#now")).to_have_text("09:45:00")
    assert {complaint.partition(":")[0] for complaint in window.complaints} <= {"Failed to load resource"}
    window.complaints.clear()


async def test_who_reads_older_messages_is_not_carried_away(known: Rehearsal) -> None:
    for number in range(40):
        await known.tell(NOAH, f"Number {number}")
    page = await known.open("Noah")
    await expect(page.locator(".log").get_by_text("Number 39")).to_be_in_viewport()
    await page.locator("#scroll").evaluate("scroll => scroll.scrollTo(0, 100)")
    await expect(page.get_by_role("button", name="To the newest message")).to_be_visible()
    await known.tell(NOAH, "Number 40")
    await page.get_by_role("button", name="1 new message").click()
    await expect(page.locator(".log").get_by_text("Number 40")).to_be_in_viewport()
    await known.tell(NOAH, "Number 41")
    await expect(page.locator(".log").get_by_text("Number 41")).to_be_in_viewport()


async def test_a_long_chat_draws_its_older_messages_when_they_are_scrolled_to(known: Rehearsal) -> None:
    for number in range(200):
        await known.tell(NOAH, f"Number {number}")
    page = await known.open("Noah")
    messages = page.locator(".message")
    await expect(messages).to_have_count(80)
    upwards = "scroll => scroll.scrollTo(0, 300)"
    for count in (160, 201):
        await page.locator("#scroll").evaluate(upwards)
        await expect(messages).to_have_count(count)
    shown = await page.locator(".said").evaluate_all("all => all.map(said => said.firstChild.textContent)")
    assert shown[1:] == [f"Number {number}" for number in range(200)]
    await expect(page.locator(".separator")).to_have_count(1)


async def test_a_phone_shows_everything_without_scrolling_sideways(known: Rehearsal) -> None:
    row = keys(*(f"A rather long label {number}" for number in range(4)))
    await known.tell(ANNA, f"{'Bauwirtschaftsentwicklung' * 8}\n<pre>{'x' * 200}</pre>", reply_markup=row)
    await known.bot("sendVenue", chat_id=ANNA, latitude=51.4, longitude=7.2, title="G" * 90, address="A" * 90)
    page = await known.open("Anna", **PHONE)
    await page.get_by_role("button", name="Uhr stellen").click()
    await expect(page.get_by_role("button", name="Springen")).to_be_in_viewport()
    widths = "['html', '#scroll', '.side'].map(which => document.querySelector(which).scrollWidth)"
    assert await page.evaluate(widths) == [360, 360, 360]


async def test_dark_follows_the_system_and_the_choice_is_kept(known: Rehearsal) -> None:
    page = await known.open("Noah", color_scheme="dark")
    chat = page.locator(".chat")
    await expect(chat).to_have_css("background-color", "rgb(18, 22, 21)")
    await page.get_by_role("button", name="Switch between light and dark").click()
    await expect(chat).to_have_css("background-color", "rgb(233, 239, 236)")
    await page.reload()
    await expect(chat).to_have_css("background-color", "rgb(233, 239, 236)")


async def test_what_is_written_in_marks_arrives_as_formatting_over_several_lines(known: Rehearsal) -> None:
    page = await known.open("Noah")
    field = page.locator("#text")
    await field.fill("Hall 2 opens")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Control+b")
    await expect(field).to_have_value("**Hall 2 opens**")
    await page.keyboard.press("Control+b")
    await expect(field).to_have_value("Hall 2 opens")
    await page.keyboard.press("Control+i")
    await page.keyboard.press("End")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("Map")
    await expect(field).to_have_value("__Hall 2 opens__\n[Map](https://)")
    await field.fill("__Hall 2 opens__\n[Map](https://x.de/a__b__c), `a**b**` 👋||no||")
    await page.keyboard.press("Enter")
    message = (await known.heard())["message"]
    assert message["text"] == "Hall 2 opens\nMap, a**b** 👋no"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in message["entities"]] == [
        ("italic", 0, 12), ("text_link", 13, 3), ("code", 18, 6), ("spoiler", 27, 2),
    ]  # fmt: skip
    await expect(said(page).locator("em")).to_have_text("Hall 2 opens")


async def test_files_are_chosen_dropped_taken_back_and_sent_with_a_caption(known: Rehearsal) -> None:
    page = await known.open("Noah")
    chips = page.locator(".chip")
    await page.locator("#files").set_input_files(
        [
            {"name": "hall.png", "mimeType": "image/png", "buffer": picture(64, 40)},
            {"name": "x.txt", "mimeType": "text/plain", "buffer": b"x"},
        ]
    )
    await page.get_by_role("button", name="Don’t send x.txt").click()
    dropped = "() => { const d = new DataTransfer(); d.items.add(new File(['id: a'], 'day.yaml')); return d; }"
    await page.dispatch_event("#scroll", "drop", {"dataTransfer": await page.evaluate_handle(dropped)})
    await expect(chips.locator(".title")).to_have_text(["hall.png", "day.yaml"])
    await page.locator("#text").fill("The **hall**")
    await page.keyboard.press("Enter")
    photo, document = (await known.heard())["message"], (await known.heard())["message"]
    assert (photo["caption"], photo["caption_entities"]) == ("The hall", [{"type": "bold", "offset": 4, "length": 4}])
    assert photo["photo"][-1]["width"] == 64
    assert (document["document"]["file_name"], "caption" in document) == ("day.yaml", False)
    held = known.telegram.file(document["document"]["file_id"])
    assert held
    assert held.content == b"id: a"
    await expect(chips).to_have_count(0)
    await expect(page.locator(".photo img")).to_have_js_property("naturalWidth", 64)


async def test_a_message_is_passed_on_to_the_bot_unless_it_is_protected(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, "Hall <b>2</b>")
    await expect(said(page)).to_contain_text("Hall 2")
    await page.locator(".message").last.get_by_role("button", name="Pass on to the bot").press("Enter")
    assert (await known.heard())["message"]["forward_origin"]["sender_user"]["is_bot"] is True
    await expect(page.locator(".message").last).to_contain_text("Forwarded from Steiger")
    await known.tell(NOAH, "Secret", protect_content=True)
    await expect(said(page)).to_contain_text("Secret")
    await expect(page.locator(".message").last.get_by_role("button")).to_have_count(0)


async def test_who_is_somebody_else_sees_in_passing_that_anna_got_something(known: Rehearsal) -> None:
    page = await known.open("Olga")
    await known.tell(ANNA, "Quiet", disable_notification=True)
    await expect(page.locator(".person", has_text="Anna").locator(".unread")).to_have_text("1")
    await expect(page.locator(".toast")).to_have_count(0)
    await known.tell(ANNA, "One")
    await known.tell(ANNA, "Two")
    await expect(page.locator(".person", has_text="Anna").locator(".preview")).to_have_text("Two")
    await page.get_by_role("button", name="Anna has a new message").click()
    await expect(said(page)).to_contain_text("Two")
    await expect(page.get_by_role("img", name="Kam ohne Ton")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_role("img", name="Kam ohne Ton")).to_have_count(1)


async def test_edits_and_deletions_leave_what_is_read_in_its_place(known: Rehearsal) -> None:
    ids = [await known.tell(NOAH, f"Number {number}", reply_markup=keys("Pause")) for number in range(30)]
    page = await known.open("Noah")
    fifth = page.locator(f"[data-id='{ids[5]}']")
    place = "node => node.getBoundingClientRect().top"
    await fifth.evaluate("node => node.scrollIntoView()")
    before = await fifth.evaluate(place)
    key = await page.locator(f"[data-id='{ids[2]}'] .key").element_handle()
    text = "Number 2\n▓▓▓▓░░\n214 of 500"
    await known.bot("editMessageText", chat_id=NOAH, message_id=ids[2], text=text, reply_markup=keys("Pause"))
    await expect(page.locator(f"[data-id='{ids[2]}'] .said")).to_contain_text("214 of 500")
    assert await key.evaluate("key => key.isConnected")
    assert abs(await fifth.evaluate(place) - before) < 1
    await known.bot("deleteMessage", chat_id=NOAH, message_id=ids[1])
    await expect(page.locator(f"[data-id='{ids[1]}']")).to_have_count(0)
    assert abs(await fifth.evaluate(place) - before) < 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_words_stand_out_from_their_ground(known: Rehearsal, scheme: Any) -> None:
    html = '<b>bold</b> <code>code</code> <a href="https://example.org">link</a> <blockquote>quoted</blockquote> /next'
    await known.tell(NOAH, html, reply_markup=keys("Follow"), protect_content=True)
    await known.bot("sendVenue", chat_id=NOAH, latitude=51.4, longitude=7.2, title="Campus", address="Road 1")
    page = await known.open("Noah", color_scheme=scheme)
    await expect(page.locator(".venue")).to_be_visible()
    assert await page.evaluate(FAINT.read_text()) == []
