from __future__ import annotations

import pytest

from schedule.localised import Localised
from tests.schedule.builders import conference, programme, session, stream
from tests.world import ANNA, GROUP, NOAH, TORONTO, Seen, world

BOCHUM_IN_ENGLISH = (
    "Clusters and Competitiveness: Building Resilience in Knowledge-based Regions\n"
    "23–24 September 2021 · G DATA Campus · on site and online"
)
QUESTION = "Which language do you prefer, and how do you take part? You can change both at any time under /settings."
SMALL_QUESTION = "Are you on site or online? Then I show you what concerns you."


async def test_the_start_is_the_conference_in_two_lines_and_two_questions(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/start")
        assert seen.text == f"{BOCHUM_IN_ENGLISH}\n\n{QUESTION}"
        assert seen.buttons == ["✓ English", "Deutsch", "On site", "Online", "Not yet sure"]


async def test_the_language_of_the_telegram_client_is_offered_first(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/start")
        assert seen.text == (
            "Cluster und Wettbewerbsfähigkeit: Resilienz in wissensbasierten Regionen aufbauen\n"
            "23.–24. September 2021 · G DATA Campus · vor Ort und online\n\n"
            "Welche Sprache ist Ihnen lieber, und wie nehmen Sie teil? "
            "Beides können Sie jederzeit unter /einstellungen ändern."
        )
        assert seen.buttons == ["English", "✓ Deutsch", "Vor Ort", "Online", "Noch offen"]


async def test_tapping_a_language_turns_the_message_into_it(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        german = await w.ask(ANNA, "/start")
        english = await w.press(ANNA, german, "English")
        assert (english.id, english.text) == (german.id, f"{BOCHUM_IN_ENGLISH}\n\n{QUESTION}")
        assert (await w.tap(ANNA, english, "✓ English")) == []
        assert (await w.ask(ANNA, "/help")).text.startswith("What I can do")


async def test_who_is_on_site_learns_what_to_do_now(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(NOAH, await w.ask(NOAH, "/start"), "On site")
        assert seen.text == (
            "Good to have you on site.\n"
            "I show you rooms and the ways there, and where the excursions meet.\n\n"
            "Tap a button, or simply write what you are looking for: a name, a room, a topic."
        )
        assert seen.buttons == ["What’s next", "Programme", "🚌 Excursions", "Help"]


async def test_who_is_not_sure_is_shown_both(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.press(ANNA, await w.ask(ANNA, "/start"), "Noch offen")
        assert seen.text == (
            "Schön, dass Sie dabei sind.\n"
            "Ich zeige Ihnen Räume und Streams, bis Sie es wissen.\n\n"
            "🕘 Alle Zeiten gelten für Berlin.\n\n"
            "Tippen Sie auf eine Schaltfläche, oder schreiben Sie einfach, was Sie suchen: "
            "einen Namen, einen Raum, ein Thema."
        )
        assert seen.buttons == ["Was als Nächstes kommt", "Programm", "🚌 Exkursionen", "🎥 Streams", "Hilfe"]


async def test_what_was_chosen_is_marked_at_the_next_start(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.press(NOAH, await w.ask(NOAH, "/start"), "Not yet sure")
        assert (await w.ask(NOAH, "/start")).buttons == [
            "✓ English",
            "Deutsch",
            "On site",
            "Online",
            "✓ Not yet sure",
        ]


async def test_the_first_steps_come_as_new_messages_so_that_the_choice_stays(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        welcome = await w.press(NOAH, await w.ask(NOAH, "/start"), "On site")
        upcoming = await w.press(NOAH, welcome, "What’s next")
        assert upcoming.id != welcome.id
        assert upcoming.text == (await w.ask(NOAH, "/next")).text


async def test_another_conference_names_itself(sqlite_url: str) -> None:
    async with world(sqlite_url, TORONTO, at="2026-10-31 08:00") as w:
        assert (await w.ask(NOAH, "/start")).text.startswith(
            "Open Lakes 2026\n31 October 2026 – 2 November 2026 · Harbour House · on site and online"
        )


@pytest.mark.parametrize("payload", ["", "nobody-knows-this", "x-1", "%%%", "🦄", "s", "<b>"])
async def test_a_payload_that_says_nothing_is_an_ordinary_start(sqlite_url: str, payload: str) -> None:
    async with world(sqlite_url) as w:
        assert [seen.text for seen in await w.say(NOAH, f"/start {payload}")] == [f"{BOCHUM_IN_ENGLISH}\n\n{QUESTION}"]


async def test_a_deep_link_opens_its_page_and_then_asks_newcomers(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        page, question = await w.say(NOAH, "/start s-opening")
        assert page.text.startswith("Welcome Words & Opening")
        assert (question.text, question.buttons) == (SMALL_QUESTION, ["On site", "Online", "Not yet sure"])
        await w.press(NOAH, question, "On site")
        assert len(await w.say(NOAH, "/start s-opening")) == 1


async def test_a_link_to_a_session_that_is_gone_is_answered_politely(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert (await w.ask(NOAH, "/start s-never-was")).text == "That is no longer in the programme."


async def test_a_link_from_a_group_opens_the_command(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert _texts(await w.say(NOAH, "/start c-next")) == [(await w.ask(NOAH, "/next")).text, SMALL_QUESTION]
        assert _texts(await w.say(NOAH, "/start c-start")) == [f"{BOCHUM_IN_ENGLISH}\n\n{QUESTION}"]


@pytest.mark.parametrize("name", ["nothing", "status", "", "Start"])
async def test_a_link_to_what_is_no_command_for_everybody_asks_how_one_takes_part_once(
    sqlite_url: str, name: str
) -> None:
    async with world(sqlite_url) as w:
        assert _texts(await w.say(NOAH, f"/start c-{name}")) == [f"{BOCHUM_IN_ENGLISH}\n\n{QUESTION}"]


@pytest.mark.parametrize(
    "data", ["1mode:", "1mode:king", "1go:", "1go:rm", "1lang:xx", "1lang:", "1zone:start:Nowhere"]
)
async def test_forged_buttons_change_nothing(sqlite_url: str, data: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/start")
        before = await w.store.person(NOAH)
        await w.tap_data(NOAH, seen.id, data)
        assert await w.store.person(NOAH) == before


def _texts(messages: list[Seen]) -> list[str]:
    return [seen.text for seen in messages]


async def test_a_conference_in_one_language_asks_only_how_one_takes_part(sqlite_url: str) -> None:
    alone = programme(conference=conference(languages=("de",), title="Allein"))
    async with world(sqlite_url, programme=alone) as w:
        seen = await w.ask(NOAH, "/start")
        assert seen.text == (
            "Allein\n23.–24. September 2021 · vor Ort\n\n"
            "Wie nehmen Sie teil? Das können Sie jederzeit unter /einstellungen ändern."
        )
        assert seen.buttons == ["Vor Ort", "Online", "Noch offen"]


@pytest.mark.parametrize("languages", [("fr",), ("fr", "de")])
async def test_in_a_language_without_words_of_ours_words_and_dates_are_english(
    sqlite_url: str, languages: tuple[str, ...]
) -> None:
    title = Localised.of(fr="Une conférence", de="Eine Tagung")
    french = programme([session("s", "09:00", "10:00")], conference=conference(languages=languages, title=title))
    async with world(sqlite_url, programme=french) as w:
        start = await w.ask(NOAH, "/start")
        assert start.text.startswith("Une conférence\n23–24 September 2021 · on site\n\n")
        assert start.buttons == [
            *(["✓ Français", "Deutsch"] if "de" in languages else []),
            *("On site", "Online", "Not yet sure"),
        ]
        assert "\n🕘 Thursday 23 September, 09:00–10:00" in (await w.ask(NOAH, "/start s-s")).text


async def test_what_the_yaml_says_is_escaped_and_cut(sqlite_url: str) -> None:
    hostile = conference(title="<b>& " * 1000, venue={"name": "<i>" * 1000}, website="https://example.org/?a=1&lt;=2")
    async with world(sqlite_url, programme=programme(conference=hostile, streams=[stream()])) as w:
        first, second, _ = (await w.ask(NOAH, "/start")).text.split("\n", 2)
        assert first.startswith("<b>& <b>& ")
        assert second.startswith("23–24 September 2021 · <i><i>")
        assert (len(first) <= 250, len(second) <= 200) == (True, True)
        assert "https://example.org/?a=1&lt;=2" in (await w.ask(NOAH, "/privacy")).text


async def test_in_a_group_the_start_points_to_the_private_chat(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for command in ("start", "stop", "settings", "reminders", "privacy", "mydata", "forgetme"):
            seen = await w.ask(NOAH, f"/{command}", GROUP)
            assert seen.text == "That is best answered in private."
            assert seen.button("Open")["url"].endswith(f"?start=c-{command}")
        assert await w.store.person(NOAH) is None


async def test_a_link_to_ones_own_affairs_is_not_followed_by_the_small_question(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        assert len(await w.say(NOAH, "/start c-settings")) == 1
        assert len(await w.say(NOAH, "/start c-einstellungen")) == 1
        assert len(await w.say(NOAH, "/start c-privacy")) == 1


async def test_stop_silences_everything_and_start_brings_it_back(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        stopped = await w.ask(NOAH, "/stop")
        again = await w.ask(NOAH, "/stop")
        silent = await w.store.person(NOAH)
        back, usual = await w.say(NOAH, "/start")
        awake = await w.store.person(NOAH)
        only = await w.say(NOAH, "/start")
    assert (
        stopped.text
        == again.text
        == (
            "🔕 I write to you no more of my own accord: no reminders, no changes, no announcements.\n\n"
            "What you follow is kept, and I go on answering you. /start brings it all back."
        )
    )
    assert stopped.buttons == ["🔔 Write to me again"]
    assert silent
    assert awake
    assert (silent.silenced, awake.silenced) == (True, False)
    assert back.text == (
        "🔔 I write to you again: reminders, changes and announcements. /reminders shows what is to come."
    )
    assert usual.text == f"{BOCHUM_IN_ENGLISH}\n\n{QUESTION}"
    assert len(only) == 1


async def test_stop_in_german_and_one_tap_back(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        stopped = await w.ask(ANNA, "/stop")
        await w.tap_data(ANNA, stopped.id, "1go:nothing")
        still = await w.store.person(ANNA)
        awake = await w.press(ANNA, stopped, "🔔 Schreiben Sie mir wieder")
        person = await w.store.person(ANNA)
    assert stopped.text == (
        "🔕 Ich schreibe Ihnen von mir aus nicht mehr: keine Erinnerungen, keine Änderungen, keine Durchsagen.\n\n"
        "Was Sie sich gemerkt haben, bleibt, und ich antworte Ihnen weiter. Mit /start kommt alles zurück."
    )
    assert still
    assert person
    assert (still.silenced, person.silenced) == (True, False)
    assert awake.text == (
        "🔔 Ich schreibe Ihnen wieder: Erinnerungen, Änderungen und Durchsagen. /erinnerungen zeigt, was bevorsteht."
    )
    assert awake.buttons == ["⏰ Erinnerungen"]


async def test_whoever_comes_back_by_a_link_to_a_page_is_written_to_again(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await w.press(NOAH, await w.ask(NOAH, "/start"), "On site")
        await w.say(NOAH, "/stop")
        back, page = await w.say(NOAH, "/start s-opening")
    assert back.text.startswith("🔔 I write to you again")
    assert page.text.startswith("Welcome Words & Opening")
