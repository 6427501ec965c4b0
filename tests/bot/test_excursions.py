from __future__ import annotations

import pytest

from bot.screens.fitting import LENGTH, units
from schedule.model import Status
from tests.hostile import hostile, id_of
from tests.schedule.builders import conference, excursion, programme, room, session
from tests.world import ANNA, GROUP, NOAH, TORONTO, Seen, world


async def test_excursions_are_listed_by_day_with_times_places_and_sign_up(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/exkursionen")
    assert seen.text == (
        "Exkursionen\n\n"
        "Freitag, 24. September\n"
        "Duisburg: Wasserstoff im Werden\n"
        "🕘 Treffen 08:30 · Aufbruch 08:45 · zurück 12:30\n"
        "📍 Duisburg Hauptbahnhof, Ostausgang\n"
        "👥 30 von 30 Plätzen frei\n\n"
        "Bochum: IT-Sicherheit auf dem Campus\n"
        "🕘 Treffen 08:45 · Aufbruch 09:00 · zurück 12:00\n"
        "📍 U-Bahn-Station Ruhr-Universität\n"
        "👥 20 Plätze · ✍ Anmeldung über Link\n\n"
        "Duisburg: kluge Logistik im Hafen\n"
        "🕘 Treffen 09:15 · Aufbruch 09:30 · zurück 12:30\n"
        "📍 Anleger am Schwanentor\n"
        "👥 25 Plätze · ✍ Anmeldung geschlossen\n\n"
        "Bochum: Gesundheitswirtschaft auf ihrem Campus\n"
        "🕘 Treffen 12:45 · Aufbruch 13:00 · zurück 15:30\n"
        "📍 Gesundheitscampus, Haupteingang der Hochschule\n"
        "👥 25 von 25 Plätzen frei\n\n"
        "Duisburg: Stahl ohne Kohle?\n"
        "🕘 Treffen 13:00 · Aufbruch 13:15 · zurück 16:30\n"
        "📍 Duisburg Hauptbahnhof, Ostausgang\n"
        "👥 30 von 30 Plätzen frei"
    )
    assert seen.buttons[::2] == [
        "Duisburg: Wasserstoff im Werden",
        "Bochum: IT-Sicherheit auf dem Campus",
        "Duisburg: kluge Logistik im Hafen",
        "Bochum: Gesundheitswirtschaft auf ihrem Campus",
        "Duisburg: Stahl ohne Kohle?",
    ]
    assert seen.buttons[1::2] == ["☆ Merken"] * 5


async def test_the_page_says_everything_and_sends_the_meeting_point_as_a_pin(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen, pin, *_ = await w.say(NOAH, "/start e-it-security")
    assert seen.text == (
        "Bochum: IT security on campus\n"
        "🚌 Excursion, on site\n\n"
        "🕘 Friday 24 September\n"
        "Meet 08:45\n"
        "Set off 09:00\n"
        "Back 12:00\n\n"
        "📍 Ruhr-Universität underground station\n"
        "Universitätsstraße 150, 44801 Bochum\n"
        "↪ Line U35 from Bochum Hauptbahnhof. Take the lift or stairs up to the bridge; we meet at its campus end.\n\n"
        "👥 20 places · ✍ sign-up by link\n"
        "🎟 Price: free\n"
        "🎒 To bring: An identity card or passport, for the visitors' list.\n"
        "♿ Step-free\n"
        "💬 English\n"
        "👤 Guide: Dr. Karl Probe, ☎ +49 221 4710 102\n\n"
        "Two neighbours who protect what others compute: the Horst Görtz Institute and the new Max Planck Institute "
        "for Security and Privacy. A walk with two stops and time for questions.\n\n"
        "Made up for the example."
    )
    assert seen.buttons == [
        *("✍ Sign up", "☆ Follow", "📍 Meeting point", "📅 Calendar file", "↗ Share", "‹ All excursions"),
    ]
    assert seen.button("✍ Sign up")["url"] == "https://tickets.example.org/bochum-2021/it-security"
    assert pin.message["venue"] == {
        "location": {"latitude": 51.4471, "longitude": 7.2607},
        "title": "Ruhr-Universität underground station",
        "address": "Universitätsstraße 150, 44801 Bochum",
    }


async def test_opened_from_the_list_the_page_comes_with_its_pin_and_following_sends_no_other(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        listed = await w.ask(ANNA, "/excursions")
        page, pin = await w.tap(ANNA, listed, "Duisburg: kluge Logistik im Hafen")
        followed = await w.tap(ANNA, page, "☆ Merken")
        toast = w.toast()
        kept = (await w.store.person(ANNA)).follows
        left = await w.tap(ANNA, followed[0], "⭐ Gemerkt")
        again = await w.press(ANNA, left[0], "‹ Alle Exkursionen")
    assert "venue" in pin.message
    assert [seen.id for seen in (*followed, *left, again)] == [page.id] * 3
    assert followed[0].text.startswith("⭐ Duisburg: kluge Logistik im Hafen\n")
    assert kept == {("excursion", "port")}
    assert toast == (
        "⭐ Gemerkt. Ich erinnere Sie 10 Min. vorher: Fr., 24. Sept., 09:05. Und noch einmal am Abend davor."
    )
    assert left[0].text == page.text
    assert again.text == listed.text


async def test_the_meeting_point_comes_with_directions_pin_and_photo(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "/start e-port")
        way, pin, photo = await w.tap(NOAH, page, "📍 Meeting point")
    assert way.text == (
        "Duisburg: Smart logistics in the port\n"
        "🕘 Friday 24 September, meet 09:15 Berlin\n"
        "📍 Landing stage at Schwanentor\n"
        "Am Schwanentor, 47051 Duisburg\n"
        "↪ About twenty minutes on foot from Duisburg Hauptbahnhof, towards the town hall and on to the water."
    )
    assert pin.message["venue"]["title"] == "Landing stage at Schwanentor"
    assert (photo.text, "photo" in photo.message) == ("Landing stage at Schwanentor", True)


async def test_who_takes_part_online_is_told_that_excursions_are_on_site(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode="online", zone="America/New_York")
        listed = await w.ask(NOAH, "/excursions")
        opened = await w.tap(NOAH, listed, "Duisburg: Steel without coal?")
        way = await w.tap(NOAH, opened[0], "📍 Meeting point")
    assert listed.text.startswith(
        "Excursions\n\nThey take place on site and are not streamed. What you can watch online is under /streams.\n\n"
        "Friday 24 September\nDuisburg: Hydrogen in the making\n"
        "🕘 meet 08:30 · set off 08:45 · back 12:30\n02:30–06:30 New York\n"
    )
    assert len(opened) == 1
    assert opened[0].id == listed.id
    assert opened[0].text.startswith(
        "Duisburg: Steel without coal?\n🚌 Excursion, on site only: it is not streamed. What you can watch online "
        "meanwhile is under /streams.\n\n🕘 Friday 24 September\nMeet 13:00 Berlin · 07:00 New York\n"
        "Set off 13:15 Berlin · 07:15 New York\nBack 16:30 Berlin · 10:30 New York\n\n"
    )
    assert "venue" in way[1].message


async def test_where_nothing_is_streamed_nobody_is_sent_to_the_streams(sqlite_url: str) -> None:
    whole = programme(
        excursions=[excursion("walk", "10:00")],
        rooms=[room("a", directions="Up.")],
        conference=conference(venue={"name": "House"}),
    )
    async with world(sqlite_url, programme=whole) as w:
        await w.say(NOAH, "/start")
        await w.store.change(NOAH, mode="online")
        listed, trip, house, overview = [
            await w.ask(NOAH, text) for text in ("/excursions", "/start e-walk", "/venue", "/help")
        ]
        way = await w.press(NOAH, house, "A")
    assert listed.text.startswith("Excursions\n\nThey take place on site.\n\nThursday 23 September\n")
    assert trip.text.startswith("walk\n🚌 Excursion, on site\n\n")
    assert (house.text, house.buttons) == ("📍 House\n\nThe rooms: tap one for the way there.", ["A"])
    assert way.text == "📍 A\nUp."
    last = overview.text.partition("\n\nIn any other chat")[0]
    assert last.endswith("write what you are looking for: a name, a room, a topic.")


async def test_the_calendar_file_holds_the_excursion(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "/start e-port")
        words, file = await w.tap(NOAH, page, "📅 Calendar file")
    assert words.text == "📅 For your calendar:"
    assert file.message["document"]["file_name"] == "port.ics"


async def test_a_clash_with_what_one_follows_is_said(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page = await w.ask(NOAH, "/start e-port")
        await w.tap(NOAH, page, "☆ Follow")
        other = await w.ask(NOAH, "/start e-hydrogen")
    assert "Back 12:30\n⚠ Overlaps with Duisburg: Smart logistics in the port (09:15–12:30)\n\n" in other.text


async def test_a_cancelled_excursion_stays_visible_and_says_so(sqlite_url: str) -> None:
    point = {"name": "Gate", "place": (51.0, 7.0)}
    trip = excursion("t", "10:00", capacity=1, status=Status.CANCELLED, meeting_point=point)
    async with world(sqlite_url, programme=programme(excursions=[trip])) as w:
        listed = await w.ask(NOAH, "/excursions")
        page = await w.tap(NOAH, listed, "t")
    assert listed.text == "Excursions\n\nThursday 23 September\n❌ t\n🕘 meet 10:00\n📍 Gate\n👥 1 place"
    assert [seen.text for seen in page] == [
        "Cancelled\n❌ t\n🚌 Excursion, on site\n\n🕘 Thursday 23 September\nMeet 10:00\n\n📍 Gate\n\n👥 1 place"
    ]


async def test_an_excursion_with_only_what_is_required_reads_well(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme(excursions=[excursion("walk", "10:00")])) as w:
        page = await w.say(ANNA, "/start e-walk")
        way = await w.tap(ANNA, page[0], "📍 Treffpunkt")
    assert page[0].text == "walk\n🚌 Exkursion vor Ort\n\n🕘 Donnerstag, 23. September\nTreffen 10:00\n\n📍 Gate"
    assert [seen.text for seen in way] == ["walk\n🕘 Donnerstag, 23. September, Treffen 10:00 Berlin\n📍 Gate"]


async def test_a_return_on_another_day_names_it(sqlite_url: str) -> None:
    trip = excursion("night", "22:00", "2021-09-24 06:00")
    async with world(sqlite_url, programme=programme(excursions=[trip])) as w:
        listed = await w.ask(NOAH, "/excursions")
        page = await w.press(NOAH, listed, "night")
    assert "🕘 meet 22:00 · back Fri 24 Sept, 06:00\n" in listed.text
    assert "Meet 22:00\nBack Fri 24 Sept, 06:00\n\n" in page.text


async def test_the_list_opens_at_what_is_still_to_come(sqlite_url: str) -> None:
    trips = [excursion(f"t{hour:02}", f"{hour:02}:00", f"{hour:02}:30") for hour in range(20)]
    async with world(sqlite_url, programme=programme(excursions=trips), at="2021-09-23 17:10") as w:
        seen = await w.ask(NOAH, "/excursions")
        first = await w.press(NOAH, await w.press(NOAH, seen, "‹"), "‹")
        past = await w.ask(NOAH, "/start e-t03")
    assert seen.text.endswith("Page 3 of 3")
    assert seen.buttons == ["t16", "☆ Follow", "t17", "☆ Follow", "t18", "☆ Follow", "t19", "☆ Follow", "‹"]
    assert "t00\n🕘 meet 00:00 · back 00:30\n📍 Gate\n⌛ over\n\n" in first.text
    assert past.text.endswith("⌛ over")


async def test_a_days_list_leads_to_that_days_excursions(sqlite_url: str) -> None:
    trips = [excursion(f"a{hour:02}", f"{hour:02}:00") for hour in range(10, 20)]
    whole = programme([session("s", "2021-09-24 09:00", "10:00")], [*trips, excursion("b", "2021-09-24 12:00")])
    async with world(sqlite_url, programme=whole) as w:
        seen = await w.ask(NOAH, "/excursions")
        (day,) = await w.tap_data(NOAH, seen.id, "1day:2021-09-24")
        trips_of_the_day = await w.press(NOAH, day, "🚌 1 excursion")
    assert trips_of_the_day.buttons == ["a18", "☆ Follow", "a19", "☆ Follow", "b", "☆ Follow", "‹"]


async def test_the_way_back_leads_where_the_page_was_opened(sqlite_url: str) -> None:
    point = {"name": "Gate"}
    whole = programme(excursions=[excursion("t", "10:00", meeting_point=point)])
    async with world(sqlite_url, programme=whole) as w:
        upcoming = await w.ask(NOAH, "/next")
        page = await w.press(NOAH, upcoming, "t")
        followed = await w.press(NOAH, page, "☆ Follow")
        back = await w.press(NOAH, followed, "‹ Back")
    assert back.id == upcoming.id
    assert back.text.replace("⭐ ", "") == upcoming.text


async def test_a_group_gets_a_brief_list_and_a_way_to_the_private_chat(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/excursions", GROUP)
    assert seen.text.startswith(
        "Excursions\n\nFriday 24 September\nDuisburg: Hydrogen in the making\n"
        "🕘 meet 08:30 · set off 08:45 · back 12:30\n\nBochum: IT security on campus\n"
    )
    assert seen.text.count("\n") == 16
    assert [button["url"].partition("?")[2] for button in (seen.button("Open in private chat"),)] == [
        "start=c-excursions"
    ]


async def test_another_conference_without_an_address_pins_its_excursion_all_the_same(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 12:00") as w:
        seen, pin, *_ = await w.say(NOAH, "/start e-islands")
    assert seen.text == (
        "The islands by ferry\n🚌 Excursion, on site\n\n🕘 Monday 2 November\nMeet 10:30\nSet off 11:00\nBack 14:00\n\n"
        "📍 Ferry terminal\n↪ By the ticket booths.\n\n👥 12 of 12 places free\n♿ Step-free"
    )
    assert pin.message["venue"]["address"] == "The islands by ferry"


async def test_no_excursions_is_said(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=programme()) as w:
        assert (await w.ask(ANNA, "/excursions")).text == "Es sind keine Exkursionen geplant."


@pytest.mark.parametrize("verb", ["trip", "tripon", "tripoff", "meet", "tripics"])
async def test_an_excursion_that_is_gone_is_answered_politely(sqlite_url: str, verb: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/excursions")
        gone = await w.tap_data(NOAH, seen.id, f"1{verb}:nowhere:x")
        kept = (await w.store.person(NOAH)).follows
    assert [seen.text for seen in gone] == ["That is no longer in the programme."]
    assert kept == frozenset()


@pytest.mark.parametrize("data", ["1trips:2021-99-99", "1trips:x", "1trips::9999", "1trips:--:+", "1trips"])
async def test_a_page_that_never_was_is_no_crash(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/start e-it-security")
        shown = await w.tap_data(NOAH, seen.id, data)
    assert [one.text.splitlines()[0] for one in shown] == (["Excursions"] if ":" in data else [])


async def test_whatever_the_files_say_excursions_fit(sqlite_url: str) -> None:
    shown: list[Seen] = []
    async with world(sqlite_url, programme=hostile()) as w:
        for person, mode in ((ANNA, "onsite"), (NOAH, "online")):
            seen = await w.ask(person, "/excursions")
            await w.store.change(person, mode=mode, zone="Asia/Kolkata")
            shown += await w.tap_data(person, seen.id, "1trips::1")
            shown += await w.tap_data(person, seen.id, "1trips::0")
            page, *pins = await w.say(person, f"/start e-{id_of(0)}")
            shown += [page, *pins, *await w.tap(person, page, "📍")]
            shown += await w.tap_data(person, page.id, f"1tripon:{id_of(0)}:n")
            shown += await w.tap_data(person, page.id, f"1tripon:{id_of(1)}:{'z' * 22}")
        shown += await w.say(NOAH, "/excursions", GROUP)
    assert max(units(seen.text) for seen in shown) <= LENGTH
    assert max(len(label) for seen in shown for label in seen.buttons) <= 48


@pytest.mark.parametrize("verb", ["trip", "tripon", "session", "on"])
async def test_more_data_than_a_button_carries_is_an_outdated_button(sqlite_url: str, verb: str) -> None:
    async with world(sqlite_url, programme=hostile()) as w:
        seen = await w.ask(NOAH, "/excursions")
        shown = await w.tap_data(NOAH, seen.id, f"1{verb}:{id_of(0)}:{'z' * 40}")
    assert shown == []
    assert w.toast() == "This button is out of date."
