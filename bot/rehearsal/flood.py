"""Telegram's limits on sending, as far as they are known: who sends too fast is told how long to wait.

The figures are those of the Bots FAQ ("My bot is hitting limits"); Telegram's own are unpublished and may change.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from math import ceil

_MINUTE = 60.0
_ROUNDING = 1e-6


@dataclass(slots=True)
class _Bucket:
    """What a private chat may still take at once; it refills by one a second."""

    left: float
    since: float


@dataclass(slots=True)
class Flood:
    """30 a second in all, each chat 3 at once and then 1 a second, a group 20 a minute. `on` switches it."""

    on: bool = False
    overall: int = 30
    burst: int = 3
    group: int = 20
    _sent: deque[float] = field(default_factory=deque)
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _groups: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, chat_id: int, at: float) -> int:
        """Return the whole seconds to wait, or 0 and count the message; `at` is the machine's seconds.

        Ids below zero are groups and channels (Bot API, Chat).
        """
        if not self.on:
            return 0
        waits = (self._wait_overall(at), self._wait_chat(chat_id, at), self._wait_group(chat_id, at))
        if max(waits) > _ROUNDING:
            return max(1, ceil(max(waits)))
        self._count(chat_id, at)
        return 0

    def _wait_overall(self, at: float) -> float:
        return _window(self._sent, self.overall, 1.0, at)

    def _wait_chat(self, chat_id: int, at: float) -> float:
        bucket = self._chats.setdefault(chat_id, _Bucket(self.burst, at))
        bucket.left = min(float(self.burst), bucket.left + at - bucket.since)
        bucket.since = at
        return 1 - bucket.left

    def _wait_group(self, chat_id: int, at: float) -> float:
        return _window(self._groups[chat_id], self.group, _MINUTE, at) if chat_id < 0 else 0

    def _count(self, chat_id: int, at: float) -> None:
        self._sent.append(at)
        self._chats[chat_id].left -= 1
        if chat_id < 0:
            self._groups[chat_id].append(at)


def _window(sent: deque[float], most: int, length: float, at: float) -> float:
    """Return how long until one more fits into a sliding window."""
    while sent and sent[0] <= at - length:
        sent.popleft()
    return sent[0] + length - at if len(sent) >= most else 0
