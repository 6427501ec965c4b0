"""How many `/next` of people it knows a bot answers in a second, and what an answer costs."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice

from tests.bench.contenders import AIOGRAM, OURS, PTB, PTB_SEQUENTIAL
from tests.bench.processes import Pair, cpu, pair
from tests.bench.table import Row, at_least, at_most, middle, show

PEOPLE = 200
BACKLOG = 1_000
ROUNDS = 5
SETTLING = 0.3  # seconds after the last answer in which a bot may put things away


@dataclass(frozen=True, slots=True)
class Round:
    """`rate` in answers a second from the first to the last accepted, the others in milliseconds of CPU an answer."""

    rate: float
    cpu: float
    telegram: float


def measure() -> None:
    """Print the table."""
    contenders = (OURS, PTB, PTB_SEQUENTIAL, AIOGRAM)
    with ExitStack() as stack:
        pairs = [stack.enter_context(pair(contender, PEOPLE)) for contender in contenders]
        for known in pairs:
            known.answer([(person, "/next") for person in range(1, PEOPLE + 1)])
        rounds = [[_round(running) for running in pairs] for _ in range(ROUNDS)]
    ours, ptb, sequential, aiogram = (
        Round(*(middle(getattr(one, name) for one in taken) for name in Round.__slots__))
        for taken in zip(*rounds, strict=True)
    )
    to_ptb = middle(ours.rate / ptb.rate for ours, ptb, *_ in rounds)
    to_aiogram = middle(ours.rate / aiogram.rate for ours, *_, aiogram in rounds)
    rates, costs = (
        [f"{one.rate:,.0f}" for one in (ours, ptb, aiogram)],
        [f"{one.cpu:.2f} ms" for one in (ours, ptb, aiogram)],
    )
    show(
        f"Throughput: {BACKLOG:,} /next of {PEOPLE} known people waiting, median of {ROUNDS} interleaved rounds",
        (
            Row("answers a second, to PTB", *rates, f"{to_ptb:.2f}", *at_least(to_ptb, 3)),
            Row("answers a second, to aiogram", *rates, f"{to_aiogram:.2f}", *at_least(to_aiogram, 1)),
            Row("own CPU an answer", *costs, "", *at_most(ours.cpu, 3, " ms")),
            Row("the stand-in's CPU an answer", *(f"{one.telegram:.2f} ms" for one in (ours, ptb, aiogram))),
        ),
        "Ours: `steiger run` as it ships, inbox on SQLite, whole screens; the others: a bare echo of one short line.",
        f"PTB: default set-up, concurrent updates; one after another it answers {sequential.rate:,.0f} a second"
        f" at {sequential.cpu:.2f} ms.",
        "Rates from round to round (ours / PTB / aiogram): "
        + ", ".join(f"{a.rate:,.0f} / {b.rate:,.0f} / {d.rate:,.0f}" for a, b, _, d in rounds),
    )


def _round(running: Pair) -> Round:
    said = [(person, "/next") for person in islice(cycle(range(1, PEOPLE + 1)), BACKLOG)]
    before = cpu(running.bot), cpu(running.telegram)
    answers = running.answer(said)
    time.sleep(SETTLING)
    used = [after - first for after, first in zip((cpu(running.bot), cpu(running.telegram)), before, strict=True)]
    span = answers[-1]["at"] - answers[0]["at"]
    return Round((BACKLOG - 1) / span, *(1_000 * spent / BACKLOG for spent in used))
