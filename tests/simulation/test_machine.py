"""Whatever happens in whatever order, every promise is kept: following, edits, pauses, deaths, 429s and silence."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.rehearsal import faults
from tests import quick
from tests.simulation.books import Books
from tests.simulation.crowd import Crowd
from tests.simulation.direction import SPARKS, Direction
from tests.simulation.organiser import Organiser
from tests.simulation.stage import Stage
from tests.torture.marks import marked
from tests.torture.programmes import draft, instant

if TYPE_CHECKING:
    from collections.abc import Coroutine

PEOPLE = 4
LOTS = some.integers(0, 1_000)
MINUTES = some.integers(1, 25)


class Conference(RuleBasedStateMachine):
    """One small conference, in which Hypothesis decides what happens next."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._open = ExitStack()
        folder = self._open.enter_context(TemporaryDirectory(dir=quick.folder()))
        self._draft = draft(Random(1), 5, 1, range(9, 11))  # noqa: S311 - nothing secret
        opens = instant(self._draft.talks[0].starts) - timedelta(minutes=40)
        url = f"sqlite:///{Path(folder) / 'steiger.db'}"
        self._stage = Stage(url, opens, self._draft.sources(), Random(1))  # noqa: S311 - the same
        self._books = Books(self._stage)
        self._crowd = Crowd(self._stage, self._books, self._draft, PEOPLE, 2)
        organiser = Organiser(self._draft, self._stage.chance)
        self._direction = Direction(self._stage, self._books, self._crowd, organiser)
        self._announced = 0

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        self._loop.run_until_complete(work)

    @initialize()
    def open(self) -> None:
        self._run(self._begin())

    async def _begin(self) -> None:
        self._open.enter_context(self._stage.time.watching())
        self._open.enter_context(marked())
        await self._crowd.arrive()
        await self._stage.enter()

    @rule(lot=LOTS)
    def follow_or_fall_silent(self, lot: int) -> None:
        self._stage.chance.seed(lot)
        self._run(self._crowd.change_mind())

    @rule(lot=LOTS)
    def edit(self, lot: int) -> None:
        self._stage.chance.seed(lot)
        self._run(self._direction.edit())

    @rule()
    def cancel(self) -> None:
        self._run(self._cancel())

    async def _cancel(self) -> None:
        ahead = [talk for talk in self._draft.talks if instant(talk.starts) > self._stage.now]
        if ahead:
            await self._direction.apply_with(lambda: setattr(ahead[0], "status", "cancelled"))

    @rule()
    def announce(self) -> None:
        self._run(self._direction.announce())

    @rule()
    def pause(self) -> None:
        self._run(self._stage.surely(lambda store: store.announcements.pause(1)))

    @rule()
    def resume(self) -> None:
        self._run(self._stage.surely(lambda store: store.announcements.resume(1)))

    @rule(lot=LOTS)
    def block(self, lot: int) -> None:
        self._stage.chance.seed(lot)
        self._run(self._crowd.block())

    @rule(sparks=some.integers(1, SPARKS))
    def die(self, sparks: int) -> None:
        self._run(self._stage.live(self._stage.house.day(), sparks))

    @rule(seconds=some.integers(1, 90))
    def meet_429(self, seconds: int) -> None:
        self._stage.telegram.faults.add(faults.flood(seconds), "sendMessage")

    @rule(accepted=some.booleans())
    def meet_silence(self, accepted: bool) -> None:  # noqa: FBT001 - drawn
        self._stage.telegram.faults.add(faults.timeout(accepted=accepted), "sendMessage")

    @rule(minutes=MINUTES)
    def tick(self, minutes: int) -> None:
        self._run(self._stage.work(self._stage.now + timedelta(minutes=minutes)))

    def teardown(self) -> None:
        try:
            self._run(self._end())
        finally:
            self._open.close()
            self._loop.close()

    async def _end(self) -> None:
        await self._stage.surely(lambda store: store.announcements.resume(1))
        await self._stage.play_on(self._stage.now + timedelta(hours=4))
        outcome = await self._books.outcome()
        assert outcome.violations == ()
        assert replace(outcome.figures, letters=0, accepted=0, twice=0, doubt=0) == type(outcome.figures)(
            0, 0, 0, 0, 0, 0
        )


TestConference = Conference.TestCase
TestConference.settings = settings(
    max_examples=2,
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
