"""Two hundred 429s in one announcement, and half an hour without Telegram, on virtual time. It measures no speed."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.delivery.pauses import MARGIN
from bot.rehearsal import faults
from tests.bench.table import Row, at_least, at_most, show
from tests.simulation.books import Books
from tests.simulation.crowd import ORGANISER, Crowd
from tests.simulation.stage import Stage
from tests.torture.announcements import announce
from tests.torture.checker import Evidence, check, letters_in
from tests.torture.marks import marked
from tests.torture.programmes import draft, instant
from tests.torture.witness import told_apart

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PEOPLE = 500
REFUSALS = 200
OUTAGE = timedelta(minutes=30)
OFTEN = 0.4
_LONGEST = 5  # seconds that Telegram asks for at most
_MINUTE = timedelta(minutes=1)
_CALL = timedelta(seconds=1)


def measure() -> None:
    """Print the tables."""
    logging.disable(logging.CRITICAL)
    refused = asyncio.run(_played(_refusals))
    outage = asyncio.run(_played(_outage))
    logging.disable(logging.NOTSET)
    show(
        f"{REFUSALS} refusals: one announcement to {PEOPLE} people, 429s of 1 to {_LONGEST} s at random; virtual time",
        (
            Row("429s", f"{refused['refused']}", "", "", "", *at_least(refused["refused"], REFUSALS)),
            Row("requests inside a pause", f"{refused['inside']}", "", "", "", *at_most(refused["inside"], 0)),
            Row("delivered", f"{refused['delivered']}", "", "", "", *at_least(refused["delivered"], PEOPLE)),
            Row("promises broken", f"{refused['broken']}", "", "", "", *at_most(refused["broken"], 0)),
        ),
    )
    show(
        f"Outage: {OUTAGE.seconds // 60} minutes without Telegram, {PEOPLE} people, sessions; virtual time",
        (
            Row("reminders that were too late to be sent", f"{outage['expired']}"),
            Row(
                "sent more than a minute after the start", f"{outage['late']}", "", "", "", *at_most(outage["late"], 0)
            ),
            Row("people who missed something", f"{outage['missed']}"),
            Row("digests", f"{outage['digests']}", "", "", "", *at_least(outage["digests"], outage["missed"])),
            Row("digests to one person, most", f"{outage['most']}", "", "", "", *at_most(outage["most"], 1)),
            Row("promises broken", f"{outage['broken']}", "", "", "", *at_most(outage["broken"], 0)),
        ),
    )


async def _played(part: Callable[[Stage], Awaitable[dict[str, int]]]) -> dict[str, int]:
    """Return what a part has counted, and how many promises were broken."""
    plan = draft(Random(1), 6, 1, range(9, 12))  # noqa: S311 - nothing secret
    with TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'steiger.db'}"
        opens = instant(plan.talks[0].starts) - timedelta(minutes=30)
        stage = Stage(url, opens, plan.sources(), Random(1))  # noqa: S311 - the same
        crowd = Crowd(stage, Books(stage), plan, PEOPLE, 4)
        with stage.time.watching(), marked():
            await crowd.arrive()
            await stage.enter()
            counted = await part(stage)
            await stage.house.leave()
        letters = await letters_in(url)
    evidence = Evidence(letters, told_apart(stage.telegram.calls, letters))
    return counted | {"broken": len(check(evidence))} | _of_outage(evidence)


async def _refusals(stage: Stage) -> dict[str, int]:
    stage.telegram.faults.weather({"flood": OFTEN}, 2, _LONGEST)
    await announce(stage.house.bot.desk.store, ORGANISER, "Lunch is served.", stage.time.machine())
    while len(stage.telegram.pauses) < REFUSALS:
        await stage.work(stage.now + timedelta(seconds=10))
    stage.telegram.faults.clear()
    await stage.work(stage.now + timedelta(hours=1))
    calls, pauses = stage.telegram.calls, stage.telegram.pauses
    inside = sum(any(begun < call.at < begun + length + MARGIN for begun, length in pauses) for call in calls)
    delivered = {call.chat for call in calls if call.message_id is not None and call.key.startswith("b:")}
    return {"refused": len(pauses), "inside": inside, "delivered": len(delivered)}


async def _outage(stage: Stage) -> dict[str, int]:
    await stage.work(stage.now + timedelta(minutes=45))
    stage.telegram.faults.outage(faults.refused())
    await stage.work(stage.now + OUTAGE)
    stage.telegram.faults.lift()
    await stage.work(stage.now + timedelta(hours=3))
    return {}


def _of_outage(evidence: Evidence) -> dict[str, int]:
    reminders = {each.key: each for each in evidence.letters if each.kind == "reminder"}
    expired = [each for each in reminders.values() if each.state == "expired"]
    starts = {key: datetime.fromisoformat(each.about) for key, each in reminders.items()}
    late = [call for call in evidence.calls if call.key in starts and call.instant > starts[call.key] + _MINUTE + _CALL]
    digests = Counter(each.person for each in evidence.letters if each.kind == "digest")
    return {
        "expired": len(expired),
        "late": sum(call.message_id is not None for call in late),
        "missed": len({each.person for each in expired if each.useful_until == starts[each.key] + _MINUTE}),
        "digests": digests.total(),
        "most": max(digests.values(), default=0),
    }
