"""Serves the board over HTTP, behind an address that nobody guesses. It sets no cookie and takes no input."""

from __future__ import annotations

import asyncio
import hmac
import json
import mimetypes
import secrets
import socket
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import segno
from aiohttp import web

from bot.board.watching import Watching

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.context import Desk
    from bot.store import Store

LOOPBACK = "127.0.0.1"
FOLDER = Path(__file__).parent / "page"
FILES = frozenset(path.name for path in FOLDER.iterdir())
BOARDS = 100
"""How many may be open at once."""
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - what an operator may have asked for
_BYTES = 24  # 192 bits: nobody guesses it
_NOTE = "board"
_GRACE = 1.0  # seconds for open requests when the server closes
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@asynccontextmanager
async def serve(
    desk: Desk,
    port: int = 0,
    host: str = LOOPBACK,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[str]:
    """Serve while the context lasts; yields the address of the board of all rooms, and `desk.board` knows it.

    Port 0 takes any free one. OSError if the port is taken or `host` is no address of this machine.
    """
    token, watching = await kept_token(desk.store), Watching(desk, sleep)
    runner = web.AppRunner(
        _application(desk, watching, token), access_log=None, handler_cancellation=True, shutdown_timeout=_GRACE
    )
    await runner.setup()
    looking = asyncio.create_task(watching.run())
    try:
        await web.TCPSite(runner, host, port).start()
        taken = int(runner.addresses[0][1])
        desk.board = partial(_address, f"http://{_name(host)}:{taken}/{token}/")
        yield desk.board("")
    finally:
        desk.board = None
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await runner.cleanup()


async def kept_token(store: Store) -> str:
    """Return what makes the address unguessable, made at first.

    It outlives a restart, so that a board on stage finds its bot again, and it is no hash, as organisers are shown
    the address whenever they ask.
    """
    token = await store.note(_NOTE)
    if token is None:
        token = secrets.token_urlsafe(_BYTES)
        await store.set_note(_NOTE, token)
    return token


def _address(base: str, room: str) -> str:
    return f"{base}?{urlencode({'room': room})}" if room else base


def _name(host: str) -> str:
    if host in _EVERYWHERE:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _application(desk: Desk, watching: Watching, token: str) -> web.Application:
    pages = _Pages(desk, watching, token)
    application = web.Application()
    application.add_routes(
        [
            web.get("/{token}", pages.slash),
            web.get("/{token}/", pages.index),
            web.get("/{token}/live", pages.live),
            web.get("/{token}/ask/{session}.svg", pages.code),
            web.get("/{token}/{file}", pages.file),
        ]
    )
    application.on_response_prepare.append(_guard)
    return application


async def _guard(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


class _Pages:
    """Answers who knows the token, and nobody else: any other address does not exist."""

    def __init__(self, desk: Desk, watching: Watching, token: str) -> None:
        self._desk = desk
        self._watching = watching
        self._token = token.encode()

    def _let_in(self, request: web.Request) -> None:
        given = request.match_info["token"].encode(errors="replace")
        if not hmac.compare_digest(given, self._token):
            raise web.HTTPNotFound

    async def slash(self, request: web.Request) -> web.StreamResponse:
        """Lead an address without its last stroke to the page, wherever a proxy has put that."""
        self._let_in(request)
        raise web.HTTPFound(f"{request.match_info['token']}/" + (f"?{request.query_string}" if request.query else ""))

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Answer with the page."""
        self._room(request)
        return _static("index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Answer with what belongs to the page."""
        self._let_in(request)
        return _static(request.match_info["file"])

    async def code(self, request: web.Request) -> web.StreamResponse:
        """Answer with the QR code that opens a session's page in the bot, where questions are asked."""
        self._let_in(request)
        session = request.match_info["session"]
        if session not in self._desk.programme.session:
            raise web.HTTPNotFound
        drawn = BytesIO()
        link = f"https://t.me/{self._desk.bot}?start=s-{session}"
        segno.make_qr(link, error="m").save(drawn, kind="svg", border=2, omitsize=True, svgclass=None, lineclass=None)
        return web.Response(body=drawn.getvalue(), content_type="image/svg+xml")

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Tell what is shown, in every round, as server-sent events."""
        room = self._room(request)
        if self._watching.open >= BOARDS:
            raise web.HTTPServiceUnavailable
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await response.prepare(request)
        with suppress(ConnectionResetError):
            async with aclosing(self._watching.watch(room)) as rounds:
                async for shown in rounds:
                    await response.write(f"data: {json.dumps(shown)}\n\n".encode())
        return response

    def _room(self, request: web.Request) -> str:
        """Return which room's board is wanted; a room that is gone shows nothing, one that never was is not found."""
        self._let_in(request)
        room = request.query.get("room", "")
        if room and room not in self._desk.programme.room:
            raise web.HTTPNotFound
        return room


def _static(name: str) -> web.Response:
    if name not in FILES:
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return web.Response(body=(FOLDER / name).read_bytes(), content_type=kind, charset="utf-8")
