"""The memory: every method is one transaction, durable once it returns, plain values in and out; it sends nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack
from weakref import WeakValueDictionary

from bot.store import archive, inbox, people, rights
from bot.store.announcements import Announcements
from bot.store.bookings import Bookings
from bot.store.changes import ProgrammeChanges
from bot.store.engines import Database, open_database
from bot.store.feedback import Feedback
from bot.store.followers import Followers
from bot.store.guesses import Guesses
from bot.store.handouts import Handouts
from bot.store.invitations import Invitations
from bot.store.outbox import Letters
from bot.store.questions import Questions
from bot.store.recent import Recent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from sqlalchemy import Connection

    from bot.store.values import Changes, Counts, Edition, Person, Right, Waiting

T = TypeVar("T")
_PEOPLE = 10_000
_HANDLED = 5_000
_OF_NO_LETTER = frozenset({"awaiting", "language", "registered", "organiser"})


class Store:
    """The one memory of a process. Open it with `async with await Store.open(url) as store`.

    People are kept in memory too, as last committed, so that an ordinary tap reads nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._people: Recent[int, Person] = Recent(_PEOPLE)
        self._handled: Recent[int, datetime] = Recent(_HANDLED)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Any]] = set()
        self.letters = Letters(database, self._set)
        self.invitations = Invitations(database)
        self.guesses = Guesses(database)
        self.announcements = Announcements(database)
        self.bookings = Bookings(database, self._set)
        self.changes = ProgrammeChanges(database)
        self.feedback = Feedback(database)
        self.followers = Followers(database)
        self.handouts = Handouts(database)
        self.questions = Questions(database)
        self.touched: set[int] = set()
        """Whose letters may have to be planned anew; whoever does that takes them out."""

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open `sqlite:///path` or `postgresql://…`, create or migrate what is in it, or raise `StoreProblem`."""
        return cls(await open_database(url))

    async def close(self) -> None:
        """Finish what was begun and let go of the database."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def person(self, person_id: int) -> Person | None:
        """Return the person with this Telegram user id, or None: never seen, or forgotten."""
        return self._people.get(person_id) or await self._in_turn(person_id, self._look_up)

    async def welcome(self, person_id: int, language: str, now: datetime) -> Person:
        """Return the person; somebody new is added with this language."""
        return self._people.get(person_id) or await self._set(
            person_id, lambda connection: people.welcome(connection, person_id, language, now)
        )

    async def change(self, person_id: int, **fields: Unpack[Changes]) -> Person:
        """Set fields of a person and return the person; raises `UnknownPerson`."""
        person = await self._set(person_id, lambda connection: people.change(connection, person_id, fields), fields)
        if {"reachable", "silenced"} & fields.keys():
            self.bookings.touched = True
        return person

    async def follow(self, person_id: int, kind: str, subject: str, now: datetime) -> Person:
        """Let a person follow a session, excursion, track or speaker; raises `UnknownPerson`."""
        return await self._set(
            person_id, lambda connection: people.add_follow(connection, person_id, kind, subject, now)
        )

    async def unfollow(self, person_id: int, kind: str, subject: str) -> Person:
        """Let a person follow a subject no longer; raises `UnknownPerson`."""
        return await self._set(person_id, lambda connection: people.remove_follow(connection, person_id, kind, subject))

    async def set_own_leads(self, person_id: int, kind: str, subject: str, leads: tuple[int, ...] | None) -> Person:
        """Let lead times of their own hold for one session or excursion; None: the usual ones. `UnknownPerson`."""
        return await self._set(
            person_id, lambda connection: people.set_own_leads(connection, person_id, kind, subject, leads)
        )

    async def forget(self, person_id: int) -> None:
        """Delete every row that names a person, received updates included, the one being handled among them."""
        await self.guesses.bear_in_mind(person_id)
        await self._in_turn(
            person_id,
            self._write_about,
            lambda connection: people.forget(connection, person_id),
        )
        self.bookings.touched = True

    async def everything_about(self, person_id: int) -> dict[str, Any]:
        """Return all that is stored about a person, as JSON can hold it."""
        return await self._database.reader.run(lambda connection: people.everything_about(connection, person_id))

    async def organisers(self) -> tuple[int, ...]:
        """Return the ids of the people who were made organisers, in order."""
        return await self._database.reader.run(archive.organisers)

    async def redeem(self, token_hash: str, person_id: int, now: datetime) -> Right | None:
        """Grant the right of an invitation and return it; None if it is unknown, expired or was used.

        Of several who come at once exactly one gets it; raises `UnknownPerson`.
        """
        return await self._in_turn(
            person_id,
            self._write_about,
            lambda connection: rights.redeem(connection, token_hash, person_id, now),
        )

    async def give_back(self, person_id: int, right: Right) -> bool:
        """Take a right from who gained it by an invitation or a code, which somebody else can then use.

        False if they did not gain it so; raises `UnknownPerson`.
        """
        return await self._in_turn(
            person_id, self._write_about, lambda connection: rights.give_back(connection, person_id, right)
        )

    async def keep_edition(self, sources: Mapping[str, str], now: datetime) -> Edition:
        """Keep a conference's files, path to text, as the last that was in good order."""
        return await self._database.writer.run(lambda connection: archive.keep_edition(connection, sources, now))

    async def edition(self) -> Edition | None:
        """Return the conference kept last."""
        return await self._database.reader.run(archive.last_edition)

    async def note(self, key: str) -> str | None:
        """Return what was noted under a key."""
        return await self._database.reader.run(lambda connection: archive.read_note(connection, key))

    async def notes(self, keys: Iterable[str]) -> dict[str, str]:
        """Return what was noted under each of these keys, where something was."""
        wanted = tuple(keys)
        return await self._database.reader.run(lambda connection: archive.read_notes(connection, wanted))

    async def set_note(self, key: str, value: str) -> None:
        """Note a value under a key; a key about one person ends in `:<their id>` and is forgotten with them."""
        await self.set_notes({key: value})

    async def set_notes(self, notes: Mapping[str, str]) -> None:
        """Note a value under each key."""
        await self._database.writer.run(lambda connection: archive.write_notes(connection, notes))

    async def counts(self) -> Counts:
        """Count what there is."""
        return await self._database.reader.run(archive.counts)

    async def receive(self, updates: Sequence[tuple[int, int | None, str]], machine: datetime) -> tuple[int, ...]:
        """Keep updates (update id, chat id, JSON) and return the ids of those that are new, in their order.

        Known are those that wait, and of the last `inbox.WINDOW` those put aside and some thousand handled by this
        process: after a week of silence Telegram numbers updates anew, at random (Bot API, Update).
        """
        since = machine - inbox.WINDOW
        unknown = {update[0]: update for update in reversed(updates) if not self._handled_after(since, update[0])}
        rows = tuple(unknown.values())
        new = await self._database.writer.run(lambda connection: inbox.receive(connection, rows, machine))
        return tuple(update_id for update_id in reversed(unknown) if update_id in new)

    async def pending(self) -> tuple[Waiting, ...]:
        """Return the updates that wait to be handled, in the order of their ids."""
        return await self._database.reader.run(inbox.pending)

    async def handled(self, update_ids: Sequence[int], machine: datetime) -> None:
        """Let go of updates that were handled."""
        await self._database.writer.run(lambda connection: inbox.handled(connection, update_ids))
        for update_id in update_ids:
            self._handled.put(update_id, machine)

    def _handled_after(self, since: datetime, update_id: int) -> bool:
        handled = self._handled.get(update_id)
        return handled is not None and handled > since

    async def failed(self, update_id: int, error: str) -> int:
        """Return how often handling an update has failed; at `inbox.ATTEMPTS` (3) it is put aside."""
        return await self._database.writer.run(lambda connection: inbox.failed(connection, update_id, error))

    async def _set(
        self, person_id: int, unit: Callable[[Connection], Person], fields: Mapping[str, Any] | None = None
    ) -> Person:
        return await self._in_turn(person_id, self._write_person, unit, fields)

    async def _in_turn(self, person_id: int, work: Callable[..., Awaitable[T]], *details: Any) -> T:
        """Do work on one person after what was begun before, to its end even if the caller is cancelled.

        Thereby the copy in memory is what was committed last, whatever happens to the caller.
        """
        task = asyncio.create_task(self._after_others(person_id, work, *details))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _after_others(self, person_id: int, work: Callable[..., Awaitable[T]], *details: Any) -> T:
        async with self._turns.setdefault(person_id, asyncio.Lock()):
            return await work(person_id, *details)

    async def _look_up(self, person_id: int) -> Person | None:
        found = await self._database.reader.run(lambda connection: people.find(connection, person_id))
        if found:
            self._people.put(person_id, found)
        return found

    async def _write_person(
        self, person_id: int, unit: Callable[[Connection], Person], fields: Mapping[str, Any] | None
    ) -> Person:
        person = self._people.get(person_id)
        if person and fields is not None and all(getattr(person, name) == fields[name] for name in fields):
            return person
        person = await self._write_about(person_id, unit)
        self._people.put(person_id, person)
        if fields is None or not fields.keys() <= _OF_NO_LETTER:
            self.touched.add(person_id)
        return person

    async def _write_about(self, person_id: int, unit: Callable[[Connection], T]) -> T:
        # A commit whose answer was lost may have happened: the next reader asks the database.
        try:
            return await self._database.writer.run(unit)
        finally:
            self._people.drop(person_id)
