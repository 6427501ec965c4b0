from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bot.asked import Draft, Place
from bot.drawings.lettering import SMALLEST
from bot.drawings.sheets import Bar, Chart
from bot.rated import Tally
from bot.reader import Reader
from bot.screens import feedback, tally
from bot.screens.fitting import visible
from bot.screens.letters.feedback import question
from bot.screens.view import View
from bot.store import LetterKind, LetterState, Right
from bot.texts import texts
from tests.schedule.builders import at, programme, session
from tests.world import ANNA, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from schedule.model import Programme

KETELS = "keynote-ketels"
CROWD = range(9001, 9006)


async def follow(w: World, person: int, *subjects: str, kind: str = "session") -> None:
    await w.say(person, "/start")
    for subject in subjects:
        await w.store.follow(person, kind, subject, w.clock.now())


async def rated(w: World, subject: str, people: range = CROWD, words: str = "") -> None:
    for person in people:
        await w.store.welcome(person, "en", w.clock.now())
        await w.store.feedback.rate(person, subject, 1 + person % 5, w.clock.now())
        await w.store.feedback.say(person, subject, f"{words} {person % 10}" if words else None)


async def test_who_followed_one_session_is_asked_once_when_it_is_over_with_stars_at_hand(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, ANNA, KETELS, "coffee-break")
        await w.store.change(ANNA, leads=())
        w.at("2021-09-23 09:56")
        early = await w.letters(ANNA)
        w.at("2021-09-23 09:57")
        (asked,) = await w.letters(ANNA)
        w.at("2021-09-23 10:47")
        again = await w.letters(ANNA)
    assert (early, again) == ([], [])
    assert asked.text == (
        "Wie fanden Sie es?\n\nCluster und Ökosysteme – alte und neue Strategien für Länder, Regionen und Städte\n\n"
        "Veranstalter:innen und Vortragende sehen Zahlen und Texte, nie Namen, ab fünf Antworten."
    )
    assert asked.buttons == ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★", "Nicht mehr fragen"]


async def test_stars_are_thanked_a_word_is_kept_and_both_can_be_changed(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, NOAH, KETELS)
        await w.store.change(NOAH, leads=(), quiet=None)
        w.at("2021-09-23 09:57")
        (asked,) = await w.letters(NOAH)
        thanks = await w.press(NOAH, asked, "4 ★")
        too_long = await w.ask(NOAH, "x" * 301)
        kept = await w.ask(NOAH, "Clear, and <b>short</b>.")
        unsaid = await w.press(NOAH, kept, "Take the text back")
        again = await w.press(NOAH, asked, "2 ★")
        left = await w.press(NOAH, again, "Leave it")
        search = await w.ask(NOAH, "ketels")
        given = await w.store.feedback.of(NOAH)
    assert (thanks.id, thanks.text.splitlines()[0], thanks.text.splitlines()[-1]) == (
        asked.id,
        "Thank you: ★★★★☆",
        "A word about it? Write it to me now, in up to 300 characters.",
    )
    assert thanks.buttons == ["1 ★", "2 ★", "3 ★", "✓ 4", "5 ★", "Leave it"]
    assert too_long.text == "That is 301 characters, and I can pass on 300. Please write it shorter."
    assert "Clear, and <b>short</b>." in kept.text
    assert "Clear" not in unsaid.text
    assert left.text.startswith("Thank you: ★★☆☆☆")
    assert "Ketels" in search.text
    assert {key: (each.stars, each.words) for key, each in given.items()} == {KETELS: (2, None)}


