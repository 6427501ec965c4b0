"""What letters that remind say, at the moment they are written, to the one who reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery import reminding
from bot.delivery.writing import write
from bot.reader import Mode
from bot.screens.fitting import ENTITIES, LENGTH, fit, units, visible
from bot.screens.screen import Venue
from bot.store import Lane, Letter, LetterKind, LetterState
from schedule.model import Status
from tests.hostile import hostile
from tests.schedule.builders import at, excursion, programme, room, session, speaker, stream, track
from tests.world import ANNA, NOAH, TORONTO, World, world

if TYPE_CHECKING:
    from bot.delivery.written import Written

__all__ = ["reminding"]


def letter(kind: LetterKind, about: str, person: int, **facts: Any) -> Letter:
    now = datetime(2021, 9, 23, 6, 0, tzinfo=UTC)
    return Letter(f"{kind}:{about}:{person}", kind, Lane.REMINDER, person, about, now, now, facts)


async def written(w: World, kind: LetterKind, about: str, person: int, **facts: Any) -> Written | None:
    reader = await w.store.person(person)
    assert reader
    return await write(w.bot.desk, letter(kind, about, person, **facts), reader, w.clock.now())


async def reminder(w: World, person: int, wall: str, lead: int = 10) -> Written | None:
    zone = w.bot.desk.programme.conference.zone
    start = datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC)
    return await written(w, LetterKind.REMINDER, start.isoformat(), person, lead=lead)


def text(letter: Written | None) -> str:
    assert letter
    assert letter.screen
    return visible(fit(letter.screen.text))


def labels(letter: Written | None) -> list[str]:
    assert letter
    assert letter.screen
    return [button.label for row in letter.screen.buttons for button in row]


async def meet(w: World, *follows: tuple[str, str]) -> None:
    """Anna is on site, Noah online in New York with the code; both follow these."""
    for person in (ANNA, NOAH):
        await w.say(person, "/help")
        for kind, subject in follows:
            await w.store.follow(person, kind, subject, w.clock.now())
    await w.store.change(ANNA, mode=Mode.ONSITE)
    await w.store.change(NOAH, mode=Mode.ONLINE, zone="America/New_York", registered=True)


async def test_the_hall_gets_the_room_and_the_way_the_screen_its_link(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:21") as w:
        await meet(w, ("session", "keynote-ketels"))
        anna, noah = [await reminder(w, person, "2021-09-23 09:30") for person in (ANNA, NOAH)]
    assert text(anna) == (
        "⏰ 09:30 – in 9 Min.\n\n"
        "⭐ Cluster und Ökosysteme – alte und neue Strategien für Länder, Regionen und Städte\n"
        "📍 Auditorium\n"
        "↪ Vom Eingang geradeaus durch das Foyer, die breite Tür am Ende. "
        "Stufenlos, Rollstuhlplätze in der ersten Reihe."
    )
    assert labels(anna) == [
        *(
            "Cluster und Ökosysteme – alte und neue…",
            "🧭 Weg: Auditorium",
            "🙋 Frage stellen",
            "💻 Ich schaue heute zu",
        ),
        *("📅 Kalenderdatei", "⏰ Erinnerungen"),
    ]
    assert text(noah) == (
        "⏰ 09:30 Berlin · 03:30 New York – in 9 min\n\n"
        "⭐ Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities\n"
        "🎥 Main stream, link open now\n"
        "▶ https://stream.example.org/bochum-2021/main\n"
        "If that fails: the backup stream"
    )
    assert [(each.screen.protected, each.silent) for each in (anna, noah) if each and each.screen] == [
        (False, False),
        (True, False),
    ]


async def test_without_the_code_or_before_it_opens_there_is_a_button_that_works_then(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:00") as w:
        await meet(w, ("session", "keynote-ketels"))
        await w.store.change(NOAH, leads=(10, 30))
        early = await reminder(w, NOAH, "2021-09-23 09:30", 30)
        w.at("2021-09-23 09:20")
        await w.store.change(NOAH, registered=False, language="de")
        closed = await reminder(w, NOAH, "2021-09-23 09:30", 30)
    assert text(early).split("\n")[-1] == "🎥 Main stream, link from 09:15 Berlin · 03:15 New York"
    assert labels(early)[1] == "🎥 Stream"
    assert text(closed).split("\n")[-1] == "🎥 Hauptstream 🔒"
    assert labels(closed) == [
        *("Cluster und Ökosysteme – alte und neue…", "🎥 Stream", "🙋 Frage stellen", "🔕 Hiervon nichts mehr"),
        *("📍 Ich bin heute da", "📅 Kalenderdatei", "⏰ Erinnerungen"),
    ]


@pytest.mark.parametrize(
    ("wall", "english", "german"),
    [
        ("2021-09-23 13:48", "⏰ 14:00 Berlin · 08:00 New York – in 12 min", "⏰ 14:00 – in 12 Min."),
        ("2021-09-23 13:59", "⏰ 14:00 Berlin · 08:00 New York – in 1 min", "⏰ 14:00 – in 1 Min."),
        ("2021-09-23 14:00", "⏰ Starting now – 14:00 Berlin · 08:00 New York", "⏰ Jetzt geht es los – 14:00"),
        ("2021-09-23 14:01", "⏰ Already running – since 14:00 Berlin · 08:00 New York", "⏰ Läuft schon – seit 14:00"),
    ],
)
async def test_the_minutes_are_true_when_it_is_written(sqlite_url: str, wall: str, english: str, german: str) -> None:
    async with world(sqlite_url, at=wall) as w:
        await meet(w, ("session", "session-2"))
        noah, anna = await reminder(w, NOAH, "2021-09-23 14:00"), await reminder(w, ANNA, "2021-09-23 14:00")
    assert (text(noah).split("\n")[0], text(anna).split("\n")[0]) == (english, german)


async def test_all_of_one_start_stand_in_one_message_what_is_streamed_first_for_those_online(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 13:50") as w:
        await meet(w, ("session", "session-2"), ("session", "session-1"), ("speaker", "haisch"))
        await w.store.set_own_leads(ANNA, "session", "session-1", (30,))
        noah, anna = await reminder(w, NOAH, "2021-09-23 14:00"), await reminder(w, ANNA, "2021-09-23 14:00")
    assert text(noah) == (
        "⏰ 14:00 Berlin · 08:00 New York – in 10 min\n\n"
        "⭐ Session 1: Regional Development and Smart Specialisation\n"
        "🎥 Stream of session 1, link open now\n"
        "▶ https://stream.example.org/bochum-2021/session-1\n\n"
        "⭐ Session 2: Regional Innovation in Transition: The New Role of Universities\n"
        "📍 Seminar room 2 – in the room only, not streamed"
    )
    assert text(anna).count("⭐") == 1
    assert "Session 2" in text(anna)


async def test_who_can_see_nothing_of_a_start_is_told_once_what_there_is_on_the_streams(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 13:50") as w:
        await meet(w, ("session", "session-2"), ("session", "session-4"))
        noah = await reminder(w, NOAH, "2021-09-23 14:00")
    assert text(noah) == (
        "⏰ 14:00 Berlin · 08:00 New York – in 10 min\n\n"
        "⭐ Session 2: Regional Innovation in Transition: The New Role of Universities\n"
        "📍 Seminar room 2 – in the room only, not streamed\n"
        "On the stream at that time: Session 1: Regional Development and Smart…, "
        "Session 3: Old Industries, New Energy and Session 5: Clusters Without a Place\n\n"
        "⭐ Session 4: Hidden Champions and Their Neighbours\n"
        "📍 Seminar room 3 – in the room only, not streamed"
    )


async def test_an_excursion_tells_where_and_when_to_be_and_whom_to_call(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-24 08:20") as w:
        await meet(w, ("excursion", "hydrogen"))
        anna, noah = [await reminder(w, person, "2021-09-24 08:30") for person in (ANNA, NOAH)]
        pins = [await written(w, LetterKind.PIN, "hydrogen", person, lead=10) for person in (ANNA, NOAH)]
    assert text(anna) == (
        "⏰ 08:30 – in 10 Min.\n\n"
        "⭐ Duisburg: Wasserstoff im Werden\n"
        "🕘 Treffen 08:30 · Aufbruch 08:45 · zurück 12:30\n"
        "🎟 Sie haben hier noch keinen Platz: Auf der Seite steht, ob einer frei ist.\n"
        "📍 Duisburg Hauptbahnhof, Ostausgang\n"
        "Neudorfer Straße, 47057 Duisburg\n"
        "↪ Durch den Bahnhofstunnel, vom Zentrum weg, hinauf zur Straße. Der Bus wartet rechts und trägt den Namen "
        "der Konferenz.\n"
        "🎒 Mitbringen: Feste, geschlossene Schuhe. Helme werden gestellt.\n"
        "👤 Führung: Hanna Beispiel, ☎ +49 221 4710 101"
    )
    assert labels(anna) == [
        *("Duisburg: Wasserstoff im Werden", "📍 Treffpunkt", "💻 Ich schaue heute zu", "📅 Kalenderdatei"),
        "⏰ Erinnerungen",
    ]
    assert "On site only, not streamed." in text(noah)
    pin, none = pins
    assert none is None
    assert pin
    assert pin.screen
    assert pin.screen.text == ""
    assert [each.title for each in pin.screen.attachments if isinstance(each, Venue)] == [
        "Duisburg Hauptbahnhof, Ostausgang"
    ]


async def test_the_evening_before_says_what_tomorrow_needs(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 18:00") as w:
        await meet(w, ("excursion", "port"))
        noah = await written(w, LetterKind.EVE, "port", NOAH)
        anna = await written(w, LetterKind.EVE, "port", ANNA)
        await w.store.set_own_leads(ANNA, "excursion", "port", ())
        silenced = await written(w, LetterKind.EVE, "port", ANNA)
    assert text(noah) == (
        "🌙 Tomorrow\n\n"
        "⭐ Duisburg: Smart logistics in the port\n"
        "🕘 Friday 24 September, meet 09:15 Berlin · 03:15 New York\n"
        "Set off 09:30 Berlin · 03:30 New York\n"
        "Back 12:30 Berlin · 06:30 New York\n"
        "On site only, not streamed.\n\n"
        "📍 Landing stage at Schwanentor\n"
        "Am Schwanentor, 47051 Duisburg\n"
        "↪ About twenty minutes on foot from Duisburg Hauptbahnhof, towards the town hall and on to the water.\n"
        "🎒 To bring: A warm jacket; it is windy on deck.\n"
        "👤 Guide: Jupp Muster, ☎ +49 221 4710 103"
    )
    assert text(anna).split("\n")[:4] == [
        *("🌙 Morgen", "", "⭐ Duisburg: kluge Logistik im Hafen"),
        "🕘 Freitag, 24. September, Treffen 09:15",
    ]
    assert labels(anna) == [
        "📍 Treffpunkt",
        "Duisburg: kluge Logistik im Hafen",
        "📅 Kalenderdatei",
        "🔕 Hiervon nichts mehr",
    ]
    assert silenced is None


async def test_the_overview_is_ones_own_day_with_clashes_and_both_clocks(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 07:30") as w:
        await meet(w, ("session", "session-1"), ("session", "session-2"), ("session", "opening"), ("excursion", "port"))
        for person in (ANNA, NOAH):
            await w.store.change(person, overview="07:30")
        anna, noah = [await written(w, LetterKind.OVERVIEW, "2021-09-23", person) for person in (ANNA, NOAH)]
        w.at("2021-09-23 16:00")
        over = await written(w, LetterKind.OVERVIEW, "2021-09-23", ANNA)
    assert text(noah) == (
        "☀ Your day\n\nThursday 23 September\n\n"
        "1. 09:00–09:20 Berlin · 03:00–03:20 New York Welcome Words & Opening\n"
        "🎥 Public stream: opening and minister's keynote, link from 08:40 Berlin · 02:40 New York\n\n"
        "2. 14:00–16:00 Berlin · 08:00–10:00 New York Session 1: Regional Development and Smart Specialisation\n"
        "🎥 Stream of session 1, link from 13:45 Berlin · 07:45 New York\n⚠ Overlaps with no. 3\n\n"
        "3. 14:00–16:00 Berlin · 08:00–10:00 New York Session 2: Regional Innovation in Transition: The New Role of "
        "Universities\n📍 Seminar room 2 – in the room only, not streamed\n⚠ Overlaps with no. 2"
    )
    assert text(anna).startswith("☀ Ihr Tag\n\nDonnerstag, 23. September\n\n1. 09:00–09:20 Grußworte und Eröffnung")
    assert labels(anna) == ["⭐ Alles Gemerkte", "⏰ Erinnerungen"]
    assert (anna and anna.silent, noah and noah.silent) == (False, True)
    assert over is None


async def test_after_an_outage_one_letter_tells_what_runs_what_is_over_and_what_comes(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:15") as w:
        await meet(
            w, *(("session", each) for each in ("opening", "introduction", "keynote-ketels", "keynote-engelmann"))
        )
        since = at("08:45")
        for wall in ("09:00", "09:20", "09:30"):
            start = at(wall)
            missed = Letter(
                f"r:{wall}:10:{NOAH}", LetterKind.REMINDER, Lane.REMINDER, NOAH, start.isoformat(),
                start - timedelta(minutes=10), start, {"lead": 10}, LetterState.EXPIRED,
            )  # fmt: skip
            await w.store.letters.plan([missed], w.clock.now())
        w.at("2021-09-23 09:40")
        noah = await written(w, LetterKind.DIGEST, since.isoformat(), NOAH)
        anna = await written(w, LetterKind.DIGEST, since.isoformat(), ANNA)
    assert anna is None
    assert text(noah) == (
        "I could not write to you since 08:45 Berlin · 02:45 New York, and am sorry for it.\n\n"
        "On now, of what you follow:\n\n"
        "⭐ Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities\n"
        "🎥 Main stream, link open now\n"
        "until 09:55 Berlin · 03:55 New York\n\n"
        "Over meanwhile:\n"
        "09:00–09:20 Berlin · 03:00–03:20 New York Welcome Words & Opening\n"
        "09:20–09:30 Berlin · 03:20–03:30 New York Setting the Scene: Welcome & Introduction by the Organisers\n\n"
        "Next: 09:55–10:20 Berlin · 03:55–04:20 New York\n"
        "⭐ European Green Deal and Regional Competitiveness\n"
        "🎥 Main stream, link open now"
    )
    assert labels(noah) == [
        *("Clusters and Ecosystems – Old and New…", "🎥 Stream", "European Green Deal and Regional Competitiveness"),
        "⏰ Reminders",
    ]
    assert noah
    assert noah.silent


HELD = programme(
    [
        session("late", "23:30", "23:50", track="one", speakers=["ada"], room="hall"),
        session("off", "10:00", "11:00", status=Status.CANCELLED),
        session("online", "12:00", "13:00", stream="main"),
    ],
    [excursion("walk", "14:00")],
    rooms=[room("hall")],
    streams=[stream(access="public")],
    tracks=[track("one")],
    speakers=[speaker("ada")],
)


async def test_nothing_left_to_say_is_no_letter(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=HELD, at="2021-09-23 09:50") as w:
        await meet(w, ("session", "off"), ("session", "gone"), ("excursion", "walk"))
        cancelled = await reminder(w, NOAH, "2021-09-23 10:00")
        never = await reminder(w, NOAH, "2021-09-23 12:00")
        other_lead = await reminder(w, ANNA, "2021-09-23 14:00", 30)
        assert await reminder(w, ANNA, "2021-09-23 14:00")
        pin_without_place = await written(w, LetterKind.PIN, "walk", ANNA, lead=10)
        await w.store.unfollow(ANNA, "excursion", "walk")
        unfollowed = [
            await reminder(w, ANNA, "2021-09-23 14:00"),
            await written(w, LetterKind.EVE, "walk", ANNA),
            await written(w, LetterKind.PIN, "gone", ANNA, lead=10),
            await written(w, LetterKind.OVERVIEW, "2021-09-23", ANNA),
            await written(w, LetterKind.DIGEST, at("08:00").isoformat(), ANNA),
        ]
    assert [cancelled, never, other_lead, pin_without_place, *unfollowed] == [None] * 9


async def test_in_quiet_hours_only_what_is_followed_by_hand_is_told(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=HELD, at="2021-09-23 23:20") as w:
        await meet(w, ("track", "one"), ("speaker", "ada"))
        anna, noah = [await reminder(w, person, "2021-09-23 23:30") for person in (ANNA, NOAH)]
        await w.store.follow(ANNA, "session", "late", w.clock.now())
        by_hand = await reminder(w, ANNA, "2021-09-23 23:30")
    assert anna is None
    assert text(noah) == (
        "⏰ 23:30 Berlin · 17:30 New York – in 10 min\n\n"
        "⭐ late\n📍 Hall – in the room only, not streamed\n⭐ You follow this through the track One and Ada."
    )
    assert text(by_hand) == "⏰ 23:30 – in 10 Min.\n\n⭐ late\n📍 Hall"


async def test_who_is_in_the_house_gets_the_link_of_what_is_online_only(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=HELD, at="2021-09-23 11:50") as w:
        await meet(w, ("session", "online"))
        anna = await reminder(w, ANNA, "2021-09-23 12:00")
    assert text(anna) == "⏰ 12:00 – in 10 Min.\n\n⭐ online\n🎥 Main – nur online\n▶ https://stream.example/main"
    assert anna
    assert anna.screen
    assert anna.screen.protected


async def test_across_the_change_of_clocks_both_are_right(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-11-01 08:50") as w:
        await meet(w, ("session", "open-data"))
        await w.store.change(NOAH, zone="Europe/Berlin")
        noah = await reminder(w, NOAH, "2026-11-01 09:00")
    assert text(noah).startswith("⏰ 09:00 Toronto · 15:00 Berlin – in 10 min\n\n⭐ Open data afloat")


async def test_whatever_the_files_say_letters_fit(sqlite_url: str) -> None:
    held = hostile()
    shown: list[Written] = []
    async with world(sqlite_url, programme=held, at="2021-09-23 08:50") as w:
        pairs = [("session", each.id) for each in held.sessions] + [("excursion", each.id) for each in held.excursions]
        await meet(w, *pairs)
        for person in (ANNA, NOAH):
            await w.store.change(person, overview="07:30")
            for each in (
                await reminder(w, person, "2021-09-23 09:00"),
                await reminder(w, person, "2021-09-23 08:00"),
                await written(w, LetterKind.EVE, held.excursions[0].id, person),
                await written(w, LetterKind.OVERVIEW, "2021-09-23", person),
            ):
                shown += [each] if each else []
    assert len(shown) == 6
    assert max(units(text(each)) for each in shown) <= LENGTH
    assert max(fit(each.screen.text).count("</") for each in shown if each.screen) <= ENTITIES
    assert max(len(label) for each in shown for label in labels(each)) <= 48
