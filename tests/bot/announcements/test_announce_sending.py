from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.announcing import TEXT, Desk, announcing
from tests.world import ANNA, NOAH, OLGA, Seen

if TYPE_CHECKING:
    import pytest

WAITS = "Announcement · waits\n“The bus leaves at 5”\n👥 Everyone\n✍️ Olga\n\nGoes to 3 people in ten seconds."


async def state(d: Desk, number: int = 1) -> str:
    found = await d.w.store.announcements.find(number)
    return found.state.value if found else "gone"


async def test_it_goes_once_ten_seconds_after_it_was_confirmed(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        question = await d.w.press(OLGA, await d.control("Everyone"), "Now")
        assert question.text == "Send it to 3 people now? You then have ten seconds to undo it."
        taps = [await d.w.tap(OLGA, question, "Send") for _ in range(2)]
        # The second changes nothing, not even the message.
        assert [[each.text for each in shown] for shown in taps] == [[WAITS], []]
        assert taps[0][0].buttons == ["↩️ Undo"]
        d.pass_(7)
        assert (await d.tick(), d.inbox(ANNA), await state(d)) == (2, [], "waiting")
        d.pass_(2)
        await d.deliver()
        assert (d.inbox(ANNA), d.inbox(NOAH), await state(d)) == ([TEXT], [TEXT], "done")
        await d.w.tap_data(OLGA, question.id, question.every_button[0])
        d.pass_(60)
        await d.deliver()
        assert d.inbox(ANNA) == [TEXT]


async def test_what_is_undone_in_time_is_a_draft_again_and_goes_nowhere(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        card = await d.w.press(OLGA, await d.confirmed("Everyone"), "↩️ Undo")
        assert (d.w.toast(), card.text.splitlines()[0]) == ("Undone: nothing was sent.", "Your announcement")
        d.pass_(60)
        await d.deliver()
        assert (d.inbox(ANNA), await state(d)) == ([], "draft")


async def test_what_has_begun_cannot_be_undone(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        report = await d.confirmed("Everyone")
        d.pass_(10)
        await d.tick()
        (shown,) = await d.w.tap(OLGA, report, "↩️ Undo")
        assert shown.text.startswith("Announcement · is going out")


async def test_the_question_is_bound_to_text_and_audience(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        question = await d.w.press(OLGA, await d.control("On site"), "Now")
        await d.w.tap_data(OLGA, question.id - 1, "1announceto:1:m.online.on")
        changed = await d.w.press(OLGA, question, "Send")
        assert changed.text == (
            "It has changed since this was asked, or its time is over. Please look at it once more."
        )
        card = await d.w.press(OLGA, changed, "Show it")
        assert "👥 Online or On site: 3 people" in card.text
        assert await state(d) == "draft"


async def test_the_same_text_is_asked_about_for_ten_minutes(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.begun("Everyone")
        await d.deliver()
        d.pass_(4 * 60)
        asked = await d.confirmed("On site")
        assert asked.text.startswith("The same text was sent 5 min ago. Send it again?")
        assert await state(d, 2) == "draft"
        report = await d.w.press(OLGA, asked, "Send it again")
        assert report.text.startswith("Announcement · waits")
        d.pass_(60)
        await d.deliver()
        d.pass_(11 * 60)
        assert (await d.confirmed("Online")).text.startswith("Announcement · waits")


async def test_who_is_nobody_is_not_announced_to(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        assert (await d.control("Not yet said")).text == (
            "As things are, this reaches nobody. Please choose for whom it is once more."
        )


async def test_it_waits_for_its_time_which_is_shown_on_both_clocks(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.w.store.change(OLGA, mode=None, zone="America/New_York")
        ask = await d.w.press(OLGA, await d.control("Online"), "At a time")
        assert ask.text == (
            "When shall it go? Write it by the clock in Berlin, as 14:30, tomorrow 9:00 or 24.9. 14:30."
        )
        asked = [
            (await d.w.ask(OLGA, words)).text.splitlines()[0] for words in ("at noon", "8:44", "25:00", "31.2. 9:00")
        ]
        no_time = "I do not understand that time."
        assert asked == [no_time, "That time is over.", no_time, no_time]
        times = {}
        for words in ("14:30", "tomorrow 9:00", "morgen, 9.00 Uhr", "24.9. 14:30", "2021-09-24 14:30"):
            await d.w.press(OLGA, ask, "‹ Back")
            await d.w.tap_data(OLGA, ask.id, "1announcewhen:1:at")
            times[words] = (await d.w.ask(OLGA, words)).text.partition("time: ")[2].partition("?")[0]
        friday = "Friday 24 September, "
        assert times == {
            "14:30": "14:30 Berlin · 08:30 New York",
            "tomorrow 9:00": friday + "09:00 Berlin · 03:00 New York",
            "morgen, 9.00 Uhr": friday + "09:00 Berlin · 03:00 New York",
            "24.9. 14:30": friday + "14:30 Berlin · 08:30 New York",
            "2021-09-24 14:30": friday + "14:30 Berlin · 08:30 New York",
        }


async def test_what_was_put_off_goes_at_its_time_and_not_before(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        control = await d.control("Online")
        question = await d.w.press(OLGA, control, "In 10 minutes")
        assert question.text == "Send it to 1 person at this time: 08:55? Until then you can undo it."
        report = await d.w.press(OLGA, question, "Send")
        assert report.text.endswith("Goes to 1 person: 08:55.")
        d.pass_(3600)
        assert await d.tick() == 5
        d.w.at("2021-09-23 08:54:59")
        await d.deliver()
        before = d.inbox(NOAH)
        d.w.at("2021-09-23 08:55")
        await d.deliver()
        assert (before, d.inbox(NOAH)) == ([], [TEXT])


async def test_while_it_waits_for_its_time_the_message_is_not_edited_into_what_it_is(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with announcing(sqlite_url) as d:
        calls: list[str] = []
        answer = d.w.telegram.call

        async def call(method: str, *rest: Any) -> Any:
            calls.append(method)
            return await answer(method, *rest)

        await d.w.press(OLGA, await d.w.press(OLGA, await d.control("Online"), "In 10 minutes"), "Send")
        monkeypatch.setattr(d.w.telegram, "call", call)
        for _ in range(20):
            d.pass_(5)
            await d.tick()
        assert calls.count("editMessageText") <= 1


async def test_a_time_that_has_passed_meanwhile_is_not_confirmed(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        question = await d.w.press(OLGA, await d.control("Online"), "In 10 minutes")
        d.w.at("2021-09-23 08:56")
        changed = await d.w.press(OLGA, question, "Send")
        assert changed.text.startswith("It has changed since this was asked, or its time is over.")


async def test_german_organisers_are_spoken_to_in_german(sqlite_url: str) -> None:
    async with announcing(sqlite_url) as d:
        await d.w.store.change(ANNA, organiser=True)
        question = await d.w.ask(ANNA, "/durchsage")
        assert question.text.startswith("Was soll ich auf Deutsch durchsagen?")
        (card,) = await d.w.post(ANNA, {"text": "Der Bus"})
        assert card.text == (
            "Ihre Durchsage\n\n"
            "Englisch: nicht geschrieben; wer das liest, bekommt die andere Sprache\n"
            "Deutsch: „Der Bus“\n\n"
            "👥 Für wen, ist noch offen.\n"
            "Nicht dringend: nachts ohne Ton, und nicht an die, die Durchsagen stummgeschaltet haben."
        )
        circles = await d.w.press(ANNA, await d.w.press(ANNA, card, "👥 Für wen"), "Alle")
        control = (await d.w.tap(ANNA, await d.w.press(ANNA, circles, "‹ Zurück"), "Vorschau"))[-1]
        report = await d.w.press(ANNA, await d.w.press(ANNA, control, "Jetzt"), "Senden")
        d.pass_(10)
        await d.deliver()
        report = Seen(d.w.telegram.chat(ANNA).messages[report.id])
        assert report.text == (
            "Durchsage · gesendet\n„Der Bus“\n👥 Alle\n✍️ Anna\n\n████████████████████ 100 %\n3 zugestellt · insgesamt 3"
        )