async def test_of_several_sessions_one_chooses_and_is_led_to_the_others(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, NOAH, "plenary", kind="track")
        await follow(w, NOAH, KETELS)
        await w.store.change(NOAH, leads=(), quiet=None)
        w.at("2021-09-23 12:31")
        none = await w.letters(NOAH)
        w.at("2021-09-23 12:32")
        asked = (await w.letters(NOAH) or [None])[0]
        assert asked
        stars = await w.press(NOAH, asked, "Clusters and Eco")
        thanks = await w.press(NOAH, stars, "5 ★")
        others = await w.press(NOAH, thanks, "Leave it")
    assert none == []
    assert asked.text.startswith("How did you find what you heard?")
    assert [label[:12] for label in asked.buttons] == [
        "Clusters and",
        "Welcome Word",
        "Setting the ",
        "Panel of Key",
        "No more of t",
    ]
    assert stars.buttons[:5] == ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]
    assert [label[:12] for label in others.buttons][:3] == ["Welcome Word", "Setting the ", "Panel of Key"]


@pytest.mark.parametrize(
    "change", [{"feedback": False}, {"silenced": True}, {"zone": "America/Los_Angeles", "mode": "online"}]
)
async def test_who_wants_none_or_sleeps_is_not_asked_then_or_in_the_morning(
    sqlite_url: str, change: dict[str, Any]
) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, NOAH, KETELS)
        await w.store.change(NOAH, **({"leads": ()} | change))
        for wall in ("09:57", "12:32", "15:00", "17:32", "20:00"):
            w.at(f"2021-09-23 {wall}")
            assert await w.letters(NOAH) == []


