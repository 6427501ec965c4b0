"""What a feature is given: the programme, the store, the person in front of it, and `show`. It knows no Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from markupsafe import escape

from bot.clock import machine_now
from bot.reader import Mode, Reader
from bot.screens.screen import Screen
from bot.screens.view import View
from bot.texts import texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from markupsafe import Markup

    from bot.clock import Clock
    from bot.screens.outcomes import Laid, Outcome, Trial, Wish
    from bot.screens.screen import Media, Offer, Rows
    from bot.screens.status import Running
    from bot.store import Person, Store
    from bot.texts import Texts
    from schedule.model import Programme
    from schedule.search import Index

Answer: TypeAlias = "Callable[[Context], Awaitable[None]]"
ButtonAnswer: TypeAlias = "Callable[[Context, str, str], Awaitable[None]]"
LinkAnswer: TypeAlias = "Callable[[Context, str], Awaitable[None]]"
InlineAnswer: TypeAlias = "Callable[[Context, str], Awaitable[None]]"
_OF_LETTERS = frozenset({"mode", "zone", "leads", "quiet", "overview", "silenced"})


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sent: Telegram's id of it, and what their client says; `size` in bytes, 0 if unknown."""

    file_id: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it was sent, all of it untrusted: `html` is its text or caption in Telegram's HTML.

    `media` is its picture or file, `document` says more about the file. With neither and no `html` it is something
    else: a voice message, a sticker. It is one of an `album`, and `continued` if others of that came before.
    """

    html: Markup
    media: Media | None = None
    document: SentFile | None = None
    forwarded: bool = False
    album: bool = False
    continued: bool = False


class Audience(Enum):
    """Who may use a command."""

    EVERYBODY = auto()
    ORGANISERS = auto()


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `name` in English, `names` in other languages, `also` further spellings that are understood.

    The catalogues hold its line for menu and help under `command.<name>`. `groups` tells whether groups may use it;
    menu and help name commands by `rank`, and leave out those without one (0).
    """

    name: str
    run: Answer
    names: dict[str, str] = field(default_factory=dict, hash=False)
    also: tuple[str, ...] = ()
    audience: Audience = Audience.EVERYBODY
    groups: bool = False
    rank: int = 50

    def name_in(self, language: str) -> str:
        """Return the name that a reader of `language` is shown."""
        return self.names.get(language, self.name)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every word that calls it."""
        return (self.name, *self.names.values(), *self.also)


class Replies(Protocol):
    """The way back to the person who asked; `delivery.replies` is the one that ships."""

    async def send(self, chat_id: int, screen: Screen) -> None:
        """Send a new message and what is attached to it."""

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        """Turn an earlier message into this screen; send anew where that is not possible."""

    async def update(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Turn an earlier message into this screen if it is still there; tell whether it is."""

    async def answer(self, tap_id: str, text: str, *, alert: bool) -> None:
        """Acknowledge a tap, with a word if `text` is not empty."""

    async def offer(self, query_id: str, offer: Offer, *, personal: bool) -> None:
        """Answer an inline query; unless `personal`, Telegram may give the same to others who ask the same."""

    async def fetch(self, file_id: str) -> bytes | None:
        """Return a file that a person sent; None if Telegram will not give it."""

    async def name_of(self, person: int) -> str:
        """Return how a person calls themselves now; empty if Telegram will not say."""


class Outbox(Protocol):
    """Where letters to others come from; `delivery.office` is the one that ships."""

    def stir(self) -> None:
        """Look again at what is owed and what waits: somebody follows something, or letters were planned."""


class Editions(Protocol):
    """Where the programme that is served comes from, and what organisers change in it; `bot.edition` ships."""

    async def reload(self) -> Outcome:
        """Read the conference's folder now."""

    async def sent(self, name: str, content: bytes) -> Outcome:
        """Check a file that an organiser sent, and hold the edition it makes."""

    async def held(self) -> Outcome | None:
        """Return what is in the edition that waits for a decision."""

    async def apply(self, named: str) -> Outcome:
        """Serve the edition that waits, if it is the one named."""

    async def keep_old(self, named: str) -> Outcome:
        """Go on with what is served, and forget the edition that waits, if it is the one named."""

    async def try_live(self, wish: Wish) -> Trial:
        """Return what a change in chat would do."""

    async def change_live(self, wish: Wish, by: int) -> Trial:
        """Make a change in chat; nothing happens if it is so already or cannot be."""

    async def undo(self, live: int) -> Trial | None:
        """Take a change made in chat back; None if it holds no longer."""

    async def laid(self) -> tuple[Laid, ...]:
        """Return what organisers changed in chat and holds, the latest first."""


