"""The board for the stage beside a bot at work: where it is served, and who is told its address."""

from __future__ import annotations

import sys
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings import SettingsProblem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.context import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """Where the board is served: an address of this machine's, and a port (0: any free one)."""

    host: str
    port: int


@asynccontextmanager
async def board_on(place: Place | None, desk: Desk) -> AsyncIterator[None]:
    """Serve the board while the context lasts, if one is wanted; SettingsProblem if it cannot be served there."""
    async with AsyncExitStack() as stack:
        if place:
            address = await _served(stack, place, desk)
            # Not the log: the address is a key, and logs are kept.
            sys.stdout.write(f"The board for the stage is at {address}\n")
            sys.stdout.flush()
        yield


async def _served(stack: AsyncExitStack, place: Place, desk: Desk) -> str:
    from bot.board.server import serve  # noqa: PLC0415 - no bot without a board needs a web server

    try:
        return await stack.enter_async_context(serve(desk, place.port, place.host))
    except OSError as problem:
        reason = problem.strerror or problem
        raise SettingsProblem(f"The board cannot be served at {place.host}, port {place.port}: {reason}.") from None
