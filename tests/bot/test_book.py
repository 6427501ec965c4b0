"""A seat on an excursion: booked, waited for, offered, taken, given up, exchanged, and "I'm here"."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bot.feature import discover
from bot.screens.fitting import LENGTH, units
from schedule.model import Status
from tests.hostile import TEXT, id_of
from tests.schedule.builders import excursion, programme, session, stream
from tests.world import ANNA, NOAH, OLGA, Seen, World, world

if TYPE_CHECKING:
    from schedule.model import Programme

POINT = {"name": "Gate", "place": (51.0, 7.0), "directions": "Along the river."}
NEXT = "2021-09-24"


def held(capacity: int | None = 1, **fields: object) -> Programme:
    """An excursion with one seat, one at the same time, one later."""
    return programme(
        [session("talk", f"{NEXT} 10:30", "11:00")],
        [
            excursion("port", f"{NEXT} 09:00", "12:00", "09:15", capacity=capacity, meeting_point=POINT, bring="Boots",
                      **fields),
            excursion("steel", f"{NEXT} 10:00", "11:30", capacity=1, meeting_point=POINT),
            excursion("late", f"{NEXT} 14:00", "16:00"),
        ],
        streams=[stream()],
    )  # fmt: skip


async def meet(w: World, *people: int) -> None:
    for person in people:
        await w.say(person, "/start")
        await w.store.change(person, mode="onsite")


async def page(w: World, person: int, trip: str = "port") -> Seen:
    return await w.ask(person, f"/start e-{trip}")


async def book(w: World, person: int, trip: str = "port") -> Seen:
    shown = await page(w, person, trip)
    await w.tap_data(person, shown.id, f"1book:{trip}")
    return Seen(w.telegram.chat(person).messages[shown.id])


async def mine(w: World, person: int, trip: str = "port") -> str | None:
    seats = (await w.store.bookings.seats(person)).get(trip)
    return seats.mine.value if seats and seats.mine else None


async def told(w: World, *people: int) -> list[list[Seen]]:
    """What the post office writes to each of these people."""
    seen = await w.letters(*people)
    return [[each for each in seen if each.message["chat"]["id"] == person] for person in people]


async def test_one_tap_books_and_says_when_one_hears_of_it(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(25)) as w:
        await meet(w, ANNA)
        before = await page(w, ANNA)
        after = await w.press(ANNA, before, "🎟 Platz buchen")
        toast = w.toast()
        again = await w.tap_data(ANNA, after.id, "1book:port")
        listed = await w.ask(ANNA, "/exkursionen")
        agenda = await w.ask(ANNA, "/meine")
    assert "\n\n👥 25 von 25 Plätzen frei\n" in before.text
    assert toast == (
        "🎟 Sie haben einen Platz. Ich erinnere Sie 30 Min. vorher und 10 Min. vorher; zuerst: "
        "Fr., 24. Sept., 08:30. Und noch einmal am Abend davor."
    )
    assert after.id == before.id
    assert after.text.startswith("⭐ port\n")
    assert "\n\n👥 24 von 25 Plätzen frei\n🎟 Sie haben einen Platz.\n" in after.text
    assert after.buttons[:2] == ["Platz zurückgeben", "⭐ Gemerkt"]
    assert again == []
    assert "📍 Gate\n👥 24 von 25 Plätzen frei\n🎟 Sie haben einen Platz.\n\nsteel" in listed.text
    assert agenda.text.endswith("port\n🚌 Exkursion vor Ort · Treffpunkt Gate\n🎟 Sie haben einen Platz.")


async def test_when_it_is_full_one_queues_and_knows_ones_place(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, ANNA, NOAH, OLGA)
        await book(w, ANNA)
        full = await page(w, NOAH)
        await w.press(NOAH, full, "⏳ Waiting list, you would be no. 1")
        toast = w.toast()
        third = await book(w, OLGA)
        listed = await w.ask(ANNA, "/excursions")
        (left,) = await w.tap_data(NOAH, full.id, "1giveup:port")
        again = await page(w, OLGA)
    assert "👥 1 place, taken\n" in full.text
    assert toast == "⏳ You are no. 1 on the waiting list. I write to you as soon as a seat is free."
    assert "👥 1 place, taken · 2 people waiting\n⏳ Waiting list: you are no. 2, without a seat so far." in third.text
    assert third.buttons[0] == "Leave the waiting list"
    assert "👥 1 Platz, vergeben · 2 Personen warten\n🎟 Sie haben einen Platz.\n" in listed.text
    assert left.buttons[:2] == ["⏳ Waiting list, you would be no. 2", "☆ Follow"]
    assert "you are no. 1" in again.text


async def test_a_seat_given_up_is_offered_at_once_and_taken_with_one_tap(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-23 12:00") as w:
        await meet(w, ANNA, NOAH)
        booked = await book(w, ANNA)
        await book(w, NOAH)
        asked = await w.press(ANNA, booked, "Platz zurückgeben")
        kept = await w.press(ANNA, asked, "Behalten")
        given = await w.press(ANNA, await w.press(ANNA, kept, "Platz zurückgeben"), "Zurückgeben")
        toast = w.toast()
        (offer,) = await w.letters(NOAH)
        shown = await page(w, NOAH)
        taken = await w.press(NOAH, offer, "✓ Take the seat")
        assert [await mine(w, person) for person in (ANNA, NOAH)] == [None, "booked"]
    assert asked.text == "⭐ port\n\nIhren Platz zurückgeben? Er wird sofort einer wartenden Person angeboten."
    assert kept.buttons[0] == "Platz zurückgeben"
    assert toast == "Sie stehen nicht mehr auf der Liste und werden nicht mehr erinnert."
    assert given.buttons[:2] == ["⏳ Warteliste, Sie wären Nr. 1", "☆ Merken"]
    assert offer.text == (
        "🎟 A seat is free for you.\n\n⭐ port\n🕘 Friday 24 September, meet 09:00\n\n"
        "It is kept for you until 14:00, then the next on the waiting list is asked."
    )
    assert offer.buttons == ["✓ Take the seat", "Pass it on", "port"]
    assert "👥 1 place, taken\n🎟 A seat is kept for you until 14:00.\n" in shown.text
    assert "🎟 You have a seat.\n" in taken.text


async def test_who_does_not_answer_within_two_hours_is_told_and_so_is_the_next(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-23 12:00") as w:
        await meet(w, ANNA, NOAH, OLGA)
        for person in (ANNA, NOAH, OLGA):
            await book(w, person)
        await w.tap_data(ANNA, 1, "1givesure:port")
        (offer,) = await w.letters(NOAH, OLGA)
        w.at("2021-09-23 13:59")
        early = await w.letters(ANNA, NOAH, OLGA)
        armed = await w.bot.office._rounds[0](w.clock.now())  # noqa: SLF001 - what the alarm is armed for
        w.at("2021-09-23 14:00")
        (lapsed,), (following,) = await told(w, NOAH, OLGA)
        late = await w.press(NOAH, offer, "✓ Take the seat")
        toast = w.toast()
        queued = await w.press(NOAH, lapsed, "See whether there is a seat")
        assert [await mine(w, person) for person in (NOAH, OLGA)] == ["waiting", "offered"]
    assert early == []
    assert armed
    assert armed.isoformat() == "2021-09-23T12:00:00+00:00"
    assert lapsed.text == "⌛ The seat was given on, as I had no answer from you in time.\n\n⭐ port"
    assert following.text.startswith("🎟 A seat is free for you.")
    assert toast == "You have no seat here, and I cannot give you one now."
    assert late.buttons[0] == "⏳ Waiting list, you would be no. 1"
    assert "you are no. 1" in queued.text


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2021-09-23 21:59", "23:59"),
        ("2021-09-23 22:00", "Fri 24 Sept, 08:30"),
        ("2021-09-24 02:00", "08:30"),
        ("2021-09-24 06:00", "08:30"),
        ("2021-09-24 08:20", "08:35"),
        ("2021-09-24 09:05", "09:15"),
    ],
)
async def test_at_night_and_shortly_before_the_bus_a_seat_is_kept_for_a_sensible_time(
    sqlite_url: str, now: str, until: str
) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-23 12:00") as w:
        await meet(w, ANNA, NOAH)
        await book(w, ANNA)
        await book(w, NOAH)
        w.at(now)
        await w.tap_data(ANNA, 1, "1givesure:port")
        shown = await page(w, NOAH)
    assert f"🎟 A seat is kept for you until {until}." in shown.text


async def test_a_clash_with_what_one_follows_is_said_before_and_one_can_go_all_the_same(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, NOAH)
        await w.store.follow(NOAH, "session", "talk", w.clock.now())
        asked = await book(w, NOAH)
        left = await w.press(NOAH, asked, "Leave it")
        assert await mine(w, NOAH) is None
        booked = await w.press(NOAH, await w.press(NOAH, left, "🎟"), "🎟 Book a seat all the same")
        assert await mine(w, NOAH) == "booked"
    assert asked.text == "port\n\n⚠ Overlaps with talk (10:30–11:00)"
    assert asked.buttons == ["🎟 Book a seat all the same", "Leave it"]
    assert left.buttons[0] == "🎟 Book a seat"
    assert "🎟 You have a seat." in booked.text


async def test_a_seat_is_exchanged_for_another_at_the_same_time_in_one_tap(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, ANNA, NOAH)
        await book(w, NOAH)
        await book(w, ANNA)
        asked = await book(w, NOAH, "steel")
        swapped = await w.press(NOAH, asked, "🔁 Give up: port")
        assert [await mine(w, NOAH, trip) for trip in ("port", "steel")] == [None, "booked"]
        (offer,) = await w.letters(ANNA)
        await w.tap_data(NOAH, swapped.id, asked.button("🔁")["callback_data"])
        assert [await mine(w, NOAH, trip) for trip in ("port", "steel")] == [None, "booked"]
    assert asked.text == "steel\n\n⚠ Overlaps with port (09:00–12:00)\n🎟 You have a seat on port."
    assert asked.buttons == ["🔁 Give up: port", "🎟 Book a seat all the same", "Leave it"]
    assert swapped.text.startswith("⭐ steel\n")
    assert offer.text.startswith("🎟 Ein Platz ist für Sie frei.")


async def test_where_there_is_nothing_to_exchange_for_one_keeps_what_one_has_and_may_queue(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, ANNA, NOAH)
        await book(w, NOAH)
        free = await book(w, NOAH, "steel")
        await book(w, ANNA, "steel")
        full = await w.press(NOAH, free, "🔁 Give up: port")
        assert await mine(w, NOAH) == "booked"
        await w.press(NOAH, full, "⏳ Waiting list, you would be no. 1 all the same")
        await w.tap_data(ANNA, 1, "1givesure:steel")
        (offer,) = await w.letters(NOAH)
        asked = await w.press(NOAH, offer, "✓ Take the seat")
        await w.press(NOAH, asked, "🔁 Give up: port")
        assert [await mine(w, NOAH, trip) for trip in ("port", "steel")] == [None, "booked"]
    assert full.text == (
        "steel\n\n⚠ Overlaps with port (09:00–12:00)\n🎟 You have a seat on port.\n\n"
        "👥 1 place, taken\nYou keep your seat as long as you only wait here."
    )
    assert asked.buttons == ["🔁 Give up: port", "✓ Take the seat all the same", "Leave it"]


async def test_who_is_online_books_only_after_saying_that_they_are_there(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, NOAH)
        await w.store.change(NOAH, mode="online", zone="America/New_York")
        asked = await book(w, NOAH)
        for verb in ("booksure", "bookonsite:x", "swap"):
            await w.tap_data(NOAH, asked.id, f"1{verb}:port" if ":" not in verb else "1bookonsite:x")
        assert await mine(w, NOAH) is None
        booked = await w.press(NOAH, asked, "🏛 I’m on site after all")
        person = await w.store.person(NOAH)
        assert (person and person.mode, await mine(w, NOAH)) == ("onsite", "booked")
    assert asked.text == (
        "port\n\nExcursions take place on site, and you take part online at the moment. Will you be there after all?"
    )
    assert "🎟 You have a seat." in booked.text


async def test_who_went_online_meanwhile_takes_no_seat_by_an_old_button(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, ANNA, NOAH)
        await book(w, ANNA)
        seen = await book(w, NOAH)
        await w.tap_data(ANNA, 1, "1givesure:port")
        await w.store.change(NOAH, mode="online")
        for verb in ("takesure", "takeseat", "booksure", "book"):
            await w.tap_data(NOAH, seen.id, f"1{verb}:port")
            assert await mine(w, NOAH) == "offered"
        await w.press(NOAH, Seen(w.telegram.chat(NOAH).messages[seen.id]), "🏛 I’m on site after all")
        assert await mine(w, NOAH) == "booked"


async def test_what_was_offered_is_offered_anew_if_the_excursion_was_called_off_meanwhile(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held(), at="2021-09-23 12:00") as w:
        await meet(w, ANNA, NOAH, OLGA)
        await w.store.change(OLGA, organiser=True)
        await book(w, ANNA)
        await book(w, NOAH)
        await book(w, OLGA)
        await w.tap_data(ANNA, 1, "1givesure:port")
        await w.letters(NOAH)
        await w.press(OLGA, await w.ask(OLGA, "/cancel port"), "Do it")
        await w.letters(NOAH)
        assert [await mine(w, person) for person in (NOAH, OLGA)] == ["waiting", "waiting"]
        w.at("2021-09-23 15:00")
        await w.letters(NOAH)
        await w.press(OLGA, await w.ask(OLGA, "/reinstate port"), "Do it")
        (offered,) = (each for each in await w.letters(NOAH) if "seat" in each.text)
        assert [await mine(w, person) for person in (NOAH, OLGA)] == ["offered", "waiting"]
    assert offered.text.startswith("🎟 A seat is free for you.")
    assert "It is kept for you until 17:00" in offered.text


async def test_the_star_stays_as_long_as_one_has_a_seat(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, NOAH)
        booked = await book(w, NOAH)
        same = await w.tap(NOAH, booked, "⭐ Following")
        toast = w.toast()
    assert same == []
    assert toast == (
        "You are on the list of this excursion: the star stays as long as you are. Give up the seat first."
    )


async def test_half_an_hour_before_come_pin_way_what_to_bring_and_the_button_to_say_one_is_here(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url, programme=held(2), at="2021-09-23 12:00") as w:
        await meet(w, ANNA, NOAH)
        await w.store.follow(NOAH, "excursion", "port", w.clock.now())
        booked = await book(w, ANNA)
        w.at("2021-09-23 18:00")
        (evening,), _ = await told(w, ANNA, NOAH)
        w.at("2021-09-24 07:59")
        await w.tap_data(ANNA, booked.id, "1here:port:l")
        early = w.toast()
        w.at("2021-09-24 08:30")
        (reminder, pin), early_others = await told(w, ANNA, NOAH)
        touched = await w.tap(ANNA, reminder, "🙋 Ich bin da")
        toast = w.toast()
        shown = await page(w, ANNA)
        w.at("2021-09-24 08:50")
        (last, _), (others, _) = await told(w, ANNA, NOAH)
        await w.tap_data(NOAH, 1, "1here:port")
        without = w.toast()
        w.at("2021-09-24 09:31")
        await w.tap_data(ANNA, booked.id, "1here:port")
        late = w.toast()
    assert evening.text.startswith("🌙 Morgen\n\n⭐ port\n🕘 Freitag, 24. September, Treffen 09:00\n")
    assert "\n🎟 Sie haben einen Platz.\n\n📍 Gate\n↪ Along the river.\n🎒 Mitbringen: Boots" in evening.text
    assert early == "Das können Sie ab 08:00 sagen."
    assert reminder.text == (
        "⏰ 09:00 – in 30 Min.\n\n⭐ port\n🕘 Treffen 09:00 · Aufbruch 09:15 · zurück 12:00\n🎟 Sie haben einen Platz.\n"
        "📍 Gate\n↪ Along the river.\n🎒 Mitbringen: Boots"
    )
    assert reminder.buttons[:3] == ["🙋 Ich bin da", "port", "📍 Treffpunkt"]
    assert "venue" in pin.message
    assert early_others == []
    assert (touched, toast) == ([], "🙋 Notiert: Sie sind da.")
    assert "🎟 Sie haben einen Platz und sind da.\n" in shown.text
    assert "🙋 Ich bin da" not in [*shown.buttons, *last.buttons]
    assert "🙋 I’m here" not in others.buttons
    assert without == "You have no seat on this excursion."
    assert late.startswith("Die Gruppe ist schon eine Weile unterwegs.")


@pytest.mark.parametrize(("mode", "signup", "said"), [("onsite", "open", True), ("online", "open", False),
                                                      ("onsite", "closed", False)])  # fmt: skip
async def test_who_follows_without_a_seat_is_reminded_that_they_have_none(
    sqlite_url: str, mode: str, signup: str, *, said: bool
) -> None:
    async with world(sqlite_url, programme=held(2, signup=signup), at="2021-09-23 12:00") as w:
        await meet(w, ANNA)
        await w.store.change(ANNA, mode=mode, leads=(30,))
        await w.store.follow(ANNA, "excursion", "port", w.clock.now())
        letters = []
        for wall in ("2021-09-23 18:00", "2021-09-24 08:30"):
            w.at(wall)
            letters += [each for each in await w.letters(ANNA) if each.text]
    assert ["🎟 Sie haben hier noch keinen Platz" in each.text for each in letters] == [said, said]


async def test_those_booked_and_waiting_hear_of_a_change_and_of_a_new_clash(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 12:00") as w:
        await meet(w, ANNA, OLGA)
        await w.store.change(OLGA, organiser=True)
        await w.say(ANNA, "/start e-hydrogen")
        await w.tap_data(ANNA, 1, "1book:hydrogen")
        await w.store.follow(ANNA, "excursion", "green-steel", w.clock.now())
        await w.press(OLGA, await w.ask(OLGA, "/move hydrogen 12:30"), "Do it")
        w.at("2021-09-23 12:02")
        (moved,) = await w.letters(ANNA)
        await w.press(OLGA, await w.ask(OLGA, "/cancel hydrogen"), "Do it")
        w.at("2021-09-23 12:04")
        (off,) = await w.letters(ANNA)
        shown = await page(w, ANNA, "hydrogen")
    assert "\n⚠ Überschneidet sich mit Duisburg: Stahl ohne Kohle? (13:00–16:30)" in moved.text
    assert "❌ Duisburg: Wasserstoff im Werden" in off.text
    assert "Platz zurückgeben" not in shown.buttons


async def test_whoever_is_forgotten_leaves_the_seat_to_the_next(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, ANNA, NOAH)
        await book(w, ANNA)
        await book(w, NOAH)
        asked = await w.ask(ANNA, "/forgetme")
        await w.tap_data(ANNA, asked.id, "1forget:")
        (offer,) = await w.letters(NOAH)
        guests = await w.store.bookings.guests("port")
    assert offer.text.startswith("🎟 A seat is free for you.")
    assert [guest.person for guest in guests] == [NOAH]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"signup": "closed"}, "👥 1 Platz · ✍ Anmeldung geschlossen"),
        ({"signup": "https://example.org"}, "👥 1 Platz · ✍ Anmeldung über Link"),
        ({"status": Status.CANCELLED}, "👥 1 Platz"),
    ],
)
async def test_where_the_bot_gives_no_seats_nobody_gets_one(
    sqlite_url: str, fields: dict[str, object], words: str
) -> None:
    async with world(sqlite_url, programme=held(**fields)) as w:
        await meet(w, ANNA)
        shown = await page(w, ANNA)
        await book(w, ANNA)
        for verb in ("booksure", "takeseat", "takesure", "swap", "here"):
            await w.tap_data(ANNA, shown.id, f"1{verb}:port")
        assert await mine(w, ANNA) is None
    assert words in shown.text
    assert "🎟 Platz buchen" not in shown.buttons


async def test_without_a_limit_there_is_nothing_to_count(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, NOAH)
        booked = await book(w, NOAH, "late")
        w.at("2021-09-24 14:00")
        over = await page(w, NOAH, "late")
    assert booked.text.endswith("📍 Gate\n\n🎟 You have a seat.")
    assert over.buttons[:2] == ["🙋 I’m here", "Give up my seat"]


async def test_what_is_gone_is_answered_politely_and_forged_taps_give_no_seat(sqlite_url: str) -> None:
    verbs = sorted(verb for verb in discover().buttons if verb not in {"book", "bookonsite", "booksure", "forget"})
    dice = random.Random(4)  # noqa: S311 - no secret
    ids = ("port", "steel", "late", "", "x", "port:n", ":::", "a" * 40)
    async with world(sqlite_url, programme=held()) as w:
        await meet(w, ANNA, NOAH)
        await book(w, ANNA)
        for verb in ("book", "booksure", "bookonsite", "takeseat", "takesure", "swap", "giveup", "givesure", "here"):
            (gone,) = await w.tap_data(NOAH, 1, f"1{verb}:nowhere:x")
            assert gone.text == "That is no longer in the programme."
        ours = [verb for verb in verbs if verb.startswith(("take", "swap", "give", "here", "gu", "roll", "dep"))]
        for _ in range(150):
            arg = dice.choice(("", "l", "z" * 12, "left", "0", "10", f"{'0' * 12}.1.0", str(ANNA)))
            await w.tap_data(NOAH, 1, f"1{dice.choice(ours)}:{dice.choice(ids)}:{arg}"[:64])
        guests = [(each.person, each.here) for each in await w.store.bookings.guests("port") if each.state == "booked"]
        counts = await w.store.counts()
        assert await w.letters(ANNA, NOAH) == []
    assert guests == [(ANNA, False)]
    assert counts.aside == 0


async def test_whatever_the_files_say_it_fits(sqlite_url: str) -> None:
    one, two = (
        excursion(id_of(at), f"{NEXT} 09:00", "12:00", title=TEXT, bring=TEXT, price=TEXT, description=TEXT, capacity=1,
                  meeting_point={"name": TEXT, "directions": TEXT})
        for at in range(2)
    )  # fmt: skip
    shown: list[Seen] = []
    async with world(sqlite_url, programme=programme(excursions=[one, two])) as w:
        await meet(w, ANNA, NOAH)
        shown.append(await book(w, ANNA, one.id))
        shown.append(await book(w, ANNA, two.id))
        shown += await w.tap_data(ANNA, shown[-1].id, f"1bookonsite:{two.id}:{'z' * 18}")
        shown.append(await book(w, NOAH, one.id))
        shown += await w.tap_data(ANNA, shown[0].id, f"1giveup:{one.id}:{'z' * 20}")
        await w.tap_data(ANNA, shown[0].id, f"1givesure:{one.id}:{'z' * 18}")
        shown += await w.letters(NOAH)
        counts = await w.store.counts()
    assert counts.aside == 0
    assert max(units(seen.text) for seen in shown) <= LENGTH
    assert max(len(label) for seen in shown for label in seen.buttons) <= 48
