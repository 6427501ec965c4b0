from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.clock import machine_now
from bot.health import Health, healthy

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Machine:
    """A machine whose seconds pass only while somebody sleeps; `late` is by how much each sleep is too long."""

    seconds: float = 0
    late: float = 0
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def sleep(self, length: float) -> None:
        self.seconds += length + self.late
        await asyncio.sleep(0)

    def report(self, name: str, episode: str = "", **figures: Any) -> None:
        del episode
        self.told.append((name, figures))

    def health(self, folder: Path) -> Health:
        return Health(folder, self.report, lambda: self.seconds, self.sleep)


async def let_pass(machine: Machine, health: Health, seconds: float) -> None:
    until = machine.seconds + seconds
    watching = asyncio.create_task(health.watch())
    while machine.seconds < until:  # noqa: ASYNC110 - these seconds are the machine's
        await asyncio.sleep(0)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_ninety_seconds_of_silence_are_one_loud_line_and_the_end_of_it_an_incident(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine()
    health = machine.health(tmp_path)
    health.polled()
    await let_pass(machine, health, 600)
    loud = [record.levelname for record in caplog.records]
    silence = health.silence
    health.polled()
    health.polled()
    ((name, figures),) = machine.told

    assert (loud, name, figures["minutes"]) == (["ERROR"], "outage", 10)
    assert silence >= 600
    assert (health.silence, healthy(tmp_path, machine_now())) == (0, True)


async def test_a_bot_that_never_reached_telegram_says_so_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    await let_pass(machine, machine.health(tmp_path), 100)
    assert [record.message.split(":")[0] for record in caplog.records] == ["Telegram has not answered for 95 seconds"]


async def test_a_loop_that_stands_still_is_an_incident_and_a_busy_one_is_not(tmp_path: Path) -> None:
    machine = Machine(late=0.4)
    health = machine.health(tmp_path)
    await let_pass(machine, health, 5)
    busy = list(machine.told)
    machine.late = 3
    await let_pass(machine, health, 4)

    assert (busy, machine.told, health.lag) == ([], [("lag", {"seconds": 3.0})], pytest.approx(3.0))


async def test_a_handler_that_blocks_the_loop_is_noticed(tmp_path: Path) -> None:
    told: list[str] = []
    health = Health(tmp_path, lambda name, *_, **__: told.append(name))
    watching = asyncio.create_task(health.watch())
    await asyncio.sleep(0)
    time.sleep(1.6)  # noqa: ASYNC251 - the point
    await asyncio.sleep(0.01)
    watching.cancel()
    assert told == ["lag"]


@pytest.mark.parametrize(("ahead", "told"), [(0, []), (-4, []), (7, [7]), (-3600, [-3600])])
def test_a_clock_that_is_wrong_against_telegrams_is_an_incident(tmp_path: Path, ahead: int, told: list[int]) -> None:
    machine = Machine()
    health = machine.health(tmp_path)
    for _ in range(3):
        health.heard(format_datetime(machine_now() - timedelta(seconds=ahead), usegmt=False))
    assert [(name, round(figures["seconds"])) for name, figures in machine.told] == [
        ("skew", pytest.approx(seconds, abs=1)) for seconds in told
    ]


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Sep 2021 07:00:00 GMT"])
def test_a_date_that_is_none_tells_nothing(tmp_path: Path, date: str) -> None:
    machine = Machine()
    health = machine.health(tmp_path)
    for _ in range(5):
        health.heard(date)
    assert (machine.told, health.skew) == ([], 0)


def test_one_answer_that_lay_about_tells_nothing(tmp_path: Path) -> None:
    machine = Machine()
    health = machine.health(tmp_path)
    for seconds in (0, 0, 600, 0):
        health.heard(format_datetime(machine_now() - timedelta(seconds=seconds)))
    assert (machine.told, abs(health.skew) < 2) == ([], True)


async def test_a_disk_that_is_nearly_full_is_an_incident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=12_345_678))
    machine = Machine()
    await let_pass(machine, machine.health(tmp_path), 6)
    assert machine.told == [("disk", {"megabytes": 12})]


def test_another_copy_is_told_and_taken_to_be_there_for_half_a_minute(tmp_path: Path) -> None:
    machine = Machine()
    health = machine.health(tmp_path)
    before = health.alone
    health.told("Another copy", "copy")
    machine.seconds += 34
    still = health.alone
    machine.seconds += 2
    assert (before, still, health.alone, machine.told) == (True, False, True, [("copy", {})])
