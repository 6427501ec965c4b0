"""`python -m tests.bench [PART …]`: measures the named parts, or all of them."""

from __future__ import annotations

import sys

from bot.clock import seconds
from tests.bench import (
    backlog,
    delivery,
    first_answer,
    latency,
    loading,
    memory,
    own_code,
    promises,
    reminding,
    tapping,
    throughput,
)

PARTS = {
    "throughput": throughput.measure,
    "latency": latency.measure,
    "memory": memory.measure,
    "loading": loading.measure,
    "own-code": own_code.measure,
    "first-answer": first_answer.measure,
    "delivery": delivery.measure,
    "reminding": reminding.measure,
    "backlog": backlog.measure,
    "promises": promises.measure,
    "crowd": tapping.measure,
}


def main(wanted: list[str]) -> None:
    """Measure; SystemExit with a sentence if there is no such part."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise SystemExit(f"There is no part {unknown[0]!r}; the parts are {', '.join(PARTS)}.")
    begun = seconds()
    for name in wanted or PARTS:
        PARTS[name]()
    sys.stdout.write(f"\nMeasured in {seconds() - begun:.0f} s.\n")


main(sys.argv[1:])
