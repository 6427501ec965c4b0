"""Compares what Telegram accepted with what the letters say, by the invariants I1 to I8. It reads, and changes nothing.

I1 every letter is in exactly one state, and none is lost silently
I2 at most one acceptance a letter, unless an organiser asked; of reminders and changes a second one out of doubt
I3 what is sent was accepted, with that message id
I4 what was accepted is sent, or in doubt
I5 nothing arrives after it was of use
I6 nothing arrives after it was called off
I7 never faster than the limit
I8 nothing is tried to somebody who has left
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.engines import open_database
from bot.store.tables import letter
from bot.store.values import ONCE, Lane, Letter, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

WAITING = frozenset({LetterState.PLANNED, LetterState.READY})
NAMED = frozenset(LetterState) - WAITING - {LetterState.SENDING, LetterState.SENT}
"""States of a letter that did not arrive and of which the organiser is told, or that nobody misses."""
_ANNOUNCED = "b:"
# Edits and deletions of what was sent: the message id they have is that of the announcement.
_LATER = frozenset({LetterKind.CORRECTION, LetterKind.RECALL})


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot's about a letter: `at` in the machine's seconds, `instant` on the conference's clock.

    `message_id` is None if it was not accepted.
    """

    key: str
    chat: int
    at: float
    instant: datetime
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """From when until when, in the machine's seconds, nothing may go to a person, or of a letter: `what` names it."""

    what: int | str
    since: float
    until: float = inf


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a run left behind. All seconds are the machine's."""

    letters: tuple[Letter, ...]
    calls: tuple[Call, ...]
    """In order; those that were accepted have a message id."""
    intended: frozenset[str] = frozenset()
    """The keys of the letters that there must be."""
    over: bool = True
    """Nothing waits any longer: the run has come to its end."""
    again: Mapping[str, int] = field(default_factory=dict)
    """How often an organiser asked for a letter to be sent again."""
    called_off: tuple[Gone, ...] = ()
    """Letters whose cancel or move was committed while they were not on their way."""
    left: tuple[Gone, ...] = ()
    """People of whom it was committed that they have blocked the bot or were forgotten."""
    most: float = 28
    """How many letters at most in any second."""
    grace: timedelta = timedelta(seconds=1)
    """How much later than useful a letter may be accepted: the time of one call, on the conference's clock."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a run."""

    letters: int
    accepted: int
    lost: int
    """Letters that neither arrived nor are named to anybody."""
    duplicates: int
    """Second acceptances that no organiser asked for and no doubt explains; of announcements any at all."""
    twice: int
    """Second acceptances of reminders and changes, out of doubt."""
    doubt: int
    """How often nobody knew whether a letter had arrived."""


def check(found: Evidence) -> tuple[str, ...]:
    """Return every violation in a line of its own, which begins with the invariant's number."""
    case = _Case(found)
    return tuple(violation for invariant in _INVARIANTS for violation in invariant(case))


def tally(found: Evidence) -> Tally:
    """Return the figures."""
    case = _Case(found)
    more = {key: len(calls) - 1 for key, calls in case.accepted.items()}
    allowed = {key: min(extra, case.spare(key)) for key, extra in more.items()}
    asked = {key: min(extra, found.again.get(key, 0)) for key, extra in more.items()}
    return Tally(
        letters=len(found.letters),
        accepted=sum(map(len, case.accepted.values())),
        lost=len(case.lost()),
        duplicates=sum(more.values()) - sum(allowed.values()),
        twice=sum(allowed.values()) - sum(asked.values()),
        doubt=sum(each.doubts for each in found.letters),
    )


async def letters_in(url: str) -> tuple[Letter, ...]:
    """Return every letter of a database that no bot has open."""
    database = await open_database(url)
    try:
        return await database.reader.run(read_letters)
    finally:
        await database.close()


def read_letters(connection: Connection) -> tuple[Letter, ...]:
    """Return every letter, in the order of the keys."""
    names = set(Letter.__slots__) & set(letter.c.keys())
    rows = connection.execute(select(letter).order_by(letter.c.key)).mappings()
    return tuple(
        Letter(
            **{name: row[name] for name in names}
            | {
                "kind": LetterKind(row["kind"]),
                "lane": Lane(row["lane"]),
                "state": LetterState(row["state"]),
            }
        )
        for row in rows
    )


