from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from bot.feature import discover
from bot.screens.screen import VERSION
from tests.announcing import FORMAT, TEXT, Desk, announcing, is_announcement
from tests.world import ANNA, GROUP, NOAH, OLGA, Seen

if TYPE_CHECKING:
    from bot.announced import Announcement

QUESTION = (
    "What shall I announce in English? Write it or forward it to me. Formatting is kept, and a picture or a file may "
    "come with it."
)
CARD = (
    "Your announcement\n\n"
    "English: “The bus leaves at 5”\n"
    "German: not written; readers get the other language\n\n"
    "👥 For whom is still open.\n"
    "Not urgent: silent at night, and not for those who muted announcements."
)
VERBS = [verb for verb in discover().buttons if verb.startswith("announce")]


async def only(d: Desk) -> Announcement:
    found = await d.w.store.announcements.find(1)
    assert found
    return found


async def sent_before(d: Desk, kind: str = "document") -> dict[str, Any]:
    """Return a file that Telegram has, as a message shows it."""
    answer = await d.w.telegram.call(f"send{kind}", {"chat_id": NOAH}, {kind: ("plan.pdf", b"%PDF", "application/pdf")})
    document: dict[str, Any] = answer.content["result"][kind]
    return document


async def test_an_organiser_is_asked_for_the_text_and_sees_what_is_still_open(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        for command in ("/announce", "/broadcast", "/durchsage"):
            assert (await d.w.ask(OLGA, command)).text == QUESTION
        (card,) = await d.w.post(OLGA, {"text": TEXT, "entities": FORMAT})
    assert card.text == CARD
    assert card.buttons == ["✏️ English", "✏️ Deutsch", "👥 For whom", "Urgent", "Discard"]


async def test_what_stands_behind_the_command_begins_the_text(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        assert (await d.w.ask(OLGA, f"/announce {TEXT}")).text == CARD
        assert (await d.w.ask(OLGA, "/announce something else")).text == CARD


async def test_nobody_but_organisers_can_announce(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        assert "announce" not in (await d.w.ask(NOAH, "/help")).text
        assert [each.text for each in await d.w.say(NOAH, "/announce Hello", GROUP)] == []
        await d.w.say(NOAH, "/announce Hello")
        assert await d.w.store.announcements.find(1) is None


async def test_forged_taps_of_others_do_nothing(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        question = await d.w.press(OLGA, await d.control("Everyone"), "Now")
        before = await only(d)
        chance = random.Random(3)  # noqa: S311 - no secret
        args = ["", "all", "yes", "again", "stop", "on"]
        args.append(question.every_button[0].split(":")[2])
        shown = [
            await d.w.tap_data(NOAH, 1, f"{VERSION}{verb}:{chance.choice(['1', '2', '', 'x'])}:{arg}")
            for verb in VERBS
            for arg in args
        ]
        assert [each for each in shown if each] == []
        assert await only(d) == before


async def test_a_right_that_was_taken_away_is_missed_at_the_next_tap(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        question = await d.w.press(OLGA, await d.control("Everyone"), "Now")
        await d.w.store.change(OLGA, organiser=False)
        assert await d.w.tap(OLGA, question, "Send") == []
        assert d.w.toast() == "This button is out of date."
        assert (await only(d)).state == "draft"


async def test_a_draft_is_its_authors_business(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.draft()
        await d.w.store.change(NOAH, organiser=True)
        assert await d.w.tap_data(NOAH, 1, "1announcedrop:1") == []
        assert (await d.w.ask(NOAH, "/announce")).text == QUESTION
        assert (await d.w.ask(OLGA, "/announce")).text == CARD


async def test_formatting_survives_and_each_language_has_its_text(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        card = await d.draft("Everyone")
        question = await d.w.press(OLGA, card, "✏️ Deutsch")
        assert question.text.startswith("What shall I announce in German?")
        words = {"text": "Der Bus <fährt> & 🔥 um 5", "entities": [{"type": "italic", "offset": 4, "length": 3}]}
        (card,) = await d.w.post(OLGA, words)
        first, second, control = await d.w.tap(OLGA, card, "Preview")
        assert [(each.text, each.entities, each.buttons) for each in (first, second)] == [
            (TEXT, FORMAT, ["🔕 Mute announcements"]),
            (words["text"], words["entities"], ["🔕 Durchsagen stummschalten"]),
        ]
        assert control.text == (
            "⬆️ This is how it arrives.\nEnglish: 2 people\nGerman: 1 person\n\n"
            "👥 Everyone: 3 people\nNot urgent: silent at night, and not for those who muted announcements.\n\n"
            "When shall it go?"
        )
        previews = {NOAH: first, ANNA: second}
        await d.w.press(OLGA, await d.w.press(OLGA, control, "Now"), "Send")
        d.pass_(10)
        await d.deliver()
        for person, preview in previews.items():
            (arrived,) = [Seen(each) for each in d.w.telegram.messages(person) if is_announcement(each)]
            assert (arrived.text, arrived.entities) == (preview.text, preview.entities)
            assert arrived.message["reply_markup"] == preview.message["reply_markup"]


async def test_a_forwarded_file_is_announced_with_its_caption(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        document = await sent_before(d)
        await d.w.ask(OLGA, "/announce")
        origin = {"type": "user", "date": 1, "sender_user": {"id": NOAH, "is_bot": False, "first_name": "Noah"}}
        sent = {"document": document, "caption": TEXT, "caption_entities": FORMAT, "forward_origin": origin}
        (card,) = await d.w.post(OLGA, sent)
        assert "English: 📎 The bus leaves at 5" in card.text
        circles = await d.w.press(OLGA, card, "👥 For whom")
        card = await d.w.press(OLGA, await d.w.press(OLGA, circles, "Online"), "‹ Back")
        preview, control = await d.w.tap(OLGA, card, "Preview")
        await d.w.press(OLGA, await d.w.press(OLGA, control, "Now"), "Send")
        d.pass_(10)
        await d.deliver()
        (arrived,) = [each for each in d.w.telegram.messages(NOAH) if is_announcement(each)]
        same = ("document", "caption", "caption_entities", "reply_markup")
        assert [arrived[name] for name in same] == [preview.message[name] for name in same]
        assert arrived["document"]["file_id"] == document["file_id"]


async def test_what_cannot_be_announced_is_said_and_the_answer_is_still_awaited(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.w.ask(OLGA, "/announce")
        document = await sent_before(d)
        album = {"document": document, "caption": "1", "media_group_id": "a"}
        shown = [
            [each.text for each in await d.w.post(OLGA, content)]
            for content in (
                {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
                album,
                album,
                {"document": document, "caption": "🔥" * 513},
            )
        ]
        only_so = (
            "I can announce a text, one picture or one file. Albums, voice messages and stickers I cannot. Please send "
            "it once more as one of these."
        )
        too_long = (
            "That is too long: at most 1,024 characters fit under a picture or a file. Please shorten it and send it "
            "again."
        )
        assert shown == [[only_so], [only_so], [], [too_long]]
        (card,) = await d.w.post(OLGA, {"document": document, "caption": "🔥" * 512})
        assert card.text.startswith("Your announcement")


async def test_whom_it_is_for_is_chosen_by_buttons_and_counted_with_each_tap(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        opening = d.w.bot.desk.programme.sessions[0]
        await d.w.store.follow(ANNA, "speaker", opening.people[0], d.w.clock.now())
        await d.w.store.follow(NOAH, "session", opening.id, d.w.clock.now())
        circles = await d.w.press(OLGA, await d.draft(), "👥 For whom")
        counted = []
        for choice in ("Everyone", "Nobody but me", "On site", "Online", "Deutsch", "✓ Online", "✓ On site", "English"):
            circles = await d.w.press(OLGA, circles, choice)
            counted.append(circles.text.rpartition("👥 ")[2])
        assert counted == [
            "Everyone: 3 people",
            "Nobody but you: 1 person",
            "On site: 2 people",
            "Online or On site: 3 people",
            "Online or On site · in German: 1 person",
            "On site · in German: 1 person",
            "in German: 1 person",
            "in German or English: 3 people",
        ]
        days = await d.w.press(OLGA, circles, "⭐ Session")
        sessions = await d.w.press(OLGA, days, days.buttons[0])
        circles = await d.w.press(OLGA, sessions, sessions.buttons[0])
        assert circles.text.rpartition("👥 ")[2] == (
            "in German or English · who follow Welcome Words & Opening: 2 people"
        )
        assert "✓ Welcome Words & Opening" in circles.buttons
        circles = await d.w.press(OLGA, circles, "✓ Welcome")
        assert circles.text.rpartition("👥 ")[2] == "in German or English: 3 people"


async def test_an_unknown_choice_changes_nothing(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        card = await d.draft("On site")
        before = await only(d)
        for arg in ("s.nothing.on", "m.nowhere.on", "l.fr.on", "x.y.on", "m.onsite.maybe", "m"):
            await d.w.tap_data(OLGA, card.id, f"1announceto:1:{arg}")
        for arg in ("x", "s.2021-13-01.0", "s.2021-09-23.9999", "t..0", "e..7"):
            assert await d.w.tap_data(OLGA, card.id, f"1announcepick:1:{arg}") is not None
        assert await only(d) == before


async def test_a_discarded_draft_is_gone(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        card = await d.draft("Everyone")
        assert (await d.w.press(OLGA, card, "Discard")).text == "Discarded. Nothing was sent."
        assert await d.w.tap(OLGA, card, "Urgent") == []
        assert (await d.w.ask(OLGA, "/announcements")).text == ("Nothing has been announced yet. /announce begins one.")
