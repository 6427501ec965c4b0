"""Processes of their own that need not load the bot: each is forked from one that has loaded everything before.

To load it takes the processor three seconds, to fork it a twentieth of one. What is about the start of Python itself is
no matter for this: the encoding of its streams, what it does when it ends, what it loads.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import weakref
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from bot.clock import seconds

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.process import BaseProcess

PATIENCE = 60.0
"""Seconds that whatever comes surely may take where much else is going on."""


@dataclass(frozen=True, slots=True)
class Forked:
    """A process, and what it has written. `started` is by `bot.clock.seconds`."""

    process: BaseProcess
    started: float
    _folder: Path

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid or 0

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.exitcode is None

    @property
    def out(self) -> str:
        """What it has written to its standard output so far."""
        return (self._folder / "out").read_text()

    @property
    def errors(self) -> str:
        """What it has written to its standard error so far."""
        return (self._folder / "errors").read_text()

    def signal(self, number: int) -> None:
        """Send it a signal; nothing happens if it is gone."""
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def ended(self, patience: float = PATIENCE) -> int:
        """Return its exit code, once it has ended: -9 if it was killed. TimeoutError if that takes too long."""
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        if self.alive:
            loop.add_reader(self.process.sentinel, over.set)
            try:
                async with asyncio.timeout(patience):
                    await over.wait()
            finally:
                loop.remove_reader(self.process.sentinel)
            self.process.join()
        return self.process.exitcode or 0

    async def kill(self) -> None:
        """Kill it, at whatever it is doing."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """Ask it to end, as a deployment does; return its exit code."""
        self.signal(signal.SIGTERM)
        return await self.ended()


def start(work: Callable[..., Awaitable[None] | None], *arguments: Any) -> Forked:
    """Do some work in a process of its own; it is a function of a module, whose name the process looks up."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.loaded"])
    folder = Path(mkdtemp(prefix="forked-"))
    streams = tuple(folder / name for name in ("out", "errors"))
    for stream in streams:
        stream.touch()
    process = context.Process(target=_live, args=(streams, work, arguments), daemon=True)
    weakref.finalize(process, shutil.rmtree, folder)
    started = seconds()
    process.start()
    return Forked(process, started, folder)


def _live(streams: tuple[Path, ...], work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    for number, path in enumerate(streams, 1):
        with path.open("ab") as stream:
            os.dup2(stream.fileno(), number)
    if asyncio.iscoroutinefunction(work):
        asyncio.run(work(*arguments))
    else:
        work(*arguments)
