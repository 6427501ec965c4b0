"""How long a conference takes to load and check, and how much memory; each time in a fresh process."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from bot.clock import seconds
from tests.bench.conferences import Writing
from tests.bench.processes import running
from tests.bench.table import Row, at_most, middle, show

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = ((1_000, 3, 1.5), (10_000, 1, 15.0))
"""Sessions, how often, and the target in seconds."""
_LOAD = """
import resource, sys
from pathlib import Path
from bot.clock import seconds
from schedule.loading import load
before = seconds()
loaded = load(Path(sys.argv[1]))
print(seconds() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
assert loaded.programme and not loaded.problems, loaded.problems[:3]
"""


class Taken(NamedTuple):
    """Seconds for `load`, peak memory of its process in MB, and seconds for the whole command `steiger check`."""

    load: float
    peak: float
    command: float


def measure() -> None:
    """Print the table."""
    show(
        "Loading: generated conferences, abstracts and bios in two languages; each time in a fresh process",
        [row for size in SIZES for row in _rows(*size)],
        "To load is to check: the first line is both, without the interpreter's start.",
    )


def _rows(sessions: int, rounds: int, limit: float) -> Iterator[Row]:
    with TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        Writing(sessions).write(folder)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1_000_000
        taken = Taken(*map(middle, zip(*(_once(folder) for _ in range(rounds)), strict=True)))
    name = f"{sessions:,} sessions"
    yield Row(f"{name} ({size:.1f} MB)", f"{taken.load:.2f} s", "", "", "", *at_most(taken.load, limit, " s"))
    yield Row(f"{name}, the whole of steiger check", f"{taken.command:.2f} s")
    yield Row(f"{name}, peak memory", f"{taken.peak:.0f} MB")


def _once(folder: Path) -> Taken:
    load, peak = map(float, _run("-c", _LOAD, str(folder)).split())
    before = seconds()
    _run("-m", "bot", "check", str(folder))
    return Taken(load, peak, seconds() - before)


def _run(*arguments: str) -> str:
    with running([sys.executable, *arguments], {}) as process:
        printed, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(printed)
    return printed
