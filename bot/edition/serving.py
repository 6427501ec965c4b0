"""What is served: the programme as its files tell it, what is laid over it in chat, and how both are replaced.

Every step is one transaction, and what is served follows its commit at once. It decides nothing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.edition import revising
from bot.faultpoints import faultpoint
from bot.store.archive import digest
from bot.texts import LANGUAGES
from schedule.changes import Change, diff, laid_over
from schedule.live import Live
from schedule.loading import load_texts
from schedule.search import Index

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date, datetime

    from bot.context import Desk
    from bot.store import Edition, Store
    from bot.store.changes import LiveChange, Step
    from schedule.loading import Loaded
    from schedule.model import Programme

_log = logging.getLogger(__name__)
FOLDER = "folder"
"""The note of the folder that was decided on last: as long as it is so, it is no candidate."""


async def first_edition(
    loaded: Loaded, store: Store, now: datetime, machine: datetime, reserved: frozenset[str]
) -> Programme | None:
    """Return the programme to begin with: the one kept last as it was served, else the one read, else None.

    What has been read and differs from the one kept is looked at once the bot runs, as any change of the folder is;
    but for another conference altogether, which takes the place of the one before.
    """
    kept = await store.edition()
    if kept and loaded.programme and digest(dict(loaded.sources)) == kept.digest:
        return loaded.programme
    before = parsed(kept.sources, reserved, now).programme if kept else None
    if kept and before and not another(before, loaded.programme):
        _warn(loaded, kept)
        return before
    if loaded.programme:
        await store.keep_edition(dict(loaded.sources), machine)
        await store.set_note(FOLDER, digest(dict(loaded.sources)))
    return loaded.programme


def _warn(loaded: Loaded, kept: Edition) -> None:
    if loaded.programme is None:
        for problem in loaded.problems:
            _log.warning("%s", problem)
        _log.warning("The conference has errors; the last good edition, of %s, keeps serving.", kept.taken_at)


def another(before: Programme, after: Programme | None) -> bool:
    """Tell whether it is another conference altogether."""
    return after is not None and before.conference.id != after.conference.id


def parsed(sources: Mapping[str, str], reserved: frozenset[str], now: datetime) -> Loaded:
    """Return the conference in files that were read before; no page may take one of the `reserved` names."""
    return load_texts(sources.items(), reserved=reserved, spoken=frozenset(LANGUAGES), now=now)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edition that may be served: its files, its programme as they tell it, and with what is laid over it."""

    sources: Mapping[str, str]
    base: Programme
    programme: Programme
    dropped: tuple[Live, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of its files, in hexadecimal."""
        return digest(self.sources)


class Serving:
    """Keeps `desk.programme` what it has to be; one step after the other.

    `base` is the programme as the files tell it; `menus` is called when the languages have changed.
    """

    def __init__(
        self, desk: Desk, base: Programme, menus: Callable[[Programme], Awaitable[None]] | None = None
    ) -> None:
        self._desk = desk
        self._base = base
        self._menus = menus
        self._live: tuple[LiveChange, ...] = ()
        self._served = ""
        self._turn = asyncio.Lock()
        self._day: date | None = None

    async def start(self) -> None:
        """Lay over the programme what was changed in chat, and know what pages show of former times.

        Called once more, after another process may have been at work, it serves what that has kept.
        """
        async with self._turn:
            kept = await self._desk.store.edition()
            if kept and self._served not in {"", kept.digest}:
                loaded = await asyncio.to_thread(parsed, kept.sources, self._reserved, self._desk.clock.now())
                self._base = loaded.programme or self._base
            self._served = kept.digest if kept else ""
            self._live = await self._desk.store.changes.live()
            programme, _ = laid_over(self._base, map(as_live, self._live))
            if programme != self._desk.programme:
                index = await asyncio.to_thread(Index, programme)
                self._desk.programme, self._desk.index = programme, index
            await self._refresh()

    @property
    def _reserved(self) -> frozenset[str]:
        return frozenset(self._desk.commands)

    def _candidate(self, sources: Mapping[str, str], base: Programme) -> Candidate:
        return Candidate(sources, base, *laid_over(base, map(as_live, self._live)))

    async def _people(self, changes: tuple[Change, ...]) -> int:
        """Return how many people will be told of changes."""
        now = self._desk.clock.now()
        told = [revising.concerned(change) for change in changes if revising.concerns_anybody(change, now)]
        return await self._desk.store.changes.followers(frozenset[tuple[str, str]]().union(*told))

    async def _step(self, candidate: Candidate, step: Step) -> int | None:
        """Take a step to its end, even if whoever waits for it is cancelled: a commit is followed by its serving.

        Return the number of what was laid over the YAML by it, if anything.
        """
        index = self._desk.index
        if candidate.base is not self._base or diff(self._desk.programme, candidate.programme):
            index = await asyncio.to_thread(Index, candidate.programme)
        return await asyncio.shield(asyncio.create_task(self._serve(candidate, step, index)))

    async def _serve(self, candidate: Candidate, step: Step, index: Index) -> int | None:
        old, self._desk.replacing = self._desk.programme, True
        try:
            taken = await self._desk.store.changes.take(step)
            faultpoint("after a step of the programme")
            self._desk.programme, self._desk.index = candidate.programme, index
        finally:
            self._desk.replacing = False
        self._base = candidate.base
        gone = set(step.dropped)
        laid = (replace(step.laid, id=taken.live),) if step.laid and taken.live else ()
        self._live = tuple(each for each in self._live if each.id not in gone) + laid
        self._served = candidate.digest if step.sources is not None else self._served
        await self._refresh()
        self._desk.outbox.stir()
        if self._menus and old.conference.languages != candidate.programme.conference.languages:
            await self._menus(candidate.programme)
        return taken.live

    async def _refresh(self) -> None:
        """Know anew what pages show of former times, and the numbers of calendar files' events."""
        revisions = await self._desk.store.changes.revisions()
        self._desk.moved_from = revising.moved_from(self._desk.programme, revisions, self._desk.clock.now())
        self._desk.sequence = revising.numbers(revisions)
        self._day = self._today

    @property
    def _today(self) -> date:
        return self._desk.clock.now().astimezone(self._desk.programme.conference.zone).date()


def as_live(change: LiveChange) -> Live:
    """Return a change made in chat as the programme knows it."""
    what: Any = change.what
    return Live(change.id, change.kind, change.subject, what, change.value)
