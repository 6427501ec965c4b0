"""The pauses that Telegram asks for, and how much slower bulk goes after them. It makes no calls and waits for nothing.

A refusal pauses its chat and bulk; refusals from two chats within five seconds pause everything. Times are the
machine's seconds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

MARGIN = 0.5
"""Seconds that a pause lasts beyond what was asked for."""
SLOWEST = 10.0
"""Bulk is not slowed below so many a second."""
_TOGETHER = 5.0
_RECOVERY = 60.0
_LONG = 30.0
_MANY = 3
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class PaceState:
    """What has to survive a restart: `limit` in messages a second, the pauses in seconds from `at` on."""

    limit: float
    bulk: float
    everything: float
    chats: dict[int, float]
    at: datetime

    def written(self) -> str:
        """Return it as a note's text."""
        return json.dumps({**asdict(self), "at": self.at.isoformat()})

    @classmethod
    def read(cls, text: str) -> PaceState:
        """Return it from a note's text."""
        values = json.loads(text)
        chats = {int(chat): left for chat, left in values["chats"].items()}
        return cls(**{**values, "chats": chats, "at": datetime.fromisoformat(values["at"])})


@dataclass(slots=True)
class Storm:
    """Refusals that follow each other within a minute: how many, the longest pause in seconds, whether it was told."""

    times: int = 0
    longest: float = 0.0
    last: float = field(default=-_RECOVERY)
    told: bool = False


class Pauses:
    """`full` is how many bulk messages a second there are without any refusal."""

    def __init__(self, full: float) -> None:
        self._full = full
        self._limit = full
        self._since = 0.0
        self._chats: dict[object, float] = {}
        self._methods: dict[str, float] = {}
        self._bulk = 0.0
        self._everything = 0.0
        self._last: tuple[object, float] | None = None
        self.storm = Storm()
        self.refusals = 0

    def limit(self, at: float) -> float:
        """Return how many bulk messages may go a second: one more with each minute without a refusal."""
        minutes = max(0.0, at - self._since) // _RECOVERY
        return min(self._full, self._limit + minutes)

    def until(self, chat: object) -> float:
        """Return when the pause of a chat, or of everything, ends."""
        return max(self._everything, self._chats.get(chat, 0.0))

    def bulk_until(self) -> float:
        """Return when bulk may go on."""
        return max(self._everything, self._bulk)

    def hold(self, until: float) -> None:
        """Let no bulk go before."""
        self._bulk = max(self._bulk, until)

    def method_until(self, name: str) -> float:
        """Return when the pause of a method that sends nothing ends."""
        return self._methods.get(name, 0.0)

    def refused_method(self, name: str, seconds: float, at: float) -> None:
        """Pause a method that sends nothing: nobody else is concerned."""
        self._methods[name] = at + seconds + MARGIN

    def refused(self, chat: object, seconds: float, at: float) -> bool:
        """Pause, after Telegram has asked for so many seconds; tell whether it has become a storm worth telling."""
        until = at + seconds + MARGIN
        self._tidy(at)
        self._chats[chat] = max(self._chats.get(chat, 0.0), until)
        self.hold(until)
        if self._last and self._last[0] != chat and at - self._last[1] <= _TOGETHER:
            self._everything = max(self._everything, until)
        # Several requests that were on their way together slow down once.
        if at >= self._since:
            self._limit = min(self._full, max(SLOWEST, self.limit(at) / 2))
        self._since = until
        self._last = (chat, at)
        self.refusals += 1
        return self._storming(seconds, at)

    def _storming(self, seconds: float, at: float) -> bool:
        if at - self.storm.last > _RECOVERY:
            self.storm = Storm()
        storm = self.storm
        storm.times, storm.longest, storm.last = storm.times + 1, max(storm.longest, seconds), at + seconds
        worth = not storm.told and (self._everything > at or seconds >= _LONG or storm.times >= _MANY)
        storm.told = storm.told or worth
        return worth

    def _tidy(self, at: float) -> None:
        if len(self._chats) > _ENOUGH:
            self._chats = {chat: until for chat, until in self._chats.items() if until > at}

    def forget(self, chat: object) -> None:
        """Know nothing of a chat any more; should Telegram still refuse it, that is one more refusal."""
        self._chats.pop(chat, None)

    def state(self, at: float, machine: datetime) -> PaceState:
        """Return what has to survive a restart."""
        chats = {chat: until - at for chat, until in self._chats.items() if isinstance(chat, int) and until > at}
        bulk, everything = (max(0.0, until - at) for until in (self._bulk, self._everything))
        return PaceState(self.limit(at), bulk, everything, chats, machine)

    def restore(self, state: PaceState, at: float, machine: datetime) -> None:
        """Take up the pauses of an earlier process, less what has passed since by the machine's clock."""
        passed = max(timedelta(), machine - state.at).total_seconds()
        self._limit = min(self._full, state.limit)
        self._since = at - passed
        self._bulk, self._everything = at + state.bulk - passed, at + state.everything - passed
        self._chats |= {chat: at + left - passed for chat, left in state.chats.items()}
