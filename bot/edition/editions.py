"""The edition that is served, and how another takes its place: watched for, sent in chat, checked, decided on.

A broken edition never replaces a good one, and one that looks like a mistake is held until an organiser has said so.
Whom it concerns is told by letters; it sends nothing itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import seconds
from bot.edition import airing, parcels, revising
from bot.edition.laying import Laying
from bot.edition.serving import FOLDER, another, parsed
from bot.edition.watching import Folder
from bot.screens import difference
from bot.screens.incident import INCIDENTS
from bot.screens.outcomes import Outcome, Verdict
from bot.settings import Apply
from bot.store.archive import digest
from bot.store.changes import ASKING, Step
from bot.store.values import Lane, Letter, LetterKind
from bot.texts import LANGUAGES
from schedule.changes import diff, held, upheavals
from schedule.files import files_of, texts_of
from schedule.loading import load
from schedule.problems import Findings, Severity

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from bot.context import Desk
    from bot.edition.serving import Candidate
    from schedule.loading import Loaded
    from schedule.model import Programme

_log = logging.getLogger(__name__)
BROKEN = "broken"
"""What a letter is about that tells organisers what is wrong with an edition."""
EVERY = 1.0
"""Seconds between two looks at the folder."""
SHOWN = 10
_USEFUL = timedelta(days=1)
_NAMED = 16
INCIDENTS |= {ASKING: difference.asking, BROKEN: difference.broken}


class Editions(Laying):
    """Every decision is made one after the other.

    `base` is the programme as the files tell it, `folder` where they are watched (or the one file), `menus` is called
    with the new programme when its languages are others.
    """

    def __init__(
        self,
        desk: Desk,
        base: Programme,
        folder: Path | None,
        apply: Apply = Apply.ASK,
        menus: Callable[[Programme], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(desk, base, menus)
        self._folder = Folder(folder) if folder else None
        self._apply = apply
        self.errors = self.warnings = 0
        """How many problems there were in the folder when it was read last."""
        self._decided = ""
        """The folder that was decided on last, or is held."""

    async def start(self) -> None:
        """Serve what was served before; what has changed in the folder since is seen at the first looks."""
        self._decided = await self._desk.store.note(FOLDER) or ""
        await super().start()

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the folder every second until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look(seconds())
            except Exception:  # noqa: BLE001 - see below
                # The folder is somebody's disk, and the store may be away for a while: the next look is in a second.
                _log.exception("the conference's folder could not be looked at")
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                continue

    async def look(self, machine: float) -> None:
        """Look at the folder once, and see to what has come to rest there; `machine` counts the machine's seconds."""
        folder = self._folder
        if folder is not None and await asyncio.to_thread(folder.look, machine):
            async with self._turn:
                await self._see_to(folder)
        if self._day != self._today:
            await self._refresh()

    async def _see_to(self, folder: Folder) -> None:
        known = frozenset({self._served, self._decided})
        found, loaded = await asyncio.to_thread(self._load, folder.path, known)
        if not await asyncio.to_thread(folder.still):
            return
        if loaded:
            outcome = await self._decide(loaded, tell=True)
            if outcome.verdict is Verdict.BROKEN:
                await self._tell_of_broken(outcome)
        elif found == self._served != self._decided:
            await self._as_served(found)

    def _load(self, path: Path, known: frozenset[str]) -> tuple[str, Loaded | None]:
        """Return the folder's digest and the conference in it; None for a `known` one, which costs no parsing."""
        findings = Findings()
        where, files = files_of(path, findings)
        texts = tuple(texts_of(files, findings, within=where if where == path else None))
        found = digest({name: text for name, text in texts if text is not None})
        if not findings.errors and found in known:
            self.errors = 0  # it was read before, and without any
            return found, None
        return self._read(path)

    def _read(self, path: Path) -> tuple[str, Loaded]:
        """Return the digest of what lies there and the conference in it; count what is wrong with it."""
        now = self._desk.clock.now()
        loaded = load(path, reserved=self._reserved, spoken=frozenset(LANGUAGES), now=now)
        self.errors, self.warnings = loaded.errors, loaded.warnings
        return digest(dict(loaded.sources)), loaded

    async def reload(self) -> Outcome:
        """Read the folder now, by hand; one that was decided against before is asked about anew."""
        if self._folder is None:
            return Outcome(Verdict.SAME)
        async with self._turn:
            await asyncio.to_thread(self._folder.settle)
            found, loaded = await asyncio.to_thread(self._read, self._folder.path)
            if loaded.programme and found == self._served:
                return replace(await self._as_served(found), warnings=_lines(loaded, Severity.WARNING))
            outcome = await self._decide(loaded, ask=found == self._decided)
            return replace(outcome, warnings=_lines(loaded, Severity.WARNING))

    async def sent(self, name: str, content: bytes) -> Outcome:
        """Check a YAML file, or a zip of a folder, that an organiser sent, and hold it until somebody decides."""
        async with self._turn:
            kept = await self._desk.store.edition()
            try:
                sources, added = await asyncio.to_thread(parcels.unpacked, name, content, kept.sources if kept else {})
            except parcels.Refused as refusal:
                return Outcome(Verdict.REFUSED, reason=str(refusal))
            loaded = await asyncio.to_thread(parsed, sources, self._reserved, self._desk.clock.now())
            if loaded.programme and digest(sources) == self._served:
                return Outcome(Verdict.SAME)
            outcome = await self._decide(loaded, ask=True, watched=False)
            return replace(outcome, added=added, warnings=_lines(loaded, Severity.WARNING))

    async def _as_served(self, found: str) -> Outcome:
        """Let go of what was held: the folder is as it was."""
        self._decided = found
        await self._desk.store.changes.let_go(self._notes)
        return Outcome(Verdict.SAME)

    @property
    def _notes(self) -> dict[str, str]:
        return {FOLDER: self._decided} if self._decided else {}

    async def _decide(self, loaded: Loaded, *, ask: bool = False, tell: bool = False, watched: bool = True) -> Outcome:
        """Apply an edition, or hold it until an organiser decides; `tell`: all of them have to hear of that."""
        if loaded.programme is None:
            return _broken(loaded)
        candidate = self._candidate(dict(loaded.sources), loaded.programme)
        if watched:
            self._decided = candidate.digest
        outcome = await self._outcome(candidate)
        if not ask and await self._by_itself(outcome):
            return await self._take(candidate, outcome)
        await self._hold(candidate, outcome, tell=tell)
        return outcome

    async def _hold(self, candidate: Candidate, outcome: Outcome, *, tell: bool) -> None:
        waiting = await self._desk.store.changes.held()
        if waiting and waiting.digest == candidate.digest:
            return
        # What was held and refused may come again, and is asked about again.
        named = f"{outcome.digest}:{self._desk.machine():%Y%m%dT%H%M%S}"
        letters = await self._to_organisers(ASKING, named, difference.facts(outcome)) if tell else ()
        await self._desk.store.changes.hold(candidate.sources, letters, self._desk.machine())
        self._desk.outbox.stir()

    async def _outcome(self, candidate: Candidate) -> Outcome:
        """Return what is in an edition, and that it waits for a decision."""
        old, new, now = self._desk.programme, candidate.programme, self._desk.clock.now()
        changes = diff(old, new)
        grave = tuple(each for each in upheavals(old, new, now) if each.grave) if held(old, new, now) else ()
        people = await self._people(changes)
        heard = [await self._desk.store.changes.audience(each) for each in airing.all_aired(old, new, now)]
        outcome = Outcome(Verdict.ASK, candidate.digest[:_NAMED], changes, people, upheavals=grave, heard=sum(heard))
        return replace(outcome, other=another(old, new))

    async def _by_itself(self, outcome: Outcome) -> bool:
        """Tell whether an edition is applied without asking anybody."""
        if outcome.upheavals or outcome.other:
            return False
        if revising.harmless(outcome.changes) or self._apply is Apply.AUTO:
            return True
        return not await self._desk.store.organisers()

    async def held(self) -> Outcome | None:
        """Return what is in the edition that waits for a decision, compared with what is served now."""
        waiting = await self._desk.store.changes.held()
        candidate = await self._read_again(waiting.sources) if waiting else None
        return await self._outcome(candidate) if candidate else None

    async def _read_again(self, sources: Mapping[str, str]) -> Candidate | None:
        loaded = await asyncio.to_thread(parsed, sources, self._reserved, self._desk.clock.now())
        return self._candidate(sources, loaded.programme) if loaded.programme else None

    async def apply(self, named: str) -> Outcome:
        """Serve the edition that waits, if it is the one named."""
        async with self._turn:
            waiting = await self._waiting(named)
            candidate = await self._read_again(waiting) if waiting else None
            if candidate is None:
                return self._decided_before(named)
            return await self._take(candidate, await self._outcome(candidate))

    async def keep_old(self, named: str) -> Outcome:
        """Go on with what is served, and forget the edition that waits, if it is the one named."""
        async with self._turn:
            if await self._waiting(named) is None:
                return self._decided_before(named)
            await self._desk.store.changes.let_go(self._notes)
            return Outcome(Verdict.KEPT, named)

    async def _waiting(self, named: str) -> Mapping[str, str] | None:
        waiting = await self._desk.store.changes.held()
        return waiting.sources if waiting and waiting.digest[:_NAMED] == named else None

    def _decided_before(self, named: str) -> Outcome:
        return Outcome(Verdict.SAME if named and self._served[:_NAMED] == named else Verdict.OVER)

    async def _take(self, candidate: Candidate, outcome: Outcome) -> Outcome:
        now = self._desk.clock.now()
        concerning = (change for change in outcome.changes if revising.concerns_anybody(change, now))
        step = Step(
            made_at=now,
            machine=self._desk.machine(),
            sources=candidate.sources,
            notes=self._notes,
            dropped=tuple(live.id for live in candidate.dropped),
            revised=tuple(revising.revised(change, now) for change in concerning),
            aired=airing.all_aired(self._desk.programme, candidate.programme, now),
        )
        await self._step(candidate, step)
        return replace(outcome, verdict=Verdict.QUIET if revising.harmless(outcome.changes) else Verdict.APPLIED)

    async def _tell_of_broken(self, outcome: Outcome) -> None:
        """Tell every organiser, once for the same edition."""
        letters = await self._to_organisers(BROKEN, outcome.digest, difference.facts(outcome))
        await self._desk.store.letters.plan(letters, self._desk.machine())
        self._desk.outbox.stir()

    async def _to_organisers(self, about: str, named: str, facts: Mapping[str, Any]) -> tuple[Letter, ...]:
        now = self._desk.clock.now()
        kind, until = LetterKind.INCIDENT, now + _USEFUL
        return tuple(
            Letter(f"i:{about}:{named}:{who}", kind, Lane.URGENT, who, about, now, until, facts)
            for who in await self._desk.store.organisers()
        )


def _broken(loaded: Loaded) -> Outcome:
    lines = _lines(loaded, Severity.ERROR)
    content = "\n".join((digest(dict(loaded.sources)), *lines))
    named = hashlib.sha256(content.encode()).hexdigest()[:_NAMED]
    return Outcome(Verdict.BROKEN, named, problems=lines[:SHOWN], more=loaded.errors - len(lines[:SHOWN]))


def _lines(loaded: Loaded, severity: Severity) -> tuple[str, ...]:
    return tuple(str(each) for each in loaded.problems if each.severity is severity)
