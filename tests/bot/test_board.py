"""`/board`: where the board for the stage is, for organisers and nobody else."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from bot.app.boarding import Place, board_on
from bot.board.server import serve
from bot.settings import SettingsProblem
from tests.world import ANNA, GROUP, OLGA, World, world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def w(sqlite_url: str) -> AsyncIterator[World]:
    async with world(sqlite_url) as w:
        await w.store.welcome(OLGA, "en", w.clock.now())
        await w.store.change(OLGA, organiser=True, mode="onsite")
        yield w


async def test_organisers_are_told_the_address_of_all_rooms_or_of_one_by_its_name(w: World) -> None:
    async with serve(w.bot.desk) as address:
        whole, room = await w.ask(OLGA, "/board"), await w.ask(OLGA, "/board seminar room 2")
        unknown = await w.ask(OLGA, "/tafel cellar")

    assert whole.text == (
        "The board for the stage: what is on and the questions with most votes, for a large screen. Open this in a "
        f"browser there, and keep it among organisers:\n\n{address}\n\n"
        "For one room alone: /board and its name, for instance /board Auditorium."
    )
    assert room.text.splitlines()[-1] == f"{address}?room=seminar-2"
    assert unknown.text.startswith("I know no room “cellar”. These are there: Auditorium, ")


async def test_nobody_else_is_told_and_no_group_is(w: World) -> None:
    async with serve(w.bot.desk) as address:
        seen = [*await w.say(ANNA, "/board"), *await w.say(OLGA, "/board", GROUP), *await w.say(ANNA, "/tafel")]

    assert not [each for each in seen if address in each.text or "/board" in each.text]


async def test_without_a_board_it_says_how_to_get_one(w: World) -> None:
    assert (await w.ask(OLGA, "/board")).text == (
        "No board is served now. Whoever runs me can start one: steiger run --board 8080."
    )


async def test_a_port_that_is_taken_is_said_in_one_sentence(w: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsProblem) as problem:
            await board_on(Place("127.0.0.1", port), w.bot.desk).__aenter__()

    assert str(problem.value).startswith(f"The board cannot be served at 127.0.0.1, port {port}: ")
    assert w.bot.desk.board is None


async def test_the_address_is_printed_at_the_start_and_never_logged(
    w: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with board_on(Place("127.0.0.1", 0), w.bot.desk):
        assert w.bot.desk.board
        address = w.bot.desk.board("")

    assert capsys.readouterr().out == f"The board for the stage is at {address}\n"
    assert address not in caplog.text
