from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.delivery.announcing import Announcer
from bot.rehearsal import faults
from bot.store import LetterKind
from tests.announcing import TEXT, Desk, announcing, is_announcement
from tests.world import ANNA, NOAH, OLGA, Seen

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = "“The bus leaves at 5”\n👥 Everyone\n✍️ Olga\n\n"
CROWD = range(5001, 5011)


async def crowd(d: Desk, people: Sequence[int] = CROWD) -> None:
    """Let more people write to the bot."""
    for person in people:
        d.w.telegram.add_person(person, f"Guest {person - 5000}", "en")
        d.w.telegram.say(person, "/privacy")
    await d.w.work()


def adds_up(text: str) -> bool:
    """Tell whether the counts of a report make its total."""
    (line,) = [line for line in text.splitlines() if "total" in line]
    counts, _, total = line.partition(" · total ")
    return sum(int(number.replace(",", "")) for number in re.findall(r"[\d,]+(?= \w)", counts)) == int(total)


def texts(d: Desk, person: int) -> list[tuple[str, list[dict[str, object]]]]:
    shown = [Seen(each) for each in d.w.telegram.messages(person) if is_announcement(each)]
    return [(each.text, each.entities) for each in shown]


async def test_one_message_tells_how_it_goes_with_counts_that_add_up(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        d.w.telegram.faults.add(faults.blocked(), "sendMessage", 5001)
        d.w.telegram.deactivate(5002)
        report = await d.begun("Everyone")
        shown = [d.now(report)]
        for most in (1, 7, 9):
            await d.send(most)
            d.pass_(3)
            await d.tick()
            shown.append(d.now(report))
        assert all(adds_up(each.text) for each in shown)
        assert shown[1].text == (
            "Announcement · is going out\n" + HEAD + "█░░░░░░░░░░░░░░░░░░░ 7 %\n"
            "1 delivered · 12 waiting · total 13\n\nAbout 1 s left."
        )
        assert shown[1].buttons == ["⏸ Pause", "⏹ Stop", "✏️ Correct", "🗑 Recall", "Outcome as a file"]
        assert shown[3].text == (
            "Announcement · sent\n" + HEAD + "████████████████████ 100 %\n11 delivered · 2 unreachable · total 13"
        )


async def test_the_message_is_edited_every_three_seconds_at_most(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        await d.begun("Everyone")
        begun = len(d.w.telegram.log)
        edits = []
        for second in range(1, 8):
            await d.send(1)
            await d.tick()
            edits += [second for entry in d.w.telegram.log[begun:] if entry.method == "editMessageText"]
            begun = len(d.w.telegram.log)
        assert edits == [3, 6]


async def test_who_deletes_the_message_is_not_sent_another(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        report = await d.begun("Everyone")
        del d.w.telegram.chat(OLGA).messages[report.id]
        before = len(d.w.telegram.messages(OLGA))
        await d.deliver()
        assert len(d.w.telegram.messages(OLGA)) == before + 1
        assert d.inbox(ANNA) == [TEXT]
        (one,) = await d.w.store.announcements.past()
        assert one.report is None


async def test_it_is_paused_and_goes_on_with_the_rest(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        report = await d.begun("Everyone")
        await d.send(5)
        paused = await d.w.press(OLGA, report, "⏸ Pause")
        assert paused.text.startswith("Announcement · paused")
        assert "5 delivered · 8 waiting · total 13" in paused.text
        assert paused.buttons[:2] == ["▶️ Resume", "⏹ Stop"]
        assert await d.send() == 0
        await d.w.tap_data(OLGA, report.id, "1announcerun:1:pause")
        await d.w.press(OLGA, paused, "▶️ Resume")
        await d.deliver()
        assert "13 delivered · total 13" in d.now(report).text
        assert [len(texts(d, person)) for person in (ANNA, NOAH, *CROWD)] == [1] * 12


async def test_who_has_it_when_it_is_stopped_has_it_and_nobody_else_gets_it(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        report = await d.begun("Everyone")
        await d.send(5)
        stopped = await d.w.press(OLGA, report, "⏹ Stop")
        assert "38 %\n5 delivered · 8 not sent · total 13" in stopped.text
        await d.w.tap_data(OLGA, report.id, "1announcerun:1:resume")
        await d.deliver()
        assert d.now(report).text == stopped.text
        assert sum(len(texts(d, person)) for person in (ANNA, NOAH, *CROWD)) in {4, 5}


async def test_urgent_ones_reach_who_has_muted_announcements_and_make_a_sound_at_night(sqlite_url: str) -> None:
    async with announcing(sqlite_url, at="2021-09-23 23:30") as d:
        await d.w.store.change(NOAH, zone="America/New_York")
        await d.w.store.change(ANNA, muted=True)
        assert (await d.control("Everyone")).text.splitlines()[2] == "👥 Everyone: 2 people"
        await d.w.say(OLGA, "/announce")
        urgent = await d.w.press(OLGA, (await d.w.say(OLGA, "/announce"))[0], "Urgent")
        assert "👥 Everyone: 3 people" in urgent.text
        calm = await d.w.press(OLGA, urgent, "✓ Urgent")
        control = (await d.w.tap(OLGA, calm, "Preview"))[-1]
        await d.w.press(OLGA, await d.w.press(OLGA, control, "Now"), "Send")
        d.pass_(10)
        await d.deliver()
        assert (d.inbox(ANNA), d.inbox(NOAH)) == ([], [TEXT])
        # In New York it is half past five in the afternoon; Olga is in the house.
        silent = {person: len(d.w.telegram.chat(person).silent) for person in (NOAH, OLGA)}
        assert silent == {NOAH: 0, OLGA: 1}
        urgent = await d.w.press(OLGA, await d.draft("Everyone", words="Fire in room 2"), "Urgent")
        control = (await d.w.tap(OLGA, urgent, "Preview"))[-1]
        await d.w.press(OLGA, await d.w.press(OLGA, control, "Now"), "Send")
        d.pass_(10)
        await d.deliver()
        assert d.inbox(ANNA) == ["Fire in room 2"]
        assert d.w.telegram.chat(ANNA).silent == set()


async def test_who_mutes_announcements_by_their_button_gets_none_from_then_on(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        first = await d.begun("Everyone", words="First")
        await d.deliver()
        assert "3 delivered · total 3" in d.now(first).text
        report = await d.begun("Everyone")
        (arrived,) = [Seen(each) for each in d.w.telegram.messages(NOAH) if is_announcement(each)]
        await d.w.tap(NOAH, arrived, "🔕 Mute announcements")
        await d.deliver()
        assert "2 delivered · 1 muted it before · total 3" in d.now(report).text
        assert (d.inbox(NOAH), d.inbox(ANNA)) == (["First"], ["First", TEXT])


async def test_a_correction_half_way_changes_what_was_delivered_and_what_is_to_come(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        report = await d.begun("Everyone")
        await d.send(5)
        question = await d.w.press(OLGA, report, "✏️ Correct")
        assert question.text.startswith("What shall it say instead?")
        bold = [{"type": "bold", "offset": 0, "length": 7}]
        preview, sure = await d.w.post(OLGA, {"text": "The bus leaves at 6", "entities": bold})
        assert (preview.text, preview.entities) == ("The bus leaves at 6", bold)
        assert sure.text == (
            "⬆️ Shall it say this? It is changed in the chats of 5 people; "
            "whoever does not have it yet gets it like this."
        )
        for _ in range(2):
            await d.w.tap(OLGA, sure, "Correct it")
        await d.deliver()
        everybody = [texts(d, person) for person in (ANNA, NOAH, *CROWD)]
        assert everybody == [[("The bus leaves at 6", bold)]] * 12
        done = Seen(d.w.telegram.chat(OLGA).messages[sure.id])
        assert "13 delivered · total 13\n\n✏️ Corrected: 5 of 5 · 0 not possible · 0 waiting" in done.text


async def test_a_correction_keeps_the_picture_and_is_of_one_language(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        answer = await d.w.telegram.call(
            "sendDocument", {"chat_id": NOAH}, {"document": ("plan.pdf", b"%PDF", "application/pdf")}
        )
        document = answer.content["result"]["document"]
        await d.draft("Everyone")
        card = await d.w.ask(OLGA, "/announce")
        await d.w.press(OLGA, card, "✏️ Deutsch")
        (card,) = await d.w.post(OLGA, {"document": document, "caption": "Der Bus"})
        control = (await d.w.tap(OLGA, card, "Preview"))[-1]
        report = await d.w.press(OLGA, await d.w.press(OLGA, control, "Now"), "Send")
        d.pass_(10)
        await d.deliver()
        which = await d.w.press(OLGA, d.now(report), "✏️ Correct")
        assert which.buttons == ["English", "Deutsch", "‹ Back"]
        await d.w.press(OLGA, which, "Deutsch")
        (refused,) = await d.w.post(OLGA, {"document": document, "caption": "Der Zug"})
        assert refused.text.startswith("Only the text can be corrected")
        _, sure = await d.w.post(OLGA, {"text": "Der Zug"})
        await d.w.press(OLGA, sure, "Correct it")
        await d.deliver()
        (arrived,) = [each for each in d.w.telegram.messages(ANNA) if is_announcement(each)]
        assert (arrived["caption"], arrived["document"]) == ("Der Zug", document)
        assert texts(d, NOAH)[-1][0] == TEXT


async def test_a_recall_deletes_every_copy_and_calls_off_the_rest(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        report = await d.begun("Everyone")
        await d.send(5)
        question = await d.w.press(OLGA, report, "🗑 Recall")
        assert question.text == (
            "Delete it in the chats of 5 people, and send it to nobody else? What was read stays read."
        )
        d.pass_(9)
        await d.tick()
        assert d.now(report).text == question.text
        await d.w.press(OLGA, question, "🗑 Recall")
        await d.deliver()
        assert [texts(d, person) for person in (ANNA, NOAH, *CROWD)] == [[]] * 12
        recalled = d.now(report)
        assert recalled.text.startswith("Announcement · recalled")
        assert "5 delivered · 8 not sent · total 13\n\n🗑 Deleted: 5 of 5 · 0 not possible · 0 waiting" in recalled.text
        assert recalled.buttons == ["Outcome as a file"]


async def test_what_is_too_old_to_be_deleted_is_said(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        report = await d.begun("Everyone")
        await d.deliver()
        d.pass_(48 * 3600)
        question = await d.w.press(OLGA, d.now(report), "🗑 Recall")
        assert question.text.splitlines() == [
            "Delete it in the chats of 0 people, and send it to nobody else? What was read stays read.",
            "3 copies are older than 48 hours: Telegram does not delete them any more.",
        ]


async def test_who_is_in_doubt_is_named_and_sent_it_again_only_if_asked(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await crowd(d)
        for person in (NOAH, *CROWD):
            d.w.telegram.faults.add(faults.broken_json(accepted=True), "sendMessage", person)
        report = await d.begun("Everyone")
        await d.deliver()
        report = d.now(report)
        assert "2 delivered · 11 in doubt · total 13" in report.text
        doubts = await d.w.press(OLGA, report, "In doubt: 11")
        names = [*(f"Guest {number}" for number in range(1, 10)), "Noah"]
        assert all(name in doubts.text for name in names)
        assert " and 1 other. Send it again, and they may have it twice." in doubts.text
        await d.deliver()
        assert [len(texts(d, person)) for person in (NOAH, *CROWD)] == [1] * 11
        await d.w.press(OLGA, doubts, "Send again")
        await d.deliver()
        assert [len(texts(d, person)) for person in (NOAH, *CROWD)] == [2] * 11
        assert "13 delivered · total 13" in d.now(report).text


async def test_what_is_left_in_doubt_is_not_asked_about_again(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        d.w.telegram.faults.add(faults.broken_json(accepted=False), "sendMessage", NOAH)
        report = await d.begun("Everyone")
        await d.deliver()
        doubts = await d.w.press(OLGA, d.now(report), "In doubt: 1")
        assert doubts.text == "Nobody knows whether these have it: Noah. Send it again, and they may have it twice."
        needed = [(await d.w.ask(OLGA, "/status")).text.splitlines()[0]]
        left = await d.w.press(OLGA, doubts, "Leave it")
        needed.append((await d.w.ask(OLGA, "/status")).text.splitlines()[0])
        assert "2 delivered · 1 in doubt · total 3" in left.text
        assert left.buttons == ["✏️ Correct", "🗑 Recall", "Outcome as a file"]
    assert needed == [
        "❓ 1 copy of an announcement may or may not have arrived: decide under its report.",
        "✓ All is well.",
    ]


async def test_what_was_stopped_or_recalled_is_not_offered_to_be_sent_again(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        d.w.telegram.faults.add(faults.broken_json(accepted=True), "sendMessage", NOAH)
        report = await d.begun("Everyone")
        await d.deliver()
        await d.w.tap_data(OLGA, report.id, "1announcedoubt:1:again")
        await d.w.tap_data(OLGA, report.id, "1announcerun:1:stop")
        numbers = [await d.w.store.announcements.undecided()]
        (doubts,) = await d.w.tap_data(OLGA, report.id, "1announcedoubt:1")
        await d.w.tap_data(OLGA, report.id, "1announcerecall:1:yes")
        numbers.append(await d.w.store.announcements.undecided())
    assert (doubts.text, doubts.buttons) == ("Nobody knows whether these have it: Noah.", ["Leave it", "‹ Back"])
    assert numbers == [1, 0]


async def test_the_outcome_is_a_file_with_a_line_for_each_person(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        d.w.telegram.deactivate(NOAH)
        report = await d.begun("Everyone")
        await d.deliver()
        await d.w.tap(OLGA, d.now(report), "Outcome as a file")
        (message,) = [each for each in d.w.telegram.messages(OLGA) if "document" in each]
        file = d.w.telegram.file(message["document"]["file_id"])
        assert file
        lines = file.content.decode().split("\r\n")
        assert (message["document"]["file_name"], lines[0]) == ("announcement-1.csv", "person,state,at,error")
        assert [line.split(",")[:2] for line in lines[1:4]] == [["1001", "sent"], ["1002", "failed"], ["1003", "sent"]]
        assert "user is deactivated" in lines[2]


async def test_past_announcements_are_listed_with_their_numbers(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.begun("Everyone")
        await d.deliver()
        await d.begun("Online", words="Second")
        await d.deliver()
        await d.w.store.change(NOAH, organiser=True)
        listed = await d.w.ask(NOAH, "/announcements")
        assert listed.text == (
            "Announcements\n\n"
            "Thu 23 Sept, 08:45 Berlin\n“Second”\nsent · 1 delivered · total 1\n\n"
            "Thu 23 Sept, 08:45 Berlin\n“The bus leaves at 5”\nsent · 3 delivered · total 3"
        )
        opened = await d.w.press(NOAH, listed, "“The bus")
        assert opened.text.startswith("Announcement · sent\n" + HEAD)


async def test_forgotten_people_leave_the_totals_right(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.begun("Everyone")
        await d.deliver()
        await d.w.store.change(NOAH, organiser=True)
        for person in (ANNA, OLGA):
            await d.w.store.forget(person)
        opened = await d.w.press(NOAH, await d.w.ask(NOAH, "/announcements"), "“The bus")
        assert opened.text == (
            "Announcement · sent\n“The bus leaves at 5”\n👥 Everyone\n\n"
            "████████████████████ 100 %\n3 delivered · total 3"
        )


async def test_a_restart_between_confirmation_and_start_loses_nothing(database_url: str) -> None:
    async with announcing(database_url) as d:
        report = await d.confirmed("Everyone")
        d.pass_(10)
        d.announcer = Announcer(d.w.bot.desk, seconds=lambda: d.w.seconds[0])
        await d.tick()
        await d.send(1)
        await d.deliver()
        assert d.now(report).text.startswith("Announcement · sent\n" + HEAD)
        assert [d.inbox(person) for person in (ANNA, NOAH)] == [[TEXT], [TEXT]]
        assert await d.w.store.letters.counts(LetterKind.ANNOUNCEMENT) == {"sent": 3}


@pytest.mark.parametrize("wish", ["pause", "resume", "stop"])
async def test_a_wish_that_comes_too_late_changes_nothing(sqlite_url: str, wish: str) -> None:
    async with announcing(sqlite_url) as d:
        report = await d.begun("Everyone")
        await d.deliver()
        before = d.now(report).text
        await d.w.tap_data(OLGA, report.id, f"1announcerun:1:{wish}")
        assert d.now(report).text == before
