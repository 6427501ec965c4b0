"""Announcements on their way: started when their time has come, watched, ended; and what each copy says.

The letters themselves are sent by the sender. Nothing is remembered here but how fast it goes: a restart goes on.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.announced import AnnouncementState as State
from bot.announced import Outcome
from bot.clock import seconds as machine_seconds
from bot.delivery.written import Written
from bot.faultpoints import faultpoint
from bot.screens import announce_report as screens
from bot.screens.letters import announcement as letters
from schedule.following import Follower

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.announced import Announcement, Tally
    from bot.context import Desk
    from bot.screens.screen import Screen
    from bot.store import Letter, Person

_log = logging.getLogger(__name__)
SHOWN_EVERY = 3.0
"""How often the message that shows the progress is edited at most, in seconds."""
SOON = 1.0
LATER = 5.0
"""How soon, in seconds, to look again at what runs, and at what waits for its time."""
_GOING = {State.WAITING, State.RUNNING, State.PAUSED}
_MEASURED = 5.0


class Announcer:
    """Moves announcements on. `rate` is how many messages a second to expect, `seconds` counts the machine's."""

    def __init__(self, desk: Desk, rate: float = 25.0, seconds: Callable[[], float] = machine_seconds) -> None:
        self._desk = desk
        self._rate = rate
        self._seconds = seconds
        self._begun: dict[int, tuple[float, int]] = {}
        self._shown: dict[int, tuple[float, State]] = {}
        self._last: dict[int, Screen] = {}
        self._showing: asyncio.Task[None] | None = None

    async def tick(self, now: datetime, machine: datetime) -> float | None:
        """Start what is due, end what is done and show how it goes; return in how many seconds to be called again.

        None: not before somebody stirs.
        """
        going = await self._desk.store.announcements.going()
        for each in going:
            await self._move_on(each, now, machine)
        self._show(going)
        return min((_again(each, now, machine) for each in going), default=None)

    async def drain(self) -> None:
        """Return when what is being shown is shown."""
        if self._showing:
            await asyncio.wait({self._showing})

    async def close(self) -> None:
        """Show nothing any more."""
        if self._showing:
            self._showing.cancel()
            await asyncio.gather(self._showing, return_exceptions=True)

    async def _move_on(self, found: Announcement, now: datetime, machine: datetime) -> None:
        announcements = self._desk.store.announcements
        if found.state is State.WAITING:
            faultpoint("before the start of an announcement")
            if await announcements.begin(found.id, now, machine):
                faultpoint("after the start of an announcement")
                self._desk.outbox.stir()
            return
        if found.state is State.RUNNING:
            tally = await announcements.tally(found)
            if not tally.outcomes.get(Outcome.WAITING):
                await announcements.finish(found.id, machine)

    def _show(self, going: tuple[Announcement, ...]) -> None:
        """Edit the messages that show the progress, beside all else: Telegram may make that wait."""
        shown = tuple(each.id for each in going if each.report)
        if shown and (self._showing is None or self._showing.done()):
            self._showing = asyncio.create_task(self._show_all(shown))

    async def _show_all(self, ids: tuple[int, ...]) -> None:
        for each in ids:
            try:
                await self._show_one(each)
            except TelegramError as error:
                _log.info("the progress of an announcement could not be shown (%s)", type(error).__name__)
            except Exception:  # noqa: BLE001 - whatever it is, the letters go on
                _log.exception("the progress of an announcement could not be shown")

    async def _show_one(self, announcement_id: int) -> None:
        announcements = self._desk.store.announcements
        found = await announcements.find(announcement_id)
        if found is None or found.report is None or found.state is State.DRAFT or not self._is_time(found):
            return
        tally = await announcements.tally(found)
        reader = await self._desk.store.person(found.report[0])
        there = bool(reader and reader.organiser) and await self._edit(found, tally, reader)
        if not there or (found.state not in _GOING and not tally.open):
            self._last.pop(found.id, None)
            await announcements.report_in(found.id, None)

    def _is_time(self, found: Announcement) -> bool:
        """Tell whether the last edit is long enough ago, or it has come into another state since."""
        at, state = self._shown.get(found.id, (float("-inf"), found.state))
        if self._seconds() - at < SHOWN_EVERY and state is found.state:
            return False
        self._shown[found.id] = (self._seconds(), found.state)
        return True

    async def _edit(self, found: Announcement, tally: Tally, reader: Person | None) -> bool:
        """Show how it stands; tell whether the message is still there."""
        if reader is None or found.report is None:
            return False
        screen = await self._screen(found, tally, reader)
        if self._last.get(found.id) == screen:
            return True  # what waits for hours would be edited every few seconds
        there = await self._desk.replies.update(*found.report, screen)
        self._last[found.id] = screen
        return there

    async def _screen(self, found: Announcement, tally: Tally, reader: Person) -> Screen:
        view = self._desk.view_of(reader, self._desk.clock.now())
        author = await self._desk.replies.name_of(found.author) if found.author else ""
        waits = found.state is State.WAITING
        reached = sum((await self._desk.store.announcements.reach(found)).values()) if waits else 0
        return screens.report(view, found, tally, left=self._left(found, tally), author=author, reached=reached)

    def _left(self, found: Announcement, tally: Tally) -> timedelta | None:
        """Return how long it still takes: at the pace it has had here, or else at the usual one."""
        waiting = tally.outcomes.get(Outcome.WAITING, 0)
        if found.state is not State.RUNNING or not waiting:
            self._begun.pop(found.id, None)
            return None
        since, before = self._begun.setdefault(found.id, (self._seconds(), waiting))
        passed, gone = self._seconds() - since, before - waiting
        rate = gone / passed if passed >= _MEASURED and gone > 0 else self._rate
        return timedelta(seconds=waiting / rate)


def _again(found: Announcement, now: datetime, machine: datetime) -> float:
    if found.state is State.PAUSED or (found.state is State.WAITING and found.sends_at and found.sends_at > now):
        return LATER
    if found.state is State.WAITING and found.holds_until and found.holds_until > machine:
        return (found.holds_until - machine).total_seconds()
    return SOON


async def write_announcement(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return an announcement as it is now, silent in the reader's quiet hours; None if they have muted it."""
    found = await desk.store.announcements.find(int(letter.about))
    wording = found.wording_for(person.language) if found else None
    if found is None or wording is None or (person.muted and not found.urgent and not found.circle.me):
        return None
    silent = not found.urgent and _asleep(desk, person, now)
    return Written(letters.page(desk.view_of(person, now), wording), silent=silent)


def _asleep(desk: Desk, person: Person, now: datetime) -> bool:
    zone = desk.view_of(person, now).reader.tzinfo() or desk.programme.conference.zone
    return Follower(person.id, (), (), zone, quiet=person.quiet).asleep(now)


async def write_correction(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
    """Return the text as it is now, for a copy that was delivered; None if that is not known, or recalled."""
    found = await desk.store.announcements.find(int(letter.about))
    wording = found.wording_for(person.language) if found else None
    message = await desk.store.announcements.message_to(int(letter.about), person.id)
    if found is None or wording is None or message is None or found.state is State.RECALLED:
        return None
    return Written(letters.page(desk.view_of(person, now), wording), edits=message)


async def write_recall(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:  # noqa: ARG001 - as all
    """Return the deletion of a copy that was delivered; None if that is not known."""
    message = await desk.store.announcements.message_to(int(letter.about), person.id)
    return Written(deletes=message) if message else None
