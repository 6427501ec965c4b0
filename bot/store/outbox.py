"""The memory of letters: every method is one transaction, plain values in and out; it decides and sends nothing.

`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from bot.store import leases, letters, marks, people
from bot.store.values import LetterState, UnknownPerson

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.store.engines import Database
    from bot.store.values import Letter, LetterKind, Person

T = TypeVar("T")
_CHUNK = 2_000
_BATCH = 500


class Letters:
    """`store.letters`. `write_person` runs a unit that changes a person, so that the copy in memory is right too."""

    def __init__(
        self, database: Database, write_person: Callable[[int, Callable[[Connection], Person]], Awaitable[Person]]
    ) -> None:
        self._database = database
        self._write_person = write_person

    async def plan(self, planned: Sequence[Letter], machine: datetime) -> None:
        """Keep letters that are not there yet, and revive what was called off and never sent.

        Many are kept in several transactions: planning the rest again after a crash is harmless.
        """
        for start in range(0, len(planned), _CHUNK):
            part = planned[start : start + _CHUNK]
            await self._write(lambda connection, part=part: letters.plan(connection, part, machine))

    async def promote(self, now: datetime, limit: int = _BATCH) -> int:
        """Make letters whose time has come ready, at most `limit` of each lane, and return how many."""
        return await self._write(lambda connection: letters.promote(connection, now, limit))

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when after `now`, on the conference's clock, the next planned letter falls due."""
        return await self._read(lambda connection: letters.next_due(connection, now))

    async def next_retry(self, machine: datetime) -> datetime | None:
        """Return the next of the machine's instants at which a letter that waits to be tried again may go."""
        return await self._read(lambda connection: letters.next_retry(connection, machine))

    async def ready(self, now: datetime, machine: datetime, limit: int, passed: int = 0) -> tuple[Letter, ...]:
        """Return at most `limit` letters that may go, in the order in which they should.

        `passed` is how many have gone since an announcement's last turn: no lane starves.
        """
        return await self._read(lambda connection: letters.ready(connection, now, machine, limit, passed))

    async def find(self, key: str) -> Letter | None:
        """Return a letter by its key."""
        return await self._read(lambda connection: letters.find(connection, key))

    async def mark(self, key: str, now: datetime, machine: datetime, fence: int, edition: int) -> bool:
        """Mark a letter right before its one request; False: no request is to be made."""
        return await self._write(lambda connection: marks.mark(connection, key, now, machine, fence, edition))

    async def sent(self, key: str, message_id: int, machine: datetime, fence: int) -> None:
        """Settle a letter as accepted, be it after it was taken for doubtful."""
        await self._write(lambda connection: marks.sent(connection, key, message_id, machine, fence))

    async def again(
        self, key: str, not_before: datetime | None, error: str, machine: datetime, fence: int, *, counted: bool
    ) -> None:
        """Let a letter wait that surely was not sent; `not_before` is the machine's clock."""
        await self._write(
            lambda connection: marks.again(connection, key, not_before, error, machine, fence, counted=counted)
        )

    async def put_off(self, key: str, not_before: datetime, error: str, machine: datetime) -> None:
        """Let a letter wait that could not even be written."""
        await self._write(lambda connection: marks.put_off(connection, key, not_before, error, machine))

    async def call_off(self, key: str, state: LetterState, machine: datetime) -> None:
        """End a ready letter that has nothing to say (superseded), or nobody to say it to (cancelled)."""
        await self._write(lambda connection: marks.call_off(connection, key, state, machine))

    async def fail(self, letter: Letter, error: str, machine: datetime, fence: int, *, gone: bool) -> None:
        """Settle a letter as never possible; if the person is `gone`, what else waits for them is called off too."""
        if not gone:
            await self._write(lambda connection: marks.fail(connection, letter.key, error, machine, fence))
            return

        def unit(connection: Connection) -> Person:
            person = people.change(connection, letter.person, {"reachable": False})
            # By its beginning those who announce tell who was out of reach from what could not be sent.
            marks.fail(connection, letter.key, f"{letters.LEFT}: {error}", machine, fence)
            return person

        with suppress(UnknownPerson):  # forgotten meanwhile, and their letters with them
            await self._write_person(letter.person, unit)

    async def doubt(self, key: str, error: str, machine: datetime, fence: int) -> LetterState | None:
        """Settle a letter as possibly arrived; returns its state: all but those of `ONCE` go once more."""
        return await self._write(lambda connection: marks.doubt(connection, key, error, machine, fence))

    async def settle_left(self, machine: datetime, fence: int) -> tuple[Letter, ...]:
        """Take for doubtful what an earlier sender left on its way, and return it as it is now."""
        return await self._write(lambda connection: marks.settle_left(connection, machine, fence))

    async def expire(self, now: datetime, machine: datetime) -> tuple[Letter, ...]:
        """End what is no longer of use, at most a few thousand at once, and return it as it is now."""
        return await self._write(lambda connection: letters.expire(connection, now, machine, _CHUNK))

    async def counts(self, kind: LetterKind | None = None, about: str | None = None) -> Mapping[LetterState, int]:
        """Count letters by their state, all or those of a kind, or about one thing."""
        return await self._read(lambda connection: letters.counts(connection, kind, about))

    async def twice(self, kind: LetterKind | None = None, about: str | None = None) -> int:
        """Count the letters that were sent once more out of doubt, and so are possibly there twice."""
        return await self._read(lambda connection: letters.twice(connection, kind, about))

    async def take_lease(self, holder: str, machine: datetime, until: datetime) -> int | None:
        """Take the right to send if nobody holds it, and return its fence."""
        return await self._write(lambda connection: leases.take(connection, holder, machine, until))

    async def renew_lease(self, fence: int, until: datetime) -> bool:
        """Hold the right to send until then; False: somebody else has taken it."""
        return await self._write(lambda connection: leases.renew(connection, fence, until))

    async def holder(self) -> str:
        """Return who had the right to send last, or nothing."""
        return await self._read(leases.holder)

    async def _read(self, unit: Callable[[Connection], T]) -> T:
        return await self._database.reader.run(unit)

    async def _write(self, unit: Callable[..., T]) -> T:
        return await self._database.writer.run(unit)
