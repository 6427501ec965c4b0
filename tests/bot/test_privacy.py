from __future__ import annotations

import json
from typing import Any

from bot.delivery.pauses import PaceState
from tests.world import ANNA, NOAH, World, world

LISTS = (
    *("follows", "own_leads", "letters", "announcements", "changes", "invitations", "notes", "updates", "roles"),
    *("guesses", "streams", "questions", "votes", "bookings", "feedback"),
)
NOBODY: dict[str, Any] = {"person": None, **{name: [] for name in LISTS}}


async def settled(w: World, person: int) -> None:
    """Let a person choose, redeem the code, follow a session and become organiser."""
    start = await w.ask(person, "/start")
    await w.tap_data(person, start.id, "1mode:online")
    await w.tap_data(person, start.id, "1zone:start:America/New_York")
    await w.tap_data(person, start.id, "1lang:de")
    await w.tap_data(person, start.id, "1on:opening:x")
    await w.ask(person, "RUHR2021")
    payload = (await w.bot.invite_organiser()).partition("?start=")[2]
    await w.ask(person, f"/start {payload}")


async def test_the_pace_names_nobody_forgotten_when_it_is_noted_again(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        for person in (ANNA, NOAH):
            await w.say(person, "/help")
        machine = w.bot.desk.machine()
        w.bot.pace.restore(PaceState(25, 0, 0, {NOAH: 3_600, ANNA: 3_600}, machine), machine)
        await w.tap_data(NOAH, 1, "1forget:")
        kept = w.bot.pace.state(w.bot.desk.machine())
    assert list(kept.chats) == [ANNA]


async def test_privacy_says_what_is_stored_where_and_how_to_be_rid_of_it(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(NOAH, "/privacy")
        assert seen.text == (
            "Privacy\n"
            "This bot accompanies “Clusters and Competitiveness: Building Resilience in Knowledge-based Regions”. "
            "The conference’s organisers run it, and what is stored lies on their server only.\n\n"
            "The conference’s website: https://conference.example.org/bochum-2021\n\n"
            "What is stored, and why\n"
            "• your Telegram user id and since when: to answer you\n"
            "• language, on site or online, time zone, and when I may write to you: as you set them\n"
            "• what you follow, and since when: for your own list and for reminders\n"
            "• which reminders and announcements were for you, when, and whether they arrived: so that each comes once "
            "(not their texts)\n"
            "• whether you have redeemed the conference’s code, or are an organiser (with the invitation you used, "
            "what you announced and changed), or speak, chair or guide: for what you may see\n"
            "• questions you ask, with your name if you want it so, and your votes; seats you book; which streams you "
            "were given; stars and words you leave: so that chairs, guides and speakers can answer, and streams can be "
            "told to you when they move (speakers and organisers read feedback without names)\n"
            "• which question of mine is open, which menu you were given, how many wrong codes you gave, "
            "and whether you have blocked me: so that the chat works\n\n"
            "Your messages, with the name Telegram attaches, are kept until they are answered, which takes seconds; "
            "one whose answer fails stays until the fault is found.\n\n"
            "Apart from that neither names nor telephone numbers nor messages are kept, and nothing is passed on; "
            "organisers are told how many are on site and online, not who. "
            "Who guides an excursion sees the names of those who booked it, as Telegram shows them. "
            "It stays until you delete it, or the organisers delete it after the conference.\n\n"
            "/mydata sends you all of it as a file. /forgetme deletes it at once and for good.\n\n"
            "Chats with bots are not end-to-end encrypted: Telegram can read them, and so can whoever runs this bot. "
            "Telegram’s own policies apply to Telegram: telegram.org/privacy and telegram.org/privacy-tpa."
        )
        assert seen.buttons == ["My data", "Delete"]


async def test_privacy_in_german(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        seen = await w.ask(ANNA, "/datenschutz")
        assert seen.text.startswith("Datenschutz\nDieser Bot begleitet „Cluster und Wettbewerbsfähigkeit")
        assert seen.buttons == ["Meine Daten", "Löschen"]


async def test_privacy_names_every_field_that_is_stored_about_a_person(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        stored = await w.store.everything_about(NOAH)
        assert set(stored) == {"person", *LISTS}
        # A column more is a line more in the privacy notice.
        assert set(stored["person"]) == {
            *("id", "created_at"),
            *("language", "mode", "zone"),
            *("leads", "quiet", "overview", "silenced", "muted", "feedback"),
            *("registered", "organiser"),
            *("awaiting", "reachable"),
        }


async def test_mydata_is_a_file_of_all_that_is_stored(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        stored = await w.store.everything_about(NOAH)
        text, file = await w.say(NOAH, "/mydata")
        assert text.text == (
            "Hier ist alles, was über Sie gespeichert ist. "
            "Ihre letzte Nachricht ist dabei, weil sie gerade beantwortet wird."
        )
        handed_out = _read(w, file.message)
        assert [update["message"]["text"] for update in handed_out.pop("updates")] == ["/mydata"]
        assert handed_out == {name: value for name, value in stored.items() if name != "updates"}
        assert handed_out["person"]["zone"] == "America/New_York"
        assert [follow["subject"] for follow in handed_out["follows"]] == ["opening"]


async def test_forgetme_asks_once_and_then_deletes_every_row(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        question = await w.ask(NOAH, "/forgetme")
        assert question.text == (
            "Alles über Sie löschen?\n"
            "Ihre Einstellungen, was Sie sich gemerkt haben und Ihr Zugang zu den Streams für Teilnehmer:innen "
            "sind dann endgültig fort.\n\n"
            "Sie gehören zum Organisationsteam; das wäre dann vorbei."
        )
        done = await w.press(NOAH, question, "Alles löschen")
        assert (done.id, done.buttons) == (question.id, [])
        assert done.text == (
            "Alles über Sie ist gelöscht: Ihre Einstellungen und was dazu vermerkt war.\n\n"
            "Sie hatten sich 1 Programmpunkt gemerkt; auch das ist gelöscht.\n\n"
            "Für die Streams für Teilnehmer:innen bräuchten Sie den Code noch einmal.\n\n"
            "Was ich geschrieben habe, bleibt in diesem Chat, bis Sie ihn in Telegram löschen. "
            "Wenn Sie mir wieder schreiben, fangen wir neu an."
        )
        assert await w.store.person(NOAH) is None
        assert await w.store.everything_about(NOAH) == NOBODY


async def test_the_confirmation_pressed_again_leaves_nothing_behind(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        question = await w.ask(NOAH, "/forgetme")
        await w.tap(NOAH, question, "Alles löschen")
        await w.tap_data(NOAH, question.id, question.button("Alles löschen")["callback_data"])
        assert await w.store.everything_about(NOAH) == NOBODY


async def test_who_was_forgotten_begins_anew(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        assert "naechste" in _menu(w, NOAH)
        await w.press(NOAH, await w.ask(NOAH, "/forgetme"), "Alles löschen")
        assert "next" in _menu(w, NOAH)
        seen = await w.ask(NOAH, "/start")
        assert seen.buttons == ["✓ English", "Deutsch", "On site", "Online", "Not yet sure"]
        person = await w.store.person(NOAH)
        assert person
        assert (person.zone, person.registered, person.organiser, person.follows) == (None, False, False, frozenset())


async def test_nobody_else_is_forgotten(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        await settled(w, ANNA)
        before = await w.store.everything_about(ANNA)
        await w.press(NOAH, await w.ask(NOAH, "/forgetme"), "Alles löschen")
        assert await w.store.everything_about(ANNA) == before


async def test_who_thinks_better_of_it_keeps_everything(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        await settled(w, NOAH)
        before = await w.store.everything_about(NOAH)
        kept = await w.press(NOAH, await w.ask(NOAH, "/forgetme"), "Behalten")
        assert (kept.text, kept.buttons) == ("Es wurde nichts gelöscht.", [])
        assert await w.store.everything_about(NOAH) == before


async def test_the_notice_leads_to_the_file_and_to_the_deletion(sqlite_url: str) -> None:
    async with world(sqlite_url) as w:
        notice = await w.ask(NOAH, "/privacy")
        assert (await w.press(NOAH, notice, "My data")).text.startswith("Here is all that is stored about you.")
        assert (await w.press(NOAH, notice, "Delete")).text.startswith("Delete everything about you?")


def _read(w: World, message: dict[str, Any]) -> Any:
    assert message["document"]["file_name"] == "mydata.json"
    file = w.telegram.file(message["document"]["file_id"]) or w.telegram.file(
        f"documents/{message['document']['file_id']}"
    )
    assert file
    return json.loads(file.content)


def _menu(w: World, person: int) -> list[str]:
    return [command["command"] for command in w.telegram.commands(person)]