class _Case:
    """The evidence, in order."""

    def __init__(self, found: Evidence) -> None:
        self.found = found
        self.letters = {each.key: each for each in found.letters}
        self.accepted: defaultdict[str, list[Call]] = defaultdict(list)
        for call in found.calls:
            if call.message_id is not None:
                self.accepted[call.key].append(call)

    def spare(self, key: str) -> int:
        """Return how many acceptances more than one there may be of a letter."""
        return self.found.again.get(key, 0) + self._out_of_doubt(key)

    def _out_of_doubt(self, key: str) -> bool:
        """Tell whether a letter may have gone twice; of one that is gone with its reader nobody knows any more."""
        known = self.letters.get(key)
        if known is None:
            return self.forgotten(key) and not key.startswith(_ANNOUNCED)
        return known.kind not in ONCE and known.doubts > 0

    def forgotten(self, key: str) -> bool:
        """Tell whether a letter was to somebody who has left, and may be gone with them."""
        people = {call.chat for call in self.accepted.get(key, ())}
        return any(gone.what in people for gone in self.found.left)

    def lost(self) -> list[str]:
        """Return the keys of letters that should have arrived, did not, and of which nobody is told."""
        keys = self.found.intended | self.letters.keys()
        return sorted(key for key in keys if key not in self.accepted and not self._named(key))

    def _named(self, key: str) -> bool:
        known = self.letters.get(key)
        return known is not None and (known.state in NAMED or (known.state in WAITING and not self.found.over))


def _one_state(case: _Case) -> Iterator[str]:
    keys = Counter(each.key for each in case.found.letters)
    yield from (f"I1 {key} is there {count} times" for key, count in keys.items() if count > 1)
    for key in case.lost():
        known = case.letters.get(key)
        yield f"I1 {key} is lost: {known.state if known else 'there is no such letter'}, and it was not accepted"
    for each in case.found.letters:
        if each.state is LetterState.SENDING:
            yield f"I1 {each.key} is left in sending"
        elif each.state in WAITING and case.found.over and each.key in case.accepted:
            yield f"I1 {each.key} is left {each.state}"


def _once(case: _Case) -> Iterator[str]:
    for key, calls in case.accepted.items():
        if key not in case.letters and not case.forgotten(key):
            yield f"I2 {key} was accepted, and there is no such letter"
        elif len(calls) > 1 + case.spare(key):
            yield f"I2 {key} was accepted {len(calls)} times, {1 + case.spare(key)} at most"


def _sent_is_accepted(case: _Case) -> Iterator[str]:
    for each in case.found.letters:
        if each.state is not LetterState.SENT:
            continue
        ids = {call.message_id for call in case.accepted.get(each.key, ()) if call.chat == each.person}
        if not ids:
            yield f"I3 {each.key} is sent, and {each.person} was not sent it"
        elif each.kind not in _LATER and each.message_id not in ids:
            yield f"I3 {each.key} is sent as {each.message_id}, and was accepted as {sorted(ids - {None})}"


def _accepted_is_sent(case: _Case) -> Iterator[str]:
    for key in case.accepted:
        known = case.letters.get(key)
        if known and known.state not in (LetterState.SENT, LetterState.DOUBT) and not known.doubts:
            yield f"I4 {key} was accepted, and is {known.state} without a doubt"


def _of_use(case: _Case) -> Iterator[str]:
    for key, calls in case.accepted.items():
        known = case.letters.get(key)
        for call in calls:
            if known and call.instant > known.useful_until + case.found.grace:
                yield f"I5 {key} was accepted {call.instant - known.useful_until} after it was of use"


def _not_called_off(case: _Case) -> Iterator[str]:
    for gone in case.found.called_off:
        late = [call.at - gone.since for call in case.accepted.get(str(gone.what), ()) if _within(call, gone)]
        yield from (f"I6 {gone.what} was accepted {seconds:.3f} s after it was called off" for seconds in late)


def _within(call: Call, gone: Gone) -> bool:
    return gone.since < call.at < gone.until


def _paced(case: _Case) -> Iterator[str]:
    worst = most_in_a_second(call.at for calls in case.accepted.values() for call in calls)
    if worst > case.found.most:
        yield f"I7 {worst} letters were accepted within one second, {case.found.most:g} at most"


def most_in_a_second(instants: Iterable[float]) -> int:
    """Return the largest number of instants, in seconds, within any second."""
    ordered = sorted(instants)
    worst = first = 0
    for place, at in enumerate(ordered):
        while ordered[first] <= at - 1:
            first += 1
        worst = max(worst, place + 1 - first)
    return worst


def _not_to_those_who_left(case: _Case) -> Iterator[str]:
    periods = defaultdict(list)
    for gone in case.found.left:
        periods[gone.what].append(gone)
    for call in case.found.calls:
        late = [call.at - gone.since for gone in periods.get(call.chat, ()) if _within(call, gone)]
        yield from (f"I8 {call.key} was tried {seconds:.3f} s after {call.chat} had left" for seconds in late)


_INVARIANTS = (
    _one_state,
    _once,
    _sent_is_accepted,
    _accepted_is_sent,
    _of_use,
    _not_called_off,
    _paced,
    _not_to_those_who_left,
)
