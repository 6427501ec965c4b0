"""`python -m tests.torture [--kills N] [--seed N] [TRIAL …]`: runs the trials on both databases and prints a table."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.clock import seconds
from tests import postgres, quick
from tests.torture import trials

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.torture.trials import Verdict

    Trial = Callable[[str, Path], Awaitable[Verdict]]

MOST_DOUBT = 2.0
ENOUGH = 20
"""Fewer kills make no average."""
NAMED_WITHIN = 60.0
HEADER = "trial", "database", "kills", "letters", "lost", "duplicates", "twice", "a kill", "named", "took"


def main(arguments: list[str]) -> int:
    """Run; 1 if any promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    names = tuple(_trials(Random(1), 1))  # noqa: S311 - nothing secret
    parser.add_argument("trial", nargs="*", help=", ".join(names))
    parser.add_argument("--kills", type=int, default=200, help="random kills on each database (200)")
    parser.add_argument("--seed", type=int, default=1, help="what lots are drawn from (1)")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.trial) - set(names):
        parser.error(f"there is no trial {min(unknown)}")
    begun = seconds()
    broken = asyncio.run(_run(asked.trial, asked.kills, asked.seed))
    sys.stdout.write(f"\n{broken} promises broken. Took {seconds() - begun:.0f} s.\n")
    return bool(broken)


def _trials(chance: Random, kills: int) -> dict[str, tuple[Trial, tuple[str, ...]]]:
    """Return the trials by name, each with the databases that it makes sense on."""
    both, only = ("sqlite", "postgresql"), ("postgresql",)
    few = max(1, kills // 10)
    return {
        "fault-points": (lambda url, folder: _fault_points(url, folder, chance), both),
        "random-kills": (lambda url, folder: trials.random_kills(url, folder, chance, kills), both),
        "planning": (lambda url, folder: trials.planning(url, folder, min(40, kills)), both),
        "sigterm": (lambda url, folder: trials.deployments(url, folder, chance, max(1, kills // 4)), both),
        "two-senders": (lambda url, folder: trials.two_senders(url, folder, chance, max(1, kills // 2)), only),
        "sigstop": (lambda url, folder: trials.frozen(url, folder, chance, few), only),
    }


async def _fault_points(url: str, folder: Path, chance: Random) -> Verdict:
    with _folder() as counting:
        counted = await trials.passings(f"sqlite:///{counting / 'counting.db'}", counting / "run")
    return await trials.fault_points(url, folder, chance, counted)


async def _run(wanted: list[str], kills: int, seed: int) -> int:
    _line(HEADER)
    broken = 0
    for name, (trial, databases) in _trials(Random(seed), kills).items():  # noqa: S311 - the same
        for kind in databases if not wanted or name in wanted else ():
            broken += await _one(trial, kind)
    return broken


async def _one(trial: Trial, kind: str) -> int:
    with _folder() as folder:
        async with _database(kind, folder) as url:
            verdict = await trial(url, folder / "run")
    figures = verdict.figures
    _line(
        (
            verdict.trial, kind, f"{verdict.kills}", f"{figures.letters:,}", f"{figures.lost}", f"{figures.duplicates}",
            f"{figures.twice}", f"{verdict.doubt_per_kill:.2f}", f"{verdict.named:.1f} s", f"{verdict.took:.0f} s",
        )
    )  # fmt: skip
    violations = list(verdict.violations)
    if verdict.kills >= ENOUGH and verdict.doubt_per_kill > MOST_DOUBT:
        violations.append(f"{verdict.doubt_per_kill:.2f} in doubt a kill")
    violations += [f"named after {verdict.named:.0f} s"] if verdict.named > NAMED_WITHIN else []
    for violation in violations:
        sys.stdout.write(f"    {violation}\n")
    return len(violations)


def _line(cells: tuple[str, ...]) -> None:
    first, database, *figures = cells
    sys.stdout.write(f"{first:26}{database:12}{''.join(f'{figure:>11}' for figure in figures)}\n")
    sys.stdout.flush()


def _folder() -> _Folder:
    return _Folder(prefix="torture-", dir=quick.folder())


class _Folder(TemporaryDirectory[str]):
    """A temporary folder as a path."""

    def __enter__(self) -> Path:  # type: ignore[override]
        return Path(super().__enter__())


@asynccontextmanager
async def _database(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'steiger.db'}"
        return
    if postgres.why_not():
        raise SystemExit(postgres.why_not())
    with postgres.running() as server:
        async with server.database() as url:
            yield url


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
