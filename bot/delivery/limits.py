"""What has gone out lately and what a chat may still take. It waits for nothing and knows no errors.

All times are the machine's seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

BURST = 3
GROUP = 18
_MINUTE = 60.0
_MANY = 5_000


class Window:
    """The times of what went out in the last `length` seconds."""

    def __init__(self, length: float = 1.0) -> None:
        self._length = length
        self._times: deque[float] = deque()

    def add(self, at: float) -> None:
        """Something went out."""
        self._times.append(at)

    def count(self, at: float) -> int:
        """Return how much went out in the window that ends now."""
        while self._times and self._times[0] <= at - self._length:
            self._times.popleft()
        return len(self._times)

    def wait(self, most: float, at: float) -> float:
        """Return how long until fewer than `most` are in the window."""
        surplus = self.count(at) - int(most)
        return self._times[surplus] + self._length - at if surplus >= 0 else 0.0


@dataclass(slots=True)
class _Bucket:
    left: float
    since: float


class Chats:
    """A chat takes a burst of three, then one a second; a group, whose id is below zero, also 18 a minute."""

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket] = {}
        self._groups: dict[int, Window] = {}

    def wait(self, chat: int, at: float) -> float:
        """Return how many seconds until the chat takes one more."""
        alone = 1 - self._bucket(chat, at).left
        group = self._groups[chat].wait(GROUP, at) if chat in self._groups else 0.0
        return max(0.0, alone, group)

    def take(self, chat: int, at: float) -> None:
        """Count one more, whether the chat would take it or not."""
        bucket = self._bucket(chat, at)
        bucket.left = max(0.0, bucket.left - 1)
        if chat < 0:
            self._groups.setdefault(chat, Window(_MINUTE)).add(at)

    def _bucket(self, chat: int, at: float) -> _Bucket:
        bucket = self._buckets.get(chat)
        if bucket is None:
            self._tidy(at)
            bucket = self._buckets[chat] = _Bucket(BURST, at)
        bucket.left = min(float(BURST), bucket.left + at - bucket.since)
        bucket.since = at
        return bucket

    def _tidy(self, at: float) -> None:
        """Forget chats that may have their burst again, once there are many."""
        if len(self._buckets) >= _MANY:
            self._buckets = {chat: bucket for chat, bucket in self._buckets.items() if at - bucket.since < BURST}
            self._groups = {chat: window for chat, window in self._groups.items() if window.count(at)}
