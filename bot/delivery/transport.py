"""HTTP to Telegram: python-telegram-bot's `BaseRequest` on aiohttp. It will not retry and not interpret answers.

PTB's own transport scans its connection pool for each request; this one does not. What went wrong is told as PTB
tells it, and `NotSent` marks the failures after which the request surely never reached Telegram.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.request import RequestData

_JSON = {"Content-Type": "application/json"}


class NotSent(NetworkError):
    """The connection could not be made: nothing was sent."""


class ConnectTimedOut(TimedOut, NotSent):
    """The connection was not made in time: nothing was sent."""


class Transport(BaseRequest):
    """One pool of kept connections. `read_timeout` is in seconds; `connections` is how many are open at once.

    They are more than the inbox has workers and letters are on their way: what was marked must not wait for one.
    `heard`, which others may set, is told the HTTP `Date` of every answer.
    """

    def __init__(self, connections: int = 80, read_timeout: float = 20, connect_timeout: float = 5) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None
        self.heard: Callable[[str], None] = lambda _date: None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, in seconds."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=75)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - PTB's interface
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - PTB's interface
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - PTB's interface
    ) -> tuple[int, bytes]:
        """Return status and body; NotSent, ConnectTimedOut, TimedOut or NetworkError. No message holds the URL."""
        if self._session is None:
            raise NotSent("The connection pool is closed")
        body, headers = _body(request_data)
        seconds = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        timeout = aiohttp.ClientTimeout(sock_connect=self._connect_timeout, sock_read=seconds)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                self.heard(answer.headers.get("Date", ""))
                return answer.status, await answer.read()
        except aiohttp.ConnectionTimeoutError:
            raise ConnectTimedOut("Connecting took too long") from None
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"Could not connect: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut("No answer in time") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"Connection lost: {type(error).__name__}") from None


def _body(data: RequestData | None) -> tuple[Any, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.multipart_data:
        return data.json_payload, _JSON
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=content_type)
    return form, {}
