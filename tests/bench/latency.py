"""How long an answer takes when fifty people a second ask: from the queued update to the accepted message."""

from __future__ import annotations

import time
from contextlib import ExitStack
from itertools import chain

from bot.clock import seconds
from tests.bench.contenders import AIOGRAM, OURS, PTB
from tests.bench.processes import Pair, pair
from tests.bench.table import Row, at_most, middle, percentile, show

RATE = 50
SLICE = 50  # questions in a row, each of somebody else
SLICES = 10


def measure() -> None:
    """Print the table."""
    with ExitStack() as stack:
        pairs = [stack.enter_context(pair(contender, SLICE)) for contender in (OURS, PTB, AIOGRAM)]
        for known in pairs:
            known.answer([(person, "/next") for person in range(1, SLICE + 1)])
        slices = [[_slice(running) for running in pairs] for _ in range(SLICES)]
    taken = [list(chain.from_iterable(waits)) for waits in zip(*slices, strict=True)]
    middles, worst = ([percentile(waits, share) for waits in taken] for share in (0.5, 0.99))
    ratio = middle(percentile(ours, 0.5) / percentile(aiogram, 0.5) for ours, _, aiogram in slices)
    show(
        f"Latency: /next of known people at {RATE} a second, {SLICE * SLICES} each, in {SLICES} interleaved slices",
        (
            Row("p50, to aiogram (median of the slices)", *map(_shown, middles), f"{ratio:.2f}", *at_most(ratio, 2)),
            Row("p99", *map(_shown, worst), f"{worst[0] / worst[2]:.2f}"),
        ),
        "Ours includes the commit that makes the update durable before it is handled.",
    )


def _shown(wait: float) -> str:
    return f"{1_000 * wait:.2f} ms"


def _slice(running: Pair) -> list[float]:
    """Return how long each answer took, in seconds."""
    queued = {}
    start = seconds()
    for number in range(SLICE):
        time.sleep(max(0, start + number / RATE - seconds()))
        queued[number + 1] = running.stand_in.say([(number + 1, "/next")])
    before, running.written = running.written, running.written + SLICE
    running.stand_in.wait_for(running.written)
    return [answer["at"] - queued[answer["chat_id"]] for answer in running.stand_in.accepted(before)]
