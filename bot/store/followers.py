"""Who follows what and since when, and which reminders somebody missed. It will not say who is owed what."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, time, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, and_, cast, false, or_, select

from bot.reader import Mode
from bot.store.tables import follow, letter, own_leads, person
from bot.store.values import LetterState
from schedule.following import Follow, Follower

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Table

    from bot.store.engines import Database

# As they are written: thousands have the same few, which are read once.
_NUMBERS = (cast(column, Text).label(column.name) for column in (person.c.leads, person.c.quiet))
_CHOICES = (person.c.id, person.c.mode, person.c.zone, *_NUMBERS, person.c.overview)
_MAY_BE_SENT = person.c.reachable & ~person.c.silenced
_OVERVIEW = select(person.c.id).where(person.c.overview.is_not(None))


class Followers:
    """People as the programme's reminders see them; every method is one transaction.

    `zone` is the conference's: for those in the house, and for those whose own is not known.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def near(self, subjects: Collection[tuple[str, str]], zone: tzinfo) -> tuple[Follower, ...]:
        """Return those who may be sent letters and follow any of these pairs of kind and id, or want an overview.

        Of what they follow only those pairs are told, to those with an overview all.
        """
        return await self._database.reader.run(lambda connection: near(connection, subjects, zone))

    async def these(self, people: Collection[int], zone: tzinfo) -> tuple[Follower, ...]:
        """Return those of these people who may be sent letters, with all they follow."""
        return await self._database.reader.run(lambda connection: these(connection, people, zone))

    async def one(self, person_id: int, zone: tzinfo) -> Follower | None:
        """Return a person with all they follow, whether or not they may be sent letters; None: they follow nothing."""
        return await self._database.reader.run(lambda connection: one(connection, person_id, zone))

    async def missed(self, person_id: int, since: datetime) -> tuple[datetime, ...]:
        """Return of which starts a person was not reminded, where that was of use until `since` or later."""
        return await self._database.reader.run(lambda connection: missed(connection, person_id, since))


def near(connection: Connection, subjects: Collection[tuple[str, str]], zone: tzinfo) -> tuple[Follower, ...]:
    """Return those who may be sent letters and follow any of these, or want an overview, by id."""
    followed = _any_of(follow, subjects)
    # Who wants an overview of the day follows more of it than is near.
    who = person.c.id.in_(select(follow.c.person).where(followed)) | person.c.overview.is_not(None)
    theirs = followed | follow.c.person.in_(_OVERVIEW)
    leads = _any_of(own_leads, subjects) | own_leads.c.person.in_(_OVERVIEW)
    return _read(connection, _MAY_BE_SENT & who, theirs, leads, zone)


def these(connection: Connection, people: Collection[int], zone: tzinfo) -> tuple[Follower, ...]:
    """Return those of these people who may be sent letters, by id."""
    theirs, leads = follow.c.person.in_(people), own_leads.c.person.in_(people)
    return _read(connection, _MAY_BE_SENT & person.c.id.in_(people), theirs, leads, zone)


def one(connection: Connection, person_id: int, zone: tzinfo) -> Follower | None:
    """Return a person, whether or not they may be sent letters."""
    theirs, leads = follow.c.person == person_id, own_leads.c.person == person_id
    return next(iter(_read(connection, person.c.id == person_id, theirs, leads, zone)), None)


def missed(connection: Connection, person_id: int, since: datetime) -> tuple[datetime, ...]:
    """Return the starts, in order, of which reminders to a person expired that were of use until `since` or later."""
    rows = connection.execute(
        select(letter.c.about)
        # The key's beginning, not the kind: SQLite would look through all reminders there are by the index of kinds.
        .where(letter.c.person == person_id, letter.c.key.startswith("r:"))
        .where(letter.c.state == LetterState.EXPIRED, letter.c.useful_until >= since)
        .distinct()
    )
    return tuple(sorted(datetime.fromisoformat(about) for about in rows.scalars()))


def _read(
    connection: Connection,
    who: ColumnElement[bool],
    theirs: ColumnElement[bool],
    leads: ColumnElement[bool],
    zone: tzinfo,
) -> tuple[Follower, ...]:
    """Return people with those of their follows, and those of their lead times, that meet the conditions."""
    follows: dict[int, list[Follow]] = defaultdict(list)
    order = follow.c.person, follow.c.kind, follow.c.subject
    for who_follows, kind, subject, since in connection.execute(
        select(*order, follow.c.since).where(theirs).order_by(*order)
    ):
        follows[who_follows].append(Follow(kind, subject, since))
    own = _leads(connection, leads)
    # One who follows nothing is owed nothing.
    people = connection.execute(select(*_CHOICES).where(who).order_by(person.c.id))
    return tuple(_follower(row, follows[row.id], own.get(row.id, {}), zone) for row in people if row.id in follows)


def _any_of(table: Table, subjects: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, subject in subjects:
        by_kind[kind].append(subject)
    return or_(false(), *(and_(table.c.kind == kind, table.c.subject.in_(ids)) for kind, ids in by_kind.items()))


def _leads(
    connection: Connection, condition: ColumnElement[bool]
) -> Mapping[int, Mapping[tuple[str, str], tuple[int, ...]]]:
    found: dict[int, dict[tuple[str, str], tuple[int, ...]]] = defaultdict(dict)
    for row in connection.execute(select(own_leads).where(condition)):
        found[row.person][row.kind, row.subject] = tuple(row.leads)
    return found


def _follower(
    row: Any, follows: list[Follow], leads: Mapping[tuple[str, str], tuple[int, ...]], zone: tzinfo
) -> Follower:
    # In the house the conference's clock is their own.
    away = row.zone if row.mode != Mode.ONSITE else None
    return Follower(
        person=row.id,
        follows=tuple(follows),
        leads=_numbers(row.leads),
        own_leads=leads,
        zone=_zone(away) if away else zone,
        quiet=_hours(row.quiet) if row.quiet else None,
        overview=time.fromisoformat(row.overview) if row.overview else None,
    )


@lru_cache(maxsize=1024)
def _numbers(written: str) -> tuple[int, ...]:
    return tuple(json.loads(written))


def _hours(written: str) -> tuple[int, int]:
    begins, ends = _numbers(written)
    return begins, ends


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)
