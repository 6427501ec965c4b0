from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked import Draft, Leaf, Place, Question, QuestionState
from bot.reader import Mode, Reader
from bot.screens import ask, questions
from bot.screens.fitting import ENTITIES, LENGTH, fit, units, visible
from bot.screens.view import View
from bot.store import Lane
from bot.store.deciding import Chair, Telling
from bot.texts import texts
from tests.schedule.builders import at, programme, session, stream
from tests.world import ANNA, GROUP, NOAH, OLGA, Seen, World, world

KEYNOTE = "keynote-ketels"
TITLE = "Clusters and Ecosystems – Old and New Strategies for Countries, Regions and Cities"
HOSTILE = "<b>Why</b> \u202e&amp; \u2066how\u200b\n\n\n/forgetme {name} %s " + "e" + "\u0301" * 5_000


async def attend(w: World) -> None:
    """Anna is in the hall, Noah online in New York, Olga organises."""
    for person, mode, zone in ((ANNA, "onsite", None), (NOAH, "online", "America/New_York"), (OLGA, "onsite", None)):
        await w.say(person, "/help")
        await w.store.change(person, mode=mode, zone=zone, registered=True, organiser=person == OLGA)


async def begin(w: World, person: int, subject: str = KEYNOTE) -> Seen:
    return (await w.tap_data(person, 1, f"1ask:{subject}"))[0]


async def asked(w: World, person: int, words: str, subject: str = KEYNOTE) -> Seen:
    """Let a person ask, to the end."""
    await begin(w, person, subject)
    preview = await w.ask(person, words)
    return (await w.tap_data(person, preview.id, f"1askdo:{subject}"))[0]


async def listed(w: World, person: int, subject: str = KEYNOTE) -> Seen:
    return (await w.tap_data(person, 1, f"1asklist:{subject}"))[0]


async def state(w: World, number: int, wanted: QuestionState) -> None:
    """Let Olga decide."""
    now = w.clock.now()
    told = Telling(now, now + timedelta(hours=1), Lane.URGENT)
    await w.store.questions.decide(Chair(OLGA, KEYNOTE, ()), number, wanted, told, w.bot.desk.machine())


