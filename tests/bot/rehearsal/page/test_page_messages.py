from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.bot.rehearsal.page.rehearsed import ANNA, NOAH, OLGA, be, keys, picture, said

if TYPE_CHECKING:
    from playwright.async_api import Download, Page

    from tests.bot.rehearsal.page.rehearsed import Rehearsal

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPENING = int(datetime(2021, 9, 23, 7, 0, tzinfo=UTC).timestamp())
LONG = "Regionen sind so widerstandsfähig wie die Netze zwischen ihren Menschen. " * 12


async def tags(page: Page) -> list[list[str]]:
    """The marked parts of the last message, outermost first."""
    script = "said => [...said.querySelectorAll(':not(.meta, .meta *)')].map(n => [n.localName, n.textContent])"
    found: list[list[str]] = await said(page).evaluate(script)
    return found


async def bytes_of(download: Download) -> bytes:
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


async def test_formatting_is_shown_with_offsets_in_utf_16_and_nested(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(
        NOAH,
        "🇩🇪🎤 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>a&lt;b</code>\n<blockquote>wise</blockquote>\nend",
    )
    await expect(said(page)).to_contain_text("end")
    assert await tags(page) == [
        ["strong", "bold both"],
        ["em", "both"],
        ["u", "under"],
        ["s", "gone"],
        ["code", "a<b"],
        ["blockquote", "wise"],
    ]
    await known.tell(
        NOAH, '<pre><code class="language-python">x = 1</code></pre><a href="https://example.org/">there</a>'
    )
    await expect(said(page)).to_contain_text("there")
    assert await tags(page) == [["pre", "x = 1"], ["code", "x = 1"], ["a", "there"]]
    assert await said(page).locator("a").evaluate("a => [a.href, a.rel, a.target]") == [
        "https://example.org/",
        "noopener noreferrer",
        "_blank",
    ]


async def test_hostile_words_are_shown_as_words(known: Rehearsal) -> None:
    page = await known.open("Noah")
    hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    row = keys(hostile, callback_data="1")
    await known.bot("sendMessage", chat_id=NOAH, text=hostile, reply_markup=row)
    await expect(said(page)).to_contain_text(hostile)
    await expect(page.locator(".key")).to_have_text(hostile)
    await known.bot("sendVenue", chat_id=NOAH, latitude=51.5, longitude=7.2, title=hostile, address=hostile)
    await expect(page.locator(".venue .title")).to_have_text(hostile)
    await known.bot("sendContact", chat_id=NOAH, phone_number=hostile, first_name=hostile)
    await expect(page.locator(".contact .title")).to_have_text(hostile)
    assert await page.evaluate("window.hacked") is None
    assert await page.locator(".log img, .log script").count() == 0


async def test_only_harmless_addresses_become_links(known: Rehearsal) -> None:
    page = await known.open("Noah")
    tried = [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a.example/",
        "tel:+491",
        "a.example",
    ]
    safe = "tried => import('/page/links.js').then(links => tried.map(links.safeAddress))"
    assert await page.evaluate(safe, tried) == [
        None,
        None,
        None,
        "https://a.example/",
        "tel:+491",
        "https://a.example/",
    ]


async def test_a_long_abstract_is_collapsed_until_more_is_asked_for(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, f"<blockquote expandable>{LONG}</blockquote>")
    more = page.get_by_role("button", name="Show more")
    body = page.locator(".fold-body")
    await expect(more).to_be_visible()
    short = await body.evaluate("body => body.clientHeight")
    await more.click()
    await expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    assert await body.evaluate("body => body.clientHeight") > 2 * short


async def test_a_spoiler_is_revealed_with_the_keyboard(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, "The winner is <tg-spoiler>Duisburg</tg-spoiler>.")
    cover = page.get_by_role("button", name="Hidden text, reveal")
    await expect(said(page).get_by_text("Duisburg")).to_be_hidden()
    await expect(page.locator(".person", has_text="Noah").locator(".preview")).to_have_text("The winner is ▒▒▒▒▒▒▒▒.")
    await cover.press("Enter")
    await expect(said(page).get_by_text("Duisburg", exact=True)).to_be_visible()


async def test_a_moment_is_shown_in_the_zone_and_language_of_each_reader(known: Rehearsal) -> None:
    moment = f'<tg-time unix="{OPENING}" format="{{}}">09:00 CEST</tg-time>'
    text = f"{moment.format('wDt')} {moment.format('r')}"
    shown = {}
    page = await known.open("Anna")
    for person, name in ((ANNA, "Anna"), (NOAH, "Noah"), (OLGA, "Olga")):
        await known.tell(person, text)
        await be(page, name)
        times = said(page).locator(".moment time")
        await expect(times.first).to_have_attribute("title", "09:00 CEST")
        shown[name] = [words.replace("\u202f", " ") for words in await times.all_text_contents()]
    assert shown == {
        "Anna": ["Do., 23. September 2021 um 09:00", "in 15 Minuten"],
        "Noah": ["Thu, September 23, 2021 at 3:00 AM", "in 15 minutes"],
        "Olga": ["Thu, 23 September 2021 at 09:00", "in 15 minutes"],
    }


async def test_a_tap_on_a_moment_without_a_format_tells_the_readers_own_time(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, f'<tg-time unix="{OPENING}">09:00 in Berlin</tg-time>')
    await page.get_by_role("button", name="09:00 in Berlin", exact=True).press("Enter")
    told = (await page.locator(".toast").inner_text()).replace("\u202f", " ")
    assert told == "Thursday, September 23, 2021 at 3:00:00 AM, New York"


async def test_a_tap_waits_for_its_answer_and_the_edit_appears_in_place(known: Rehearsal) -> None:
    page = await known.open("Noah")
    message_id = await known.tell(NOAH, "Opening", reply_markup=keys("Follow", callback_data="1f:opening"))
    key = page.get_by_role("button", name="Follow")
    await key.press("Enter")
    query = (await known.heard())["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["message_id"]) == ("1f:opening", NOAH, message_id)
    await expect(key).to_have_attribute("aria-busy", "true")
    await known.bot("answerCallbackQuery", callback_query_id=query["id"], text="You follow it now.")
    await expect(page.locator(".toast")).to_have_text("You follow it now.")
    await expect(key).not_to_have_attribute("aria-busy", "true")
    edited = {"text": "Opening, 09:00", "reply_markup": keys("Following")}
    await known.bot("editMessageText", chat_id=NOAH, message_id=message_id, **edited)
    await expect(said(page)).to_contain_text("Opening, 09:00")
    await expect(said(page)).to_contain_text("edited")
    await expect(page.get_by_role("button", name="Following")).to_be_focused()


async def test_an_alert_stays_until_it_is_confirmed(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, "?", reply_markup=keys("Clash"))
    await page.get_by_role("button", name="Clash").click()
    query = (await known.heard())["callback_query"]
    await known.bot("answerCallbackQuery", callback_query_id=query["id"], text="Both at 14:00.", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("Both at 14:00.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_links_into_the_bot_say_start_in_the_chat(known: Rehearsal) -> None:
    page = await known.open("Noah")
    own = {"text": "Open", "url": "https://t.me/steiger_bot?start=s-opening"}
    other = {"text": "Site", "url": "https://example.org/"}
    await known.tell(NOAH, "?", reply_markup={"inline_keyboard": [[own, other]]})
    await page.get_by_role("link", name="Open ↗").click()
    assert (await known.heard())["message"]["text"] == "/start s-opening"
    await expect(page.get_by_role("link", name="Site ↗")).to_have_attribute("href", "https://example.org/")


async def test_a_command_in_a_text_is_said_when_it_is_tapped(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, "Try /venue or ask.")
    await page.get_by_role("button", name="/venue", exact=True).click()
    assert (await known.heard())["message"]["text"] == "/venue"


async def test_a_place_is_a_card_with_a_drawn_map_and_its_address(known: Rehearsal) -> None:
    page = await known.open("Anna")
    await known.bot(
        "sendVenue", chat_id=ANNA, latitude=51.4556, longitude=7.2351, title="Campus", address="Königsallee 178"
    )
    card = page.locator(".venue")
    await expect(card.locator("p")).to_have_text(
        ["Campus", "Königsallee 178", "51.45560, 7.23510", "In OpenStreetMap öffnen"]
    )
    await expect(card.get_by_role("link")).to_have_attribute(
        "href", "https://www.openstreetmap.org/?mlat=51.4556&mlon=7.2351#map=17/51.4556/7.2351"
    )
    await expect(card.locator("svg.sketch")).to_be_visible()


async def test_a_contact_can_be_called_and_saved(known: Rehearsal) -> None:
    page = await known.open("Anna")
    await known.bot(
        "sendContact", chat_id=ANNA, phone_number="+49 203 3639352", first_name="Annegret", last_name="Reuter"
    )
    await expect(page.get_by_role("link", name="Anrufen")).to_have_attribute("href", "tel:+492033639352")
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Kontakt speichern").click()
    download = await saved.value
    assert download.suggested_filename == "Annegret Reuter.vcf"
    assert (await bytes_of(download)).splitlines() == [
        b"BEGIN:VCARD",
        b"VERSION:3.0",
        b"FN:Annegret Reuter",
        b"N:Reuter;Annegret;;;",
        b"TEL:+49 203 3639352",
        b"END:VCARD",
    ]


async def test_a_file_is_downloaded_byte_for_byte(known: Rehearsal) -> None:
    page = await known.open("Noah")
    content = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" * 100
    await known.bot(
        "sendDocument",
        chat_id=NOAH,
        document=("my.ics", content, "text/calendar"),
        caption="<b>Yours</b>",
        parse_mode="HTML",
    )
    await expect(page.locator(".file")).to_have_text("my.ics3.2 kB")
    assert await tags(page) == [["strong", "Yours"]]
    async with page.expect_download() as saved:
        await page.locator(".file").click()
    download = await saved.value
    assert (download.suggested_filename, await bytes_of(download)) == ("my.ics", content)


async def test_a_photo_is_shown_with_its_caption(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.bot("sendPhoto", chat_id=NOAH, photo=("a.png", picture(64, 40), "image/png"), caption="The hall")
    await expect(said(page)).to_contain_text("The hall")
    await expect(page.locator(".photo img")).to_have_js_property("naturalWidth", 64)


async def test_protected_messages_carry_a_lock(known: Rehearsal) -> None:
    page = await known.open("Noah")
    await known.tell(NOAH, "Your stream", protect_content=True)
    await expect(page.get_by_role("img", name="Protected: cannot be forwarded or saved")).to_be_visible()
