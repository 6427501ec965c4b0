"""Streams that break off or move, rooms that are full, recordings: said in chat, and what differs by it.

It tells it to nobody, and has no words for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from schedule.altering import altered
from schedule.links import parse_link
from schedule.model import Broken, Crowded, Session, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from schedule.live import Live
    from schedule.model import Programme

STREAM, FULL, RECORDING = "stream", "full", "recording"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Airing:
    """How something is watched or entered, before and after."""

    kind: str
    """`stream`, or of a session whether its room is `full`, or its `recording`."""
    subject: str
    """The id of the stream or session."""
    before: Stream | Session
    after: Stream | Session

    @property
    def states(self) -> tuple[str, str]:
        """What was so and what is so, as `state` tells."""
        return state(self.kind, self.before), state(self.kind, self.after)


def state(kind: str, value: Stream | Session) -> str:
    """Return in a word what is so, which names no link; empty where there is nothing to tell."""
    if isinstance(value, Stream):
        return f"{'down' if value.down else 'up'}:{_digest(value.link)}"
    if kind == FULL:
        return "full" if value.full else ""
    return _digest(value.recording)


def _digest(link: str | None) -> str:
    return sha256(link.encode()).hexdigest()[:_DIGITS] if link else ""


def airings(old: Programme, new: Programme) -> tuple[Airing, ...]:
    """Return what is watched or entered otherwise in another programme; of what is new or gone there is nothing."""
    return (*_of_streams(old.stream, new.stream), *_of_sessions(old.session, new.session))


def _of_streams(old: Mapping[str, Stream], new: Mapping[str, Stream]) -> Iterator[Airing]:
    for subject, after in new.items():
        before = old.get(subject)
        if before and state(STREAM, before) != state(STREAM, after):
            yield Airing(STREAM, subject, before, after)


def _of_sessions(old: Mapping[str, Session], new: Mapping[str, Session]) -> Iterator[Airing]:
    for subject, after in new.items():
        before = old.get(subject)
        if before is None or before is after:
            continue
        # Who is in another room now has heard of that.
        if before.full != after.full and before.room == after.room:
            yield Airing(FULL, subject, before, after)
        if before.recording != after.recording:
            yield Airing(RECORDING, subject, before, after)


def on_air(programme: Programme, live: Iterable[Live]) -> tuple[tuple[Stream, ...], list[Live]]:
    """Return the streams with what was said of them in chat, and what drops out of that.

    A new address mends a stream that had broken off before.
    """
    streams = dict(programme.stream)
    dropped: list[Live] = []
    for subject, changes in _by_subject(live):
        stream = streams.get(subject)
        address, broken = (_last(changes, "url"), _last(changes, "down")) if stream else (None, None)
        if address and broken and broken.id < address.id:
            broken = None
        moves = bool(stream and address and address.value["url"] != stream.url)
        breaks = bool(broken and broken.value["down"])
        dropped += (change for change in changes if not _stays(change, address if moves else None, broken, breaks))
        if stream:
            url = address.value["url"] if address and moves else stream.url
            streams[subject] = altered(stream, Broken if breaks else None, url=url) if moves or breaks else stream
    return tuple(streams.values()), dropped


def _stays(change: Live, address: Live | None, broken: Live | None, breaks: bool) -> bool:  # noqa: FBT001 - one of four
    """Tell whether a change is in force, or would be if what overtook it were taken back."""
    if change.what == "url":
        return address is not None
    if breaks:
        return True
    return broken is None and address is not None and change.id < address.id


def _last(changes: Sequence[Live], what: str) -> Live | None:
    return next((change for change in reversed(changes) if change.what == what), None)


def _by_subject(live: Iterable[Live]) -> Iterator[tuple[str, list[Live]]]:
    """Return the changes of each thing, the latest last."""
    for subject, changes in groupby(sorted(live, key=lambda change: (change.subject, change.id)), _subject):
        yield subject, list(changes)


def _subject(change: Live) -> str:
    return change.subject


def with_full_rooms(sessions: Mapping[str, Session], live: Iterable[Live]) -> tuple[dict[str, Session], list[Live]]:
    """Return the sessions with those whose room is full, and what drops out: of each room the latest word holds."""
    laid = dict(sessions)
    dropped: list[Live] = []
    for room, changes in _by_subject(live):
        session = laid.get(changes[-1].value["session"])
        if session and may_be_full(session, room):
            laid[session.id] = altered(session, Crowded)
        else:
            dropped += changes
    return laid, dropped


def may_be_full(session: Session, room: str) -> bool:
    """Tell whether a session takes place in a room at all."""
    return session.room == room and not session.cancelled


def value_of(what: str, value: str) -> dict[str, Any]:
    """Return the value of a change made in chat, as JSON, from the one word that is wished: `yes` or an id or link."""
    if what == "down":
        return {what: value == "yes"}
    return {"session" if what == "full" else what: value}


def link_in(words: str) -> str | None:
    """Return the link that was typed; None if it is none, or carries a password."""
    try:
        return parse_link(words)
    except PydanticCustomError:
        return None
