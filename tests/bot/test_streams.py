from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reader import Mode, Reader
from bot.screens import streams
from bot.screens.fitting import ENTITIES, LENGTH, fit, units, visible
from bot.screens.view import View
from bot.texts import texts
from schedule.model import Access
from schedule.queries import link_is_open, stream_of
from tests.schedule.builders import at, conference, programme, session, stream
from tests.world import ANNA, BOCHUM, GROUP, NOAH, TORONTO, World, world
from tests.world import conference as load

if TYPE_CHECKING:
    from schedule.model import Programme

MAIN = "https://stream.example.org/bochum-2021/main"
BACKUP = "https://backup.example.org/bochum-2021/main"
KEYNOTE = "keynote-ketels"
OPENING = "https://stream.example.org/bochum-2021/opening"


async def noah_online(w: World, *, registered: bool = True) -> None:
    await w.say(NOAH, "/help")
    await w.store.change(NOAH, mode="online", zone="America/New_York", registered=registered)


async def test_a_registered_reader_gets_the_link_of_what_runs_once_and_what_opens_when(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 16:20") as w:
        await noah_online(w)
        seen = await w.ask(NOAH, "/streams")
    assert seen.text == (
        "Streams – it is 16:20 Berlin · 10:20 New York\n\n"
        "🎥 Main stream (English and German)\n"
        "What the sessions found\n"
        "16:15–16:45 Berlin · 10:15–10:45 New York – now\n"
        f"▶ {MAIN}\n"
        "If that fails: the backup stream\n\n"
        "Later today\n\n"
        "16:45–17:30 Berlin · 10:45–11:30 New York Panel: The Role of Cluster Organisations\n"
        "🎥 Main stream, link from 16:30 Berlin · 10:30 New York\n\n"
        "00:30–01:15 Berlin (+1 day) · 18:30–19:15 New York Late shift – a round for the Americas\n"
        "🎥 Online room, link from 00:20 Berlin (+1 day) · 18:20 New York"
    )
    assert seen.message["has_protected_content"] is True
    assert seen.message["link_preview_options"] == {"is_disabled": True}
    assert BACKUP in {entity.get("url") for entity in seen.entities}
    assert seen.buttons == []


async def test_without_the_code_a_reader_sees_what_runs_and_what_opens_it(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 16:50") as w:
        await w.store.welcome(ANNA, "de", w.clock.now())
        await w.store.change(ANNA, mode="onsite")
        seen = await w.ask(ANNA, "/streams")
    assert seen.text == (
        "Streams – es ist 16:50\n\n"
        "🎥 Hauptstream (Englisch und Deutsch)\n"
        "Podium: die Rolle der Clusterorganisationen\n"
        "16:45–17:30 – jetzt\n"
        "🔒 Für angemeldete Teilnehmer:innen\n"
        "📍 Auditorium\n\n"
        "Später heute\n\n"
        "00:30–01:15 (+1 Tag) Spätschicht – eine Runde für Nord- und Südamerika\n"
        "🎥 Online-Raum, Link ab 00:20 (+1 Tag) 🔒\n\n"
        "🔒 Streams mit Schloss sind für angemeldete Teilnehmer:innen. Schreiben Sie mir den Code der Konferenz, "
        "oder öffnen Sie den Link in Ihrer Bestätigungsmail.\n\n"
        "Sie sind vor Ort: Kommen Sie gern einfach in den Raum."
    )
    assert "has_protected_content" not in seen.message
    assert seen.buttons == ["Programm"]


async def test_a_public_stream_is_for_everybody_from_the_minute_its_link_opens(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:39") as w:
        before = await w.ask(ANNA, "/streams")
        w.at("2021-09-23 08:40")
        opened = await w.ask(ANNA, "/streams")
    assert OPENING not in before.text
    assert OPENING in opened.text


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2021-09-22 12:00", "Thursday 23 September"),
        ("2021-09-23 23:59", "Later today"),
        ("2021-09-24 01:15", "Later today"),
    ],
)
async def test_what_comes_on_another_day_stands_under_that_day(sqlite_url: str, wall: str, expected: str) -> None:
    async with world(sqlite_url, at=wall) as w:
        seen = await w.ask(NOAH, "/streams")
    assert seen.text.split("\n\n")[1] == expected


async def test_after_the_last_stream_it_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-24 11:30") as w:
        seen = await w.ask(NOAH, "/streams")
    assert seen.text == "Nothing more is streamed. If a session was recorded, its page has the recording."


async def test_pages_turn_in_place_but_a_message_with_a_link_is_left_as_it_is(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:45") as w:
        await noah_online(w)
        with_link = await w.ask(NOAH, "/streams")
        second = await w.press(NOAH, with_link, "›")
        third = await w.press(NOAH, second, "›")
        back = (await w.tap_data(NOAH, third.id, "1streams::0"))[0]
    assert MAIN in with_link.text
    assert second.id != with_link.id
    assert third.id == second.id
    assert back.id != third.id
    assert (MAIN in back.text, back.message["has_protected_content"]) == (True, True)


async def test_the_button_of_a_session_sends_its_link_protected_and_leaves_the_page(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:15") as w:
        await noah_online(w)
        page = (await w.tap_data(NOAH, 1, "1session:keynote-ketels"))[0]
        link = await w.press(NOAH, page, "🎥")
    assert link.text == (
        "🎥 Main stream (English and German)\n"
        "Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities\n"
        "09:30–09:55 Berlin · 03:30–03:55 New York – in 15 min\n"
        f"▶ {MAIN}\n"
        "If that fails: the backup stream"
    )
    assert link.id != page.id
    assert link.message["has_protected_content"] is True


@pytest.mark.parametrize(
    ("wall", "subject", "registered", "told"),
    [
        ("2021-09-23 09:14", "keynote-ketels", True, "The link is open from 09:15 Berlin · 03:15 New York. "),
        ("2021-09-22 12:00", "opening", False, "The link is open from Thu 23 Sept, 08:40 Berlin · 02:40 New York. "),
        ("2021-09-23 09:15", "keynote-ketels", False, "This stream is for registered participants. "),
        ("2021-09-23 09:55", "keynote-ketels", True, "This session is over."),
        ("2021-09-23 16:00", "session-3", True, "This session is over. Its page has the recording."),
        ("2021-09-23 09:15", "session-2", True, "This session is not streamed."),
    ],
)
async def test_the_button_of_a_session_says_why_there_is_no_link(
    sqlite_url: str, wall: str, subject: str, told: str, *, registered: bool
) -> None:
    async with world(sqlite_url, at=wall) as w:
        await noah_online(w, registered=registered)
        assert await w.tap_data(NOAH, 1, f"1watch:{subject}") == []
        assert w.toast().startswith(told)
        assert len(w.toast()) <= 200


async def test_a_cancelled_session_and_an_unknown_one_have_no_stream(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-11-01 14:00") as w:
        await w.say(NOAH, "/help")
        assert await w.tap_data(NOAH, 1, "1watch:regatta") == []
        assert w.toast() == "This session is cancelled."
        gone = (await w.tap_data(NOAH, 1, "1watch:never-was"))[0]
    assert gone.text == "That is no longer in the programme."


async def test_groups_are_sent_to_the_private_chat_for_streams(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:45") as w:
        await noah_online(w)
        seen = await w.ask(NOAH, "/streams", GROUP)
    assert seen.text == "That is best answered in private."
    assert seen.button("Open")["url"].endswith("?start=c-streams")


async def test_a_link_stands_only_in_protected_private_messages(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:50") as w:
        await noah_online(w)
        await w.store.follow(NOAH, "session", "keynote-ketels", w.clock.now())
        for words in sorted(w.bot.desk.commands):
            await w.say(NOAH, f"/{words}")
            await w.say(NOAH, f"/{words}", GROUP)
        for words in ("main stream", "/find stream", "https://stream.example.org"):
            await w.say(NOAH, words)
        for verb in ("session", "watch", "mycal", "ics"):
            await w.tap_data(NOAH, 1, f"1{verb}:keynote-ketels")
        telling = [m for chat in (NOAH, GROUP) for m in w.telegram.messages(chat) if MAIN in str(m) and "text" in m]
    assert telling
    assert all(m["chat"]["id"] == NOAH and (m["from"]["id"] == NOAH or m["has_protected_content"]) for m in telling)


def view(held: Programme, wall: str, **reader: object) -> View:
    return View(held, Reader(texts("en"), **reader), at(wall), "bot")  # type: ignore[arg-type]


def test_what_is_not_known_of_a_stream_is_not_made_up() -> None:
    held = programme(
        [session("one", "09:00", "10:00", stream="bare"), session("two", "09:00", "10:00", stream="spare")],
        streams=[
            stream("bare", url=None, access="public"),
            stream("spare", url=None, fallback_url="https://b.example"),
        ],
    )
    shown = streams.page(view(held, "09:00", registered=True))
    assert visible(shown.text).split("\n\n")[1:] == [
        "🎥 Bare\none\n09:00–10:00 – now\n▶ The link follows.",
        "🎥 Spare\ntwo\n09:00–10:00 – now\n▶ The link follows.\nIf that fails: the backup stream",
    ]
    assert streams.watch(view(held, "09:00"), held.session["one"]).protected is False
    assert streams.watch(view(held, "09:00", registered=True), held.session["two"]).protected is True


def test_without_a_code_to_type_nobody_is_asked_for_one() -> None:
    held = programme([session("one", "09:00", "10:00", stream="main")], streams=[stream()])
    assert visible(streams.page(view(held, "09:00")).text).endswith("please ask the organisers for their links.")
    assert "ask the organisers" in streams.refusal(view(held, "09:00"), held.session["one"])
    coded = programme(held.sessions, streams=held.streams, conference=conference(code="RUHR"))
    assert "code" in streams.refusal(view(coded, "09:00"), coded.session["one"])


def test_a_conference_without_streams_says_so() -> None:
    shown = streams.page(view(programme([session("one", "09:00", "10:00")]), "09:00"))
    assert shown.text == "Nothing is streamed at this conference."


@given(
    minutes=st.integers(-60, 60 * 48),
    registered=st.booleans(),
    private=st.booleans(),
    mode=st.sampled_from(Mode),
    path=st.sampled_from([BOCHUM, TORONTO]),
)
def test_a_link_is_shown_exactly_while_it_is_open_to_this_reader(
    minutes: int, mode: Mode, path: object, *, registered: bool, private: bool
) -> None:
    held = load(path)  # type: ignore[arg-type]
    now = held.sessions[0].start + timedelta(minutes=minutes)
    sight = View(held, Reader(texts("en"), mode, registered=registered, private=private), now)
    pages = [streams.page(sight, number) for number in range(6)]
    allowed = {
        str(running.url)
        for item in held.sessions
        if link_is_open(held, item, now)
        and (running := stream_of(held, item))
        and private
        and (registered or running.access is Access.PUBLIC)
    }
    shown = [{str(one.url) for one in held.streams if f'"{one.url}"' in page.text} for page in pages]
    assert set().union(*shown) == allowed
    assert [page.protected for page in pages] == [bool(links) for links in shown]


def test_forty_streams_with_long_and_hostile_names_stay_inside_telegrams_limits() -> None:
    hostile = "<b>&</i> " * 60
    many = [
        stream(f"s{n}", name=hostile, url=f"https://x.example/{'a' * 400}{n}", fallback_url="https://y.example/b")
        for n in range(40)
    ]
    held = programme(
        [session(f"a{n}", "09:00", "10:00", stream=f"s{n}", title=hostile) for n in range(40)], streams=many
    )
    sight = View(held, Reader(texts("de"), zone="America/New_York", registered=True), at("09:30"), "bot")
    pages = [streams.page(sight, number) for number in range(10)]
    assert all(fit(shown.text).count("<a ") == 8 for shown in pages)
    assert all(units(visible(shown.text)) <= LENGTH for shown in pages)
    assert all(shown.text.count("</") <= ENTITIES for shown in pages)
    assert streams.page(sight, 9999) == pages[9]


def test_what_the_reader_can_listen_to_comes_first() -> None:
    held = programme(
        [
            session("eins", "09:00", "10:00", stream="deutsch", languages=["en"]),
            session("two", "09:00", "10:00", stream="english"),
            session("three", "09:00", "10:00", stream="bare", languages=["de"], interpretation=["en"]),
            session("vier", "11:00", "12:00", stream="deutsch"),
            session("five", "11:00", "12:00", stream="english"),
        ],
        streams=[stream("deutsch", languages=["de"]), stream("english", languages=["en"]), stream("bare")],
    )
    lines = visible(streams.page(view(held, "09:00", registered=True)).text).splitlines()
    assert [line for line in lines if line in held.session or line[-4:] in {"vier", "five"}] == [
        *("two", "three", "eins", "11:00–12:00 five")
    ]


@pytest.mark.parametrize(
    ("wall", "subject", "line"),
    [
        ("2021-09-23 08:29", KEYNOTE, ""),
        ("2021-09-23 08:30", KEYNOTE, "⏳ soon (in 1 h)"),
        ("2021-09-23 09:18", KEYNOTE, "⏳ soon (in 12 min)"),
        ("2021-09-23 09:30", KEYNOTE, "● live"),
        ("2021-09-23 09:55", KEYNOTE, "over"),
        ("2021-09-23 16:00", "session-3", "recorded ▶ Recording"),
    ],
)
async def test_a_sessions_page_says_whether_it_is_live_soon_over_or_recorded(
    sqlite_url: str, wall: str, subject: str, line: str
) -> None:
    async with world(sqlite_url, at=wall) as w:
        await noah_online(w, registered=False)
        page = (await w.tap_data(NOAH, 1, f"1session:{subject}"))[0]
    assert page.text.split("\n\n")[0].split("\n")[3:] == ([line] if line else [])
