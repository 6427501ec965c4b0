"""Named places where a test may end the process, to prove that nothing is lost there. In production they do nothing.

A test arms one in the process that it is going to lose; it sees nothing of what passes there.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Watch:
    """What is counted, and the one place that is not survived; `nth` counts from 1."""

    name: str = ""
    nth: int = 0
    passed: Counter[str] = field(default_factory=Counter)

    def passing(self, name: str) -> None:
        self.passed[name] += 1
        if name == self.name and self.passed[name] == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


_watches: list[_Watch] = []


def faultpoint(name: str) -> None:
    """Pass a place; nothing happens unless a test is watching."""
    for watch in _watches:
        watch.passing(name)


def arm(name: str, nth: int = 1) -> None:
    """Kill this process with SIGKILL when it passes the place for the nth time from now on."""
    _watches[:] = [_Watch(name, nth)]


def rehearse() -> None:
    """Count passings from now on, and kill nobody."""
    _watches[:] = [_Watch()]


def disarm() -> None:
    """Do nothing any more."""
    _watches.clear()


def count() -> dict[str, int]:
    """Return how often each place was passed since `arm` or `rehearse`, in the order of their first passing."""
    return dict(_watches[0].passed) if _watches else {}
