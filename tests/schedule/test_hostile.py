import subprocess
import sys
import time
from pathlib import Path

import pytest

from schedule.loading import load, load_texts
from tests.schedule.conferences import BASE
from tests.schedule.hostile import FILES

HARMLESS = {"one long line", "piled marks", "comments", "blanks"}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_ends_in_a_few_lines_within_a_second(name: str) -> None:
    before = time.process_time()
    loaded = load_texts([("0", BASE), ("a", FILES[name])])
    assert time.process_time() - before < 1
    assert bool(loaded.programme) is (name in HARMLESS)
    assert len(loaded.problems) <= 100
    assert all(len(str(problem)) < 400 for problem in loaded.problems)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's peak of memory there")
def test_hostile_files_take_no_more_than_200_megabytes() -> None:
    command = [sys.executable, "-m", "tests.schedule.hostile"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert int(told.stdout) < 200 * 1024


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(50_000_000)
    problems = [str(problem) for problem in load(tmp_path).problems]
    assert problems == ["a.yaml:1:1: error: the file is over 8 MiB - spread it over several files"]
