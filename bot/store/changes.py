"""What changes in the programme: editions, what was changed in chat, revisions and the letters that tell of them.

One step of the programme is one transaction. `made_at` and `tell_at` are the conference's clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, tuple_, update

from bot.faultpoints import faultpoint
from bot.store import archive, broadcasting, letters, telling
from bot.store.recent import Recent
from bot.store.tables import edition, follow, live_change, person, revision
from bot.store.values import Edition, LetterKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from bot.store.broadcasting import Aired
    from bot.store.engines import Database
    from bot.store.telling import Revised
    from bot.store.values import Letter

Snapshot = dict[str, Any]
Pair = tuple[str, str]
ASKING = "edition"
"""What a letter is about that asks organisers for their decision."""
_HELD = "held"
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class LiveChange:
    """Something that was changed in chat and is laid over the YAML; `id` is 0 until it is kept."""

    kind: str
    subject: str
    what: str
    """`start`, `room`, `status` or `recording`; of a stream `down` or `url`; of a room `full`."""
    value: Mapping[str, Any]
    made_at: datetime
    made_by: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the programme: all that belongs to it is kept, or nothing."""

    made_at: datetime
    machine: datetime
    sources: Mapping[str, str] | None = None
    """The files of a new edition, if it is one."""
    notes: Mapping[str, str] = field(default_factory=dict)
    laid: LiveChange | None = None
    dropped: Collection[int] = ()
    """Changes made in chat that hold no longer."""
    revised: tuple[Revised, ...] = ()
    aired: tuple[Aired, ...] = ()
    """What is watched or entered otherwise from now on."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a step: how many people will be told, and the id of what was laid over the YAML."""

    people: int
    live: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """How an item's facts changed: the `number`th time, from `before` to `after`; None where it was not there.

    `tell_at` is when those who follow it hear of it.
    """

    kind: str
    subject: str
    number: int
    made_at: datetime
    tell_at: datetime
    before: Snapshot | None
    after: Snapshot | None

    @property
    def starts(self) -> tuple[datetime | None, datetime | None]:
        """When it began before and begins since."""
        return _start(self.before), _start(self.after)


def _start(shot: Snapshot | None) -> datetime | None:
    return datetime.fromisoformat(shot["start"]) if shot else None


