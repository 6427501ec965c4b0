"""Four hundred people who tap within ten seconds while an announcement goes out under Telegram's limits."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.rehearsal.server import serve
from tests.bench import opening
from tests.bench.contenders import OURS
from tests.bench.crowd import announced, known
from tests.bench.delivery import PATIENCE, Strict
from tests.bench.limiter import BULK
from tests.bench.processes import TOKEN, cpu, running
from tests.bench.table import Row, at_least, at_most, percentile, show
from tests.torture.checker import most_in_a_second

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rehearsal.given import Upload
    from bot.rehearsal.reply import Reply

PEOPLE = 2_000
TAPPING = 400
WITHIN = 10.0  # seconds
GIVEN_UP = 30.0
RATE = 28
TAKEN = 30  # by Telegram in a second (Bots FAQ)
TAPS = ("1days:", "1day:2021-09-23", "1session:keynote-ketels", "1trips:", "1session:session-3")
_SETTLED = 5.0  # seconds of announcement before the first tap
LETTER = "A message with a button"
_KEYS = {"inline_keyboard": [[{"text": "Tap", "callback_data": "1days:"}]]}


class Tapped(Strict):
    """A strict stand-in that notes when each tap was acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: dict[str, float] = {}

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        files: dict[str, Upload] | None = None,
        token: str | None = None,
    ) -> Reply:
        """Answer; of an accepted acknowledgement the time is noted."""
        reply = await super().call(method, parameters, files, token)
        if method.lower() == "answercallbackquery" and reply.status == 200:
            self.acknowledged[str(parameters["callback_query_id"])] = self.seconds
        return reply


@dataclass(slots=True)
class Storm:
    """What was tapped when."""

    telegram: Tapped
    tapped: dict[int, tuple[str, float]] = field(default_factory=dict)
    """By person: the tap's id and when."""
    busy: float = 0.0
    """Which share of one processor the bot took meanwhile."""

    def acknowledgements(self) -> list[float]:
        """Return how long each acknowledgement took, in seconds; of what was lost, until now."""
        known, now = self.telegram.acknowledged, self.telegram.seconds
        return [known.get(tap, now) - since for tap, since in self.tapped.values()]

    def screens(self) -> dict[int, float]:
        """Return how long each person waited for the screen, in seconds; who has none is left out."""
        waits: dict[int, float] = {}
        for entry in self.telegram.log:
            since = self.tapped.get(entry.chat_id, ("", float("inf")))[1]
            if entry.at >= since and not entry.text.startswith(BULK):
                waits.setdefault(entry.chat_id, entry.at - since)
        return waits

    def sent(self) -> list[float]:
        """Return when each message of the bot's was accepted, edits included."""
        return [entry.at for entry in self.telegram.log if entry.text != LETTER]

    def bulk_meanwhile(self) -> int:
        """Return how many copies of the announcement went out between the first tap and the last screen."""
        begun = min(since for _, since in self.tapped.values())
        ended = max(self.tapped[person][1] + wait for person, wait in self.screens().items())
        return sum(begun <= at <= ended for at in self.telegram.bulk())


def measure(people: int = PEOPLE, tapping: int = TAPPING) -> None:
    """Print the tables."""
    storm = asyncio.run(_measure(people, tapping))
    acknowledged, screens = storm.acknowledgements(), storm.screens()
    waits = list(screens.values())
    lost = 2 * tapping - len(storm.telegram.acknowledged) - len(screens)
    bulk = storm.bulk_meanwhile()
    refused, most = len(storm.telegram.refused), most_in_a_second(storm.sent())
    show(
        f"Crowd: {tapping} people tap within {WITHIN:g} s while {people:,} are told something, flood model on",
        (
            Row("taps or screens lost", f"{lost}", "", "", "", *at_most(lost, 0)),
            Row("acknowledged, p50", f"{1_000 * percentile(acknowledged, 0.5):,.0f} ms"),
            Row("acknowledged, worst", f"{max(acknowledged):.2f} s", "", "", "", *at_most(max(acknowledged), 1, " s")),
            Row("screen, p50", f"{percentile(waits, 0.5):.2f} s"),
            Row("screen, worst", f"{max(waits):.2f} s", "", "", "", *at_most(max(waits), 6, " s")),
            Row("429s", f"{refused}", "", "", "", *at_most(refused, 0)),
            Row("most in any second", f"{most}", "", "", "", *at_most(most, TAKEN)),
            Row("of the announcement meanwhile", f"{bulk}", "", "", "", *at_least(bulk, 10)),
            Row("the bot's share of a processor", f"{storm.busy:.0%}"),
        ),
        f"Telegram takes {TAKEN} messages a second: {TAPPING} screens alone are {TAPPING / RATE:.1f} s at our {RATE}.",
        "Stand-in, people and bot share the machine: where others work too, each gets a processor late.",
        f"Load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
    )  # fmt: skip
    opening.measure()


async def _measure(people: int, tapping: int) -> Storm:
    async with _ours(people, tapping) as (telegram, letters, command, settings):
        storm = Storm(telegram)
        with running(command, settings) as bot:
            async with asyncio.timeout(PATIENCE):
                while not telegram.bulk():  # noqa: ASYNC110 - a log sets no event
                    await asyncio.sleep(0.05)
            await asyncio.sleep(_SETTLED)
            begun, used = telegram.seconds, cpu(bot.pid)
            await _tap(storm, letters)
            await _answered(storm, tapping)
            storm.busy = (cpu(bot.pid) - used) / (telegram.seconds - begun)
        return storm


async def _tap(storm: Storm, letters: dict[int, int]) -> None:
    """Let one after the other tap, at random instants."""
    chance = Random(len(letters))  # noqa: S311 - nothing secret
    begun = storm.telegram.seconds
    for at, person in sorted((chance.uniform(0, WITHIN), person) for person in letters):
        await asyncio.sleep(max(0.0, begun + at - storm.telegram.seconds))
        tap = storm.telegram.tap(person, letters[person], chance.choice(TAPS))
        storm.tapped[person] = tap, storm.telegram.seconds


async def _answered(storm: Storm, tapping: int) -> None:
    """Return when everybody has an acknowledgement and a screen, or when it takes too long."""
    deadline = storm.telegram.seconds + GIVEN_UP
    while storm.telegram.seconds < deadline:
        if len(storm.telegram.acknowledged) == len(storm.screens()) == tapping:
            return
        await asyncio.sleep(0.2)


@asynccontextmanager
async def _ours(people: int, tapping: int) -> AsyncIterator[tuple[Tapped, dict[int, int], list[str], dict[str, str]]]:
    """Serve a stand-in in which the last ones have a message with a button; gives those, and how to start the bot."""
    with TemporaryDirectory(prefix="bench-") as temporary:
        url = f"sqlite:///{temporary}/rehearsal.db"
        await known(url, people)
        await announced(url, BULK)
        telegram = Tapped()
        telegram.flood.on = False
        for person in range(1, people + 1):
            telegram.add_person(person, f"Person {person}", "en").refusal = None
        letters = {person: await _letter(telegram, person) for person in range(people - tapping + 1, people + 1)}
        telegram.flood.on = True
        async with serve(telegram) as address:
            command, settings = OURS.command(address, Path(temporary))
            yield telegram, letters, command, settings | {"STEIGER_ORGANISERS": "1"}


async def _letter(telegram: Tapped, person: int) -> int:
    sent = await telegram.call(
        "sendMessage", {"chat_id": person, "text": LETTER, "reply_markup": json.dumps(_KEYS)}, token=TOKEN
    )
    return int(sent.content["result"]["message_id"])
