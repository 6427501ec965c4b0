"""Pictures that were drawn lately, and the one thread that draws new ones: whoever taps meanwhile does not wait."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.drawings.sheets import Sheet

KEPT = 200
"""Pictures in memory, of some 100 kB each."""


class Album:
    """Draws each picture once. The libraries that draw are loaded with the first: they cost time and memory."""

    def __init__(self) -> None:
        self._drawn: dict[Sheet, bytes] = {}
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "drawing")

    async def picture(self, sheet: Sheet) -> bytes:
        """Return a picture as PNG."""
        drawn = self._known(sheet)
        if drawn is None:
            drawn = await asyncio.get_running_loop().run_in_executor(self._thread, self._draw, sheet)
        return drawn

    def _known(self, sheet: Sheet) -> bytes | None:
        with self._lock:
            drawn = self._drawn.pop(sheet, None)
            if drawn:
                self._drawn[sheet] = drawn
            return drawn

    def _draw(self, sheet: Sheet) -> bytes:
        from bot.drawings.drawing import draw  # noqa: PLC0415 - see the class

        drawn = self._known(sheet) or draw(sheet)
        with self._lock:
            self._drawn[sheet] = drawn
            while len(self._drawn) > KEPT:
                del self._drawn[next(iter(self._drawn))]
        return drawn


album = Album()
"""The one of this process."""
