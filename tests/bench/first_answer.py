"""How long a newcomer waits: from `make demo` on a machine that is set up to the bot's first answer."""

from __future__ import annotations

from bot.clock import seconds
from bot.rehearsal.cast import ANNA
from tests.bench.processes import StandIn, free_port, reach, running
from tests.bench.table import Row, at_most, middle, show

ROUNDS = 3
LIMIT = 5


def measure() -> None:
    """Print the table."""
    _once()
    page, answer = (middle(taken) for taken in zip(*(_once() for _ in range(ROUNDS)), strict=True))
    show(
        f"First answer: make demo where the environment exists, median of {ROUNDS} after a first one",
        (
            Row("until the page is served", f"{page:.2f} s"),
            Row("until the first answer", f"{answer:.2f} s", "", "", "", *at_most(answer, LIMIT, " s")),
        ),
    )


def _once() -> tuple[float, float]:
    port = free_port()
    # The environment is taken as it is: on a warm machine make has nothing to install.
    command = ["make", "-o", ".venv/for-running", "demo", f"ARGS=--no-browser --port {port}"]
    begun = seconds()
    with running(command, {}):
        reach(port)
        page = seconds() - begun
        telegram = StandIn(port)
        telegram.say([(ANNA.id, "/next")])
        telegram.wait_for(1)
        return page, seconds() - begun
