"""A feature says what it answers to: commands, buttons, links, inline queries and plain text. `discover` finds all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum, auto
from functools import cache, cached_property
from typing import TypeVar

from bot.context import Answer, Audience, ButtonAnswer, Command, Context, Editions, InlineAnswer, LinkAnswer, Post
from bot.screens import manners

TextAnswer = Callable[[Context], Awaitable[bool]]
PostAnswer = Callable[[Context, Post], Awaitable[bool]]
OrganisersAnswer = Callable[[Context, Editions, str, str], Awaitable[None]]
Found = TypeVar("Found")


class Turn(IntEnum):
    """In which turn plain text that is no command is offered: first as the answer that is awaited, last to the search.

    UNCLEAR is the turn of who awaits an answer and can only guess, or ask again, by what was written.
    """

    AWAITED = auto()
    CODE = auto()
    NAME = auto()
    UNCLEAR = auto()
    QUESTION = auto()
    SEARCH = auto()


@dataclass(slots=True)
class Feature:
    """A bag of answers, declared in one module of `features/` under the name `feature`."""

    commands: list[Command] = field(default_factory=list)
    buttons: dict[str, ButtonAnswer] = field(default_factory=dict)
    links: dict[str, LinkAnswer] = field(default_factory=dict)
    listeners: list[tuple[Turn, TextAnswer]] = field(default_factory=list)
    takers: list[tuple[Turn, PostAnswer]] = field(default_factory=list)
    unknown: Answer | None = None
    offers: InlineAnswer | None = None

    def command(
        self,
        name: str,
        *,
        also: tuple[str, ...] = (),
        audience: Audience = Audience.EVERYBODY,
        groups: bool = False,
        rank: int = 50,
        **names: str,
    ) -> Callable[[Answer], Answer]:
        """Answer to `/name`; `de="…"` and the like are its names in other languages. See `Command`."""

        def declare(answer: Answer) -> Answer:
            self.commands.append(Command(name, answer, names, also, audience, groups, rank))
            return answer

        return declare

    def button(self, verb: str) -> Callable[[ButtonAnswer], ButtonAnswer]:
        """Answer to taps on buttons made with `Button.to(label, verb, subject, arg)`; both are untrusted."""

        def declare(answer: ButtonAnswer) -> ButtonAnswer:
            self.buttons[verb] = answer
            return answer

        return declare

    def link(self, prefix: str) -> Callable[[LinkAnswer], LinkAnswer]:
        """Answer to `/start prefix…`, given what follows the prefix; it is untrusted."""

        def declare(answer: LinkAnswer) -> LinkAnswer:
            self.links[prefix] = answer
            return answer

        return declare

    def text(self, turn: Turn) -> Callable[[TextAnswer], TextAnswer]:
        """Be offered plain text in a private chat; the answer tells whether it was taken."""

        def declare(answer: TextAnswer) -> TextAnswer:
            self.listeners.append((turn, answer))
            return answer

        return declare

    def message(self, turn: Turn) -> Callable[[PostAnswer], PostAnswer]:
        """Be offered what was sent in a private chat, formatting, picture or file included, before plain text is.

        Offered is all that is no text, and text while an answer is awaited; the answer tells whether it was taken.
        """

        def declare(answer: PostAnswer) -> PostAnswer:
            self.takers.append((turn, answer))
            return answer

        return declare

    def unknown_command(self, answer: Answer) -> Answer:
        """Answer to commands that no feature knows; `words` begins with the command's name, without the slash."""
        self.unknown = answer
        return answer

    def inline(self, answer: InlineAnswer) -> InlineAnswer:
        """Answer to `@bot words` written in any chat, given the offset of the cards wanted; both are untrusted.

        Who asks may be a stranger, of whom nothing is stored. There is one such answer.
        """
        self.offers = answer
        return answer


def for_organisers(answer: ButtonAnswer) -> ButtonAnswer:
    """Refuse a tap of anybody else: what a client sends proves nothing."""

    async def guarded(context: Context, subject: str, arg: str) -> None:
        if context.person.organiser:
            await answer(context, subject, arg)
        else:
            await context.show(manners.gone(context.view))

    return guarded


def with_editions(answer: OrganisersAnswer) -> ButtonAnswer:
    """Give an organiser's tap the editions, which it is to change; refuse that of anybody else."""

    @for_organisers
    async def given(context: Context, subject: str, arg: str) -> None:
        if editions := context.desk.editions:
            await answer(context, editions, subject, arg)

    return given


@dataclass(frozen=True)
class Registry:
    """All features as one; two that claim the same name are refused with a ValueError."""

    features: tuple[Feature, ...]

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """Every command, by rank."""
        found = (command for feature in self.features for command in feature.commands)
        return tuple(sorted(found, key=lambda command: command.rank))

    @cached_property
    def spellings(self) -> dict[str, Command]:
        """Every word that calls a command."""
        return _once((word, command) for command in self.commands for word in command.spellings)

    @cached_property
    def buttons(self) -> dict[str, ButtonAnswer]:
        """Answers to taps by verb."""
        return _once(pair for feature in self.features for pair in feature.buttons.items())

    @cached_property
    def links(self) -> dict[str, LinkAnswer]:
        """Answers to deep links by prefix."""
        return _once(pair for feature in self.features for pair in feature.links.items())

    @cached_property
    def listeners(self) -> tuple[TextAnswer, ...]:
        """Who is offered plain text, in turn."""
        pairs = (pair for feature in self.features for pair in feature.listeners)
        return tuple(answer for _, answer in sorted(pairs, key=lambda pair: pair[0]))

    @cached_property
    def takers(self) -> tuple[PostAnswer, ...]:
        """Who is offered messages as they were sent, in turn."""
        pairs = (pair for feature in self.features for pair in feature.takers)
        return tuple(answer for _, answer in sorted(pairs, key=lambda pair: pair[0]))

    @cached_property
    def unknown(self) -> Answer | None:
        """The answer to commands that nobody knows."""
        return next((feature.unknown for feature in self.features if feature.unknown), None)

    @cached_property
    def offers(self) -> InlineAnswer | None:
        """The answer to inline queries."""
        return _once(("inline queries", feature.offers) for feature in self.features if feature.offers).get(
            "inline queries"
        )


def _once(pairs: Iterable[tuple[str, Found]]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for name, answer in pairs:
        if name in found:
            raise ValueError(f'two features answer to "{name}"')
        found[name] = answer
    return found


@cache
def discover(package: str = "bot.features") -> Registry:
    """Return the features of all modules in `package`; each module declares one value named `feature`."""
    folder = importlib.import_module(package)
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return Registry(tuple(importlib.import_module(f"{package}.{name}").feature for name in names))
