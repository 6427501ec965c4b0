"""The trials: each a run in which bots die in one way, and what its evidence says."""

from __future__ import annotations

import asyncio
import json
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import seconds
from bot.rehearsal import faults as kinds
from tests.torture.checker import Tally, check, tally
from tests.torture.ground import Ground, ground, starting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from random import Random

    from bot.rehearsal.faults import Faults

NASTY = {"cut": 0.01, "server_error": 0.01, "bad_gateway": 0.005, "broken_json": 0.005, "flood": 0.001}
"""How likely a call is to meet what."""
_BEFORE_A_KILL = 0.6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a trial has shown. `named` is how long it took at most until a doubtful letter was named, in seconds."""

    trial: str
    kills: int
    figures: Tally
    violations: tuple[str, ...]
    named: float
    took: float

    @property
    def doubt_per_kill(self) -> float:
        """How many letters were in doubt for each kill."""
        return self.figures.doubt / max(1, self.kills)


async def judged(trial: str, run: Ground, most: float | None = None) -> Verdict:
    """Let a last bot finish what is left, and return what the evidence says."""
    run.telegram.faults.clear()
    bot = await run.start()
    await run.until(run.quiet, 300)
    await bot.stop()
    evidence = await run.evidence(most)
    named = max(run.named, default=0.0)
    return Verdict(trial, run.kills, tally(evidence), check(evidence), named, seconds() - run.since)


async def random_kills(url: str, folder: Path, chance: Random, kills: int, people: int = 60) -> Verdict:
    """Kill at random instants, during announcements and reminders, while Telegram has a bad day."""
    sessions = range(15, 15 + kills // 2, 10)
    async with ground(url, folder, starting(sessions), people) as run:
        run.telegram.faults.weather(NASTY, chance.randrange(1_000), 1)
        for number in range(kills):
            if await run.peek.waiting() < people:
                await run.announce(f"Announcement {number}")
            await _killed(run, chance.uniform(0.05, _BEFORE_A_KILL))
        return await judged("random kills", run)


async def _killed(run: Ground, after: float) -> None:
    """Let a bot live so long, and see that the next one names what it leaves."""
    left = await run.peek.sending()
    bot = await run.start()
    await asyncio.gather(asyncio.sleep(after), run.settled(bot, left))
    await run.kill(bot)


async def passings(url: str, folder: Path, people: int = 40) -> Mapping[str, int]:
    """Return how often a bot passes each fault point in a run in which everything happens."""
    async with ground(url, folder, starting([12]), people) as run:
        await run.announce("For counting")
        every_kind(run.telegram.faults)
        bot = await run.start(counted=True)
        await run.until(run.quiet)
        await bot.stop()
        counted: Mapping[str, int] = json.loads((run.folder / "counted").read_text())
    return counted


def every_kind(faults: Faults) -> None:
    """Order one fault of each kind for what is sent next."""
    faults.clear()
    for fault in (
        kinds.flood(1),
        kinds.cut(accepted=True),
        kinds.server_error(),
        kinds.broken_json(),
        kinds.refusal("Bad Request: message text is empty"),
    ):
        faults.add(fault, "sendMessage")


async def fault_points(url: str, folder: Path, chance: Random, counted: Mapping[str, int], people: int = 40) -> Verdict:
    """Kill at every fault point in turn, each time at a passing drawn by lot."""
    missed = []
    async with ground(url, folder, starting([12]), people) as run:
        for name, count in counted.items():
            await run.announce(f"Until {name}")
            every_kind(run.telegram.faults)
            bot = await run.start(name, chance.randint(1, max(1, count // 2)))
            await run.until(lambda bot=bot: _dead_or_idle(run, bot))
            if bot.alive:
                missed.append(f"{name} was not passed")
                await bot.stop()
            else:
                run.kills += 1
        verdict = await judged("every fault point", run)
    return Verdict(**{**_fields(verdict), "violations": (*verdict.violations, *missed)})


def _fields(verdict: Verdict) -> dict[str, object]:
    return {name: getattr(verdict, name) for name in Verdict.__slots__}


async def _dead_or_idle(run: Ground, bot: object) -> bool:
    return not bot.alive or await run.quiet()


async def deployments(url: str, folder: Path, chance: Random, times: int, people: int = 60) -> Verdict:
    """Have bots end by SIGTERM during a broadcast: nothing may be in doubt."""
    async with ground(url, folder, starting([]), people) as run:
        for number in range(times):
            if await run.peek.waiting() < people:
                await run.announce(f"Announcement {number}")
            bot = await run.start()
            await asyncio.sleep(chance.uniform(0.1, _BEFORE_A_KILL))
            await bot.stop()
        return await judged("SIGTERM", run)


async def two_senders(url: str, folder: Path, chance: Random, kills: int, people: int = 60) -> Verdict:
    """Let two bots run on one database; kill one of them at random."""
    async with ground(url, folder, starting([]), people) as run:
        pair = [await run.start(), await run.start()]
        for number in range(kills):
            if await run.peek.waiting() < people:
                await run.announce(f"Announcement {number}")
            await asyncio.sleep(chance.uniform(0.05, _BEFORE_A_KILL))
            place = chance.randrange(2)
            await run.kill(pair[place])
            pair[place] = await run.start()
        for bot in pair:
            await bot.kill()
        return await judged("two senders", run)


async def frozen(url: str, folder: Path, times: int, lease: float, people: int = 200) -> Verdict:
    """Freeze the sender for longer than its lease while another takes over, and thaw it."""
    async with ground(url, folder, starting([]), people) as run:
        pair = [await run.start(), await run.start()]
        for number in range(times):
            await run.announce(f"Announcement {number}")
            await asyncio.sleep(0.3)
            for bot in pair[:1]:
                bot.signal(signal.SIGSTOP)
            await asyncio.sleep(lease + 2)
            pair[0].signal(signal.SIGCONT)
            pair.reverse()
            await run.until(run.quiet)
        for bot in pair:
            await bot.kill()
        return await judged("SIGSTOP beyond the lease", run)