async def test_a_question_is_written_looked_at_and_asked_from_the_session_s_page(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:20") as w:
        await attend(w)
        page = (await w.tap_data(NOAH, 1, f"1session:{KEYNOTE}"))[0]
        prompt = await w.press(NOAH, page, "🙋")
        preview = await w.ask(NOAH, "Why  clusters,\nnot <b>networks</b>?")
        done = await w.press(NOAH, preview, "✓ Ask it")
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    head = f"{TITLE}\n⏳ Open for another 51 min (the stream runs 30 s behind)\n\n"
    question = "Why clusters, not <b>networks</b>?"
    assert prompt.id != page.id
    assert prompt.text == (f"{head}✍️ Write your question now, in up to 300 characters.\nIt is shown without your name.")
    assert preview.text == (
        f"{head}{question}\n\nIt is shown without your name.\nThe chair sees that it comes from the stream.\n"
        "Not quite right? Just write it again."
    )
    assert done.text == (
        f"✓ Your question is on the list. I will tell you when it is taken.\n\n{head}{question}\n\n0 votes\n"
        "It is shown without your name.\nYou can change it or take it back until it is taken."
    )
    assert (kept.text, kept.name, kept.place, kept.state) == (question, None, Place.STREAM, QuestionState.OPEN)


async def test_in_the_hall_in_german_with_the_name_that_telegram_tells(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await begin(w, ANNA)
        preview = await w.ask(ANNA, "Wie groß ist ein Cluster?")
        named = await w.press(ANNA, preview, "Mit meinem Namen")
        await w.press(ANNA, named, "✓ Frage stellen")
        seen = await listed(w, OLGA)
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    assert named.text.split("\n\n")[2] == (
        "Sie erscheint mit Ihrem Namen: Anna\nDie Moderation sieht, dass sie aus dem Saal kommt.\n"
        "Noch nicht ganz richtig? Schreiben Sie sie einfach noch einmal."
    )
    assert (kept.name, kept.place) == ("Anna", Place.HALL)
    assert seen.text == (f"Questions\n{TITLE}\n⏳ Open for another 30 min\n\n1. Wie groß ist ein Cluster?\n👍 0 · Anna")


async def test_the_name_is_taken_back_as_easily_and_what_is_written_again_takes_the_place(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        prompt = await begin(w, NOAH)
        named = await w.press(NOAH, prompt, "With my name")
        first = await w.ask(NOAH, "First?")
        second = await w.ask(NOAH, "Second?")
        anonymous = await w.press(NOAH, second, "Anonymous")
        await w.press(NOAH, anonymous, "✓ Ask it")
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    assert ("with your name: Noah" in named.text, "with your name: Noah" in first.text) == (True, True)
    assert (kept.text, kept.name) == ("Second?", None)


async def test_ask_goes_to_the_session_that_is_followed_and_takes_the_words_behind_it(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        choice = await w.ask(NOAH, "/ask What is new?")
        chosen = await w.press(NOAH, choice, "Clusters and")
        await w.store.follow(ANNA, "session", KEYNOTE, w.clock.now())
        clear = await w.ask(ANNA, "/fragen Was ist neu?")
        prompt = await w.ask(ANNA, "/fragen")
    assert choice.text == "In which session would you like to ask?"
    assert "What is new?" in chosen.text
    assert "✓ Ask it" in chosen.buttons
    assert clear.text.split("\n\n")[1] == "Was ist neu?"
    assert "Schreiben Sie jetzt Ihre Frage" in prompt.text


async def test_where_no_session_takes_questions_it_says_which_does_next(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 07:00") as w:
        await attend(w)
        seen = await w.ask(NOAH, "/ask")
    assert seen.text.splitlines()[0] == (
        "No session takes questions right now: they do from a quarter of an hour before the start to one after the end."
    )
    assert seen.text.splitlines()[-1] == "⏳ Questions open at 08:45 Berlin · 02:45 New York, in 1 h 45 min"


@pytest.mark.parametrize(
    ("wall", "subject", "told"),
    [
        ("2021-09-23 09:14", KEYNOTE, "Questions open a quarter of an hour before the start: 09:15. Tap"),
        ("2021-09-22 12:00", KEYNOTE, "Questions open a quarter of an hour before the start: Thu 23 Sept, 09:15. Tap"),
        ("2021-09-23 10:20", "coffee-break", "This session takes no questions."),
    ],
)
async def test_before_its_time_and_in_a_break_a_tap_says_why_not(
    sqlite_url: str, wall: str, subject: str, told: str
) -> None:
    async with world(sqlite_url, at=wall) as w:
        await attend(w)
        assert await w.tap_data(OLGA, 1, f"1ask:{subject}") == []
        assert w.toast().startswith(told)


async def test_online_questions_stay_open_for_the_stream_s_delay_and_in_the_hall_not(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 10:09") as w:
        await attend(w)
        for person in (ANNA, NOAH):
            await begin(w, person)
        w.at("2021-09-23 10:10")
        anna, noah = [await w.ask(person, "Still?") for person in (ANNA, NOAH)]
        w.clock.jump(w.clock.now() + timedelta(seconds=31))
        late = (await w.tap_data(NOAH, noah.id, f"1askdo:{KEYNOTE}"))[0]
        after = await begin(w, NOAH)
        kept = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    assert anna.text.splitlines()[1:] == [
        "🔒 Fragen waren bis 10:10 möglich",
        "",
        "Ihre Frage konnte ich nicht mehr annehmen.",
    ]
    assert "Open for another 1 min" in noah.text
    assert late.text.splitlines()[1:] == [
        "🔒 Questions closed at 10:10 Berlin · 04:10 New York",
        "",
        "Your question was not taken any more.",
    ]
    assert (after.text.splitlines()[2], "🙋 Ask a question" in after.buttons, kept) == (
        "🔒 Questions closed at 10:10 Berlin · 04:10 New York",
        False,
        (),
    )


@pytest.mark.parametrize(("more", "told"), [(0, ""), (1, "That is 1 character too"), (2_000, "That is 2000 char")])
async def test_what_is_too_long_is_told_with_how_much_and_may_be_written_again(
    sqlite_url: str, more: int, told: str
) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await begin(w, NOAH)
        seen = await w.ask(NOAH, "x" * (300 + more))
        again = await w.ask(NOAH, "Why?")
    assert seen.text.startswith(told)
    assert ("✓ Ask it" in seen.buttons) == (not more)
    assert "✓ Ask it" in again.buttons


async def test_what_has_no_words_is_asked_for_again(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await begin(w, NOAH)
        seen = await w.ask(NOAH, "??? \u202e")
    assert seen.text == "I see no words in that. Please write your question as text."


async def test_only_one_waits_at_a_time_and_it_is_changed_or_taken_back_until_it_is_taken(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        own = await asked(w, NOAH, "Why?")
        again = await begin(w, NOAH)
        await w.press(NOAH, again, "✏️")
        preview = await w.ask(NOAH, "Why not?")
        mended = await w.press(NOAH, preview, "✓ Ask it")
        withdrawn = await w.press(NOAH, own, "↩")
        second = await asked(w, NOAH, "How?")
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
        await state(w, kept.id, QuestionState.TAKEN)
        refused = await w.press(NOAH, second, "✏️")
        assert await w.tap(NOAH, second, "↩") == []  # it says so already
        third = await asked(w, NOAH, "And?")
    assert (again.text.split("\n\n")[1], mended.text.split("\n\n")[0]) == ("Why?", "✓ Your question is changed.")
    assert withdrawn.text == "✓ Your question is taken back."
    assert refused.text.startswith("Your question can’t be changed any more: it was taken up")
    assert third.text.startswith("✓ Your question is on the list.")


async def test_a_second_tap_asks_nothing_twice(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, "Why?")
        assert await w.tap_data(NOAH, 1, f"1askdo:{KEYNOTE}") == []
        assert w.toast() == "This button is out of date."
        assert len(await w.store.questions.open_of(KEYNOTE, w.clock.now())) == 1


async def test_the_eleventh_of_a_day_is_refused(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        for number in range(10):
            seen = await asked(w, NOAH, f"Question {number}?")
            await w.press(NOAH, seen, "↩")
        refused = await asked(w, NOAH, "One more?")
    assert refused.text.startswith("You have asked 10 questions within a day")


async def test_others_see_it_and_vote_once_each_and_take_it_back(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, "Why?")
        await asked(w, ANNA, "Wie?")
        seen = await listed(w, ANNA)
        voted = await w.press(ANNA, seen, "1 · 👍 0")
        assert await w.tap_data(ANNA, seen.id, seen.button("1 · 👍 0")["callback_data"]) == []  # it is so already
        own = await listed(w, NOAH)
        back = await w.press(ANNA, voted, "1 · ✓ 1")
    entry = "1. Why?\n👍 {} · anonym\n\n2. Wie?\n👍 0 · Ihre"
    assert [each.text.split("\n\n", 1)[1] for each in (seen, voted, back)] == [
        entry.format(votes) for votes in (0, 1, 0)
    ]
    assert seen.buttons == ["1 · 👍 0", "✍️ Meine Frage", "🔄 Aktualisieren"]
    assert "1. Why?\n👍 1 · yours" in own.text


async def test_nobody_votes_for_their_own_nor_for_what_is_taken_nor_after_its_time(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, "Why?")
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
        votes = f"1askvote:{kept.id}:on.0"
        await w.tap_data(NOAH, 1, votes)
        await state(w, kept.id, QuestionState.TAKEN)
        await w.tap_data(ANNA, 1, votes)
        await state(w, kept.id, QuestionState.OPEN)
        w.at("2021-09-23 10:10")
        await w.tap_data(ANNA, 1, votes)
        assert w.toast() == "Für diese Frage kann nicht mehr gestimmt werden."
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    assert kept.votes == 0


async def test_fifty_people_who_vote_at_once_count_fifty(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, "Why?")
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
        people = range(5_000, 5_050)
        for person in people:
            await w.store.welcome(person, "en", w.clock.now())
        votes = [w.store.questions.set_vote(person, kept.id, wanted=True) for person in people]
        assert await asyncio.gather(*votes) == [True] * 50
        assert "1. Why?\n👍 50" in (await listed(w, ANNA)).text


async def test_many_are_paged_most_votes_first(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        for number in range(12):
            person = 5_000 + number
            await w.store.welcome(person, "en", w.clock.now())
            draft = Draft(KEYNOTE, f"Question {number}?", None, Place.HALL)
            kept = await w.store.questions.ask(person, draft, w.clock.now() + timedelta(seconds=number))
            assert isinstance(kept, Question)
            if number == 11:
                await w.store.questions.set_vote(ANNA, kept.id, wanted=True)
        w.clock.jump(w.clock.now() + timedelta(minutes=1))
        first = await listed(w, NOAH)
        last = await w.press(NOAH, await w.press(NOAH, first, "›"), "›")
    assert [line for line in first.text.splitlines() if "Question " in line] == [
        "1. Question 11?",
        "2. Question 0?",
        "3. Question 1?",
        "4. Question 2?",
        "5. Question 3?",
    ]
    assert [line for line in last.text.splitlines() if "Question " in line] == ["11. Question 9?", "12. Question 10?"]
    assert last.text.endswith("Page 3 of 3")


async def test_a_hostile_question_harms_nobody(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, HOSTILE[:4_000])
        seen = await listed(w, ANNA)
        counts = await w.store.counts()
    assert "1. <b>Why</b> &amp; how /forgetme {name} %s é\u0301\u0301\u0301\n👍 0" in seen.text
    assert (counts.waiting, counts.aside) == (0, 0)


async def test_forged_buttons_are_answered_politely_and_change_nothing(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, "Why?")
        before = await w.store.questions.open_of(KEYNOTE, w.clock.now())
        for verb in ("askvote", "askedit", "askback", "ask", "asklist", "askdo", "askdrop", "askname"):
            for subject in (str(before[0].id), "", "never-was", "9" * 32):
                for arg in ("", "off.99"):
                    if (verb, subject) != ("askvote", str(before[0].id)):
                        await w.tap_data(ANNA, 1, f"1{verb}:{subject}:{arg}" if arg else f"1{verb}:{subject}")
        counts = await w.store.counts()
        assert await w.store.questions.open_of(KEYNOTE, w.clock.now()) == before
    assert (counts.waiting, counts.aside) == (0, 0)


async def test_a_deep_link_leads_to_asking(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        opened = await w.ask(NOAH, f"/start q-{KEYNOTE}")
        w.at("2021-09-23 09:00")
        early = await w.ask(ANNA, f"/start q-{KEYNOTE}")
        gone = await w.ask(NOAH, "/start q-never-was")
    assert "✍️ Write your question now" in opened.text
    assert early.text.splitlines()[2] == "⏳ Fragen ab 09:15, in 15 Min."
    assert gone.text == "That is no longer in the programme."


async def test_in_groups_nobody_asks(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        seen = await w.ask(NOAH, "/ask Why?", GROUP)
        assert await w.store.questions.open_of(KEYNOTE, w.clock.now()) == ()
    assert seen.text == "That is best answered in private."


async def test_who_is_forgotten_leaves_no_question_no_vote_and_no_draft(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        await attend(w)
        await asked(w, NOAH, "Why?")
        await asked(w, ANNA, "Wie?")
        seen = await listed(w, NOAH)
        await w.press(NOAH, seen, "2 · 👍")
        await begin(w, NOAH, "opening")
        about = await w.store.everything_about(NOAH)
        await w.store.forget(NOAH)
        left = await w.store.everything_about(NOAH)
        (kept,) = await w.store.questions.open_of(KEYNOTE, w.clock.now())
    assert ([row["text"] for row in about["questions"]], len(about["votes"])) == (["Why?"], 1)
    assert {name: rows for name, rows in left.items() if rows} == {}
    assert (kept.text, kept.votes) == ("Wie?", 0)


QUESTIONS = st.builds(
    Question,
    id=st.integers(1, 2**31 - 1),
    session=st.just("x" * 32),
    text=st.text(max_size=400),
    name=st.none() | st.text(max_size=64),
    place=st.sampled_from(Place),
    state=st.sampled_from((QuestionState.OPEN, QuestionState.TAKEN)),
    votes=st.integers(0, 10**6),
    merged=st.integers(0, 1_000),
    asked_at=st.just(at("10:00")),
    mine=st.booleans(),
    voted=st.booleans(),
)


@given(listed=st.lists(QUESTIONS, max_size=5), page=st.integers(0, 3), mode=st.sampled_from(Mode))
def test_whatever_people_ask_the_list_fits(listed: list[Question], page: int, mode: Mode) -> None:
    held = programme(
        [session("x" * 32, "09:30", "11:00", title="T" * 500, room="hall", stream="main")], streams=[stream("main")]
    )
    view = View(held, Reader(texts("de"), mode=mode, zone="Asia/Tokyo"), at("10:00"), "bot")
    screen = questions.listing(view, held.sessions[0], Leaf(tuple(listed), page, 4))
    text = fit(screen.text)
    assert units(visible(text)) <= LENGTH
    assert text == screen.text
    assert str(text).count("</") <= ENTITIES


@given(words=st.text(max_size=400))
def test_what_was_written_is_one_line_without_what_nobody_sees_and_cleaning_it_again_changes_nothing(
    words: str,
) -> None:
    text = ask.written(words)
    assert text == ask.written(text)
    assert "\n" not in text
