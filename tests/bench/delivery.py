"""An announcement to two thousand people under Telegram's limits, and answers meanwhile, beside PTB's rate limiter."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.clock import machine_now, seconds
from bot.rehearsal.server import serve
from bot.rehearsal.telegram import Telegram
from tests.bench.contenders import OURS
from tests.bench.crowd import announced, known
from tests.bench.limiter import BULK
from tests.bench.processes import TOKEN, running
from tests.bench.table import Row, at_least, at_most, percentile, show
from tests.torture.checker import most_in_a_second

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.rehearsal.given import Upload
    from bot.rehearsal.reply import Reply

PEOPLE = 2_000
RATE = 25
LIMIT = 28
EVERY = 0.5  # seconds between two questions
PATIENCE = 60.0
GIVEN_UP = 30.0


class Strict(Telegram):
    """A stand-in with its flood model on, which counts whom it refuses."""

    def __init__(self) -> None:
        super().__init__(TOKEN, now=machine_now, seconds=seconds)
        self.flood.on = True
        self.refused: list[float] = []

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        files: dict[str, Upload] | None = None,
        token: str | None = None,
    ) -> Reply:
        """Answer; what came too fast is noted."""
        reply = await super().call(method, parameters, files, token)
        if reply.status == 429:
            self.refused.append(self.seconds)
        return reply

    def bulk(self) -> list[float]:
        """Return when each copy of the announcement was accepted."""
        return [entry.at for entry in self.log if entry.text.startswith(BULK)]


@dataclass(slots=True)
class Run:
    """One bot at its announcement."""

    telegram: Strict
    asked: dict[int, float] = field(default_factory=dict)
    """When each person asked for what is on now."""

    def waits(self) -> list[float]:
        """Return how long each answer took, in seconds; who has none waits until now."""
        answers: dict[int, float] = {}
        for entry in self.telegram.log:
            since = self.asked.get(entry.chat_id)
            if since is not None and entry.at >= since and not entry.text.startswith(BULK):
                answers.setdefault(entry.chat_id, entry.at)
        return [answers.get(person, self.telegram.seconds) - since for person, since in self.asked.items()]

    def share(self) -> float:
        """Return the rate of the announcement, as a share of the one that Telegram allows."""
        sent = self.telegram.bulk()
        return (len(sent) - 1) / (sent[-1] - sent[0]) / RATE


def measure(people: int = PEOPLE) -> None:
    """Print the table."""
    ours, ptb = asyncio.run(_measure(people))
    (waits, theirs) = (run.waits() for run in (ours, ptb))
    p99 = percentile(waits, 0.99)
    refused = len(ours.telegram.refused)
    most = most_in_a_second(entry.at for entry in ours.telegram.log)
    show(
        f"Delivery: one announcement to {people:,} people with the flood model on, /now every {EVERY:g} s meanwhile",
        (
            Row("delivered", *(f"{len(run.telegram.bulk()):,}" for run in (ours, ptb))),
            Row("429s", str(refused), str(len(ptb.telegram.refused)), "", "", *at_most(refused, 0)),
            Row(
                f"attained share of {RATE} a second",
                *(f"{run.share():.3f}" for run in (ours, ptb)), "", "", *at_least(ours.share(), 0.95),
            ),
            Row(
                "most in any second, answers too",
                str(most), str(most_in_a_second(entry.at for entry in ptb.telegram.log)), "", "", *at_most(most, LIMIT),
            ),
            Row("/now, p50", *(_shown(percentile(each, 0.5)) for each in (waits, theirs))),
            Row(
                "/now, p99",
                *(_shown(percentile(each, 0.99)) for each in (waits, theirs)), "", "", *at_most(p99, 0.1, " s"),
            ),
        ),
        "PTB: AIORateLimiter(max_retries=5), all sends at once with asyncio.gather, concurrent updates.",
    )  # fmt: skip


def _shown(wait: float) -> str:
    return f"{1_000 * wait:,.1f} ms"


async def _measure(people: int) -> tuple[Run, Run]:
    async with AsyncExitStack() as stack:
        ptb = await stack.enter_async_context(_ptb(people))
        ours = await stack.enter_async_context(_ours(people))
        runs = (ours, ptb)
        async with asyncio.timeout(PATIENCE):
            while not ours.telegram.bulk():  # noqa: ASYNC110 - a log sets no event
                await asyncio.sleep(0.05)
        ptb.telegram.say(1, "/go")
        asking = asyncio.create_task(_ask(runs, people))
        await _delivered(ours, people)
        await _delivered(ptb, people)
        asking.cancel()
        return runs


async def _delivered(run: Run, people: int) -> None:
    """Return when everybody has been told, or nobody any more for a while: PTB gives up what is refused too often."""
    count, since = -1, seconds()
    while len(run.telegram.bulk()) < people and seconds() - since < GIVEN_UP:
        if len(run.telegram.bulk()) > count:
            count, since = len(run.telegram.bulk()), seconds()
        await asyncio.sleep(0.5)


async def _ask(runs: Sequence[Run], people: int) -> None:
    """Let one after the other ask both bots, nobody twice."""
    chance = Random(people)  # noqa: S311 - nothing secret
    for person in chance.sample(range(2, people + 1), people - 1):
        for run in runs:
            run.asked[person] = run.telegram.seconds
            run.telegram.say(person, "/now")
        await asyncio.sleep(EVERY)


@asynccontextmanager
async def _ours(people: int) -> AsyncIterator[Run]:
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{temporary}/rehearsal.db"
        await known(url, people)
        await announced(url, BULK)
        async with strict(people) as (telegram, address):
            command, settings = OURS.command(address, Path(temporary))
            with running(command, settings | {"STEIGER_ORGANISERS": "1"}):
                yield Run(telegram)


@asynccontextmanager
async def _ptb(people: int) -> AsyncIterator[Run]:
    async with strict(people) as (telegram, address):
        command = [sys.executable, "-m", "tests.bench.limiter", address, TOKEN, str(people)]
        with running(command, {}) as process:
            if process.stdout is None or not await asyncio.to_thread(process.stdout.readline):
                raise RuntimeError("PTB did not start")
            yield Run(telegram)


@asynccontextmanager
async def strict(people: int) -> AsyncIterator[tuple[Strict, str]]:
    """Serve a strict stand-in with so many people in it; gives it and its address."""
    telegram = Strict()
    for person in range(1, people + 1):
        telegram.add_person(person, f"Person {person}", "en").refusal = None
    async with serve(telegram) as address:
        yield telegram, address
