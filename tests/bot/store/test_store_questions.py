from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.asked import Decided, Draft, Place, Question, QuestionState, Refusal
from bot.store import Lane, LetterState, Right, Store, UnknownPerson
from bot.store.deciding import PAUSE, Chair, Telling, telling
from bot.store.questions import A_DAY
from tests.schedule.builders import at, session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

NOW = at("10:00")
TOLD = Telling(NOW, NOW + timedelta(hours=1), Lane.URGENT)
ORGANISER = 9
PEOPLE = (1, 2, 3, 4)
OPEN, TAKEN, ANSWERED, HIDDEN = (QuestionState(name) for name in ("open", "taken", "answered", "hidden"))
MERGED, WITHDRAWN = QuestionState.MERGED, QuestionState.WITHDRAWN


def draft(text: str = "Why?", about: str = "s") -> Draft:
    return Draft(about, text, None, Place.HALL)


def chair(person: int = ORGANISER, about: str = "s", chairs: tuple[str, ...] = ("petit",)) -> Chair:
    return Chair(person, about, chairs)


async def welcome(store: Store, people: Iterable[int] = (*PEOPLE, ORGANISER)) -> None:
    for person in people:
        await store.welcome(person, "en", NOW)
    await store.change(ORGANISER, organiser=True)


async def asked(store: Store, author: int, text: str = "Why?", about: str = "s") -> int:
    question = await store.questions.ask(author, draft(text, about), NOW)
    assert isinstance(question, Question)
    return question.id


async def decide(store: Store, question: int, state: QuestionState, by: Chair | None = None) -> Decided:
    return await store.questions.decide(by or chair(), question, state, TOLD, NOW)


async def planned(store: Store) -> dict[str, int]:
    return {state.value: number for state, number in (await store.letters.counts()).items() if number}


async def test_thirty_votes_at_once_count_thirty_and_a_second_one_of_each_changes_nothing(store: Store) -> None:
    voters = range(100, 130)
    await welcome(store, (*PEOPLE, *voters, ORGANISER))
    question = await asked(store, 1)
    once = await asyncio.gather(
        *(store.questions.set_vote(voter, question, wanted=True) for voter in (*voters, *voters))
    )
    found = await store.questions.find(question, 100)
    assert (all(once), found and (found.votes, found.voted, found.mine)) == (True, (30, True, False))


async def test_a_vote_that_is_taken_back_counts_no_more_on_the_reader_s_page_of_the_list(store: Store) -> None:
    await welcome(store)
    first, second = await asked(store, 1, "First?"), await asked(store, 2, "Second?")
    assert [await store.questions.set_vote(3, second, wanted=wanted) for wanted in (True, True)] == [True, True]
    voted = await store.questions.leaf_of("s", NOW, 3, 0, 1)
    assert await store.questions.set_vote(3, second, wanted=False)
    back = await store.questions.leaf_of("s", NOW, 3, 7, 1)
    assert [(each.id, each.votes, each.voted) for each in (*voted.shown, *back.shown)] == [
        (second, 1, True), (second, 0, False),
    ]  # fmt: skip
    assert (voted.number, back.number, back.pages) == (0, 1, 2)
    assert [each.id for each in (await store.questions.leaf_of("s", NOW, 3, 0, 1)).shown] == [first]
    assert (await store.questions.leaf_of("s", NOW, 1, 0, 1)).waiting


async def test_of_two_questions_at_once_one_is_kept(store: Store) -> None:
    await welcome(store)
    both = await asyncio.gather(*(store.questions.ask(1, draft(text), NOW) for text in "ab"))
    assert Counter(isinstance(each, Question) for each in both) == {True: 1, False: 1}
    assert Refusal.ANOTHER in both
    assert await store.questions.of(1, "s") == tuple(each for each in both if isinstance(each, Question))
    assert len(await store.questions.open_of("s", NOW)) == 1


async def test_ten_a_day_are_taken_and_the_next_ones_a_day_later(store: Store) -> None:
    await welcome(store)
    for number in range(A_DAY):
        await asked(store, 1, about=f"s{number}")
    more = await store.questions.ask(1, draft(about="other"), NOW + timedelta(hours=23))
    later = await store.questions.ask(1, draft(about="other"), NOW + timedelta(hours=24))
    assert (more, isinstance(later, Question)) == (Refusal.TOO_MANY, True)


