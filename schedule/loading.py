"""A folder of YAML, one file of it, or texts read before → a programme, or every problem. It watches nothing."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from schedule.checking import check
from schedule.defaults import filled_in
from schedule.files import files_of, texts_of
from schedule.gathering import gather
from schedule.model import Press, Programme, Value
from schedule.problems import Findings, Problem
from schedule.reading import Extent, parse
from schedule.references import check_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from schedule.gathering import Gathered
    from schedule.records import Placed

V = TypeVar("V", bound=Value)
Sources = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a conference: its programme, unless there are errors, and its problems.

    `problems` are the first hundred, sorted by place; `errors` and `warnings` count all of them. `sources` are the
    files' names and texts as read, from which `load_texts` makes the same programme again.
    """

    programme: Programme | None
    problems: tuple[Problem, ...]
    errors: int
    warnings: int
    sources: Sources

    @property
    def more(self) -> int:
        """How many problems there are beyond those listed."""
        return self.errors + self.warnings - len(self.problems)


def load(
    path: Path,
    *,
    reserved: frozenset[str] = frozenset(),
    spoken: frozenset[str] = frozenset(),
    now: datetime | None = None,
) -> Loaded:
    """Return the conference in a folder or a single file.

    `reserved` are names of commands, which no page may take; `spoken`, the languages in which the bot has words, and
    `now`, aware, serve only for warnings. It never raises for what is written there, nor for what cannot be read.
    """
    findings = Findings()
    folder, files = files_of(path, findings)
    within = folder if folder == path else None
    return _Loading(findings, folder, reserved, spoken, now).load(texts_of(files, findings, within=within))


def load_texts(
    sources: Iterable[tuple[str, str]],
    *,
    reserved: frozenset[str] = frozenset(),
    spoken: frozenset[str] = frozenset(),
    now: datetime | None = None,
) -> Loaded:
    """Return the conference in texts that `load` has given as `sources`; the files they name are not looked for."""
    return _Loading(Findings(), None, reserved, spoken, now).load(sources)


@dataclass(frozen=True, slots=True)
class _Loading:
    findings: Findings
    folder: Path | None
    reserved: frozenset[str]
    spoken: frozenset[str]
    now: datetime | None

    def load(self, texts: Iterable[tuple[str, str | None]]) -> Loaded:
        with _without_garbage_collection():
            read = tuple(texts)
            programme = self._programme(read) if read else None
        sources = tuple((name, text) for name, text in read if text is not None)
        findings = self.findings
        return Loaded(programme, findings.problems(), findings.errors, findings.warnings, sources)

    def _programme(self, texts: Iterable[tuple[str, str | None]]) -> Programme | None:
        extent = Extent()
        roots = [(name, None if text is None else parse(name, text, self.findings, extent)) for name, text in texts]
        trees = [(name, root) for name, root in roots if root]
        gathered = gather(trees, self.findings, folder=self.folder, complete=len(trees) == len(roots))
        check_references(gathered, self.findings)
        _fill_in(gathered)
        check(gathered, self.findings, reserved=self.reserved, spoken=self.spoken, now=self.now)
        return None if self.findings.errors else _programme(gathered)


def _fill_in(gathered: Gathered) -> None:
    """Give the sessions what applies to them by default."""
    rooms = {room.record.id: room.record for room in gathered.rooms if room.sound("id")}
    zone = gathered.reading.zone
    for position, placed in enumerate(gathered.sessions):
        session = placed.record
        room = rooms.get(session.room) if session.room else None
        gathered.sessions[position] = replace(placed, record=filled_in(session, room, zone))


def _programme(gathered: Gathered) -> Programme | None:
    if not gathered.conference:
        return None
    accreditation = gathered.accreditation.record.accreditation if gathered.accreditation else None
    return Programme(
        conference=gathered.conference.record,
        rooms=_values(gathered.rooms),
        streams=_values(gathered.streams),
        tracks=_values(gathered.tracks),
        speakers=_values(gathered.speakers),
        sessions=tuple(sorted(_values(gathered.sessions), key=lambda session: session.start)),
        excursions=tuple(sorted(_values(gathered.excursions), key=lambda excursion: excursion.meets)),
        press=Press(
            contacts=_values(gathered.contacts), releases=_values(gathered.releases), accreditation=accreditation
        ),
        pages=_values(gathered.pages),
    )


def _values(placed: list[Placed[V]]) -> tuple[V, ...]:
    return tuple(each.record for each in placed)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch the collector off meanwhile: it would look through the growing tree for cycles again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
