"""The stand-in without HTTP: a transport for python-telegram-bot that calls it directly. It opens no socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

from bot.rehearsal.reply import Loss, NoAnswer

if TYPE_CHECKING:
    from telegram.request import RequestData

    from bot.rehearsal.reply import Reply
    from bot.rehearsal.telegram import Telegram


class Wire(BaseRequest):
    """Calls `telegram` in this process, whatever the host in the URL; PTB's texts and exceptions come of its answers.

    `not_sent` and `slow_connect` are raised for a refused connection and one that is not made in time: a transport
    may have exceptions of its own for what surely was not sent.
    """

    def __init__(
        self,
        telegram: Telegram,
        not_sent: type[NetworkError] = NetworkError,
        slow_connect: type[NetworkError] = TimedOut,
    ) -> None:
        self._telegram = telegram
        self._losses: dict[Loss, tuple[type[NetworkError], Exception]] = {
            Loss.REFUSED: (not_sent, ConnectionRefusedError()),
            Loss.CONNECT_TIMEOUT: (slow_connect, aiohttp.ConnectionTimeoutError()),
            Loss.TIMEOUT: (TimedOut, aiohttp.SocketTimeoutError()),
            Loss.CUT: (NetworkError, aiohttp.ServerDisconnectedError()),
        }

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, in seconds; a scripted silence ends at once."""
        return 5

    async def initialize(self) -> None:
        """Do nothing: there is no connection."""

    async def shutdown(self) -> None:
        """Do nothing: there is no connection."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - PTB's interface
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_more_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Return status and body as the server would answer; NetworkError or TimedOut where it would not."""
        await asyncio.sleep(0)  # a real transport always gives others their turn
        try:
            reply = await (self._download(url) if "/file/bot" in url else self._call(url, request_data))
        except NoAnswer as silence:
            error, cause = self._losses[silence.loss]
            raise (error() if error is TimedOut else error(str(silence))) from cause
        return reply.status, reply.body

    async def _call(self, url: str, request_data: RequestData | None) -> Reply:
        path, _, query = url.rpartition("/bot")[2].partition("?")
        token, _, name = path.partition("/")
        parameters: dict[str, Any] = dict(parse_qsl(query)) | (request_data.parameters if request_data else {})
        files: dict[str, Any] = (request_data.multipart_data or {}) if request_data else {}
        return await self._telegram.call(name, parameters, files, token)

    async def _download(self, url: str) -> Reply:
        token, _, path = unquote(url).rpartition("/file/bot")[2].partition("/")
        return await self._telegram.download(path, token)
