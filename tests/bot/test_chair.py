from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.asked import Draft, Place, Question, QuestionState
from bot.store import Lane, LetterKind, LetterState, Right
from tests.world import ANNA, GROUP, NOAH, OLGA, Seen, World, world

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYNOTE = "keynote-ketels"
TITLE = "Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities"
LEGEND = "🎤 take · ✅ answered · 🙈 hide · 🔗 merge · ↩ back on the list"
CHAIR = 4_000
"""Somebody who has opened the link of Jürgen Zurheide, the chair."""


async def attend(w: World) -> None:
    for person, mode in ((ANNA, "onsite"), (NOAH, "online"), (OLGA, "onsite")):
        await w.say(person, "/help")
        await w.store.change(person, mode=mode, registered=True, organiser=person == OLGA, feedback=False)


async def take_the_chair(w: World, name: str = "zurheide", person: int = CHAIR) -> None:
    if person == CHAIR:
        w.telegram.add_person(CHAIR, "Jürgen", "en")
    made = await w.store.invitations.issue(w.bot.desk.machine(), Right("speaker", name))
    await w.say(person, f"/start o-{made.token}")


async def ask(w: World, *said: tuple[int, str, str | None, Place]) -> list[int]:
    kept = [await w.store.questions.ask(who, Draft(KEYNOTE, *rest), w.clock.now()) for who, *rest in said]
    return [question.id for question in kept if isinstance(question, Question)]


async def two(w: World) -> list[int]:
    return await ask(w, (NOAH, "Why?", "Noah", Place.STREAM), (ANNA, "Wie?", None, Place.HALL))


async def opened(w: World, person: int = CHAIR) -> Seen:
    return (await w.tap_data(person, 1, f"1chair:{KEYNOTE}"))[0]


async def later(w: World, *people: int, seconds: int = 4) -> list[Seen]:
    """Let some seconds pass on the conference's clock; return the letters of these people."""
    w.clock.jump(w.clock.now() + timedelta(seconds=seconds))
    return await w.letters(*people)


def first_lines(letters: Sequence[Seen]) -> list[str]:
    return [letter.text.splitlines()[0] for letter in letters]


