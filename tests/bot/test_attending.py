"""From the hall to the screen and back with one tap on a reminder, and what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reader import Mode
from tests.world import ANNA, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from tests.world import Seen

MAIN = "https://stream.example.org/bochum-2021/main"
KEYNOTE = "keynote-ketels"
WATCH, COME = "💻 I’m watching today", "📍 I’m there today"


async def reminded(w: World, person: int, mode: Mode | None, *, registered: bool = True) -> Seen:
    """Let somebody follow the keynote at 9:30 and be reminded of it at 9:20."""
    await w.say(person, "/help")
    await w.store.change(person, mode=mode, registered=registered, zone=None)
    await w.store.follow(person, "session", KEYNOTE, w.clock.now())
    await w.letters(person)
    w.at("2021-09-23 09:20")
    return (await w.letters(person))[0]


async def test_who_watches_today_gets_the_link_protected_and_the_reminder_follows(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        seen = await reminded(w, NOAH, Mode.ONSITE)
        turned, link = await w.tap(NOAH, seen, WATCH)
        toast = w.toast()
        page = (await w.tap_data(NOAH, 1, f"1session:{KEYNOTE}"))[0]
        back = (await w.tap(NOAH, turned, COME))[0]
        given = await w.store.handouts.of(KEYNOTE)
    assert "📍 Auditorium" in seen.text
    assert (turned.id, toast) == (seen.id, "From now on you get streams instead of rooms.")
    assert "🎥 Main stream, link open now" in turned.text
    assert MAIN not in str(turned.message)
    assert ("🎥 Stream" in turned.buttons, COME in turned.buttons, WATCH in turned.buttons) == (True, True, False)
    assert (f"▶ {MAIN}" in link.text, link.message["has_protected_content"]) == (True, True)
    assert "🎥 Main stream: the link is open now" in page.text
    assert (back.id, back.text, back.buttons) == (seen.id, seen.text, seen.buttons)
    assert given == {NOAH}


async def test_the_other_way_a_link_goes_and_the_room_comes(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        seen = await reminded(w, NOAH, Mode.ONLINE)
        given = await w.store.handouts.of(KEYNOTE)
        answers = await w.tap(NOAH, seen, COME)
        person = await w.store.person(NOAH)
    assert (f"▶ {MAIN}" in seen.text, given) == (True, {NOAH})
    assert [answer.id for answer in answers] == [seen.id]
    assert ("📍 Auditorium" in answers[0].text, MAIN in str(answers[0].message)) == (True, False)
    assert person
    assert person.mode is Mode.ONSITE


async def test_without_access_there_is_a_button_and_no_link(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        seen = await reminded(w, ANNA, Mode.ONSITE, registered=False)
        answers = await w.tap(ANNA, seen, "💻 Ich schaue heute zu")
    assert [answer.text.split("\n")[-1] for answer in answers] == ["🎥 Hauptstream 🔒"]
    assert "🎥 Stream" in answers[0].buttons


async def test_who_has_not_decided_can_do_either(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        seen = await reminded(w, NOAH, None)
    assert [label for label in seen.buttons if label in {WATCH, COME}] == [WATCH, COME]


async def test_a_full_room_leads_to_the_stream_in_a_reminder(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        await w.say(OLGA, "/help")
        await w.store.change(OLGA, organiser=True)
        w.at("2021-09-23 09:05")
        await w.tap_data(OLGA, 1, f"1airdo:{KEYNOTE}:f")
        seen = await reminded(w, ANNA, Mode.ONSITE)
        link = await w.press(ANNA, seen, "🎥 Stream")
    assert "📍 Auditorium\n🈵 Der Raum ist voll – Stream: Hauptstream\n" in seen.text
    assert not any("Weg" in label for label in seen.buttons)
    assert f"▶ {MAIN}" in link.text


@pytest.mark.parametrize(
    "data", ["attend:undecided:1632382200", "attend:online:x", "attend::", "attend:online", "attend:onsite:-5"]
)
async def test_what_no_reminder_says_changes_nothing(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/help")
        await w.tap_data(NOAH, 1, f"1{data}")
        person = await w.store.person(NOAH)
    assert person
    assert person.mode is None


async def test_of_what_is_not_followed_any_more_it_says_what_holds(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        seen = await reminded(w, NOAH, Mode.ONSITE)
        await w.store.unfollow(NOAH, "session", KEYNOTE)
        turned = await w.press(NOAH, seen, WATCH)
    assert turned.text.startswith("Saved.")


async def test_who_has_a_seat_on_an_excursion_still_has_it_either_way(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-24 07:30") as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode=Mode.ONSITE)
        await w.tap_data(NOAH, 1, "1book:hydrogen")
        w.at("2021-09-24 08:00")
        seen = next(letter for letter in await w.letters(NOAH) if "🎟 You have a seat." in letter.text)
        turned = (await w.tap(NOAH, seen, WATCH))[0]
        back = (await w.tap(NOAH, turned, COME))[0]
    assert "\n🎟 You have a seat.\n" in turned.text
    assert turned.buttons[0] == "🙋 I’m here"
    assert (back.text, back.buttons) == (seen.text, seen.buttons)
