from __future__ import annotations

from typing import TYPE_CHECKING

from icalendar import Calendar

from bot.reader import Reader
from bot.screens import my
from bot.screens.fitting import ENTITIES, LENGTH, units, visible
from bot.screens.view import View
from bot.texts import texts
from tests.schedule.builders import at, excursion, programme, session
from tests.world import ANNA, NOAH, TORONTO, World, world

if TYPE_CHECKING:
    from schedule.model import Programme

SESSIONS = ("session-2", "opening", "session-1", "late-shift")


async def follow(w: World, person: int, *sessions: str, trips: tuple[str, ...] = ()) -> None:
    await w.store.welcome(person, "en", w.clock.now())
    for subject in sessions:
        await w.store.follow(person, "session", subject, w.clock.now())
    for subject in trips:
        await w.store.follow(person, "excursion", subject, w.clock.now())


async def test_what_is_followed_stands_in_order_by_day_with_its_clashes(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await follow(w, NOAH, *SESSIONS, trips=("port", "it-security"))
        await w.store.change(NOAH, mode="onsite")
        seen = await w.ask(NOAH, "/my")
    assert seen.text == (
        "⭐ What you follow\n⚠ 2 clashes\n\n"
        "Thursday 23 September\n\n"
        "1. 09:00–09:20 Welcome Words & Opening\n📍 Auditorium\n\n"
        "2. 14:00–16:00 Session 1: Regional Development and Smart Specialisation\n📍 Seminar room 1\n"
        "⚠ Overlaps with no. 3\n\n"
        "3. 14:00–16:00 Session 2: Regional Innovation in Transition: The New Role of Universities\n📍 Seminar room 2\n"
        "⚠ Overlaps with no. 2\n\n"
        "4. 00:30–01:15 (+1 day) Late shift – a round for the Americas\n🎥 Online room – online only\n\n"
        "Friday 24 September\n\n"
        "5. 08:45–12:00 Bochum: IT security on campus\n"
        "🚌 Excursion, on site · meeting at Ruhr-Universität underground station\n⚠ Overlaps with no. 6\n\n"
        "6. 09:15–12:30 Duisburg: Smart logistics in the port\n"
        "🚌 Excursion, on site · meeting at Landing stage at Schwanentor\n⚠ Overlaps with no. 5"
    )
    assert seen.buttons == ["1", "2", "3", "4", "5", "6", "⏰ Reminders", "📅 All in one file", "Programme"]


async def test_a_reader_elsewhere_sees_both_clocks(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-30 12:00") as w:
        await follow(w, ANNA, "casting-off", "open-data")
        await w.store.change(ANNA, language="de", mode="online", zone="Europe/Berlin")
        seen = await w.ask(ANNA, "/meine")
    assert seen.text.split("\n\n")[2:] == [
        (
            "1. 18:00–19:00 Toronto · 23:00–00:00 Berlin Leinen los\n"
            "🎥 Oberdeck live, Link ab 17:45 Toronto · 22:45 Berlin"
        ),
        "Sonntag, 1. November",
        (
            "2. 09:00–10:30 Toronto · 15:00–16:30 Berlin Offene Daten auf See\n"
            "🎥 Oberdeck live, Link ab 08:45 Toronto · 14:45 Berlin"
        ),
    ]


async def test_a_number_opens_the_page_and_its_way_back_leads_here(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await follow(w, NOAH, *SESSIONS)
        listed = await w.ask(NOAH, "/my")
        page = await w.press(NOAH, listed, "2")
        back = await w.press(NOAH, page, "‹")
    assert "Session 1: Regional Development" in page.text
    assert (back.id, back.text) == (listed.id, listed.text)


async def test_nothing_followed_is_told_how_to_begin(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        english, german = await w.ask(NOAH, "/my"), await w.ask(ANNA, "/meine")
        programme_ = await w.press(NOAH, english, "Programme")
        await w.tap_data(NOAH, english.id, "1mycal:")
    assert english.text == (
        "You do not follow anything yet.\n\nTap ☆ in a list or on the page of a session, an excursion, a track or a "
        "speaker, and it is kept here: in order, with clashes, and as one file for your calendar. "
        "I remind you before it starts."
    )
    assert german.text.startswith("Sie haben sich noch nichts gemerkt.")
    assert programme_.id == english.id


async def test_one_file_holds_all_of_it(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await follow(w, NOAH, *SESSIONS, trips=("port",))
        listed = await w.ask(NOAH, "/my")
        told, sent = await w.tap(NOAH, listed, "📅")
        document = sent.message["document"]
        path = (await w.telegram.call("getFile", {"file_id": document["file_id"]})).content["result"]["file_path"]
        held = w.telegram.file(path)
    assert told.text == "📅 All you follow, for your calendar:"
    assert document["file_name"] == "my-bochum-2021.ics"
    assert held
    events = Calendar.from_ical(held.content).walk("VEVENT")
    assert [str(event["summary"])[:9] for event in events] == [
        "Welcome W",
        "Session 1",
        "Session 2",
        "Late shif",
        "Duisburg:",
    ]


async def test_what_left_the_programme_is_counted_not_lost(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await follow(w, NOAH, "was-once", trips=("too",))
        seen = await w.ask(NOAH, "/my")
        await follow(w, NOAH, "opening")
        more = await w.ask(NOAH, "/my")
    gone = "2 things you followed are no longer in the programme."
    assert seen.text.split("\n\n")[-1] == gone
    assert more.text.split("\n\n")[-1] == gone


def view(held: Programme, wall: str = "08:00") -> View:
    follows = frozenset(
        {("session", item.id) for item in held.sessions} | {("excursion", item.id) for item in held.excursions}
    )
    return View(held, Reader(texts("en"), follows=follows), at(wall), "bot")


def test_touching_ends_and_cancelled_ones_do_not_clash_and_the_cancelled_is_struck_through() -> None:
    held = programme(
        [
            session("one", "09:00", "10:00"),
            session("two", "10:00", "11:00"),
            session("off", "09:30", "10:30", status="cancelled"),
        ],
        [excursion("trip", "10:59", "12:00")],
    )
    shown = my.page(view(held))
    assert visible(shown.text) == (
        "⭐ What you follow\n⚠ 1 clash\n\nThursday 23 September\n\n"
        "1. 09:00–10:00 one\n📍 in the room only, not streamed\n\n"
        "2. 09:30–10:30 ❌ off\n\n"
        "3. 10:00–11:00 two\n⚠ Overlaps with no. 4\n\n"
        "4. 10:59–12:00 trip\n🚌 Excursion, on site · meeting at Gate\n⚠ Overlaps with no. 3"
    ).replace("\n📍 in the room only, not streamed", "")
    assert "❌ <s>off</s>" in shown.text


def test_long_lists_are_paged_and_open_where_time_has_got_to() -> None:
    held = programme([session(f"s{hour}", f"{hour:02}:00", f"{hour:02}:30") for hour in range(20)])
    labels = {now: my.page(view(held, now)).buttons[0][0].label for now in ("00:00", "08:00", "16:00", "23:00")}
    assert labels == {"00:00": "1", "08:00": "9", "16:00": "17", "23:00": "1"}
    assert my.page(view(held), 99) == my.page(view(held), 2)
    assert "Page 3 of 3" in my.page(view(held), 2).text


def test_a_hundred_parallel_hostile_titles_stay_inside_telegrams_limits() -> None:
    hostile = "<i>&</b>😀 " * 60
    held = programme([session(f"s{n}", "09:00", "10:00", title=hostile, stream="none") for n in range(100)])
    pages = [my.page(view(held), number) for number in range(13)]
    assert all(units(visible(page.text)) <= LENGTH and page.text.count("</") <= ENTITIES for page in pages)
    assert "4950 clashes" in pages[0].text
