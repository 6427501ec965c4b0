"""The board in a browser: what a hall sees of it, live, in large type, whatever somebody typed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from bot.asked import Place, QuestionState
from bot.board.server import serve
from tests.bot.board.staged import HALL, KEYNOTE, LAPTOP

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.bot.board.staged import Staged

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE = (
    "<img src=x onerror=alert(1)><script>document.title='mine'</script>",
    "W" * 300,
    "\u202egnirts a si siht\u202c " + "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 60,
    "Ein sehr langer Satz, der immer weitergeht und nicht aufhören will, " * 8,
    "سؤال طويل جدا عن المستقبل والمناطق والتجمعات " * 7,
    "line\n" * 60,
)
SIZES = """() => ({
  scrolls: document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth,
  outside: [...document.querySelectorAll("h1, .text, .facts, .votes, .ask, footer p, #clock")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
  }).length,
  smallest: Math.min(...[...document.querySelectorAll(".text")].map((n) => getComputedStyle(n).fontSize.slice(0, -2))),
  hidden: [...document.querySelectorAll(".questions")].some((list) => list.scrollHeight > list.clientHeight),
})"""
LETTERS = 40  # px in a hall, 1920×1080


async def test_a_question_and_its_votes_appear_by_themselves_those_with_most_votes_first(board: Staged) -> None:
    page = await board.open()
    await expect(page.locator(".none")).to_have_text("No questions yet · Noch keine Fragen")
    first = await board.ask("What of small towns?", votes=1, name="Anna Beispiel")
    second = await board.ask("Who pays?", place=Place.STREAM)

    await expect(page.locator(".question")).to_have_text(
        [
            "▲ 1What of small towns?from the hall · aus dem Saal – Anna Beispiel",
            "▲ 0Who pays?from the stream · aus dem Stream – anonymous · anonym",
        ]
    )
    await board.vote(second, 2)
    await board.merge(first, second)

    await expect(page.locator(".question")).to_have_text(
        ["▲ 3Who pays?from the stream · aus dem Stream – anonymous · anonym – +1 alike · +1 ähnliche"]
    )


async def test_the_session_stands_in_both_languages_with_speaker_room_clock_and_time_left(board: Staged) -> None:
    page = await board.open("auditorium")
    await expect(page.locator("h1")).to_have_attribute("lang", "en")
    titles = [await each.text_content() for each in await page.locator("h1, .also").all()]
    session = board.world.bot.desk.programme.session[KEYNOTE]

    assert titles == [session.title.to("en"), session.title.to("de")]
    await expect(page.locator(".speakers")).to_contain_text("Ketels")
    await expect(page.locator("#clock")).to_have_text("09:40")
    await expect(page.locator(".time")).to_have_text("09:3009:5515 min")
    await expect(page.locator("#place")).to_contain_text("Auditorium – Clusters and Competitiveness")
    await expect(page.locator("#following")).to_have_text(
        "Next · Als Nächstes: 09:55 European Green Deal and Regional Competitiveness"
        " · Europäischer Green Deal und regionale Wettbewerbsfähigkeit"
    )
    assert await page.locator(".bar i").evaluate("bar => bar.style.width") == "40%"
    board.world.at("2021-09-23 09:54")
    await expect(page.locator(".left")).to_have_text("1 min")


async def test_the_question_on_stage_is_large_at_the_top_and_what_is_hidden_is_not_shown(board: Staged) -> None:
    page = await board.open()
    taken, hidden, waiting = [await board.ask(text) for text in ("Taken?", "Hidden?", "Waiting?")]
    await expect(page.locator(".question")).to_have_count(3)
    await board.decide(taken, QuestionState.TAKEN)
    await board.decide(hidden, QuestionState.HIDDEN)

    await expect(page.locator(".taken .text")).to_have_text("Taken?")
    await expect(page.locator(".question .text")).to_have_text(["Waiting?"])
    assert "Hidden?" not in await page.content()
    await board.decide(taken, QuestionState.ANSWERED)
    await board.decide(waiting, QuestionState.ANSWERED)
    await expect(page.locator(".none")).to_be_visible()


async def test_of_two_that_are_taken_the_one_that_was_taken_last_is_on_stage(board: Staged) -> None:
    first, second = await board.ask("First?", votes=3), await board.ask("Second?")
    for question in (first, second):
        await board.decide(question, QuestionState.TAKEN)
        board.world.clock.jump(board.world.clock.now() + timedelta(seconds=20))
    page = await board.open()
    await expect(page.locator(".taken .text")).to_have_text("Second?")


@pytest.mark.parametrize(("size", "least"), [(HALL, LETTERS), (LAPTOP, LETTERS * 720 / 1080)], ids=["hall", "laptop"])
async def test_hostile_questions_are_text_fit_in_large_letters_and_nothing_scrolls(
    board: Staged, size: dict[str, object], least: float
) -> None:
    page = await board.open(**size)
    asked = [await board.ask(text, votes=6 - number, name="<b>Bob</b>") for number, text in enumerate(HOSTILE)]
    await board.decide(asked[3], QuestionState.TAKEN)
    await expect(page.locator(".taken")).to_have_count(1)
    await expect(page.locator(".question")).to_have_count(5)
    seen = await page.evaluate(SIZES)

    assert seen == {"scrolls": False, "outside": 0, "smallest": pytest.approx(least * 1.1, rel=0.01), "hidden": False}
    await expect(page.locator(".question .text").first).to_have_text(HOSTILE[0])
    assert await page.locator("main b, main script, main .question img").count() == 0
    assert not (await page.title()).startswith("mine")


async def test_the_qr_code_is_drawn_beside_the_questions(board: Staged) -> None:
    page = await board.open()
    code = page.locator(".ask img")

    await expect(code).to_have_attribute("src", f"ask/{KEYNOTE}.svg")
    await page.wait_for_function("document.querySelector('.ask img').complete")
    assert await code.evaluate("image => image.naturalWidth > 0")
    assert await (await page.request.get(f"{board.address}ask/{KEYNOTE}.svg")).text() != ""


async def test_between_sessions_it_says_what_comes_next_and_at_the_end_that_it_was_all(board: Staged) -> None:
    board.world.at("2021-09-23 08:50")
    page = await board.open()
    await expect(page.locator(".lead")).to_have_text("Next · Als Nächstes")
    await expect(page.locator(".left")).to_have_text("in 10 min")
    board.world.at("2021-09-22 20:00")
    await expect(page.locator(".time")).to_contain_text("Thu 23 Sep")
    board.world.at("2021-09-30 12:00")
    await expect(page.locator(".over")).to_contain_text("Danke, dass Sie da waren.")


async def test_several_sessions_at_once_share_the_board_of_all_rooms_each_has_its_own(board: Staged) -> None:
    board.world.at("2021-09-23 14:10")
    await board.ask("How deep?", votes=2, session="session-2")
    page = await board.open()
    await expect(page.locator(".tile")).to_have_count(4)
    await expect(page.locator(".tile", has_text="Seminar room 2 · Seminarraum 2")).to_contain_text("▲ 2How deep?")
    assert (await page.evaluate(SIZES))["scrolls"] is False
    page = await board.open("seminar-2")
    await expect(page.locator("h1")).to_have_count(1)
    await expect(page.locator(".question .text")).to_have_text(["How deep?"])


async def test_it_says_when_it_hears_nothing_and_goes_on_by_itself_once_the_bot_is_back(board: Staged) -> None:
    desk = board.world.bot.desk
    async with serve(desk) as address:
        page = await board.window.page(**HALL) if board.window else None
        assert page
        await page.goto(address)
        await page.locator("h1").wait_for()
        await expect(page.locator("#lost")).to_be_hidden()
    await expect(page.locator("#lost")).to_have_text(
        "⚠ Not connected, this may be out of date · Keine Verbindung, dies kann veraltet sein"
    )
    await board.ask("Still there?")
    async with serve(desk, int(address.split(":")[2].split("/")[0])) as again:
        assert again == address
        await expect(page.locator(".question .text")).to_have_text(["Still there?"])
        await expect(page.locator("#lost")).to_be_hidden()
    await _forgive(page, board)


async def _forgive(page: Page, board: Staged) -> None:
    """A browser complains when nobody answers, and the second board has another address than the first."""
    await page.goto("about:blank")
    assert board.window
    board.window.complaints[:] = [text for text in board.window.complaints if "ERR_" not in text]
    board.window.asked.clear()
