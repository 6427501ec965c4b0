"""The people of a conference: they follow, change their minds, fall silent, block the bot, come back, are forgotten."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import insert

from bot.store import tables
from bot.store.engines import open_database
from tests.simulation.attendees import LEADS, Attendee

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.simulation.books import Books
    from tests.simulation.stage import Stage
    from tests.torture.programmes import Draft

ORGANISER = 1
FEW = 40
"""Out of so many taps one falls to a bot that dies over it: where there are few of them."""


class Crowd:
    """So many people, each of whom follows a few things from the beginning; one out of `taps` is the bot's last."""

    def __init__(self, stage: Stage, books: Books, draft: Draft, people: int, follows: int, taps: int = FEW) -> None:
        self._stage = stage
        self._books = books
        self._draft = draft
        # It dies at one of the sparks that follow.
        self._dangers = (0,) * (taps - 1) + (2,)
        self.people = {number: self._attendee(number, follows) for number in range(1, people + 1)}

    def _attendee(self, number: int, follows: int) -> Attendee:
        chance = self._stage.chance
        person = Attendee(number, tuple(sorted(chance.sample(LEADS, chance.choice((1, 1, 1, 2))))))
        for _ in range(chance.randint(1, 2 * follows - 1)):
            person.follows.add(self._subject())
        return person

    def _subject(self) -> tuple[str, str]:
        talk, drawn = self._stage.chance.choice(self._draft.talks), self._stage.chance.random()
        if drawn < 0.9:
            return ("session", talk.id)
        return ("speaker", f"p{talk.speaker}") if drawn < 0.97 else ("track", f"t{talk.track}")

    async def arrive(self) -> None:
        """Be known to Telegram and to the bot, for a week already."""
        for number in self.people:
            self._stage.telegram.add_person(number, f"Person {number}", "en").refusal = None
        database = await open_database(self._stage.url)
        await database.writer.run(self._fill)
        await database.close()

    def _fill(self, connection: Connection) -> None:
        long_ago = self._stage.now - timedelta(days=7)
        plain = {"language": "en", "registered": True, "reachable": True, "quiet": [22, 7], "created_at": long_ago}
        rows = [
            {"id": each.id, "leads": list(each.leads), "organiser": each.id == ORGANISER, **plain}
            for each in self.people.values()
        ]
        follows = [
            {"person": each.id, "kind": kind, "subject": subject, "since": long_ago}
            for each in self.people.values()
            for kind, subject in sorted(each.follows)
        ]
        connection.execute(insert(tables.person), rows)
        connection.execute(insert(tables.follow), follows)

    def _somebody(self) -> Attendee | None:
        """Return somebody who is there."""
        person = self.people[self._stage.chance.randrange(2, len(self.people) + 1)]
        return None if person.forgotten or person.blocked else person

    async def change_mind(self) -> None:
        """Let somebody follow something, or no longer, choose other lead times, or fall silent and come back."""
        person = self._somebody()
        if person is None:
            return
        person.stir(self._stage.now)
        deeds = (self._follow, self._follow, self._unfollow, self._choose_leads, self._silence)
        await self._stage.chance.choice(deeds)(person)
        person.stir(self._stage.now)

    async def _follow(self, person: Attendee) -> None:
        (kind, subject), now = self._subject(), self._stage.now
        await self._stage.surely(lambda store: store.follow(person.id, kind, subject, now), self._dangers)
        person.follows.add((kind, subject))
        self._stage.house.bot.office.stir()

    async def _unfollow(self, person: Attendee) -> None:
        if not person.follows:
            return
        kind, subject = self._stage.chance.choice(sorted(person.follows))
        await self._stage.surely(lambda store: store.unfollow(person.id, kind, subject), self._dangers)
        person.follows.discard((kind, subject))

    async def _choose_leads(self, person: Attendee) -> None:
        chance = self._stage.chance
        leads = tuple(sorted(chance.sample(LEADS, chance.randint(1, 2))))
        await self._stage.surely(lambda store: store.change(person.id, leads=leads), self._dangers)
        person.leads = leads

    async def _silence(self, person: Attendee) -> None:
        person.silenced = not person.silenced
        if not person.silenced:
            self._books.back(person.id)
        await self._stage.surely(lambda store: store.change(person.id, silenced=person.silenced), self._dangers)
        if person.silenced:
            self._books.left(person.id)

    async def block(self) -> None:
        """Let somebody block the bot; half of them think better of it."""
        person = self._somebody()
        if person is None or person.silenced:
            return
        person.blocked = True
        person.stir(self._stage.now)
        self._stage.telegram.block(person.id)
        await self._stage.live(self._stage.house.day())
        known = await self._stage.house.person(person.id)
        if known and not known.reachable:
            self._books.left(person.id)
        if self._stage.chance.random() < 0.5:
            later = timedelta(minutes=self._stage.chance.randint(1, 120))
            self._stage.at(self._stage.now + later, partial(self._unblock, person))

    async def _unblock(self, person: Attendee) -> None:
        self._books.back(person.id)
        person.stir(self._stage.now)
        self._stage.telegram.say(person.id, "/start")
        await self._stage.live(self._stage.house.day())
        person.blocked = False
        person.stir(self._stage.now)

    async def forget(self) -> None:
        """Let somebody have everything about them deleted."""
        person = self._somebody()
        if person is None:
            return
        person.forgotten = True
        person.stir(self._stage.now)
        await self._stage.surely(lambda store: store.forget(person.id))
        self._books.back(person.id)
        self._books.forgotten(person.id)
