"""What a person will be sent, as they see it beforehand, and what they want to hear nothing of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reader import Mode
from tests.bot.edition.desk import editing
from tests.hostile import hostile
from tests.schedule.builders import at
from tests.world import ANNA, NOAH, OLGA, World, world

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities"


async def meet(w: World) -> None:
    """Anna is on site, Noah online in New York; both follow a keynote, the track it is not in, and an excursion."""
    for person in (ANNA, NOAH):
        await w.say(person, "/help")
        for kind, subject in (("session", "keynote-ketels"), ("track", "green"), ("excursion", "port")):
            await w.store.follow(person, kind, subject, w.clock.now())
    await w.store.change(ANNA, mode=Mode.ONSITE)
    await w.store.change(NOAH, mode=Mode.ONLINE, zone="Europe/London", leads=(10, 30), overview="08:30")


async def test_all_that_is_to_come_is_listed_in_order_with_both_clocks(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 08:45") as w:
        await meet(w)
        noah, anna = await w.ask(NOAH, "/reminders"), await w.ask(ANNA, "/erinnerungen")
    assert noah.text == (
        "⏰ What I will send you\n🔔 turns a reminder off, 🔕 on again.\n\n"
        "Thursday 23 September\n\n"
        f"1. 09:00 Berlin · 08:00 London {TITLE}\n⏰ 30 min before\n\n"
        f"2. 09:20 Berlin · 08:20 London {TITLE}\n⏰ 10 min before\n\n"
        "3. 09:25 Berlin · 08:25 London European Green Deal and Regional Competitiveness\n⏰ 30 min before\n\n"
        "4. 09:30 Berlin · 08:30 London ☀ Overview of your day\n\n"
        "5. 09:45 Berlin · 08:45 London European Green Deal and Regional Competitiveness\n⏰ 10 min before\n\n"
        "6. 13:30 Berlin · 12:30 London Session 3: Old Industries, New Energy\n⏰ 30 min before\n\n"
        "7. 13:50 Berlin · 12:50 London Session 3: Old Industries, New Energy\n⏰ 10 min before\n\n"
        "8. 18:00 Berlin · 17:00 London Duisburg: Smart logistics in the port\n🌙 the evening before\n\n"
        "Page 1 of 2"
    )
    assert noah.buttons == [
        *("🔔 1", "🔔 2", "🔔 3", "☀ 4", "🔔 5", "🔔 6", "🔔 7", "🔔 8", "›"),
        *("⏰ Lead times", "🌙 Quiet hours", "⭐ All I follow"),
    ]
    assert anna.text.startswith(
        "⏰ Was ich Ihnen schicken werde\n🔔 schaltet eine Erinnerung aus, 🔕 wieder ein.\n\n"
        "Donnerstag, 23. September\n\n"
        "1. 09:20 Cluster und Ökosysteme – alte und neue Strategien für Länder, Regionen und Städte\n"
        "⏰ 10 Min. vorher\n\n"
    )
    assert anna.text.endswith(
        "4. 18:00 Duisburg: kluge Logistik im Hafen\n🌙 am Abend davor\n\n"
        "Freitag, 24. September\n\n5. 09:05 Duisburg: kluge Logistik im Hafen\n⏰ 10 Min. vorher"
    )


async def test_each_is_silenced_and_brought_back_by_one_tap_in_place(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        listed = await w.ask(NOAH, "/reminders")
        silenced = await w.press(NOAH, listed, "🔔 2")
        again = await w.tap_data(NOAH, listed.id, listed.button("🔔 2")["callback_data"])
        own = (await w.store.person(NOAH)).own_leads  # type: ignore[union-attr]
        both = await w.press(NOAH, silenced, "🔔 1")
        none = (await w.store.person(NOAH)).own_leads  # type: ignore[union-attr]
        one = await w.press(NOAH, both, "🔕 1")
        back = await w.press(NOAH, one, "🔕 2")
        usual = (await w.store.person(NOAH)).own_leads  # type: ignore[union-attr]
    assert silenced.text == listed.text.replace(
        f"2. 09:20 Berlin · 08:20 London {TITLE}", f"2. 🔕 09:20 Berlin · 08:20 London {TITLE}"
    )
    assert again == []
    assert own == {("session", "keynote-ketels", (30,))}
    assert none == {("session", "keynote-ketels", ())}
    assert both.buttons[:3] == ["🔕 1", "🔕 2", "🔔 3"]
    assert (back.text, back.buttons, usual) == (listed.text, listed.buttons, frozenset())


async def test_the_evening_before_and_the_day_of_an_excursion_are_silenced_each_by_itself(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        await w.store.change(ANNA, feedback=False)
        listed = await w.ask(ANNA, "/reminders")
        day_only = await w.press(ANNA, listed, "🔔 4")
        neither = await w.press(ANNA, day_only, "🔔 5")
        eve_only = await w.press(ANNA, neither, "🔕 4")
        kept = (await w.store.person(ANNA)).own_leads  # type: ignore[union-attr]
        w.clock.jump(at("2021-09-23 18:00"))
        eve = await w.letters(ANNA)
        both = await w.press(ANNA, await w.ask(ANNA, "/reminders"), "🔕 1")
        usual = (await w.store.person(ANNA)).own_leads  # type: ignore[union-attr]
    bells = [shown.buttons[3:5] for shown in (day_only, neither, eve_only)]
    assert bells == [["🔕 4", "🔔 5"], ["🔕 4", "🔕 5"], ["🔔 4", "🔕 5"]]
    assert kept == {("excursion", "port", ()), ("eve", "port", (0,))}
    assert [seen.text.splitlines()[0] for seen in eve] == ["🌙 Morgen"]
    assert (both.buttons[0], usual) == ("🔔 1", frozenset())


async def test_what_the_letter_of_a_change_will_say_is_not_listed_as_a_reminder(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with editing(sqlite_url, tmp_path / "c", at="2021-09-23 10:10:30") as e:
        await e.organisers(OLGA)
        await e.follow(NOAH, "session", "second")
        await e.w.press(OLGA, await e.w.ask(OLGA, "/move second 10:21"), "Do it")
        listed = await e.w.ask(NOAH, "/reminders")
        told = await e.deliver(61)
    assert listed.text.startswith("⏰ No reminder is to come.")
    assert [text.splitlines()[0] for _, text in told] == ["New time"]


async def test_nothing_to_come_says_how_to_begin_and_the_way_leads_on(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        english, german = await w.ask(NOAH, "/reminders"), await w.ask(ANNA, "/reminders")
        leads = await w.press(NOAH, english, "⏰ Lead times")
    assert english.text == (
        "⏰ No reminder is to come. Tap ☆ wherever you see something you want to be told of in time."
    )
    assert german.text == (
        "⏰ Es steht keine Erinnerung bevor. Tippen Sie auf ☆, wo Sie rechtzeitig erinnert werden möchten."
    )
    assert leads.text.startswith("⏰ Lead time:")


async def test_after_stop_the_list_says_so_and_how_to_come_back(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        await w.say(NOAH, "/stop")
        listed = await w.ask(NOAH, "/reminders")
        awake = await w.press(NOAH, listed, "🔔 Write to me again")
    assert listed.text.split("\n\n")[1] == "I am silent since your /stop; /start ends that."
    assert awake.text.startswith("🔔 I write to you again")


async def test_from_a_letter_all_the_rest_of_it_is_silenced_and_the_letter_stays(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        seen = await w.ask(NOAH, "/help")
        shown = await w.tap_data(NOAH, seen.id, "1still:keynote-ketels:s")
        toast = w.toast()
        gone = await w.tap_data(NOAH, seen.id, "1still:nothing:s")
        own = (await w.store.person(NOAH)).own_leads  # type: ignore[union-attr]
    assert shown == []
    assert toast == "No further reminder of this. You can bring it back under /reminders."
    assert [each.text for each in gone] == ["That is no longer in the programme."]
    assert own == {("session", "keynote-ketels", ())}


@pytest.mark.parametrize(
    "data",
    [
        "1hush:opening:s/7/0",
        "1hush:gone:s/10/0",
        "1hush::",
        "1unhush:opening:t/10/0",
        "1hush:port:e/x",
        "1still:port:t",
    ],
)
async def test_forged_buttons_change_nothing(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        await meet(w)
        seen = await w.ask(NOAH, "/reminders")
        before = await w.store.person(NOAH)
        (gone,) = await w.tap_data(NOAH, seen.id, data)
        assert await w.store.person(NOAH) == before
    assert gone.text == "That is no longer in the programme."


async def test_a_page_that_never_was_is_one_that_is(sqlite_url: str) -> None:
    async with world(sqlite_url, programme=hostile(), at="2021-09-22 08:50") as w:
        await w.say(NOAH, "/help")
        await w.store.change(NOAH, mode=Mode.ONLINE, zone="Asia/Tokyo", leads=(0, 5, 10, 15, 30, 60), overview="09:00")
        for each in (*hostile().sessions[:12], *hostile().excursions[:12]):
            kind = "excursion" if each in hostile().excursions else "session"
            await w.store.follow(NOAH, kind, each.id, w.clock.now())
        first = await w.ask(NOAH, "/reminders")
        (last,) = await w.tap_data(NOAH, first.id, "1reminders::9999")
    assert first.text.split("\n\n")[-1] == "Page 1 of 20"
    assert last.text.split("\n\n")[-1] == "Page 20 of 20"
