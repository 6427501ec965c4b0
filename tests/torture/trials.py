"""The trials: each a run in which bots die in one way, and what its evidence says."""

from __future__ import annotations

import asyncio
import json
import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.clock import seconds
from bot.delivery.planning import CHUNK
from bot.rehearsal import faults
from tests.forked import PATIENCE
from tests.torture.checker import Tally, check, tally
from tests.torture.child import LEASE
from tests.torture.ground import Ground, ground, starting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from random import Random

    from tests.forked import Forked

NASTY = {"cut": 0.005, "server_error": 0.005, "bad_gateway": 0.005, "broken_json": 0.005}
"""How likely a call is to meet what."""
_ON_TIME = 0.5
"""Seconds after its start at which a random kill comes at most, once the bot is at work."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a trial has shown. `named` is how long it took at most until a doubtful letter was named, in seconds.

    `left` is how many letters were on their way when somebody was killed.
    """

    trial: str
    kills: int
    left: int
    figures: Tally
    violations: tuple[str, ...]
    named: float
    took: float

    @property
    def doubt_per_kill(self) -> float:
        """How many letters each kill has put in doubt."""
        return self.left / max(1, self.kills)


async def judged(trial: str, run: Ground, patience: float = 5 * PATIENCE) -> Verdict:
    """Let a last bot finish what is left, and return what the evidence says."""
    run.telegram.faults.clear()
    bot = await run.start()
    await run.until(run.quiet, patience)
    await bot.stop()
    evidence = await run.evidence()
    named = max(run.named, default=0.0)
    return Verdict(trial, run.kills, run.left, tally(evidence), check(evidence), named, seconds() - run.since)


