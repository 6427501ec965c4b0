"""The post office's day: it plans what is owed, starts what is announced, and has letters sent, turn after turn.

What goes when is the planner's business, how it goes the sender's.
"""

from __future__ import annotations

import asyncio


class Office:
    """Works in turns; `stir` brings the next one forward."""

    def __init__(self) -> None:
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        """Look again at what is owed and what waits."""
        self._stirred.set()
