from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feature import discover
from bot.reader import Reader
from bot.screens import find
from bot.screens.fitting import fit, units, visible
from bot.screens.view import View
from bot.texts import texts
from schedule.search import Index
from tests.schedule.builders import at, programme, session, speaker
from tests.world import ANNA, GROUP, NOAH, Seen, World, conference, world

KETELS = "👤 Dr. Christian Ketels"
CLUSTERS = Index(conference()).find("cluster", find.MOST)


async def ask(w: World, person: int, words: str) -> list[str]:
    return (await w.ask(person, words)).text.split("\n\n")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("who is Ketels?", KETELS),
        ("Wer ist Kettels", KETELS),
        ("wlan", "Wi-Fi"),
        ("where is seminar room 2?", "📍 Seminar room 2"),
        ("lunch", "Lunch"),
        ("green steel", "Duisburg: Steel without coal?"),
    ],
)
async def test_what_is_clearly_meant_is_answered_at_once(sqlite_url: str, question: str, first: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, question)
    assert seen.text.split("\n")[0].startswith(first)


async def test_under_a_direct_answer_a_button_leads_to_the_other_hits(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "who is Ketels?")
        listed = await w.press(NOAH, page, "🔎 4 more hits")
        opened = await w.press(NOAH, listed, "2")
    assert page.text.startswith(KETELS)
    assert listed.id == page.id
    assert listed.text.split("\n\n")[:2] == [
        "🔎 who is ketels",
        "1. 👤 Dr. Christian Ketels\nHarvard Business School and TCI",
    ]
    assert opened.id != listed.id
    assert opened.text.startswith("Clusters and Ecosystems")


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("harbour", "🔎 harbour\n\n1. 🚌 Duisburg: Smart logistics in the port"),
        ("harbor tour", "🔎 harbor tour\n\n1. 🚌 Duisburg: Smart logistics in the port"),
        ("next steel bus", "🔎 next steel bus\n\n1. 🚌 Duisburg: Steel without coal?"),
    ],
)
async def test_what_fits_but_weakly_is_listed_even_alone(sqlite_url: str, question: str, only: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, question)
    assert "\n".join(seen.text.split("\n")[:3]) == only


