"""A bot at work with its board: people who ask and vote, and the page in a browser; it knows no test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from bot.asked import Decided, Draft, Place, Question, QuestionState
from bot.store.deciding import Chair, Telling
from bot.store.values import Lane
from tests.world import OLGA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.async_api import Page

    from tests.browser import Window
    from tests.world import World

KEYNOTE = "keynote-ketels"
HALL = {"viewport": {"width": 1920, "height": 1080}}
LAPTOP = {"viewport": {"width": 1280, "height": 720}}


@dataclass
class Staged:
    """The bot and the address of its board."""

    world: World
    address: str
    window: Window | None = None
    _people: Iterator[int] = field(default_factory=lambda: count(5000))

    async def ask(
        self, text: str, votes: int = 0, name: str | None = None, place: Place = Place.HALL, session: str = KEYNOTE
    ) -> Question:
        """Let somebody ask, and so many others vote for it."""
        questions = self.world.store.questions
        asked = await questions.ask(await self.somebody(), Draft(session, text, name, place), self.world.clock.now())
        assert isinstance(asked, Question)
        await self.vote(asked, votes)
        return asked

    async def vote(self, question: Question, votes: int = 1) -> None:
        for _ in range(votes):
            assert await self.world.store.questions.set_vote(await self.somebody(), question.id, wanted=True)

    async def somebody(self) -> int:
        person = next(self._people)
        await self.world.store.welcome(person, "en", self.world.clock.now())
        return person

    async def decide(self, question: Question, state: QuestionState) -> None:
        """Let the organiser decide."""
        chair, telling = await self._chair(question)
        decided = await self.world.store.questions.decide(chair, question.id, state, telling, telling.at)
        assert decided is Decided.DONE

    async def merge(self, question: Question, into: Question) -> None:
        """Let the organiser make a question part of another."""
        chair, telling = await self._chair(question)
        decided = await self.world.store.questions.merge(chair, question.id, into.id, telling, telling.at)
        assert decided is Decided.DONE

    async def _chair(self, question: Question) -> tuple[Chair, Telling]:
        now = self.world.clock.now()
        await self.world.store.welcome(OLGA, "en", now)
        await self.world.store.change(OLGA, organiser=True)
        return Chair(OLGA, question.session, ()), Telling(now, now + timedelta(hours=1), Lane.URGENT)

    async def open(self, room: str = "", **options: object) -> Page:
        """Open the board in the browser."""
        assert self.window
        page = await self.window.page(**(options or HALL))
        await page.goto(f"{self.address}?room={room}" if room else self.address)
        await page.locator("#stage > *").first.wait_for()
        return page
