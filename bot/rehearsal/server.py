"""The stand-in over real HTTP, on loopback only: the Bot API's addresses and, beside them, the chat page's.

The Bot API's path is kept short, because benchmarks load it: no router, no middleware.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.web_request import BaseRequest

from bot.clock import Clock, machine_now, seconds
from bot.rehearsal.chatpage import ChatPage, told
from bot.rehearsal.control import Control
from bot.rehearsal.door import HOST, Door
from bot.rehearsal.files import UPLOAD
from bot.rehearsal.reply import Loss, NoAnswer, Refusal, Reply
from bot.rehearsal.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.rehearsal.chatpage import Handler
    from bot.rehearsal.given import Upload
    from bot.rehearsal.stage import Stage

_LOOPBACK = {HOST, "localhost"}
_GRACE = 1.0  # seconds for open requests when the server closes
_LARGEST = 2 * UPLOAD["document"]  # bytes of a request: what is too big is told so, not cut off
_FOREVER = 3600.0


@asynccontextmanager
async def serve(
    telegram: Telegram,
    stage: Stage | None = None,
    port: int = 0,
    clock: Clock | None = None,
    levers: int | None = None,
) -> AsyncIterator[str]:
    """Serve while the context lasts; yields the address, `http://127.0.0.1:<port>`. Port 0 takes any free one.

    Without a `stage` there is the Bot API and no chat page; `clock`, if given, may be moved by a lever. `levers` is a
    second port, to be reached even while the first one is shut because there is no network.
    """
    page = ChatPage(telegram, stage) if stage else None
    control = Control(telegram, clock)
    entrance = _Entrance(telegram, control.routes() | (page.routes() if page else {}))
    server = web.Server(entrance.answer, request_factory=_request, handler_cancellation=True, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=_GRACE)
    await runner.setup()
    door = Door(runner, port)
    try:
        await door.open()
        if levers is not None:
            await Door(runner, levers).open()
            control.door = door
        yield f"http://{HOST}:{door.port}"
    finally:
        entrance.close()
        if page:
            page.close()
        await runner.cleanup()


class _Entrance:
    """Decides by the path who answers, and reads the parameters of Bot API calls."""

    def __init__(self, telegram: Telegram, routes: dict[tuple[str, str], Handler]) -> None:
        self._telegram = telegram
        self._routes = routes
        self._silent: set[asyncio.Future[None]] = set()

    async def answer(self, request: BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            return await self._call(request, path)
        if path.startswith("/file/bot"):
            return await self._download(request, path)
        return await self._beside(request, path)

    async def _beside(self, request: BaseRequest, path: str) -> web.StreamResponse:
        if not _from_here(request):
            raise web.HTTPForbidden
        place, _, rest = path.removeprefix("/rehearsal").removeprefix("/").partition("/")
        if path.startswith("/rehearsal/"):
            place = f"rehearsal/{place}"
        handler = self._routes.get((request.method, f"/{place}"))
        if handler is None:
            raise web.HTTPNotFound
        try:
            return await handler(request, rest)
        except Refusal as refusal:
            return told({"error": refusal.description}, refusal.code)
        except (KeyError, TypeError, ValueError) as error:
            return told({"error": f"Bad Request: {error!r}"}, 400)

    def close(self) -> None:
        """End the requests that are being left without an answer."""
        for silence in self._silent:
            silence.cancel()

    async def _call(self, request: BaseRequest, path: str) -> web.StreamResponse:
        token, _, method = path[4:].partition("/")
        try:
            parameters, files = await _read(request)
        except ValueError:
            return self._dated(Refusal("Bad Request: can't parse request body").reply())
        return await self._answered(request, self._telegram.call(method, parameters, files, token))

    async def _download(self, request: BaseRequest, path: str) -> web.StreamResponse:
        token, _, file_path = path[len("/file/bot") :].partition("/")
        return await self._answered(request, self._telegram.download(file_path, token))

    async def _answered(self, request: BaseRequest, call: Coroutine[None, None, Reply]) -> web.StreamResponse:
        try:
            return self._dated(await call)
        except NoAnswer as silence:
            await self._leave_unanswered(request, silence.loss)
            return web.Response(status=444)

    def _dated(self, reply: Reply) -> web.Response:
        response = _response(reply)
        if self._telegram.skew:
            shown = machine_now() + timedelta(seconds=self._telegram.skew)
            response.headers["Date"] = format_datetime(shown, usegmt=True)
        return response

    async def _leave_unanswered(self, request: BaseRequest, loss: Loss) -> None:
        if loss is Loss.TIMEOUT:
            silence = asyncio.get_running_loop().create_future()
            self._silent.add(silence)
            try:
                await asyncio.wait({silence}, timeout=_FOREVER)
            finally:
                self._silent.discard(silence)
        if request.transport is not None:
            request.transport.abort()


def _request(*parts: Any) -> BaseRequest:
    message, payload, protocol, writer, task = parts
    loop = asyncio.get_running_loop()
    return BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_LARGEST)


def _from_here(request: BaseRequest) -> bool:
    """Say whether a request comes from this machine's own page: a page elsewhere must not be able to drive this one."""
    hosts = [request.host, request.headers.get("Origin", "http://" + HOST).partition("://")[2]]
    if any(host.rsplit(":", 1)[0] not in _LOOPBACK for host in hosts):
        return False
    return request.method != "POST" or request.content_type == "application/json"


def _response(reply: Reply) -> web.Response:
    return web.Response(status=reply.status, body=reply.body, headers={"Content-Type": reply.content_type})


async def _read(request: BaseRequest) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return the parameters from query and body, and the files; ValueError for a body that cannot be read."""
    given: dict[str, Any] = dict(parse_qsl(request.query_string, keep_blank_values=True))
    kind = request.content_type
    if request.method != "POST" or not request.body_exists:
        return given, {}
    if kind == "multipart/form-data":
        return await _multipart(request, given)
    body = (await request.read()).decode()
    if kind == "application/json":
        tree = json.loads(body)
        if not isinstance(tree, dict):
            raise ValueError("an object is expected")
        return given | tree, {}
    return given | dict(parse_qsl(body, keep_blank_values=True)), {}


async def _multipart(request: BaseRequest, given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Upload]]:
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise TypeError("nested parts are not expected")
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            given[str(part.name)] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[str(part.name)] = (part.filename, content, mime)
    return given, files


def run(token: str, port: int, people: int = 0, levers: int | None = None) -> None:
    """Serve the Bot API in a process of its own until it is interrupted: what a benchmark loads.

    `people` with the ids from 1 on are there already, and have written. Its clock is the machine's until it is moved.
    """
    clock = Clock()
    telegram = Telegram(token, now=clock.now, seconds=seconds)
    for person in range(1, people + 1):
        telegram.add_person(person, f"Person {person}", "en").refusal = None
    asyncio.run(_serve_on(telegram, port, clock, levers))


async def _serve_on(telegram: Telegram, port: int, clock: Clock, levers: int | None) -> None:
    async with serve(telegram, port=port, clock=clock, levers=levers):
        await asyncio.Event().wait()