async def test_the_chair_sees_the_list_by_votes_with_where_each_comes_from(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, second = await two(w)
        await w.store.questions.set_vote(OLGA, second, wanted=True)
        page = (await w.tap_data(CHAIR, 1, f"1session:{KEYNOTE}"))[0]
        seen = await w.press(CHAIR, page, "🎤 Questions")
    assert seen.id != page.id
    assert first < second
    assert seen.text == (
        f"Questions, most votes first\n{TITLE}\n⏳ Open for another 30 min\n\n"
        "1. Wie?\n👍 1 · anonymous · 🏛 hall\n\n2. Why?\n👍 0 · Noah · 💻 stream\n\n" + LEGEND
    )
    assert seen.buttons == ["1 🎤", "1 ✅", "1 🙈", "1 🔗", "2 🎤", "2 ✅", "2 🙈", "2 🔗", "Settled", "🔄 Refresh"]


async def test_chair_lists_the_sessions_whose_chair_one_takes_and_organisers_all(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        nobody = await w.ask(NOAH, "/chair")
        chair = await w.ask(CHAIR, "/chair")
        organiser = await w.ask(OLGA, "/chair")
        german = await w.ask(ANNA, "/moderation")
        picked = await w.press(CHAIR, chair, "09:30")
    assert nobody.text.startswith("You take the chair of no session that takes questions.")
    assert german.text.startswith("Sie moderieren keine Session")
    assert chair.text.splitlines()[0] == "The questions of which session?"
    assert [label for label in chair.buttons if label in organiser.buttons] != []
    assert picked.text.splitlines()[1] == TITLE


async def test_who_asked_is_told_that_it_is_next_and_then_that_it_was_answered(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        await two(w)
        seen = await opened(w)
        taken = await w.press(CHAIR, seen, "1 🎤")
        toast = w.toast()
        next_one = await later(w, NOAH, ANNA)
        answered = await w.press(CHAIR, taken, "1 ✅")
        done = await later(w, NOAH, ANNA)
        emptied = await w.press(CHAIR, answered, "1 ✅")
    assert toast == "Taken. Who asked it will know."
    assert "1. Why?\n👍 0 · Noah · 💻 stream · 🎤 next" in taken.text
    (letter,) = next_one
    assert letter.text == f"🎤 Your question is next\n\n{TITLE}\n\nWhy?"
    assert letter.buttons == ["🙋 Ask a question", "All questions"]
    assert first_lines(done) == ["✅ Your question was answered"]
    assert "Why?" not in answered.text
    assert emptied.text.endswith("\n\nNo question is waiting.")


async def test_what_is_hidden_is_told_politely_and_can_be_put_back(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        await two(w)
        hidden = await w.press(CHAIR, await opened(w), "2 🙈")
        told = await later(w, ANNA)
        seen = (await w.tap_data(NOAH, 1, f"1asklist:{KEYNOTE}"))[0]
        settled = await w.press(CHAIR, hidden, "Settled")
        back = await w.press(CHAIR, settled, "1 ↩")
        again = await later(w, ANNA)
        listed = await w.press(CHAIR, back, "‹")
    assert told[0].text.splitlines()[0] == (
        "Ihre Frage wurde diesmal nicht aufgenommen. Danke, dass Sie sie gestellt haben."
    )
    assert "Wie?" not in seen.text
    assert settled.text.split("\n\n")[1] == "1. Wie?\n👍 0 · anonymous · 🏛 hall\n🙈 hidden"
    assert back.text.endswith("Nothing is settled yet.")
    assert first_lines(again) == ["↩ Ihre Frage steht wieder auf der Liste"]
    assert "2. Wie?" in listed.text


async def test_merged_questions_count_each_voter_once_and_both_are_told_of_the_answer(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, second = await two(w)
        for question in (first, second):
            for voter in (OLGA, CHAIR):
                await w.store.questions.set_vote(voter, question, wanted=True)
        choice = await w.press(CHAIR, await opened(w), "2 🔗")
        merged = await w.press(CHAIR, choice, "👍 2 · Why?")
        told = await later(w, ANNA, NOAH)
        await w.press(CHAIR, merged, "1 ✅")
        both = await later(w, ANNA, NOAH)
    assert choice.text == "Merge this question into which other? Its votes count there too.\nWie?"
    assert "1. Why?\n👍 2 · Noah · 💻 stream · with 1 like it" in merged.text
    (letter,) = told
    assert letter.text == (
        "🔗 Ihre Frage wurde mit einer ähnlichen zusammengelegt\n\n"
        "Cluster und Ökosysteme – alte und neue Strategien für Länder, Regionen und Städte\n\n"
        "Wie?\n\nSie zählt nun mit bei:\nWhy?"
    )
    assert sorted(first_lines(both)) == ["✅ Ihre Frage wurde beantwortet", "✅ Your question was answered"]


async def test_several_decisions_within_seconds_are_one_letter_in_net_effect(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        await two(w)
        seen = await opened(w)
        for label in ("1 🎤", "1 ↩", "1 🎤", "1 ✅"):
            seen = await w.press(CHAIR, seen, label)
        once = await later(w, NOAH)
        again = await opened(w)
        for label in ("1 🎤", "1 ↩"):
            again = await w.press(CHAIR, again, label)
        nothing = await later(w, ANNA)
    assert first_lines(once) == ["✅ Your question was answered"]
    assert nothing == []


async def test_letters_are_urgent_while_it_runs_and_an_hour_after_it_of_no_use(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, second = await two(w)
        seen = await w.press(CHAIR, await opened(w), "1 🎤")
        running = await w.store.letters.find(f"q:{first}:1")
        w.at("2021-09-23 10:54:58")
        await w.press(CHAIR, seen, "2 🙈")
        after = await w.store.letters.find(f"q:{second}:1")
        assert await later(w, NOAH, ANNA, seconds=5) == []
        counts = await w.store.letters.counts(LetterKind.QUESTION)
    assert running
    assert (running.lane, after) == (Lane.URGENT, None)
    assert {state: number for state, number in counts.items() if number} == {LetterState.EXPIRED: 1}


async def test_two_chairs_at_once_do_no_harm(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        await two(w)
        mine, theirs = await opened(w), await opened(w, OLGA)
        await w.press(CHAIR, mine, "1 🙈")
        late = await w.press(OLGA, theirs, "1 🎤")
        toast = w.toast()
        told = await later(w, NOAH)
    assert toast == "Somebody was quicker: here is how it stands now."
    assert "Why?" not in late.text
    assert len(told) == 1


async def test_nobody_else_sees_or_decides_anything_whatever_their_client_sends(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w, "ketels", NOAH)  # who speaks in it, but does not take the chair
        first, second = await two(w)
        before = await w.store.questions.open_of(KEYNOTE, w.clock.now())
        page = (await w.tap_data(NOAH, 1, f"1session:{KEYNOTE}"))[0]
        forged = [
            f"1chair:{KEYNOTE}",
            f"1chairdone:{KEYNOTE}",
            *(f"1chairdo:{first}:{letter}.0" for letter in "tahobx"),
            f"1chairmerge:{first}:0.0",
            f"1chairinto:{first}:{second}",
        ]
        told = {(await w.tap_data(person, 1, data))[0].text for person in (NOAH, ANNA) for data in forged}
        assert await w.store.questions.open_of(KEYNOTE, w.clock.now()) == before
    assert "🎤 Questions (chair)" not in page.buttons
    assert told == {"That is no longer in the programme.", "Das steht nicht mehr im Programm."}


@pytest.mark.parametrize("arg", ["", "t.-1", "m.99999"])
async def test_forged_decisions_of_a_chair_are_answered(sqlite_url: str, arg: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, _ = await two(w)
        for subject in (first, "9" * 32, ""):
            for verb in ("chairdo", "chairmerge", "chairinto", "chair", "chairdone", "chairs"):
                await w.tap_data(CHAIR, 1, f"1{verb}:{subject}:{arg}" if arg else f"1{verb}:{subject}")
        counts = await w.store.counts()
    assert (counts.waiting, counts.aside) == (0, 0)


async def test_who_has_taken_a_question_back_or_is_forgotten_is_told_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, _ = await two(w)
        seen = await w.press(CHAIR, await opened(w), "1 🎤")
        seen = await w.press(CHAIR, seen, "1 ↩")
        await w.tap_data(NOAH, 1, f"1askback:{first}")
        await w.press(CHAIR, await opened(w), "1 🎤")
        await w.store.forget(ANNA)
        assert await later(w, NOAH, ANNA) == []
        assert await w.store.letters.counts(LetterKind.QUESTION) == {LetterState.SUPERSEDED: 1}


async def test_who_asked_what_is_part_of_a_hidden_question_is_not_told_what_that_said(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, second = await ask(
            w, (NOAH, "Why is she so dull?", "Noah", Place.STREAM), (ANNA, "Wie?", None, Place.HALL)
        )
        await w.tap_data(CHAIR, 1, f"1chairinto:{second}:{first}")
        await w.tap_data(CHAIR, 1, f"1chairdo:{first}:h.0")
        (told,) = await later(w, ANNA)
    assert told.text == (
        "Ihre Frage wurde diesmal nicht aufgenommen. Danke, dass Sie sie gestellt haben.\n\n"
        "Cluster und Ökosysteme – alte und neue Strategien für Länder, Regionen und Städte\n\nWie?"
    )


async def test_what_was_merged_into_a_withdrawn_question_waits_again_and_who_asked_it_is_told(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await take_the_chair(w)
        first, second = await two(w)
        choice = await w.press(CHAIR, await opened(w), "2 🔗")
        await w.press(CHAIR, choice, "👍")
        merged = await later(w, ANNA)
        await w.tap_data(NOAH, 1, f"1askback:{first}")
        again = await later(w, ANNA)
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    assert first_lines([*merged, *again]) == [
        "🔗 Ihre Frage wurde mit einer ähnlichen zusammengelegt",
        "↩ Ihre Frage steht wieder auf der Liste",
    ]
    assert (kept.id, kept.state) == (second, QuestionState.OPEN)


async def test_in_groups_there_is_no_chair(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        assert (await w.ask(OLGA, "/chair", GROUP)).text == "That is best answered in private."


async def test_thirty_people_ask_vote_and_are_answered_at_once(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        people = range(6_000, 6_030)
        for person in people:
            await w.store.welcome(person, "en", w.clock.now())
        draft = Draft(KEYNOTE, "Why?", None, Place.STREAM)
        await asyncio.gather(*(w.store.questions.ask(person, draft, w.clock.now()) for person in people))
        first, second, *_ = await w.store.questions.open_of(KEYNOTE, w.clock.now())
        await asyncio.gather(
            *(w.store.questions.set_vote(person, one.id, wanted=True) for person in people for one in (first, second))
        )
        seen = await opened(w, OLGA)
    assert [line for line in seen.text.splitlines() if line.startswith("👍")] == [
        "👍 29 · anonymous · 💻 stream",
        "👍 29 · anonymous · 💻 stream",
        *["👍 0 · anonymous · 💻 stream"] * 3,
    ]
    assert seen.text.endswith("Page 1 of 6")
