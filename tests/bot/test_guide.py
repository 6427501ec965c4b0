"""Who leads an excursion: the list, the roll call, what is told to those booked, the file; and nobody else."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.screens import guide as screens
from bot.screens.guide import Guest
from bot.store import Right
from schedule.seating import Seat
from tests.schedule.builders import excursion, programme
from tests.world import ANNA, NOAH, OLGA, Seen, World, world

if TYPE_CHECKING:
    from schedule.model import Programme

NEXT = "2021-09-24"
CROWD = range(5001, 5013)


def held() -> Programme:
    point = {"name": "Gate"}
    trips = [
        excursion("port", f"{NEXT} 09:00", "12:00", "09:15", capacity=11, meeting_point=point,
                  guide={"name": "Jupp Muster", "phone": "+49 221 4710 103"}),
        excursion("steel", f"{NEXT} 10:00", "11:30", capacity=1, meeting_point=point),
    ]  # fmt: skip
    return programme(excursions=trips)


async def invite(w: World, person: int, trip: str = "port") -> None:
    """Let somebody be the guide of an excursion, as a link makes them."""
    await w.say(person, "/start")
    made = await w.store.invitations.issue(w.bot.desk.machine(), Right("guide", trip))
    await w.say(person, f"/start o-{made.token}")


async def book(w: World, *people: int, trip: str = "port") -> None:
    for person in people:
        await w.say(person, "/start")
        await w.store.change(person, mode="onsite")
        await w.tap_data(person, 1, f"1book:{trip}")


async def crowd(w: World) -> None:
    """Let Anna, then eleven more book, of whom the last has to wait."""
    await book(w, ANNA)
    for person in CROWD[:11]:
        w.telegram.add_person(person, f"Guest {person}", "en")
        await book(w, person)


async def here(w: World) -> list[int]:
    return [guest.person for guest in await w.store.bookings.guests("port") if guest.here]


async def test_the_guide_gets_the_list_page_by_page_and_calls_the_roll(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 08:40") as w:
        await invite(w, NOAH)
        await crowd(w)
        first = await w.ask(NOAH, "/guide")
        second = await w.press(NOAH, first, "›")
        marked = await w.press(NOAH, second, "⬜ Guest 5010")
        await w.press(NOAH, await w.press(NOAH, marked, "‹"), "⬜ Anna")
        assert sorted(await here(w)) == [ANNA, 5010]
        await w.tap_data(NOAH, marked.id, second.button("⬜ Guest 5010")["callback_data"])
        assert sorted(await here(w)) == [ANNA, 5010]
        unmarked = await w.press(NOAH, marked, "✅ Guest 5010")
        assert await here(w) == [ANNA]
    assert first.text == (
        "⭐ port\n🕘 Friday 24 September, meet 09:00 Berlin\n👥 11 guests with a seat, 0 here\n"
        "⏳ 0 offered a seat, 1 waiting\n\nTap a name when somebody is here; tap again to take it back.\n\nPage 1 of 2"
    )
    assert first.buttons == [
        *("⬜ Anna", *(f"⬜ Guest {person}" for person in range(5001, 5008)), "›"),
        *("🚌 Leaving now", "⏱ We are late", "🔄 Look again", "📄 List as a file", "‹ The excursion"),
    ]
    assert second.buttons[:4] == ["⬜ Guest 5008", "⬜ Guest 5009", "⬜ Guest 5010", "‹"]
    assert "👥 11 guests with a seat, 1 here" in marked.text
    assert marked.buttons[2] == "✅ Guest 5010"
    assert "1 here" in unmarked.text


async def test_we_are_late_goes_to_those_booked_with_one_tap_and_the_last_word_holds(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 08:55") as w:
        await invite(w, NOAH)
        await book(w, ANNA)
        await book(w, OLGA)
        await w.tap_data(OLGA, 1, "1givesure:port")
        await w.letters(ANNA)
        asked = await w.press(NOAH, await w.ask(NOAH, "/guide"), "⏱ We are late")
        told = await w.press(NOAH, asked, "10 min")
        toast = w.toast()
        await w.tap_data(NOAH, asked.id, asked.button("10 min")["callback_data"])
        again = w.toast()
        (late,) = await w.letters(ANNA, OLGA)
        more = await w.press(NOAH, told, "⏱ We are late")
        for label in ("30 min", "15 min"):
            await w.tap_data(NOAH, more.id, more.button(label)["callback_data"])
        (later,) = await w.letters(ANNA, OLGA)
        shown = await w.ask(ANNA, "/start e-port")
        back = await w.press(NOAH, await w.press(NOAH, told, "⏱ We are late"), "On time after all")
        (on_time,) = await w.letters(ANNA, OLGA)
    assert asked.text == "⭐ port\n\nHow much later do you set off? One tap tells 1 guest."
    assert asked.buttons == ["5 min", "10 min", "15 min", "30 min", "‹ Back"]
    assert (toast, again) == ("Told to 1 guest.", "That has been said already.")
    assert told.text.endswith("👥 1 guest with a seat, 0 here\n🚌 10 min late, says the guide.\n\n"
                              "Tap a name when somebody is here; tap again to take it back.")  # fmt: skip
    assert late.text == (
        "⏱ 10 Min. später\n\n⭐ port\nDie Führung sagt: Aufbruch gegen 09:25.\n\n📍 Gate\n"
        "👤 Führung: Jupp Muster, ☎ +49 221 4710 103"
    )
    assert late.buttons == ["port", "🙋 Ich bin da"]
    assert later.text.startswith("⏱ 15 Min. später\n")
    assert "🚌 15 Min. später, sagt die Führung." in shown.text
    assert "late" not in back.text
    assert on_time.text.startswith("⏱ Doch pünktlich\n\n⭐ port\nDie Führung sagt: Aufbruch gegen 09:15.")


async def test_leaving_now_is_asked_about_first_and_ends_the_talk(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 09:14") as w:
        await invite(w, NOAH)
        await book(w, ANNA)
        await w.letters(ANNA)
        asked = await w.press(NOAH, await w.ask(NOAH, "/guide"), "🚌 Leaving now")
        await w.tap_data(NOAH, asked.id, "1guideword:port:5")
        gone = await w.press(NOAH, asked, "Tell 1 guest")
        (left,) = await w.letters(ANNA)
        await w.tap_data(NOAH, asked.id, "1guideword:port:30")
        nothing = await w.letters(ANNA)
        shown = await w.ask(ANNA, "/start e-port")
    assert asked.text == "⭐ port\n\nWe are leaving now: that is told to 1 guest. Not here yet: 1."
    assert left.text == ("🚌 Die Gruppe bricht jetzt auf.\n\n⭐ port\n👤 Führung: Jupp Muster, ☎ +49 221 4710 103")
    assert nothing == []
    assert "🚌 Leaving now" not in gone.buttons
    assert "🚌 Die Gruppe ist aufgebrochen." in shown.text


async def test_the_guide_hears_of_changes_as_the_guests_do_until_the_right_is_given_back(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 08:00") as w:
        await invite(w, NOAH)
        await book(w, OLGA)
        await w.store.change(OLGA, organiser=True)
        await w.press(OLGA, await w.ask(OLGA, "/delay port 15"), "Do it")
        w.at("2021-09-24 08:01")
        (moved,) = await w.letters(NOAH)
        await book(w, NOAH)
        await w.tap_data(NOAH, 1, "1notme:port:guide")
        with_seat = await w.store.person(NOAH)
        await w.tap_data(NOAH, 1, "1givesure:port")
        await invite(w, NOAH)
        await w.tap_data(NOAH, 1, "1notme:port:guide")
        without = await w.store.person(NOAH)
    assert moved.text.startswith("New time\n⭐ port\n")
    assert [each and set(each.follows) for each in (with_seat, without)] == [{("excursion", "port")}, set()]


async def test_the_guide_sees_whom_no_word_reaches(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 09:10") as w:
        await invite(w, NOAH)
        await book(w, ANNA, OLGA)
        await w.say(ANNA, "/stop")
        group = await w.ask(NOAH, "/guide")
        asked = await w.press(NOAH, group, "🚌 Leaving now")
        await w.press(NOAH, asked, "Tell 1 guest")
        toast = w.toast()
        told = await w.letters(ANNA, OLGA)
    assert group.text.split("\n")[2:4] == [
        "👥 2 guests with a seat, 0 here",
        "🔇 1 guest gets no messages from me any more: please tell them yourself.",
    ]
    assert group.buttons[:2] == ["⬜ 🔇 Anna", "⬜ Olga"]
    assert asked.text.endswith("that is told to 1 guest. Not here yet: 2.")
    leaving = [each.message["chat"]["id"] for each in told if "leaving" in each.text]
    assert (toast, leaving) == ("Told to 1 guest.", [OLGA])


@pytest.mark.parametrize("word", ["15", "left"])
async def test_what_was_said_of_a_departure_is_not_said_of_a_later_one(sqlite_url: str, word: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 09:00") as w:
        await invite(w, NOAH)
        await book(w, ANNA, OLGA)
        await w.store.change(OLGA, organiser=True)
        await w.tap_data(NOAH, 1, f"1guideword:port:{word}")
        await w.letters(ANNA)
        await w.press(OLGA, await w.ask(OLGA, "/delay port 30"), "Do it")
        page = await w.ask(ANNA, "/start e-port")
        group = await w.ask(NOAH, "/guide")
        w.at("2021-09-24 09:30")
        await w.letters(ANNA)
        await w.tap_data(NOAH, group.id, "1guideword:port:15")
        (late,) = await w.letters(ANNA)
    assert "Aufbruch 09:45" in page.text
    assert "sagt die Führung" not in page.text
    assert "aufgebrochen" not in page.text
    assert "🚌 Leaving now" in group.buttons
    assert late.text.startswith("⏱ 15 Min. später\n\n⭐ port\nDie Führung sagt: Aufbruch gegen 10:00.")


async def test_a_word_that_could_not_be_sent_in_time_is_not_sent_late(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 09:14") as w:
        await invite(w, NOAH)
        await book(w, ANNA)
        await w.letters(ANNA)
        await w.tap_data(NOAH, 1, "1guideword:port:30")
        w.at("2021-09-24 10:16")
        late = await w.letters(ANNA)
        await w.tap_data(NOAH, 1, "1guideword:port:left")
        assert (late, await w.letters(ANNA)) == ([], [])


async def test_the_list_comes_as_a_file_in_both_languages(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-24 08:40") as w:
        await invite(w, NOAH)
        w.telegram.add_person(CROWD[0], '=HYPERLINK("x"),Ö', "en")
        await book(w, ANNA, CROWD[0])
        await book(w, OLGA, trip="steel")
        await w.store.bookings.mark_here("port", ANNA, w.clock.now())
        english = (await w.tap_data(NOAH, 1, "1guestfile:port"))[-1]
        await w.store.change(NOAH, language="de")
        german = (await w.tap_data(NOAH, 1, "1guestfile:port"))[-1]
        contents = [content(w, each) for each in (english, german)]
    assert english.message["document"]["file_name"] == "port.csv"
    assert contents[0] == (
        '\ufeff"No.","Name","Seat","Here"\r\n"1","Anna","booked","yes"\r\n"2","\'=HYPERLINK(""x""),Ö","booked",""\r\n'
    )
    assert list(csv.reader(StringIO(contents[1])))[1:] == [
        ["1", "Anna", "gebucht", "ja"], ["2", '\'=HYPERLINK("x"),Ö', "gebucht", ""],
    ]  # fmt: skip


def content(w: World, seen: Seen) -> str:
    file = w.telegram.file(seen.message["document"]["file_id"])
    assert file
    return file.content.decode()


async def test_organisers_lead_every_excursion_guides_theirs_and_others_none(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await w.say(OLGA, "/start")
        await w.store.change(OLGA, organiser=True)
        await invite(w, NOAH)
        organiser = await w.ask(OLGA, "/guide")
        guide = await w.ask(NOAH, "/guide")
        other = await w.ask(ANNA, "/fuehrung")
        pages = [(await w.ask(person, "/start e-steel")).buttons for person in (OLGA, NOAH, ANNA)]
        back = await w.press(NOAH, await w.ask(NOAH, "/start e-port"), "📋 Guests")
    assert (organiser.text, organiser.buttons) == ("Excursions that you lead", ["port", "steel"])
    assert guide.text.startswith("⭐ port\n")
    assert other.text == (
        "Es gibt keine Exkursion, die Sie führen. Wer führt, bekommt vom Organisationsteam einen Link."
    )
    assert ["📋 Guests" in buttons for buttons in pages] == [True, False, False]
    assert back.buttons == ["🔄 Look again", "📄 List as a file", "‹ The excursion"]


async def test_forged_taps_show_no_list_mark_nobody_and_tell_nothing(sqlite_url: str) -> None:
    verbs = ("guests", "rollcall", "departure", "guideword", "guestfile")
    async with world(sqlite_url, programme=held(), at="2021-09-24 08:40") as w:
        await invite(w, NOAH, "steel")
        await book(w, ANNA)
        (guest,) = await w.store.bookings.guests("port")
        args = ("", "0", "10", "left", f"{guest.mark}.1.0", f"{ANNA}.1.0", "..", "x" * 20)
        done = len(w.telegram.log)
        for verb, trip, argument in product(verbs, ("port", "nowhere", ""), args):
            await w.tap_data(NOAH, 1, f"1{verb}:{trip}:{argument}")
        shown = [entry for entry in w.telegram.log[done:] if entry.chat_id == NOAH]
        toasts = {answer.text for answer in w.telegram.answers[-100:]}
        counts, letters = await w.store.counts(), await w.letters(ANNA)
        assert await here(w) == []
    assert shown == []
    assert toasts == {"That is for the guide and organisers."}
    assert [each.text.split("\n")[0] for each in letters if "Führung sagt" in each.text] == []
    assert counts.aside == 0


def test_a_name_that_a_spreadsheet_could_take_for_a_formula_is_harmless() -> None:
    names = ["=1+1", "+49", "-x", "@y", "\tz", "Anna = Bea"]
    harmless = [screens.harmless(name) for name in names]
    assert harmless == ["'=1+1", "'+49", "'-x", "'@y", "'\tz", "Anna = Bea"]
    assert Guest("m", "", Seat.BOOKED, here=False).name == ""
