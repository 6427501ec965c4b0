"""One look into the store for all boards, no more often than every two seconds, and none while nobody looks."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from bot.board.watching import PERIOD, Watching
from tests.bot.board.staged import KEYNOTE, Staged
from tests.world import world

if TYPE_CHECKING:
    from bot.asked import Question
    from tests.world import World


class Counted:
    """The questions of a store, and how often they were asked for."""

    def __init__(self, w: World) -> None:
        self._questions = w.store.questions
        self.looks: list[str] = []
        self.broken = False
        w.store.questions = self  # type: ignore[assignment]

    async def open_of(self, session: str, now: Any) -> tuple[Question, ...]:
        self.looks.append(session)
        if self.broken:
            raise OSError("the database is away")
        return await self._questions.open_of(session, now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._questions, name)


class Rounds:
    """Lets one round pass after the other, by hand."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._go = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self._go.acquire()

    async def next(self) -> None:
        self._go.release()
        await settled()


async def settled() -> None:
    for _ in range(50):
        await asyncio.sleep(0.001)


async def test_many_boards_are_one_look_a_round_and_none_once_they_are_gone(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        counted, rounds = Counted(w), Rounds()
        watching = Watching(w.bot.desk, rounds.sleep)
        running = asyncio.create_task(watching.run())
        boards = [asyncio.create_task(_first(watching, room)) for room in ["", "auditorium"] * 20]
        await settled()
        await rounds.next()
        seen = await asyncio.gather(*boards)
        await rounds.next()
        await rounds.next()
        running.cancel()

    assert counted.looks == [KEYNOTE, KEYNOTE][: len(counted.looks)]
    assert set(rounds.slept) == {PERIOD}
    assert (len(seen), {shown["sessions"][0]["id"] for shown in seen}, watching.open) == (40, {KEYNOTE}, 0)


async def _first(watching: Watching, room: str) -> dict[str, Any]:
    async with aclosing(watching.watch(room)) as rounds:
        return await anext(rounds)


async def test_while_the_store_is_away_boards_hear_nothing_and_then_they_go_on(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        counted, rounds = Counted(w), Rounds()
        counted.broken = True
        watching = Watching(w.bot.desk, rounds.sleep)
        running = asyncio.create_task(watching.run())
        board = asyncio.create_task(_first(watching, ""))
        await settled()
        heard_nothing = not board.done()
        counted.broken = False
        await Staged(w, "").ask("Back?")
        await rounds.next()
        shown = await board
        running.cancel()

    assert (heard_nothing, shown["sessions"][0]["questions"][0]["text"]) == (True, "Back?")


async def test_when_it_ends_every_board_is_let_go(sqlite_url: str) -> None:
    async with world(sqlite_url, at="2021-09-23 09:40") as w:
        watching = Watching(w.bot.desk, Rounds().sleep)
        running = asyncio.create_task(watching.run())
        board = asyncio.create_task(_all(watching))
        await settled()
        running.cancel()

        assert [shown["phase"] for shown in await asyncio.wait_for(board, 60)] == ["running"]


async def _all(watching: Watching) -> list[dict[str, Any]]:
    return [shown async for shown in watching.watch("")]
