"""Who has to hear that a stream has broken off or moved, that a room is full or a recording there. It keeps nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.edition.revising import HURRY, concerned
from bot.reader import Mode
from bot.store.broadcasting import Aired, Circle
from bot.store.values import Lane, LetterKind
from schedule.broadcast import FULL, RECORDING, STREAM, Airing, airings
from schedule.changes import Change
from schedule.model import Access, Session
from schedule.queries import link_is_open

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from schedule.model import Programme, Stream

_OF_USE = timedelta(days=7)
"""For how long it helps to hear of a recording."""
_KINDS = {STREAM: LetterKind.STREAM, FULL: LetterKind.FULL, RECORDING: LetterKind.RECORDING}


def all_aired(old: Programme, new: Programme, now: datetime) -> tuple[Aired, ...]:
    """Return what is to be told of all that is watched or entered otherwise in a new programme."""
    told = (aired(airing, new, now) for airing in airings(old, new))
    return tuple(each for each in told if each)


def aired(airing: Airing, programme: Programme, now: datetime) -> Aired | None:
    """Return how something is told at `now`; None if that is of no use to anybody."""
    if not isinstance(airing.after, Session):
        return _stream(airing, airing.after, programme, now)
    if airing.kind == FULL:
        return _full(airing, airing.after, programme, now)
    return _recording(airing, airing.after, programme, now)


def _stream(airing: Airing, stream: Stream, programme: Programme, now: datetime) -> Aired | None:
    """Tell who watches; while nothing is on, those only who know it otherwise, as long as there is more to come."""
    left = [each for each in programme.sessions if each.stream == stream.id and not each.cancelled and each.end > now]
    on = [session for session in left if link_is_open(programme, session, now)]
    if not left:
        return None
    in_rooms = frozenset[tuple[str, str]]().union(*(_pairs(session) for session in on if session.room))
    elsewhere = frozenset[tuple[str, str]]().union(*(_pairs(session) for session in on if not session.room))
    return _made(
        airing,
        programme,
        now,
        circles=(Circle(in_rooms, but=Mode.ONSITE), Circle(elsewhere)),
        sessions=frozenset(session.id for session in (*on, *_right_before(programme, stream, on))),
        registered=stream.access is not Access.PUBLIC,
        until=max(session.end for session in on or left),
        lane=Lane.URGENT if on else Lane.REMINDER,
    )


def _right_before(programme: Programme, stream: Stream, on: Sequence[Session]) -> Iterator[Session]:
    """Yield what ended on a stream no longer ago than its link is open ahead: who watched it stays for what follows."""
    if on:
        since = min(session.start for session in on) - stream.opens
        yield from (each for each in programme.sessions if each.stream == stream.id and since < each.end <= on[0].start)


def _full(airing: Airing, session: Session, programme: Programme, now: datetime) -> Aired | None:
    """Tell who would come; that there is room again, those only who were told that there is none."""
    if now >= session.end:
        return None
    circles = (Circle(_pairs(session), but=Mode.ONLINE),) if session.full else ()
    return _made(airing, programme, now, circles=circles, until=session.end, lane=Lane.URGENT)


def _recording(airing: Airing, session: Session, programme: Programme, now: datetime) -> Aired | None:
    """Tell who followed a session or asked for its link; of another address, those only who were told the former."""
    before, after = airing.states
    if not after or session.cancelled or now < session.end:
        return None
    return _made(
        airing,
        programme,
        now,
        circles=() if before else (Circle(_pairs(session)),),
        sessions=frozenset() if before else frozenset({session.id}),
        until=now + _OF_USE,
        lane=Lane.REMINDER,
    )


def _pairs(session: Session) -> frozenset[tuple[str, str]]:
    return concerned(Change("session", session.id, session, session))


def _made(
    airing: Airing,
    programme: Programme,
    now: datetime,
    *,
    circles: tuple[Circle, ...],
    until: datetime,
    lane: Lane,
    sessions: frozenset[str] = frozenset(),
    registered: bool = False,
) -> Aired:
    before, after = airing.states
    return Aired(
        kind=_KINDS[airing.kind],
        subject=airing.subject,
        before=before,
        after=after,
        circles=circles,
        sessions=sessions,
        registered=registered,
        tell_at=now + HURRY,
        useful_until=until,
        lane=lane,
        zone=programme.conference.zone,
    )
