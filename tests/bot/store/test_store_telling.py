from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.edition.revising import revised
from bot.store import LetterState, Store
from bot.store.changes import Step
from schedule.changes import Change, net, snapshot
from tests.schedule.builders import at, session

if TYPE_CHECKING:
    from schedule.model import Session

PEOPLE = (1, 2, 3)
MORNING = at("10:00")
TURNS = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.sampled_from([5, 20, 60])),
    st.tuples(st.just("send"), st.sampled_from(PEOPLE)),
)


def variants(name: str) -> list[Session | None]:
    return [
        session(name, "15:00", "16:00", room="a"),
        session(name, "15:30", "16:30", room="a"),
        session(name, "14:00", "15:00", room="b"),
        session(name, "15:00", "16:00", room="b"),
        session(name, "15:00", "16:00", room="a", status="cancelled"),
        None,
    ]


class Play:
    """One session, three who follow it, and what each of them believes."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name, self.now, self.fence = store, name, MORNING, 0
        self.variants = variants(name)
        self.item = self.variants[0]
        self.believed: dict[int, Any] = dict.fromkeys(PEOPLE, self.shot)

    @property
    def shot(self) -> Any:
        return snapshot(self.item) if self.item else None

    async def begin(self) -> None:
        for person in PEOPLE:
            await self.store.welcome(person, "en", self.now)
            await self.store.follow(person, "session", self.name, self.now)
        self.fence = await self.store.letters.take_lease("test", self.now, self.now + timedelta(days=9)) or 0

    async def edit(self, variant: int) -> None:
        change = Change("session", self.name, self.item, self.variants[variant])
        self.item = change.after
        if change.what:
            await self.store.changes.take(Step(self.now, self.now, revised=(revised(change, self.now),)))

    async def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    async def send(self, person: int) -> None:
        letters = self.store.letters
        await letters.promote(self.now)
        about = f"session:{self.name}"
        for letter in await letters.ready(self.now, self.now, 1000):
            if (letter.person, letter.about) != (person, about):
                continue
            before = await self.store.changes.before("session", self.name, letter.facts["base"])
            assert before == self.believed[person]
            if not net(before, self.item):
                await letters.call_off(letter.key, LetterState.SUPERSEDED, self.now)
                continue
            number = int(await self.store.note("edition") or 0)
            assert await letters.mark(letter.key, self.now, self.now, self.fence, number)
            await letters.sent(letter.key, 1, self.now, self.fence)
            self.believed[person] = self.shot


def test_however_edits_and_letters_interleave_everybody_ends_up_knowing_what_is_so(sqlite_url: str) -> None:
    names = count()
    with asyncio.Runner() as runner:
        store = runner.run(Store.open(sqlite_url))

        async def play(turns: list[tuple[str, int]]) -> None:
            game = Play(store, f"s{next(names)}")
            await game.begin()
            for turn, value in [*turns, ("wait", 60)]:
                await getattr(game, turn)(value)
            for person in PEOPLE:
                await game.send(person)
                assert net(game.believed[person], game.item) == frozenset()

        @settings(max_examples=20)
        @given(st.lists(TURNS, max_size=14))
        def check(turns: list[tuple[str, int]]) -> None:
            runner.run(play(turns))

        try:
            check()
        finally:
            runner.run(store.close())