async def test_nobody_unknown_asks_or_votes(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    with pytest.raises(UnknownPerson):
        await store.questions.ask(77, draft(), NOW)
    assert await store.questions.set_vote(77, question, wanted=True) is False


async def test_only_organisers_and_speakers_whom_the_session_names_decide(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    for person, speaker in ((2, "petit"), (3, "kowalski")):
        invited = await store.invitations.issue(NOW, Right("speaker", speaker))
        await store.redeem(hashed(invited.token), person, NOW)

    decided = [await decide(store, question, state, chair(person)) for person, state in ((4, TAKEN), (3, TAKEN))]
    elsewhere = await decide(store, question, TAKEN, chair(2, about="other"))
    mine = [await decide(store, question, state, chair(person)) for person, state in ((2, TAKEN), (ORGANISER, OPEN))]

    assert (decided, elsewhere, mine) == ([Decided.FORBIDDEN] * 2, Decided.CHANGED, [Decided.DONE] * 2)


def hashed(token: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 - as `access` does

    return sha256(token.encode()).hexdigest()


async def test_two_chairs_at_once_leave_one_decision_and_one_letter(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    both = await asyncio.gather(*(decide(store, question, state) for state in (ANSWERED, HIDDEN)))
    assert sorted(both) == [Decided.CHANGED, Decided.DONE]
    assert await planned(store) == {"planned": 1}


async def test_two_merges_at_once_into_each_other_leave_one_on_the_list(store: Store) -> None:
    await welcome(store)
    first, second = await asked(store, 1), await asked(store, 2)
    pairs = ((first, second), (second, first))
    both = await asyncio.gather(*(store.questions.merge(chair(), *pair, TOLD, NOW) for pair in pairs))
    listed = await store.questions.open_of("s", NOW)
    assert sorted(both) == [Decided.CHANGED, Decided.DONE]
    assert [(question.merged, question.state) for question in listed] == [(1, OPEN)]


async def test_what_is_decided_anew_before_it_was_told_is_told_once(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    for state in (TAKEN, OPEN, TAKEN, ANSWERED):
        assert await decide(store, question, state) is Decided.DONE
    letter = await store.letters.find(f"q:{question}:4")
    assert letter
    assert (letter.person, letter.facts["state"], letter.due, letter.lane) == (
        1,
        "answered",
        NOW + PAUSE,
        Lane.URGENT,
    )
    assert await planned(store) == {"planned": 1, "superseded": 2}


async def test_who_asked_is_told_nothing_when_in_the_end_nothing_has_changed(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    await decide(store, question, TAKEN)
    await decide(store, question, OPEN)
    assert await planned(store) == {"superseded": 1}


async def test_whose_question_was_merged_is_told_what_becomes_of_the_other(store: Store) -> None:
    await welcome(store)
    first, second = await asked(store, 1), await asked(store, 2)
    await store.questions.merge(chair(), second, first, TOLD, NOW)
    merged = await store.letters.find(f"q:{second}:1")
    await decide(store, first, ANSWERED)
    told = [await store.letters.find(key) for key in (f"q:{second}:2", f"q:{first}:1")]
    assert [each and (each.person, each.facts["state"]) for each in (merged, *told)] == [
        (2, "merged"),
        (2, "answered"),
        (1, "answered"),
    ]
    assert await planned(store) == {"planned": 2, "superseded": 1}


async def test_nobody_is_told_who_wants_silence_or_decided_it_themselves(store: Store) -> None:
    await welcome(store)
    mine, silent = await asked(store, ORGANISER), await asked(store, 2)
    await store.change(2, silenced=True)
    for question in (mine, silent):
        await decide(store, question, TAKEN)
    assert await planned(store) == {}


def test_who_asked_hears_at_once_while_it_runs_and_an_hour_after_it_no_more() -> None:
    talk = session("talk", "10:00", "11:00")
    assert telling(talk, NOW) == Telling(NOW, at("12:00"), Lane.URGENT)
    assert telling(talk, at("11:00")).lane is Lane.REMINDER


async def test_a_decision_an_hour_after_the_session_is_told_to_nobody(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    late = telling(session("s", "08:00", "09:00"), NOW)
    assert await store.questions.decide(chair(), question, HIDDEN, late, NOW) is Decided.DONE
    assert await planned(store) == {}


async def test_who_is_forgotten_leaves_no_row_and_what_was_merged_into_theirs_waits_again(store: Store) -> None:
    await welcome(store)
    first, second = await asked(store, 1), await asked(store, 2)
    await store.questions.set_vote(1, second, wanted=True)
    await store.questions.set_vote(3, second, wanted=True)
    await store.questions.merge(chair(), second, first, TOLD, NOW)
    await decide(store, first, TAKEN)
    await store.forget(1)
    left = await store.everything_about(1)
    listed = await store.questions.open_of("s", NOW, 2)
    assert {name: rows for name, rows in left.items() if rows} == {}
    assert [(question.id, question.votes, question.state, question.mine) for question in listed] == [
        (second, 1, OPEN, True)
    ]


async def test_what_is_withdrawn_keeps_neither_words_nor_votes_nor_a_letter(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1, "secret")
    await store.questions.set_vote(2, question, wanted=True)
    await decide(store, question, TAKEN)
    await decide(store, question, OPEN)
    assert await store.questions.withdraw(1, question, TOLD, NOW) is True
    kept = (await store.everything_about(1))["questions"]
    assert [(row["text"], row["state"]) for row in kept] == [("", "withdrawn")]
    assert (await store.everything_about(2))["votes"] == []
    assert (await store.questions.find(question), await planned(store)) == (None, {"superseded": 1})


@dataclass
class Asked:
    """A question as the plain model has it."""

    author: int
    text: str
    state: QuestionState = OPEN
    into: int | None = None
    voters: set[int] = field(default_factory=set)


@dataclass
class Model:
    """What questions, votes and decisions come to, without a database. Questions are numbered as they are asked."""

    all: list[Asked] = field(default_factory=list)

    def group(self, number: int) -> list[Asked]:
        return [self.all[number], *(each for each in self.all if each.into == number)]

    def voters(self, number: int) -> set[int]:
        return {voter for each in self.group(number) for voter in each.voters}

    def state(self, number: int) -> QuestionState:
        return MERGED if self.all[number].into is not None else self.all[number].state

    def ask(self, person: int, text: str) -> bool:
        if any(self.all[at].author == person and self.state(at) == OPEN for at in range(len(self.all))):
            return False
        self.all.append(Asked(person, text))
        return True

    def edit(self, person: int, number: int, text: str) -> bool:
        allowed = self.all[number].author == person and self.state(number) == OPEN
        if allowed:
            self.all[number].text = text
        return allowed

    def withdraw(self, person: int, number: int) -> bool:
        allowed = self.all[number].author == person and self.state(number) == OPEN
        if allowed:
            for each in self.group(number)[1:]:
                each.into = None
            self.all[number].state, self.all[number].voters = WITHDRAWN, set()
        return allowed

    def forget(self, person: int) -> bool:
        for number, each in enumerate(self.all):
            each.voters.discard(person)
            if each.author == person:
                for merged in self.group(number)[1:]:
                    merged.into = None
                each.state, each.into, each.voters = WITHDRAWN, None, set()
        return True

    def vote(self, person: int, number: int, *, wanted: bool) -> bool:
        allowed = self.all[number].author != person and self.state(number) == OPEN
        if allowed and wanted:
            self.all[number].voters.add(person)
        elif allowed:
            for each in self.group(number):
                each.voters.discard(person)
        return allowed

    def decide(self, number: int, state: QuestionState) -> Decided:
        possible = {
            TAKEN: {OPEN},
            ANSWERED: {OPEN, TAKEN},
            HIDDEN: {OPEN, TAKEN},
            OPEN: {TAKEN, ANSWERED, HIDDEN, MERGED},
        }
        if self.state(number) == state:
            return Decided.SAME
        if self.state(number) not in possible[state]:
            return Decided.CHANGED
        self.all[number].state, self.all[number].into = state, None
        return Decided.DONE

    def merge(self, number: int, into: int) -> Decided:
        if number != into and self.all[number].into == into:
            return Decided.SAME
        if number == into or not {self.state(number), self.state(into)} <= {OPEN, TAKEN}:
            return Decided.CHANGED
        for each in self.group(number):
            each.into = into
            each.voters.discard(self.all[into].author)
        self.all[number].state = OPEN
        return Decided.DONE

    def listed(self) -> list[tuple[int, str, QuestionState, int, int]]:
        rows = [
            (
                at,
                each.text,
                each.state,
                len(set().union(*(one.voters for one in self.group(at)))),
                len(self.group(at)) - 1,
            )
            for at, each in enumerate(self.all)
            if self.state(at) in {OPEN, TAKEN}
        ]
        return sorted(rows, key=lambda row: (-row[3], row[0]))

    def settled(self) -> set[tuple[int, QuestionState]]:
        return {(at, self.state(at)) for at in range(len(self.all)) if self.state(at) in {ANSWERED, HIDDEN, MERGED}}


PERSON, NUMBER = st.sampled_from(PEOPLE), st.integers(0, 5)
ACTS = st.one_of(
    st.tuples(st.just("ask"), PERSON, st.text("ab ", min_size=1, max_size=3)),
    st.tuples(st.just("edit"), PERSON, NUMBER, st.text("ab", min_size=1, max_size=3)),
    st.tuples(st.just("withdraw"), PERSON, NUMBER),
    st.tuples(st.just("vote"), PERSON, NUMBER, st.booleans()),
    st.tuples(st.just("decide"), NUMBER, st.sampled_from((TAKEN, ANSWERED, HIDDEN, OPEN))),
    st.tuples(st.just("merge"), NUMBER, NUMBER),
    st.tuples(st.just("forget"), PERSON),
)


DAYS = count()


class Both:
    """Does the same to the store and to the model and compares what each answers."""

    def __init__(self, store: Store, about: str) -> None:
        self._store = store
        self._about = about
        self._ids: list[int] = []
        self.model = Model()

    async def act(self, name: str, *details: Any) -> None:
        if name in {"ask", "forget"} or max(self._numbers(name, details)) < len(self._ids):
            real, plain = await getattr(self, name)(*details)
            assert real == plain

    def _numbers(self, name: str, details: tuple[Any, ...]) -> tuple[int, ...]:
        return details[:1] if name == "decide" else details if name == "merge" else details[1:2]

    async def ask(self, person: int, text: str) -> tuple[bool, bool]:
        # Each on a day of its own: never too many within one.
        now = NOW + timedelta(days=next(DAYS))
        kept = await self._store.questions.ask(person, draft(text, self._about), now)
        self._ids += [kept.id] if isinstance(kept, Question) else []
        return isinstance(kept, Question), self.model.ask(person, text)

    async def forget(self, person: int) -> tuple[bool, bool]:
        await self._store.forget(person)
        await self._store.welcome(person, "en", NOW)
        return True, self.model.forget(person)

    async def edit(self, person: int, number: int, text: str) -> tuple[bool, bool]:
        real = await self._store.questions.edit(person, self._ids[number], text, None)
        return real, self.model.edit(person, number, text)

    async def withdraw(self, person: int, number: int) -> tuple[bool, bool]:
        real = await self._store.questions.withdraw(person, self._ids[number], TOLD, NOW)
        return real, self.model.withdraw(person, number)

    async def vote(self, person: int, number: int, wanted: bool) -> tuple[bool, bool]:  # noqa: FBT001 - drawn
        real = await self._store.questions.set_vote(person, self._ids[number], wanted=wanted)
        return real, self.model.vote(person, number, wanted=wanted)

    async def decide(self, number: int, state: QuestionState) -> tuple[Decided, Decided]:
        by = chair(about=self._about)
        real = await self._store.questions.decide(by, self._ids[number], state, TOLD, NOW)
        return real, self.model.decide(number, state)

    async def merge(self, number: int, into: int) -> tuple[Decided, Decided]:
        by = chair(about=self._about)
        real = await self._store.questions.merge(by, self._ids[number], self._ids[into], TOLD, NOW)
        return real, self.model.merge(number, into)

    async def compare(self) -> None:
        later = NOW + timedelta(days=next(DAYS))
        listed = await self._store.questions.open_of(self._about, later)
        settled = await self._store.questions.settled_of(self._about)
        rows = [(self._ids.index(each.id), each.text, each.state, each.votes, each.merged) for each in listed]
        assert rows == self.model.listed()
        assert {(self._ids.index(each.id), each.state) for each in settled} == self.model.settled()


async def both_agree(store: Store, acts: list[tuple[Any, ...]]) -> None:
    await welcome(store)
    both = Both(store, uuid4().hex)
    for act in acts:
        await both.act(*act)
    await both.compare()


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Store]:
    async with await Store.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def on_postgresql(postgresql_url: str) -> AsyncIterator[Store]:
    async with await Store.open(postgresql_url) as opened:
        yield opened


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=8, max_size=24))
async def test_any_sequence_of_acts_comes_to_what_the_plain_model_says(
    on_sqlite: Store, acts: list[tuple[Any, ...]]
) -> None:
    await both_agree(on_sqlite, acts)


# The logic is the same on both, so a few find what only PostgreSQL would do.
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=8, max_size=24))
async def test_any_sequence_of_acts_comes_to_the_same_on_postgresql(
    on_postgresql: Store, acts: list[tuple[Any, ...]]
) -> None:
    await both_agree(on_postgresql, acts)


async def test_of_letters_that_went_out_the_last_is_what_is_known(store: Store) -> None:
    await welcome(store)
    question = await asked(store, 1)
    await decide(store, question, TAKEN)
    fence = await store.letters.take_lease("us", NOW, NOW + timedelta(minutes=1))
    await store.letters.promote(NOW + PAUSE)
    assert fence is not None
    assert await store.letters.mark(f"q:{question}:1", NOW + PAUSE, NOW, fence, 0)
    await store.letters.sent(f"q:{question}:1", 5, NOW, fence)

    await decide(store, question, OPEN)
    await decide(store, question, TAKEN)

    assert await planned(store) == {LetterState.SENT.value: 1, LetterState.SUPERSEDED.value: 1}
