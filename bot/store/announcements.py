"""What organisers announce: written, confirmed, under way, ended. Each method is one transaction; it sends nothing.

`now` is the conference's clock, `machine` the machine's.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from bot.announced import AnnouncementState as State
from bot.store import addressing, course
from bot.store.tables import announcement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.announced import Announcement, Delivery, Tally, Wording
    from bot.store.engines import Database

REPEATED = timedelta(minutes=10)
"""The same text within this time is asked about."""


class Announcements:
    """All announcements of one store."""

    def __init__(self, database: Database) -> None:
        self._read = database.reader.run
        self._write = database.writer.run

    async def draft(self, author: int, machine: datetime) -> Announcement:
        """Return what this organiser is writing; begin it if there is nothing."""
        return await self._write(lambda connection: course.draft(connection, author, machine))

    async def find(self, announcement_id: int) -> Announcement | None:
        """Return an announcement, or None."""
        return await self._read(lambda connection: course.find(connection, announcement_id))

    async def edit(self, changed: Announcement) -> bool:
        """Keep text, audience and urgency of a draft; False if it is none any more."""
        values = {
            "versions": course.written(changed.wordings),
            "audience": asdict(changed.circle),
            "urgent": changed.urgent,
            "fingerprint": changed.saying,
        }
        return await self._set(changed.id, (State.DRAFT,), **values)

    async def discard(self, announcement_id: int) -> bool:
        """Delete a draft; False if it is none any more."""
        one = (announcement.c.id == announcement_id, announcement.c.state == State.DRAFT)
        return await self._write(lambda connection: connection.execute(delete(announcement).where(*one)).rowcount > 0)

    async def reach(self, found: Announcement) -> Mapping[str, int]:
        """Return how many people it is for, by the language that they read."""
        return await self._read(lambda connection: addressing.reach(connection, found))

    async def said_before(self, found: Announcement, machine: datetime) -> datetime | None:
        """Return when the same text was confirmed last, if that is less than ten minutes ago."""
        same = announcement.c.fingerprint == found.saying
        recent = announcement.c.confirmed_at > machine - REPEATED
        query = select(announcement.c.confirmed_at).where(same, recent, announcement.c.id != found.id)
        return await self._read(
            lambda connection: connection.scalar(query.order_by(announcement.c.confirmed_at.desc()).limit(1))
        )

    async def confirm(
        self,
        found: Announcement,
        sends_at: datetime | None,
        until: datetime,
        machine: datetime,
        report: tuple[int, int] | None,
    ) -> bool:
        """Have a draft sent as it is in `found`; False if it is none any more or has changed since.

        `until` is how long it can be undone, `report` the chat and message in which its progress is to be shown.
        """
        return await self._write(lambda connection: course.confirm(connection, found, sends_at, until, machine, report))

    async def undo(self, announcement_id: int) -> bool:
        """Make a draft of what was confirmed and has not begun; False if it has."""
        values = {"state": State.DRAFT, "confirmed_at": None, "sends_at": None, "holds_until": None}
        return await self._set(announcement_id, (State.WAITING,), **values)

    async def going(self) -> tuple[Announcement, ...]:
        """Return what waits, runs or is paused, or is shown somewhere, in order."""
        return await self._read(course.going)

    async def begin(self, announcement_id: int, now: datetime, machine: datetime) -> bool:
        """Plan every letter and let it run, in one transaction; False if it does not wait or is not due."""
        return await self._write(lambda connection: course.begin(connection, announcement_id, now, machine))

    async def pause(self, announcement_id: int) -> bool:
        """Let no further letter go until it is resumed; False if it does not run."""
        return await self._set(announcement_id, (State.RUNNING,), state=State.PAUSED)

    async def resume(self, announcement_id: int) -> bool:
        """Let it go on; False if it was not paused."""
        return await self._set(announcement_id, (State.PAUSED,), state=State.RUNNING)

    async def stop(self, announcement_id: int, machine: datetime) -> bool:
        """End it and call off what was not sent; False if it neither runs nor is paused."""
        return await self._write(lambda connection: course.stop(connection, announcement_id, machine))

    async def finish(self, announcement_id: int, machine: datetime) -> bool:
        """End what has run out of letters; False if it does not run."""
        return await self._set(announcement_id, (State.RUNNING,), state=State.DONE, ended_at=machine)

    async def propose(self, announcement_id: int, correction: Mapping[str, Wording]) -> bool:
        """Keep, by language, what is to be said instead; False if it was never sent."""
        return await self._set(announcement_id, course.STARTED, correction=course.written(correction))

    async def correct(self, found: Announcement, now: datetime, machine: datetime) -> bool:
        """Say what the correction says, in copies delivered and still to come; False if it is another one now."""
        return await self._write(lambda connection: course.correct(connection, found, now, machine))

    async def recall(self, announcement_id: int, now: datetime, machine: datetime) -> bool:
        """Call off what was not sent and have deleted what was; False if it was never sent, or recalled before."""
        return await self._write(lambda connection: course.recall(connection, announcement_id, now, machine))

    async def too_old(self, announcement_id: int, machine: datetime) -> int:
        """Count the delivered copies that Telegram will not delete any more."""
        return await self._read(lambda connection: addressing.too_old(connection, announcement_id, machine))

    async def message_to(self, announcement_id: int, person: int) -> int | None:
        """Return the id of the message in which it was delivered to a person; None if that is not known."""
        return await self._read(lambda connection: addressing.message_to(connection, announcement_id, person))

    async def doubtful(self, announcement_id: int) -> tuple[int, ...]:
        """Return the people of whom nobody knows whether they have it, and about whom nobody decided."""
        return await self._read(lambda connection: addressing.doubtful(connection, announcement_id))

    async def undecided(self) -> int:
        """Return how many copies are in doubt, of all announcements, about which organisers have to decide."""
        return await self._read(addressing.undecided)

    async def send_again(self, announcement_id: int) -> bool:
        """Send what is in doubt once more; False if there is nothing or it was stopped or recalled."""
        return await self._write(lambda connection: course.send_again(connection, announcement_id))

    async def leave(self, announcement_id: int) -> bool:
        """Leave what is in doubt as it is, for good; False if there is nothing."""
        return await self._write(lambda connection: addressing.decide(connection, announcement_id, again=False) > 0)

    async def tally(self, found: Announcement) -> Tally:
        """Count its letters by what has become of them."""
        return await self._read(lambda connection: addressing.tally(connection, found))

    async def deliveries(self, announcement_id: int) -> tuple[Delivery, ...]:
        """Return every letter of an announcement, by person."""
        return await self._read(lambda connection: addressing.deliveries(connection, announcement_id))

    async def report_in(self, announcement_id: int, place: tuple[int, int] | None) -> None:
        """Show its progress in this chat and message from now on; None: nowhere."""
        chat, message = place or (None, None)
        await self._set(announcement_id, tuple(State), report_chat=chat, report_message=message)

    async def past(self) -> tuple[Announcement, ...]:
        """Return all that were ever confirmed, the latest first."""
        order = (announcement.c.confirmed_at.desc(), announcement.c.id.desc())
        query = select(announcement).where(announcement.c.state != State.DRAFT).order_by(*order)
        return await self._read(lambda connection: tuple(course.read(row) for row in connection.execute(query)))

    async def _set(self, announcement_id: int, states: Collection[State], **values: Any) -> bool:
        return await self._write(lambda connection: course.set_in(connection, announcement_id, states, **values))