async def test_several_hits_are_listed_with_time_and_place_and_a_button_each(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/suche Wasserstoff")
        talk = await w.press(ANNA, seen, "2")
    assert seen.text == (
        "🔎 Wasserstoff\n\n"
        "1. 🚌 Duisburg: Wasserstoff im Werden\nFr., 24. Sept., 08:30–12:30\n"
        "🚌 Exkursion vor Ort · Treffpunkt Duisburg Hauptbahnhof, Ostausgang\n\n"
        "2. 💬 Ein Wasserstoffatlas für ein Tal, das es nicht gibt\n"
        "Vortrag in „Session 3: Alte Industrien, neue Energie“\nDo., 23. Sept., 14:00–14:30\n\n"
        "3. 👤 Dr. Marta Przykład\nInstitut für ausgedachte Täler\n\n"
        "4. 🗓 Session 3: Alte Industrien, neue Energie\nDo., 23. Sept., 14:00–16:00\n"
        "📍 Auditorium\n🎥 Hauptstream, Link ab 13:45 🔒"
    )
    assert seen.buttons == ["1", "2", "3", "4", "☆ 1", "☆ 2", "☆ 3", "☆ 4"]
    assert talk.text.startswith("Session 3: Alte Industrien, neue Energie")


async def test_many_hits_are_paged_in_place(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        first = await w.ask(NOAH, "cluster")
        second = await w.press(NOAH, first, "›")
        again = await w.press(NOAH, second, "‹")
    assert first.text.endswith("Page 1 of 3")
    assert second.text.split("\n\n")[1].startswith("9. ")
    assert [label for label in second.buttons if "☆" not in label] == [*map(str, range(9, 17)), "‹", "›"]
    assert (again.id, again.text) == (first.id, first.text)


async def test_nothing_found_comes_with_examples_that_are_found(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        english = await w.ask(NOAH, "/find <b>xyzzy</b> & co")
        german = await w.ask(ANNA, "qwertzuiop")
    assert english.text == (
        "I found nothing for “<b>xyzzy</b> & co”.\n\n"
        "For instance:\n• Thomas Eiskirch\n• Duisburg: Hydrogen in the making\n• Auditorium\n• About the conference\n\n"
        "Spelling is forgiven, and every language of the conference is searched. /help shows what else I can do."
    )
    assert german.text.startswith("Zu „qwertzuiop“ habe ich nichts gefunden.")
    index = Index(conference())
    examples = [line[2:] for line in english.text.split("\n") if line.startswith("• ")]
    assert all(str(index.find(example)[0].title) == example for example in examples)


@pytest.mark.parametrize("words", ["/find", "👍", "???"])
async def test_without_a_word_to_look_for_it_asks(sqlite_url: str, words: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, words)
    assert seen.text.startswith("What are you looking for?")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Hi!", "Hello. /next tells"),
        ("Guten Morgen", "Hello. /next tells"),
        ("thank you", "You are welcome."),
        ("DANKE SCHÖN.", "You are welcome."),
    ],
)
async def test_a_greeting_is_answered_in_kind(sqlite_url: str, words: str, answer: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, words)
    assert seen.text.startswith(answer)


async def test_in_a_group_the_first_few_are_told_without_buttons_that_act(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        found = await w.ask(NOAH, "/find ketels", GROUP)
        nothing = await w.ask(NOAH, "/find xyzzy", GROUP)
    assert found.text.count("\n\n") == 3
    assert urls(found) == urls(nothing) == ["https://t.me/SteigerRehearsalBot?start=c-find"]


def urls(seen: Seen) -> list[str]:
    return [seen.button(label)["url"] for label in seen.buttons]


@pytest.mark.parametrize(
    "data", ["1hit:keynote-ketels:forget", "1hit:keynote-ketels", "1hit::", "1find:1", "1find:9:xyzzy"]
)
async def test_forged_and_stale_buttons_are_answered_politely(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        seen = await w.tap_data(NOAH, 1, data)
        assert await w.store.pending() == ()
    assert seen == [] or seen[0].text == "That is no longer in the programme."


async def test_a_message_as_long_as_they_get_is_searched_all_the_same(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, ("cluster " * 512).strip())
    assert seen.text.startswith("🔎 cluster cluster")
    assert seen.text.endswith("There is more. Fewer words find it, one page at a time.")


def test_every_hit_has_a_button_that_somebody_answers() -> None:
    registry = discover()
    assert set(registry.buttons) >= find.VERBS
    assert {"venue", "press"} <= set(registry.spellings)


@given(question=st.text(max_size=120))
def test_whatever_was_asked_fits_into_its_buttons(question: str) -> None:
    shown = find.found(View(conference(), Reader(texts("en")), at("08:00"), "bot"), question, CLUSTERS, 1)
    data = [button.data for row in shown.buttons for button in row]
    assert all(len(one.encode()) <= 64 for one in data)
    carried = find.carried(question)
    assert len(data) == (18 if carried else 8)
    assert carried == "" or find.carried(carried.replace("+", " ")) == carried


def test_hostile_titles_stay_inside_telegrams_limits() -> None:
    hostile = "needle <b>&</i> 😀 " * 80
    held = programme(
        [session(f"s{n}", "09:00", "10:00", title=hostile, stream="x") for n in range(9)],
        speakers=[speaker("p", "needle " * 30, affiliation=hostile)],
    )
    hits = Index(held).find("needle", find.MOST)
    shown = find.found(View(held, Reader(texts("de"), zone="Asia/Tokyo"), at("08:00"), "bot"), hostile, hits)
    assert len(hits) == 10
    assert units(visible(fit(shown.text))) <= 4096
