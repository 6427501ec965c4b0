"""Who is let in to the board, what every answer says to browsers, and where it listens."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession

from bot.board.server import kept_token, serve
from tests.bot.board.staged import KEYNOTE

if TYPE_CHECKING:
    from tests.bot.board.staged import Staged

pytestmark = pytest.mark.asyncio(loop_scope="module")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def test_any_other_address_does_not_exist_and_says_nothing(staged: Staged) -> None:
    origin, token = staged.address.removesuffix("/").rsplit("/", 1)
    paths = (
        "", "/", "/live", "/board.js", f"/{token[:-1]}/", f"/{token}x/", f"/{token[:-1]}/live", f"/{token.swapcase()}/",
        "/%00/", "/%F0%9F%98%80/", f"/{token}/../../__init__.py", f"/{token}/%2e%2e%2f__init__.py", f"/{token}/nothing",
        f"/{token}/ask/nothing.svg", f"/{token}/?room=nowhere", f"/{token}/live?room=nowhere", f"/x/ask/{KEYNOTE}.svg",
    )  # fmt: skip
    async with ClientSession() as session:
        for path in paths:
            async with session.get(origin + path, allow_redirects=False) as answer:
                assert (path, answer.status, await answer.text()) == (path, 404, "404: Not Found")
        async with session.post(staged.address) as answer:
            assert answer.status == 405


async def test_the_page_sets_no_cookie_and_lets_browsers_ask_nobody_else(staged: Staged) -> None:
    async with ClientSession() as session:
        for path in ("", "board.css", "board.js", f"ask/{KEYNOTE}.svg"):
            async with session.get(staged.address + path) as answer:
                headers = answer.headers
                assert (answer.status, "Set-Cookie" in headers) == (200, False)
                assert headers["Content-Security-Policy"] == POLICY
                assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
        async with session.get(staged.address.removesuffix("/") + "?room=foyer") as answer:
            assert (answer.status, str(answer.url)) == (200, f"{staged.address}?room=foyer")


async def test_it_listens_on_loopback_only(staged: Staged) -> None:
    port = int(staged.address.split(":")[2].split("/")[0])

    with pytest.raises(OSError, match="refused"):
        socket.create_connection((elsewhere(), port), 1).close()
    assert staged.address.startswith("http://127.0.0.1:")


def elsewhere() -> str:
    """Return another address of this machine: all of 127/8 is loopback, and only one of it is listened at."""
    return "127.0.0.2"


async def test_the_address_outlives_a_restart_and_is_as_good_as_a_key(staged: Staged) -> None:
    store = staged.world.store
    token = await kept_token(store)
    async with serve(staged.world.bot.desk) as other:
        assert other.endswith(f"/{token}/")

    assert staged.address.endswith(f"/{token}/")
    assert len(token) * 6 >= 128
