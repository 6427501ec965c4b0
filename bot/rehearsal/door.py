"""The port on which the stand-in is reached; it can be shut for a while, as if there were no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from asyncio import BaseTransport

HOST = "127.0.0.1"


@dataclass(slots=True)
class Door:
    """Who knocks while it is shut is refused by the system; who was inside is thrown out."""

    runner: web.ServerRunner
    port: int
    _site: web.TCPSite | None = None

    async def open(self) -> None:
        """Listen; port 0 takes any free one, and keeps it. OSError if the port is taken."""
        if self._site is None:
            site = web.TCPSite(self.runner, HOST, self.port)
            await site.start()
            self._site = site
            self.port = self.port or int(self.runner.addresses[-1][1])

    async def shut(self) -> None:
        """Stop listening, and cut the connections there are."""
        if self._site is None:
            return
        await self._site.stop()
        self._site = None
        for connection in self.runner.server.connections if self.runner.server else ():
            if connection.transport is not None and _port(connection.transport) == self.port:
                connection.transport.abort()


def _port(transport: BaseTransport) -> int:
    return int((transport.get_extra_info("sockname") or (HOST, 0))[1])
