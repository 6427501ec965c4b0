from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from bot import faultpoints
from bot.faultpoints import faultpoint

CHILD = """
import sys
from bot.faultpoints import arm, faultpoint

arm("b", 2)
for name in ("a", "b", "a", "b", "c"):
    faultpoint(name)
    print(name, flush=True)
"""


@pytest.fixture(autouse=True)
def _nobody_watches_afterwards() -> object:
    yield None
    faultpoints.disarm()


def test_a_dry_run_counts_what_is_passed_and_kills_nobody() -> None:
    faultpoint("before")
    faultpoints.rehearse()
    for name in ("a", "b", "a"):
        faultpoint(name)
    assert faultpoints.count() == {"a": 2, "b": 1}


def test_in_production_nothing_is_counted() -> None:
    faultpoint("a")
    assert faultpoints.count() == {}


def test_the_process_ends_at_the_place_and_passing_that_were_named() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (-signal.SIGKILL, ["a", "b", "a"])