@dataclass(slots=True)
class Desk:
    """What all contexts share: one per running bot. The programme may be replaced while it runs.

    `outbox` hears of what may owe somebody a letter. `commands` holds every word that calls a command, `links` the
    answers to deep links by prefix, `buttons` those to taps by verb; `changed` is told of people whose menu may have to
    change, `forgotten` of the ids of those who were deleted. `workings` tells how the machinery runs;
    `machine` asks the machine's clock; `board` tells the address of the stage's board for one room (its id; empty: for
    all), None where there is no board.
    `bot` is the bot's username; `inline` tells whether its inline mode is on (@BotFather, /setinline).
    `moved_from` and `sequence` are kept by `editions`, see `View`; so is `replacing`: a programme that takes the place
    of this one may be committed already.
    """

    programme: Programme
    index: Index
    store: Store
    clock: Clock
    replies: Replies
    outbox: Outbox = field(init=False)
    commands: Mapping[str, Command]
    links: Mapping[str, LinkAnswer]
    buttons: Mapping[str, ButtonAnswer]
    bot: str = ""
    inline: bool = False
    machine: Callable[[], datetime] = machine_now
    workings: Callable[[], Awaitable[Running]] | None = None
    changed: Callable[[Person], Awaitable[None]] | None = None
    forgotten: Callable[[int], Awaitable[None]] | None = None
    board: Callable[[str], str] | None = None
    editions: Editions | None = None
    moved_from: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    sequence: Mapping[tuple[str, str], int] = field(default_factory=dict)
    replacing: bool = False

    def view_of(self, person: Person, now: datetime) -> View:
        """Return a person's sight of the programme, in private."""
        reader = Reader(
            t=texts(person.language),
            mode=person.mode or Mode.UNDECIDED,
            # In the house the conference's clock is their own.
            zone=None if person.mode is Mode.ONSITE else person.zone,
            registered=person.registered,
            organiser=person.organiser,
            follows=person.follows,
            leads=person.leads,
            own_leads=person.own_leads,
            silenced=person.silenced,
            muted=person.muted,
            quiet=person.quiet,
            overview=person.overview,
            roles=person.roles,
            feedback=person.feedback,
        )
        return self.view(reader, now)

    async def seated(self, view: View, person: int) -> View:
        """Return a person's sight of the programme with the seats of its excursions, as they are now."""
        return replace(view, seats=await self.store.bookings.seats(person))

    def view(self, reader: Reader, now: datetime) -> View:
        """Return a reader's sight of the programme."""
        return View(self.programme, reader, now, self.bot, self.moved_from, self.sequence, inline=self.inline)


