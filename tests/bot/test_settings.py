from __future__ import annotations

import pytest

from bot.reader import Mode
from tests.world import ANNA, NOAH, world

LEADS = (
    "⏰ Lead time: how long before the start of what you follow would you like to be reminded? You can choose several."
)
LETTERS = "From ⏰ on: what I send you of my own accord."


async def test_the_settings_show_what_holds(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/settings")
        assert seen.text == (
            "Settings\nWhat is marked ✓ applies; tap to change it.\n\n🕘 All times are those of Berlin.\n\n" + LETTERS
        )
        assert seen.buttons == [
            *("✓ English", "Deutsch"),
            *("On site", "Online", "✓ Not yet sure"),
            "🕘 Time zone: Berlin",
            "⏰ 10 min before",
            *("🌙 Quiet: 22:00–07:00", "☀ My day: off"),
            "📣 Announcements: on",
            "★ Asked after sessions: on",
            "Done",
        ]


async def test_the_german_name_opens_the_german_settings(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/einstellungen")
        assert seen.text == (
            "Einstellungen\nWas mit ✓ markiert ist, gilt; tippen Sie, um es zu ändern.\n\n"
            "🕘 Alle Zeiten gelten für Berlin.\n\nAb ⏰: was ich Ihnen von mir aus schicke."
        )
        assert seen.buttons == [
            *("English", "✓ Deutsch", "Vor Ort", "Online", "✓ Noch offen", "🕘 Zeitzone: Berlin"),
            *("⏰ 10 Min. vorher", "🌙 Ruhe: 22:00–07:00", "☀ Mein Tag: aus", "📣 Durchsagen: ein"),
            *("★ Nachfragen: ein", "Fertig"),
        ]


async def test_each_change_is_shown_in_place(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/settings")
        english = seen.id
        seen = await w.press(NOAH, await w.press(NOAH, seen, "Online"), "As in Berlin")
        seen = await w.press(NOAH, await w.press(NOAH, seen, "⏰ 10 min before"), "30 min")
        seen = await w.press(NOAH, await w.press(NOAH, seen, "✓ 10 min"), "‹ Back")
        seen = await w.press(NOAH, seen, "Deutsch")
        assert seen.id == english
        assert [label for label in seen.buttons if label.startswith("✓")] == ["✓ Deutsch", "✓ Online"]
        assert "⏰ 30 Min. vorher" in seen.buttons
        person = await w.store.person(NOAH)
        assert person
        assert (person.language, person.mode, person.leads) == ("de", "online", (30,))


async def test_done_sums_up(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        leads = await w.press(NOAH, await w.ask(NOAH, "/settings"), "⏰")
        seen = await w.press(NOAH, await w.press(NOAH, leads, "30 min"), "‹ Back")
        done = await w.press(NOAH, seen, "Done")
        assert done.text == (
            "Saved.\n💬 English · Not yet sure\n🕘 All times are those of Berlin.\n"
            "⏰ Lead time: 30 min before and 10 min before"
        )
        assert done.buttons == ["What’s next", "Programme", "🚌 Excursions", "🎥 Streams", "Help"]


async def test_no_lead_time_at_all_is_a_choice(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        leads = await w.press(NOAH, await w.ask(NOAH, "/settings"), "⏰")
        seen = await w.press(NOAH, await w.press(NOAH, leads, "✓ 10 min"), "‹ Back")
        assert "⏰ off" in seen.buttons
        assert (await w.press(NOAH, seen, "Done")).text.endswith("⏰ Lead time: none")


async def test_a_button_tapped_twice_sets_and_does_not_toggle(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(NOAH, await w.ask(NOAH, "/settings"), "⏰")
        assert seen.text == LEADS
        assert seen.buttons == ["At the start", "5 min", "✓ 10 min", "15 min", "30 min", "1 h", "‹ Back"]
        await w.tap(NOAH, seen, "30 min")
        await w.tap(NOAH, seen, "30 min")
        person = await w.store.person(NOAH)
        assert person
        assert person.leads == (10, 30)


async def test_the_zone_is_chosen_or_typed_and_leads_back_to_the_settings(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        question = await w.press(NOAH, settings, "🕘 Time zone")
        assert question.text.startswith("Where are you?")
        back = await w.ask(NOAH, "Boston")
        assert back.text.startswith("Settings")
        assert "🕘 Time zone: New York" in back.buttons
        question = await w.press(NOAH, back, "🕘 Time zone")
        back = await w.press(NOAH, question, "As in Berlin")
        assert "🕘 Time zone: Berlin" in back.buttons


async def test_who_changes_to_online_is_asked_for_the_zone_and_led_back(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        question = await w.press(NOAH, settings, "Online")
        assert question.id == settings.id
        assert question.text.startswith("Where are you?")
        assert question.buttons[-2:] == ["As in Berlin", "‹ Back"]
        back = await w.ask(NOAH, "Boston")
        assert back.text.startswith("Settings\n")
        assert ("✓ Online" in back.buttons, "🕘 Time zone: New York" in back.buttons) == (True, True)


async def test_who_goes_back_without_a_zone_is_online_and_no_longer_asked(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        question = await w.press(NOAH, await w.ask(NOAH, "/settings"), "Online")
        back = await w.press(NOAH, question, "‹ Back")
        assert (back.id, back.buttons[3]) == (question.id, "✓ Online")
        assert await w.tap(NOAH, back, "✓ Online") == []
        await w.say(NOAH, "Tokyo")
        person = await w.store.person(NOAH)
        assert person
        assert (person.mode, person.zone) == ("online", None)


async def test_who_has_chosen_a_zone_is_not_asked_again(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        await w.store.change(NOAH, mode="onsite", zone="America/New_York")
        seen = await w.press(NOAH, settings, "Online")
        assert seen.text.startswith("Settings\n")
        assert seen.buttons[3:6] == ["✓ Online", "Not yet sure", "🕘 Time zone: New York"]


async def test_those_in_the_house_are_not_asked_for_a_zone(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(NOAH, await w.ask(NOAH, "/settings"), "On site")
        assert seen.text == f"Settings\nWhat is marked ✓ applies; tap to change it.\n\n{LETTERS}"
        assert not [label for label in seen.buttons if "Time zone" in label]


async def test_the_menu_follows_the_language(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        assert "next" in _menu(w.telegram.commands(NOAH))
        await w.press(NOAH, settings, "Deutsch")
        assert "naechste" in _menu(w.telegram.commands(NOAH))
        assert "next" in _menu(w.telegram.commands(1003))


@pytest.mark.parametrize(
    "data",
    [
        "1lead:7:on",
        "1lead:10:maybe",
        "1lead:",
        "1setmode:king",
        "1setlang:xx",
        "1quiet:7-7",
        "1quiet:",
        "1overview:2500",
        "1overview:",
    ],
)
async def test_forged_buttons_change_nothing(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/settings")
        before = await w.store.person(NOAH)
        await w.tap_data(NOAH, seen.id, data)
        assert await w.store.person(NOAH) == before


async def test_quiet_hours_and_the_overview_are_chosen_by_ones_own_clock(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        await w.store.change(NOAH, mode=Mode.ONLINE, zone="America/New_York")
        quiet = await w.press(NOAH, settings, "🌙 Quiet: 22:00–07:00")
        later = await w.press(NOAH, quiet, "23:00–08:00")
        back = await w.press(NOAH, later, "‹ Back")
        day = await w.press(NOAH, back, "☀ My day: off")
        early = await w.press(NOAH, day, "06:30")
        await w.tap_data(NOAH, day.id, day.button("06:30")["callback_data"])
        person = await w.store.person(NOAH)
        off = await w.press(NOAH, await w.press(NOAH, early, "‹ Back"), "🌙 Quiet: 23:00–08:00")
        none = await w.press(NOAH, await w.press(NOAH, off, "No quiet hours"), "‹ Back")
        await w.press(NOAH, await w.press(NOAH, none, "☀ My day: 06:30"), "No overview")
        last = await w.store.person(NOAH)
    assert quiet.text == (
        "🌙 Quiet hours, by the clock in New York\n\nThen I remind you only of what you follow by itself, "
        "not of what comes with a track or a speaker."
    )
    assert quiet.buttons == ["21:00–08:00", "✓ 22:00–07:00", "23:00–08:00", "00:00–06:00", "No quiet hours", "‹ Back"]
    assert day.text == (
        "☀ The overview of your day, by the clock in New York\n\n"
        "On each day of the conference: what you follow, in order, with clashes. When shall it come?"
    )
    assert day.buttons == [
        *("06:00", "06:30", "07:00", "07:30", "08:00", "08:30", "09:00", "10:00", "✓ No overview", "‹ Back"),
    ]
    assert {settings.id, quiet.id, later.id, back.id, day.id, early.id, none.id} == {settings.id}
    assert person
    assert last
    assert (person.quiet, person.overview) == ((23, 8), "06:30")
    assert (last.quiet, last.overview) == (None, None)


async def test_in_the_house_they_are_meant_by_the_clock_there_and_german_for_germans(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(ANNA, "/einstellungen")
        await w.store.change(ANNA, mode=Mode.ONSITE, zone="America/New_York")
        quiet = await w.press(ANNA, settings, "🌙")
        day = await w.press(ANNA, await w.press(ANNA, quiet, "‹ Zurück"), "☀")
    assert quiet.text.split("\n")[0] == "🌙 Ruhezeit, nach der Uhr in Berlin"
    assert day.text.split("\n")[0] == "☀ Die Übersicht über Ihren Tag, nach der Uhr in Berlin"


async def test_announcements_are_muted_from_the_settings_and_from_under_a_letter(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        muted = await w.press(NOAH, settings, "📣 Announcements: on")
        assert (muted.id, "📣 Announcements: only urgent ones" in muted.buttons) == (settings.id, True)
        assert "📣 Announcements: on" in (await w.press(NOAH, muted, "📣")).buttons
        shown = await w.tap_data(NOAH, settings.id, "1mute:")
        toast, person = w.toast(), await w.store.person(NOAH)
    assert shown == []
    assert toast == "Muted: you get no announcements but urgent ones. Under /settings you can change that."
    assert person
    assert person.muted


async def test_who_said_stop_sees_so_and_wakes_it_from_the_settings(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.say(NOAH, "/stop")
        settings = await w.ask(NOAH, "/settings")
        awake = await w.press(NOAH, settings, "🔔 Write to me again")
    assert settings.text.endswith("\n\nI am silent since your /stop; /start ends that.")
    assert (awake.id, awake.text.split("\n\n")[-1]) == (settings.id, LETTERS)


def _menu(commands: list[dict[str, str]]) -> list[str]:
    return [command["command"] for command in commands]
