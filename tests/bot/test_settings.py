from __future__ import annotations

import pytest

from tests.world import ANNA, NOAH, world

LEADS = (
    "⏰ Lead time: how long before the start of what you follow would you like to be reminded? "
    "You can choose several; it is kept for the reminders, which come with the next version."
)


async def test_the_settings_show_what_holds(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/settings")
        assert seen.text == (
            "Settings\nWhat is marked ✓ applies; tap to change it.\n\n🕘 All times are those of Berlin.\n\n" + LEADS
        )
        assert seen.buttons == [
            *("✓ English", "Deutsch"),
            *("On site", "Online", "✓ Not yet sure"),
            "🕘 Time zone: Berlin",
            *("At the start", "5 min", "✓ 10 min"),
            *("15 min", "30 min", "1 h"),
            "Done",
        ]


async def test_the_german_name_opens_the_german_settings(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/einstellungen")
        assert seen.text == (
            "Einstellungen\nWas mit ✓ markiert ist, gilt; tippen Sie, um es zu ändern.\n\n"
            "🕘 Alle Zeiten gelten für Berlin.\n\n"
            "⏰ Vorlauf: Wie lange vor dem Beginn dessen, was Sie sich gemerkt haben, möchten Sie erinnert werden? "
            "Sie können mehreres wählen; es gilt für die Erinnerungen, die mit der nächsten Version kommen."
        )
        assert seen.buttons[:6] == ["English", "✓ Deutsch", "Vor Ort", "Online", "✓ Noch offen", "🕘 Zeitzone: Berlin"]


async def test_each_change_is_shown_in_place(database_url: str) -> None:
    async with world(database_url) as w:
        seen = await w.ask(NOAH, "/settings")
        english = seen.id
        seen = await w.press(NOAH, await w.press(NOAH, seen, "Online"), "As in Berlin")
        seen = await w.press(NOAH, seen, "30 min")
        seen = await w.press(NOAH, seen, "✓ 10 min")
        seen = await w.press(NOAH, seen, "Deutsch")
        assert seen.id == english
        assert [label for label in seen.buttons if label.startswith("✓")] == ["✓ Deutsch", "✓ Online", "✓ 30 Min."]
        person = await w.store.person(NOAH)
        assert person
        assert (person.language, person.mode, person.leads) == ("de", "online", (30,))


async def test_done_sums_up(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(NOAH, await w.ask(NOAH, "/settings"), "30 min")
        done = await w.press(NOAH, seen, "Done")
        assert done.text == (
            "Saved.\n💬 English · Not yet sure\n🕘 All times are those of Berlin.\n⏰ Lead time: 10 min and 30 min"
        )
        assert done.buttons == ["What’s next", "Programme", "🚌 Excursions", "🎥 Streams", "Help"]


async def test_no_lead_time_at_all_is_a_choice(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(NOAH, await w.ask(NOAH, "/settings"), "✓ 10 min")
        assert (await w.press(NOAH, seen, "Done")).text.endswith("⏰ Lead time: none")


async def test_a_button_tapped_twice_sets_and_does_not_toggle(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/settings")
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


async def test_who_changes_to_online_is_asked_for_the_zone_and_led_back(database_url: str) -> None:
    async with world(database_url) as w:
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
        assert seen.text == f"Settings\nWhat is marked ✓ applies; tap to change it.\n\n{LEADS}"
        assert not [label for label in seen.buttons if "Time zone" in label]


async def test_the_menu_follows_the_language(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        settings = await w.ask(NOAH, "/settings")
        assert "next" in _menu(w.telegram.commands(NOAH))
        await w.press(NOAH, settings, "Deutsch")
        assert "naechste" in _menu(w.telegram.commands(NOAH))
        assert "next" in _menu(w.telegram.commands(1003))


@pytest.mark.parametrize("data", ["1lead:7:on", "1lead:10:maybe", "1lead:", "1setmode:king", "1setlang:xx"])
async def test_forged_buttons_change_nothing(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/settings")
        before = await w.store.person(NOAH)
        await w.tap_data(NOAH, seen.id, data)
        assert await w.store.person(NOAH) == before


def _menu(commands: list[dict[str, str]]) -> list[str]:
    return [command["command"] for command in commands]
