"""Whom a change of the programme concerns, how fast they hear of it, and what pages show of it. It keeps nothing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.store.telling import TOLD, Revised
from bot.store.values import Lane
from schedule.changes import snapshot
from schedule.model import Session
from schedule.queries import ends, starts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.changes import Pair, Revision
    from schedule.changes import Change
    from schedule.model import Programme
    from schedule.queries import Item

GATHERING = timedelta(seconds=50)
"""For how long edits are gathered before those who follow are told, so that a minute is kept."""
HURRY = timedelta(seconds=10)
_SOON, _URGENT = timedelta(minutes=5), timedelta(hours=1)


def revised(change: Change, now: datetime) -> Revised:
    """Return how a change is told that is made at `now`."""
    return Revised(
        kind=change.kind,
        subject=change.subject,
        before=snapshot(change.before) if change.before else None,
        after=change.after,
        by=concerned(change),
        tell_at=tell_at(change, now),
        lane=Lane.URGENT if _near(change, now, _URGENT) else Lane.REMINDER,
    )


def tell_at(change: Change, now: datetime) -> datetime:
    """Return when those who follow hear of a change that is made at `now`."""
    return now + (HURRY if _near(change, now, _SOON) else GATHERING)


def _near(change: Change, now: datetime, span: timedelta) -> bool:
    return any(abs(starts(item) - now) <= span for item in (change.before, change.after) if item)


def concerned(change: Change) -> frozenset[Pair]:
    """Return what one may follow to be concerned: the thing itself, its track and people, before or after."""
    pairs = {(change.kind, change.subject)}
    for item in (change.before, change.after):
        if isinstance(item, Session):
            pairs |= {("speaker", person) for person in item.people}
            pairs |= {("track", item.track)} if item.track else set()
    return frozenset(pairs)


def concerns_anybody(change: Change, now: datetime) -> bool:
    """Tell whether somebody may have to be told: what is over, before and after, is of no use to anyone."""
    return bool(change.what & TOLD) and any(ends(item) > now for item in (change.before, change.after) if item)


def harmless(changes: Iterable[Change]) -> bool:
    """Tell whether nothing in an edition concerns those who follow something."""
    return not any(change.what & TOLD for change in changes)


def moved_from(programme: Programme, revisions: Iterable[Revision], now: datetime) -> dict[Pair, datetime]:
    """Return when things began before they were moved today or yesterday, as far as they begin at another time now."""
    zone = programme.conference.zone
    yesterday = datetime.combine(now.astimezone(zone).date() - timedelta(days=1), time(), zone)
    first: dict[Pair, datetime] = {}
    for each in revisions:
        before, after = each.starts
        if each.made_at >= yesterday and before and after and before != after:
            first.setdefault((each.kind, each.subject), before)
    return {pair: start for pair, start in first.items() if (item := _item(programme, pair)) and starts(item) != start}


def _item(programme: Programme, pair: Pair) -> Item | None:
    kind, subject = pair
    return programme.session.get(subject) if kind == "session" else programme.excursion.get(subject)


def numbers(revisions: Iterable[Revision]) -> dict[Pair, int]:
    """Return the number of each thing's last revision."""
    return {(each.kind, each.subject): each.number for each in sorted(revisions, key=lambda each: each.number)}