async def random_kills(url: str, folder: Path, chance: Random, kills: int, people: int = 60) -> Verdict:
    """Kill at random instants, during announcements, reminders and changes, while Telegram has a bad day."""
    sessions = range(15, 15 + kills // 2, 10)
    async with ground(url, folder, starting(sessions), people) as run:
        run.telegram.faults.weather(NASTY, chance.randrange(1_000))
        for number in range(kills):
            if await run.peek.ready() < people:
                await run.announce(f"Announcement {number}")
            if chance.random() < 0.2:
                run.edit()
            left = await run.peek.sending()
            bot = await run.start()
            await _at_work(run, bot, chance)
            await asyncio.gather(asyncio.sleep(chance.uniform(0, _ON_TIME)), run.settled(bot, left))
            await run.kill(bot)
        return await judged("random kills", run)


async def _at_work(run: Ground, bot: Forked, chance: Random) -> None:
    """Return once a bot has begun to work; now and then at once."""
    before = run.telegram.polls
    if chance.random() > 0.1:
        await run.until(lambda: _begun(run, bot, before))


async def _begun(run: Ground, bot: Forked, polls: int) -> bool:
    return run.telegram.polls > polls or not bot.alive


async def passings(url: str, folder: Path, people: int = 30) -> Mapping[str, int]:
    """Return how often a bot passes each fault point in a run in which everything happens."""
    async with ground(url, folder, starting([10]), people) as run:
        await run.stale()
        bot = await run.start(announces="For counting", counted=True)
        await run.until(lambda: _begun(run, bot, 0))
        run.edit()
        await run.until(lambda: _all_sent(run, 3 * people))
        await bot.stop()
        counted: Mapping[str, int] = json.loads((run.folder / "counted").read_text())
    return counted


async def _all_sent(run: Ground, letters: int) -> bool:
    return await run.peek.letters() > letters and not await run.peek.waiting()


async def fault_points(url: str, folder: Path, chance: Random, counted: Mapping[str, int], people: int = 30) -> Verdict:
    """Kill at every fault point in turn, each time at a passing drawn by lot."""
    missed = []
    async with ground(url, folder, starting([10]), people, speed=20) as run:
        for name in sorted(counted, key=_lasts):
            await _prepare(run, name)
            count = counted[name]
            bot = await run.start(name, chance.randint(1, max(1, count // 8)), announces=f"Until {name}")
            try:
                if await bot.ended(10) != -signal.SIGKILL:
                    missed.append(f"{name}: it ended by itself\n{bot.errors}")
                await run.killed()
            except TimeoutError:
                missed.append(f"{name} was not passed")
                await bot.stop()
        verdict = await judged("every fault point", run)
    return replace(verdict, violations=(*verdict.violations, *missed))


def _lasts(name: str) -> bool:
    """Tell whether a fault point is passed as long as a run lasts: reminders are planned only while they are of use."""
    return "planning" not in name and "ready" not in name


async def _prepare(run: Ground, name: str) -> None:
    """See that the next bot passes a fault point."""
    if "expired" in name:
        await run.stale()
    if "step of the programme" in name:
        run.edit()
    if "settlement" in name:
        run.telegram.faults.clear()
        bad = faults.refusal("Bad Request: message text is empty")
        for fault in (faults.cut(accepted=True), faults.server_error(), faults.broken_json(), bad):
            run.telegram.faults.add(fault, "sendMessage")


async def planning(url: str, folder: Path, kills: int, people: int = 10_000) -> Verdict:
    """Kill while reminders for many are being planned: at each chunk in turn, before it and within its transaction."""
    async with ground(url, folder, starting([13]), people, speed=1, rate=25) as run:
        for number in range(kills):
            name = ("before planning", "while planning")[number % 2]
            bot = await run.start(name, 1 + number // 2 % max(1, people // CHUNK))
            await run.until(lambda bot=bot: _planned_or_dead(run, bot))
            await run.kill(bot)
        bot = await run.start()
        await run.until(lambda: _planned_or_dead(run, bot))
        await bot.stop()
        evidence = replace(await run.evidence(), over=False)
        violations = check(evidence)
        return Verdict("while planning", run.kills, run.left, tally(evidence), violations, 0.0, seconds() - run.since)


async def _planned_or_dead(run: Ground, bot: Forked) -> bool:
    return not bot.alive or await run.planned()


async def deployments(url: str, folder: Path, chance: Random, times: int, people: int = 60) -> Verdict:
    """Have bots end by SIGTERM during a broadcast: nothing may be in doubt."""
    async with ground(url, folder, starting([]), people) as run:
        for number in range(times):
            if await run.peek.ready() < people:
                await run.announce(f"Announcement {number}")
            bot = await run.start()
            await _at_work(run, bot, chance)
            await asyncio.sleep(chance.uniform(0, _ON_TIME))
            await bot.stop()
            run.kills += 1
        verdict = await judged("SIGTERM", run)
    doubt = (f"{verdict.figures.doubt} are in doubt",) if verdict.figures.doubt else ()
    return replace(verdict, violations=(*verdict.violations, *doubt))


async def two_senders(url: str, folder: Path, chance: Random, kills: int, people: int = 60) -> Verdict:
    """Let two bots run on one database; kill one of them at random."""
    async with ground(url, folder, starting([]), people) as run:
        pair = [await run.start(), await run.start()]
        for number in range(kills):
            if await run.peek.ready() < people:
                await run.announce(f"Announcement {number}")
            await asyncio.sleep(chance.uniform(0.1, 2 * LEASE.total_seconds()))
            place = chance.randrange(2)
            await run.kill(pair[place])
            pair[place] = await run.start()
        for bot in pair:
            await bot.kill()
        return await judged("two senders", run)


async def frozen(url: str, folder: Path, chance: Random, times: int, people: int = 300) -> Verdict:
    """Freeze the one who sends for longer than its right to, while another takes over; thawed, it ends itself."""
    async with ground(url, folder, starting([]), people) as run:
        pair = [await run.start(), await run.start()]
        for number in range(times):
            await run.announce(f"Announcement {number}")
            await run.until(lambda: _some_sent(run))
            sender = await _sender(run, pair)
            sender.signal(signal.SIGSTOP)
            await asyncio.sleep(LEASE.total_seconds() + chance.uniform(0.5, 1.5))
            sender.signal(signal.SIGCONT)
            await sender.ended()
            await run.killed()
            pair = [bot for bot in pair if bot is not sender] + [await run.start()]
            await run.until(run.quiet)
        for bot in pair:
            await bot.kill()
        return await judged("SIGSTOP beyond the lease", run)


async def _some_sent(run: Ground) -> bool:
    return 0 < await run.peek.ready() < run.people


async def _sender(run: Ground, bots: list[Forked]) -> Forked:
    """Return the one who has the right to send."""
    holder = await run.peek.holder()
    return next(bot for bot in bots if f"process {bot.pid} " in holder)
