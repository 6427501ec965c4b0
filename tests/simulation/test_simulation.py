"""A conference of two hours, played by lot: every promise is kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests import quick
from tests.simulation.play import SMALL, Play


async def test_a_small_conference_with_faults_and_deaths_keeps_every_promise() -> None:
    with TemporaryDirectory(prefix="simulation-", dir=quick.folder()) as folder:
        outcome = await Play(f"sqlite:///{Path(folder)}/steiger.db", 4, SMALL).run()

    assert outcome.violations == ()
    assert (outcome.figures.lost, outcome.figures.duplicates) == (0, 0)
    assert outcome.crashes > 0
    assert outcome.expected > 0