async def test_who_asked_a_question_is_asked_and_who_spoke_or_has_given_stars_is_not(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        for person in (ANNA, NOAH, OLGA):
            await w.say(person, "/start")
            await w.store.change(person, quiet=None)
            await w.store.questions.ask(person, Draft(KETELS, "Why?", None, Place.HALL), w.clock.now())
        spoke = await w.store.invitations.issue(w.bot.desk.machine(), Right("speaker", "ketels"))
        await w.say(NOAH, f"/start o-{spoke.token}")
        w.at("2021-09-23 09:56")
        await w.tap_data(OLGA, 1, f"1rate:{KETELS}:5")
        w.at("2021-09-23 09:57")
        asked = await w.letters(ANNA, NOAH, OLGA)
    assert [each.message["chat"]["id"] for each in asked] == [ANNA]


async def test_a_message_for_half_a_day_comes_once_whatever_is_followed_afterwards(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, ANNA, KETELS)
        await w.store.change(ANNA, leads=())
        w.at("2021-09-23 09:57")
        first = await w.letters(ANNA)
        await w.store.follow(ANNA, "session", "keynote-panel", w.clock.now())
        await w.store.follow(ANNA, "session", "session-3", w.clock.now())
        w.at("2021-09-23 12:32")
        second = await w.letters(ANNA)
        w.at("2021-09-23 16:02")
        third = await w.letters(ANNA)
        counts = await w.store.letters.counts(LetterKind.FEEDBACK)
    assert ([len(each) for each in (first, second, third)], counts) == ([1, 0, 1], {LetterState.SENT: 2})


async def test_a_start_after_it_was_due_still_asks_while_it_is_of_use(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, ANNA, KETELS)
        await w.store.change(ANNA, leads=())
        w.at("2021-09-23 12:57")
        assert len(await w.letters(ANNA)) == 1
        await follow(w, NOAH, KETELS)
        w.at("2021-09-23 12:58")
        assert await w.letters(NOAH) == []


async def test_one_tap_ends_it_and_the_settings_bring_it_back(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await follow(w, ANNA, KETELS)
        await w.store.change(ANNA, leads=(), mode="onsite")
        w.at("2021-09-23 09:57")
        (asked,) = await w.letters(ANNA)
        off = await w.press(ANNA, asked, "Nicht mehr fragen")
        person = await w.store.person(ANNA)
        assert person
        settings = await w.ask(ANNA, "/einstellungen")
        on = await w.press(ANNA, settings, "★ Nachfragen: aus")
        mine = await w.press(ANNA, await w.ask(ANNA, "/rueckmeldungen"), "★ Nachfragen: ein")
        back = await w.press(ANNA, off, "Wieder fragen")
    assert (off.id, person.feedback) == (asked.id, False)
    assert off.text.startswith("Gut, ich frage nicht mehr.")
    assert "★ Nachfragen: ein" in on.buttons
    assert "★ Nachfragen: aus" in mine.buttons
    assert back.buttons == ["Nicht mehr fragen"]


async def test_the_page_of_a_session_can_be_rated_once_it_is_over(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:54") as w:
        await w.say(NOAH, "/help")
        before = (await w.tap_data(NOAH, 1, f"1session:{KETELS}"))[0]
        assert await w.tap_data(NOAH, 1, f"1rate:{KETELS}:5") == []
        toast = w.toast()
        w.at("2021-09-23 09:55")
        after = (await w.tap_data(NOAH, before.id, f"1session:{KETELS}"))[0]
        choice = await w.press(NOAH, after, "★ Rate")
        without = await w.press(NOAH, choice, "‹ Back")
        thanks = await w.press(NOAH, choice, "3 ★")
        mine = await w.ask(NOAH, "/feedback")
        one = await w.press(NOAH, mine, "★★★☆☆")
        back = await w.press(NOAH, one, "Take it back")
        gone = (await w.tap_data(NOAH, 1, "1rate:never-was:5"))[0]
        forged = [(await w.tap_data(NOAH, 1, f"1rate:{KETELS}:{arg}"))[0].buttons for arg in ("0", "6", "x")]
        given = await w.store.feedback.of(NOAH)
    assert ("★ Rate" in before.buttons, "★ Rate" in after.buttons) == (False, True)
    assert toast == "This can be rated once it is over."
    assert without.text == "No stars from you."
    assert thanks.text.startswith("Thank you: ★★★☆☆")
    assert mine.text.startswith("Your ratings\n\n★★★☆☆ Clusters and Ecosystems")
    assert back.text == "No stars from you."
    assert gone.text == "That is no longer in the programme."
    assert (forged, given) == ([choice.buttons] * 3, {})


async def test_who_spoke_gives_no_stars_to_it_and_so_does_not_open_what_four_have_said(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:55") as w:
        await w.say(NOAH, "/help")
        invited = await w.store.invitations.issue(w.bot.desk.machine(), Right("speaker", "ketels"))
        await w.say(NOAH, f"/start o-{invited.token}")
        await rated(w, KETELS, CROWD[:4])
        page = (await w.tap_data(NOAH, 1, f"1session:{KETELS}"))[0]
        assert await w.tap_data(NOAH, 1, f"1rate:{KETELS}:5") == []
        toast, given = w.toast(), await w.store.feedback.of(NOAH)
        seen = (await w.tap_data(NOAH, 1, f"1tally:{KETELS}"))[0]
    assert ("★ Rate" in page.buttons, given) == (False, {})
    assert toast == "You are on its programme: its stars come from the others."
    assert seen.text.endswith("Fewer than 5 answers so far.")


async def test_organisers_see_the_day_as_a_picture_and_texts_without_names(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 18:00") as w:
        await w.say(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        await rated(w, KETELS, words="Good <b>talk</b>")
        await rated(w, "keynote-beck", range(9001, 9005), words="secret")
        seen = await w.ask(OLGA, "/feedback")
        one = await w.press(OLGA, seen, "Clusters and")
        few = await w.press(OLGA, seen, "20 Years")
        other = await w.press(OLGA, seen, "Fri")
        messages = str(w.telegram.messages(OLGA))
    assert "photo" in seen.message
    assert seen.text == (
        "Feedback, Thursday 23 September\n5 answers.\nPage 1 of 3\n"
        "Figures and texts from five answers on, never names. Tap a session for its texts."
    )
    assert one.text == (
        "Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities\n\n"
        "5 answers, mean 3.0\n★★★★★ ▇▇▇▇▇▇▇▇▇▇▇▇ 1\n★★★★☆ ▇▇▇▇▇▇▇▇▇▇▇▇ 1\n★★★☆☆ ▇▇▇▇▇▇▇▇▇▇▇▇ 1\n"
        "★★☆☆☆ ▇▇▇▇▇▇▇▇▇▇▇▇ 1\n★☆☆☆☆ ▇▇▇▇▇▇▇▇▇▇▇▇ 1\n\n"
        "Good <b>talk</b> 1\n\nGood <b>talk</b> 2\n\nGood <b>talk</b> 3\n\nGood <b>talk</b> 4\n\nGood <b>talk</b> 5"
    )
    assert few.text.endswith("Fewer than 5 answers so far.")
    assert "No session here has 5 answers so far." in other.text
    assert ("secret" in messages, any(str(person) in messages for person in CROWD)) == (False, False)


async def test_who_spoke_sees_their_sessions_only_and_nobody_else_any(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 18:00") as w:
        for person in (ANNA, NOAH):
            await w.say(person, "/start")
        await rated(w, KETELS)
        await rated(w, "keynote-beck")
        invited = await w.store.invitations.issue(w.bot.desk.machine(), Right("speaker", "beck"))
        await w.say(NOAH, f"/start o-{invited.token}")
        seen = await w.ask(NOAH, "/feedback")
        theirs = await w.press(NOAH, seen, "20 Years")
        forbidden = [
            (await w.tap_data(person, 1, data))[0].text
            for person, data in (
                (NOAH, f"1tally:{KETELS}"),
                (ANNA, f"1tally:{KETELS}"),
                (ANNA, "1tallies:2021-09-23"),
                (NOAH, "1tallies:2021-09-25"),
            )
        ]
        anna = await w.ask(ANNA, "/feedback")
    assert [label[:8] for label in seen.buttons] == ["20 Years", "Panel of", "My ratin"]
    assert "5 answers, mean 3.0" in theirs.text
    english, german = (
        "These figures are for the organisers and for those who spoke.",
        "Diese Zahlen sind für die Veranstalter:innen und für die, die gesprochen haben.",
    )
    assert forbidden == [english, german, german, english]
    assert anna.text.startswith("Ihre Bewertungen\n\nSie haben noch nichts bewertet.")


def view(held: Programme, wall: str = "12:00", language: str = "en", **reader: Any) -> View:
    return View(held, Reader(texts(language), **reader), at(wall), "bot")


def test_the_letter_and_the_button_fit_whatever_a_title_says() -> None:
    held = programme([session("x" * 32, "09:00", "10:00", title="<b>&$" * 900), session("b", "09:00", "10:00")])
    sight = view(held)
    assert [len(each.buttons) for each in (question(sight, held.sessions), question(sight, held.sessions[:1]))] == [
        3,
        2,
    ]
    assert len(visible(question(sight, held.sessions[:1]).text)) < 400
    assert feedback.rate_button(view(held, "09:59"), held.sessions[0]) == ()
    assert feedback.rate_button(view(held, private=False), held.sessions[0]) == ()


def test_texts_come_in_pages() -> None:
    held = programme([session("a", "09:00", "10:00")])
    written = Tally((0, 0, 0, 0, 20), tuple(f"text {at:02}" for at in range(20)))
    pages = [tally.one(view(held, organiser=True), held.session["a"], written, number) for number in range(3)]
    assert [visible(page.text).count("text") for page in pages] == [8, 8, 4]


def test_the_plot_is_as_wide_as_a_phone_its_letters_can_be_read_and_a_dollar_is_no_formula() -> None:
    from bot.drawings import plot  # noqa: PLC0415 - it takes long to load, and here alone it is needed

    bars = (Bar("From $5 to $6: 🎉 " + "long " * 60, 4.25, "4.3 (17)"), Bar("Few", None, "fewer than 5 answers"))
    with Image.open(BytesIO(plot.draw(Chart("Thursday", "Mean", bars)))) as picture:
        assert picture.size[0] == 1080
    assert (SMALLEST, min(plot.SIZES.values())) == (24, 24)


def test_german_writes_a_comma() -> None:
    held = programme([session("a", "09:00", "10:00")])
    shown = tally.chart(
        view(held, language="de"), held.sessions[0].day, held.sessions, {"a": Tally((0, 0, 1, 1, 3), ())}
    )
    assert [(bar.mean, bar.figures) for bar in shown.bars] == [(4.4, "4,4 (5)")]
