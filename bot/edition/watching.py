"""Whether a conference's folder has changed and come to rest. It reads no file and judges nothing."""

from __future__ import annotations

import os
from stat import S_ISDIR
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

QUIET = 2.0
"""Seconds for which nothing may have changed: an editor saves in steps, a copy takes a while."""
_MOST = 5_000
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".pdf", ".svg"})

Print = frozenset[tuple[str, int, int, int]]


class Folder:
    """A conference's folder, or its single file, looked at again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: Print | None = None
        self._since = 0.0
        self._settled: Print | None = None

    def look(self, seconds: float) -> bool:
        """Tell whether it has changed since it was settled and been still for `QUIET` of the machine's seconds.

        A state is told of once: whatever was wrong with it is wrong until it changes again.
        """
        print_ = fingerprint(self.path)
        if print_ != self._seen:
            self._seen, self._since = print_, seconds
        if print_ == self._settled or seconds - self._since < QUIET:
            return False
        self._settled = print_
        return True

    def settle(self) -> None:
        """Take it as it is now for known: it is about to be read."""
        self._settled = self._seen = fingerprint(self.path)

    def still(self) -> bool:
        """Tell whether it is as it was when it was settled; else what was read meanwhile may be half of something."""
        if fingerprint(self.path) == self._settled:
            return True
        self._settled = None
        return False


def fingerprint(path: Path) -> Print:
    """Return what tells one state of a folder from another; that it is gone or closed to us is a state too.

    Of pictures it counts only which there are.
    """
    try:
        files = sorted(_within(path) if path.is_dir() else [str(path)])
    except OSError as error:
        return frozenset({("", error.errno or 0, 0, 0)})
    return frozenset(_print(name) for name in files[:_MOST])


def _within(folder: Path) -> Iterable[str]:
    for entry in os.scandir(folder):
        suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - called for every file, every second
        if suffix in {".yaml", ".yml"} and not entry.name.startswith("."):
            yield entry.path
        elif suffix in _PICTURES or (not suffix and entry.is_dir() and not entry.name.startswith(".")):
            yield from _pictures(entry.path)


def _pictures(path: str) -> Iterable[str]:
    if not os.path.isdir(path):  # noqa: PTH112 - the same
        return [path]
    return [entry.path for entry in os.scandir(path) if os.path.splitext(entry.name)[1].lower() in _PICTURES]  # noqa: PTH122


def _print(path: str) -> tuple[str, int, int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - the same
    except OSError as error:
        return path, -(error.errno or 1), 0, 0
    if os.path.splitext(path)[1].lower() in _PICTURES or S_ISDIR(found.st_mode):  # noqa: PTH122 - the same
        return path, 0, 0, 0
    return path, found.st_ino, found.st_size, found.st_mtime_ns
