"""A part of `make torture`, small enough for every run: bots of their own process, killed, and what arrived."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests import quick
from tests.torture.trials import Verdict, deployments, fault_points, passings, random_kills, two_senders

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def folder() -> Iterator[Path]:
    """On a disk that is none: a kill is no power cut."""
    with TemporaryDirectory(prefix="torture-", dir=quick.folder()) as temporary:
        yield Path(temporary)


def chance() -> Random:
    return Random(1)  # noqa: S311 - nothing secret


def named_in_the_house() -> set[str]:
    sources = (path.read_text() for path in (ROOT / "bot").rglob("*.py"))
    return {name for text in sources for name in re.findall(r'faultpoint\("([^"]+)"\)', text)}


def promised(verdict: Verdict) -> tuple[tuple[str, ...], int, int]:
    return verdict.violations, verdict.figures.lost, verdict.figures.duplicates


async def test_nothing_is_lost_or_repeated_blindly_at_any_fault_point(folder: Path) -> None:
    counted = await passings(f"sqlite:///{folder}/counted.db", folder / "counted")
    verdict = await fault_points(f"sqlite:///{folder}/killed.db", folder / "killed", chance(), counted)

    assert set(counted) == named_in_the_house()
    assert promised(verdict) == ((), 0, 0)
    assert verdict.kills == len(counted)


async def test_nothing_is_lost_or_repeated_blindly_by_random_kills(folder: Path) -> None:
    verdict = await random_kills(f"sqlite:///{folder}/killed.db", folder / "killed", chance(), 5)

    assert promised(verdict) == ((), 0, 0)
    assert verdict.named < 60


async def test_a_deployment_leaves_nothing_in_doubt(folder: Path) -> None:
    verdict = await deployments(f"sqlite:///{folder}/stopped.db", folder / "stopped", chance(), 3)

    assert promised(verdict) == ((), 0, 0)
    assert verdict.figures.doubt == 0


async def test_two_senders_on_one_database_repeat_nothing(folder: Path, postgresql_url: str) -> None:
    verdict = await two_senders(postgresql_url, folder / "killed", chance(), 2)

    assert promised(verdict) == ((), 0, 0)