class ProgrammeChanges:
    """The area of the store for what changes; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._before: Recent[tuple[str, str, int], Snapshot | None] = Recent(_REMEMBERED)

    async def take(self, step: Step) -> Taken:
        """Take a step: the edition, what is laid over it, its revisions, and the letters that tell of them."""
        return await self._database.writer.run(lambda connection: _take(connection, step))

    async def hold(self, sources: Mapping[str, str], asking: Collection[Letter], machine: datetime) -> Edition:
        """Keep an edition until somebody decides on it, in place of one that was held before, and plan to ask them."""
        return await self._database.writer.run(lambda connection: _hold(connection, sources, asking, machine))

    async def held(self) -> Edition | None:
        """Return the edition that waits for a decision."""
        return await self._database.reader.run(lambda connection: archive.last_edition(connection, _HELD))

    async def let_go(self, notes: Mapping[str, str]) -> None:
        """Hold no edition any more, and note what is to be noted."""
        await self._database.writer.run(lambda connection: _let_go(connection, notes))

    async def live(self) -> tuple[LiveChange, ...]:
        """Return what is laid over the YAML, in the order in which it was changed."""
        return await self._database.reader.run(_live)

    async def followers(self, pairs: Collection[Pair]) -> int:
        """Return how many people follow any of these things and can be told."""
        return await self._database.reader.run(lambda connection: _followers(connection, pairs))

    async def audience(self, aired: Aired) -> int:
        """Return how many people would be told of something that is watched or entered otherwise."""
        return await self._database.reader.run(lambda connection: broadcasting.people(connection, aired))

    async def before(self, kind: str, subject: str, number: int) -> Snapshot | None:
        """Return what an item was before a revision; None if it was not there."""
        key = (kind, subject, number)
        if key not in self._before:
            self._before.put(key, await self._database.reader.run(lambda connection: _before(connection, key)))
        return self._before.get(key)

    async def revisions(self) -> tuple[Revision, ...]:
        """Return every revision, in the order in which they were made."""
        return await self._database.reader.run(_revisions)

    async def moved(self) -> dict[Pair, datetime]:
        """Return, for what was moved, when those who follow it were told so last; other revisions change nothing."""
        made = sorted(await self.revisions(), key=lambda each: each.number)
        return {(each.kind, each.subject): each.tell_at for each in made if each.starts[0] != each.starts[1]}


def _take(connection: Connection, step: Step) -> Taken:
    if step.sources is not None:
        _let_go(connection, {})
        archive.keep_edition(connection, step.sources, step.machine)
    for key, value in step.notes.items():
        archive.write_note(connection, key, value)
    archive.count_on(connection)
    faultpoint("within a step of the programme")
    live = _lay(connection, step.laid) if step.laid else None
    if step.dropped:
        gone = live_change.c.id.in_(step.dropped)
        connection.execute(update(live_change).where(gone).values(dropped_at=step.made_at))
    told = telling.tell(connection, step.revised, step.made_at, step.machine)
    told |= broadcasting.tell(connection, step.aired, step.machine)
    faultpoint("at the end of a step of the programme")
    return Taken(len(told), live)


def _lay(connection: Connection, change: LiveChange) -> int:
    names = ("kind", "subject", "what", "value", "made_by", "made_at")
    row = {name: getattr(change, name) for name in names} | {"value": dict(change.value)}
    return int(connection.execute(insert(live_change).values(row).returning(live_change.c.id)).scalar_one())


def _hold(connection: Connection, sources: Mapping[str, str], asking: Collection[Letter], machine: datetime) -> Edition:
    _let_go(connection, {})
    kept = Edition(dict(sorted(sources.items())), archive.digest(sources), machine)
    row = {"digest": kept.digest, "sources": dict(kept.sources), "taken_at": machine, "state": _HELD}
    connection.execute(insert(edition).values(row))
    letters.plan(connection, asking, machine)
    return kept


def _let_go(connection: Connection, notes: Mapping[str, str]) -> None:
    connection.execute(delete(edition).where(edition.c.state == _HELD))
    letters.supersede(connection, LetterKind.INCIDENT, ASKING)
    for key, value in notes.items():
        archive.write_note(connection, key, value)


def _live(connection: Connection) -> tuple[LiveChange, ...]:
    rows = connection.execute(
        select(live_change).where(live_change.c.dropped_at.is_(None)).order_by(live_change.c.id)
    ).mappings()
    return tuple(LiveChange(**{name: value for name, value in row.items() if name != "dropped_at"}) for row in rows)


def _followers(connection: Connection, pairs: Collection[Pair]) -> int:
    if not pairs:
        return 0
    them = tuple_(follow.c.kind, follow.c.subject).in_(sorted(pairs))
    statement = select(func.count(follow.c.person.distinct())).join(person, person.c.id == follow.c.person)
    return connection.execute(statement.where(them, person.c.reachable, ~person.c.silenced)).scalar_one()


def _before(connection: Connection, key: tuple[str, str, int]) -> Snapshot | None:
    this = tuple_(revision.c.kind, revision.c.subject, revision.c.number) == key
    found: Snapshot | None = connection.scalar(select(revision.c.before).where(this))
    return found


def _revisions(connection: Connection) -> tuple[Revision, ...]:
    order = (revision.c.made_at, revision.c.kind, revision.c.subject, revision.c.number)
    names = (*order[1:], revision.c.made_at, revision.c.tell_at, revision.c.before, revision.c.after)
    return tuple(Revision(*row) for row in connection.execute(select(*names).order_by(*order)))
