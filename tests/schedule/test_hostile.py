from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schedule.loading import load

HARMLESS = {"one long line", "piled marks", "comments", "blanks"}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What loading all hostile files takes, in a process of its own that has nothing else in memory."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells the most memory a process has taken")
    command = [sys.executable, "-m", "tests.schedule.hostile"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_hostile_files_are_refused(told: dict[str, Any]) -> None:
    assert {name for name, _, _, refused in told["results"] if not refused} == HARMLESS


def test_hostile_files_take_hardly_longer_than_an_ordinary_one_and_200_megabytes(told: dict[str, Any]) -> None:
    assert [name for name, share, _, _ in told["results"] if share >= 1.5] == []
    assert told["peak"] < 200 * 1024


def test_what_is_said_of_hostile_files_is_short(told: dict[str, Any]) -> None:
    assert [name for name, _, longest, _ in told["results"] if longest > 250] == []


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(50_000_000)
    problems = [str(problem) for problem in load(tmp_path).problems]
    assert problems == ["a.yaml:1:1: error: the file is over 8 MiB - spread it over several files"]