@dataclass(slots=True)
class Context:
    """One update being answered. In a group and inline `person` is a passer-by of whom nothing is stored.

    `message_id` is that of the tapped message, `tap_id` that of the tap, `query_id` that of an inline query, `words`
    what was written behind a command or plainly, in at most 4,096 characters; `below` are rows of buttons put under
    what is shown next.
    """

    desk: Desk
    chat_id: int
    person: Person
    private: bool = True
    words: str = ""
    message_id: int | None = None
    tap_id: str | None = None
    query_id: str | None = None
    below: Rows = ()
    answered: bool = field(default=False, init=False)
    hurried: bool = field(default=False, init=False)
    _now: datetime | None = field(default=None, init=False)

    @property
    def programme(self) -> Programme:
        """The programme as it is now."""
        return self.desk.programme

    @property
    def store(self) -> Store:
        """The memory."""
        return self.desk.store

    @property
    def now(self) -> datetime:
        """The conference's instant, the same during one update."""
        if self._now is None:
            self._now = self.desk.clock.now()
        return self._now

    @property
    def t(self) -> Texts:
        """The words of this reader."""
        return texts(self.person.language)

    @property
    def view(self) -> View:
        """This reader's sight of the programme; in a group it is nobody's in particular."""
        if self.private:
            return self.desk.view_of(self.person, self.now)
        return self.desk.view(Reader(self.t, private=False), self.now)

    async def seated(self) -> View:
        """Return this reader's sight of the programme with the seats of its excursions, as they are now."""
        return await self.desk.seated(self.view, self.person.id)

    async def show(self, screen: Screen, *, fresh: bool = False) -> None:
        """Answer with a screen: a tap turns its message into it unless `fresh`, anything else gets a new message."""
        screen, self.below = replace(screen, buttons=screen.buttons + self.below), ()
        if screen.gives:
            await self.store.handouts.note(self.person.id, screen.gives, self.now)
        if self.message_id is None or fresh:
            await self.desk.replies.send(self.chat_id, screen)
        else:
            await self.desk.replies.edit(self.chat_id, self.message_id, screen)

    async def answer(self, text: str = "", *, alert: bool = False) -> None:
        """Acknowledge the tap, with a word of at most 200 characters; once, and only if there was one.

        An alert for which it is too late, as the tap was acknowledged meanwhile, comes as a message: it is a refusal.
        """
        if self.tap_id and not self.answered:
            self.answered = True
            await self.desk.replies.answer(self.tap_id, text, alert=alert)
        elif self.hurried and text and alert:
            self.hurried = False
            await self.desk.replies.send(self.chat_id, Screen(escape(text)))

    async def acknowledge(self) -> None:
        """Acknowledge the tap before its answer is there, if that is still to be done."""
        self.hurried = not self.answered
        await self.answer()

    async def offer(self, offer: Offer) -> None:
        """Answer the inline query, if there was one; in a conference of several languages each reader has an own."""
        if self.query_id:
            personal = len(self.programme.conference.languages) > 1
            await self.desk.replies.offer(self.query_id, offer, personal=personal)

    async def fetch(self, file_id: str) -> bytes | None:
        """Return a file that a person sent, 20 MB at most (Bot API, getFile); None if Telegram will not give it."""
        return await self.desk.replies.fetch(file_id)

    async def change(self, **fields: Any) -> None:
        """Set fields of the person, in the store and here."""
        self.person = await self.store.change(self.person.id, **fields)
        if _OF_LETTERS & fields.keys():
            self.desk.outbox.stir()
        if self.desk.changed and {"language", "organiser"} & fields.keys():
            await self.desk.changed(self.person)

    async def wait_for(self, answer: str | None) -> None:
        """Take the person's next plain text for this answer; None, a command or a tap end the waiting."""
        if self.person.awaiting != answer:
            await self.change(awaiting=answer)

    async def forget(self) -> None:
        """Delete all that is stored about the person; what they were stays readable here for the answer only."""
        await self.store.forget(self.person.id)
        self.desk.outbox.stir()
        if self.desk.forgotten:
            await self.desk.forgotten(self.person.id)

    async def follow(self, kind: str, subject: str, *, following: bool) -> None:
        """Set whether the person follows a thing, in the store and here."""
        if following:
            self.person = await self.store.follow(self.person.id, kind, subject, self.now)
        else:
            self.person = await self.store.unfollow(self.person.id, kind, subject)
        self.desk.outbox.stir()

    async def set_own_leads(self, kind: str, subject: str, leads: tuple[int, ...] | None) -> None:
        """Set the lead times, in minutes, of one session or excursion, in the store and here; None: the usual ones."""
        self.person = await self.store.set_own_leads(self.person.id, kind, subject, leads)
        self.desk.outbox.stir()

    async def redirect(self, command: str, words: str = "") -> None:
        """Answer as if the person had sent `/command words`, or tapped to get there."""
        await self.desk.commands[command].run(replace(self, words=words))

    async def press(self, verb: str, subject: str, arg: str = "") -> None:
        """Answer as if the person had tapped such a button, with a new message."""
        self.message_id = None
        await self.desk.buttons[verb](self, subject, arg)
