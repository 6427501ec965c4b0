"""The `/` menus in Telegram: per language, and for organisers theirs; set only when their content has changed."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.context import Audience
from bot.texts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from telegram import BotCommandScope
    from telegram.ext import ExtBot

    from bot.context import Command
    from bot.store import Person, Store
    from schedule.model import Programme

_log = logging.getLogger(__name__)


class Menus:
    """Keeps Telegram's menus as the registry of commands has them. `languages` are the conference's."""

    def __init__(
        self, bot: ExtBot[None], store: Store, commands: Iterable[Command], languages: tuple[str, ...]
    ) -> None:
        self._bot = bot
        self._store = store
        self._commands = [command for command in commands if command.rank]
        self._languages = languages

    async def follow(self, programme: Programme) -> None:
        """Set the menus in a new programme's languages; what Telegram does not take is set at the next start."""
        self._languages = programme.conference.languages
        try:
            await self.set_all()
        except TelegramError as error:
            _log.warning("the menus could not be set: %s", type(error).__name__)

    async def set_all(self) -> None:
        """Set the menus of private chats and groups in every language, and those of the organisers."""
        menus = []
        for language in ("", *LANGUAGES):
            words = language or self._languages[0]
            everybody = [command for command in self._commands if command.audience is Audience.EVERYBODY]
            menus.append(_Menu(BotCommandScopeAllPrivateChats(), "private", language, _lines(everybody, words)))
            groups = [command for command in everybody if command.groups]
            menus.append(_Menu(BotCommandScopeAllGroupChats(), "groups", language, _lines(groups, words)))
        await self._set(menus)
        for organiser in await self._store.organisers():
            person = await self._store.person(organiser)
            if person:
                await self.set_for(person)

    async def set_for(self, person: Person) -> None:
        """Set one person's menu in the language they chose; organisers also get their commands.

        If Telegram does not take it, it stays as it was: nobody's answer depends on a menu.
        """
        own = [c for c in self._commands if c.audience is Audience.EVERYBODY or person.organiser]
        scope, lines = BotCommandScopeChat(person.id), _lines(own, person.language)
        try:
            # A list for the chat without a language would hide the localised ones (Bot API, command scopes).
            await self._set([_Menu(scope, str(person.id), language, lines) for language in ("", *LANGUAGES)])
        except TelegramError as error:
            _log.warning("a menu could not be set: %s", type(error).__name__)

    async def drop_for(self, person: int) -> None:
        """Take one person's menu away; they see everybody's from then on."""
        for language in ("", *LANGUAGES):
            try:
                await self._bot.delete_my_commands(BotCommandScopeChat(person), language or None)
            except TelegramError as error:
                _log.warning("a menu could not be taken away: %s", type(error).__name__)

    async def _set(self, menus: Sequence[_Menu]) -> None:
        known = await self._store.notes(menu.key for menu in menus)
        taken: dict[str, str] = {}
        try:
            for menu in menus:
                if known.get(menu.key) != menu.content and await self._took(menu):
                    taken[menu.key] = menu.content
        finally:
            if taken:
                await self._store.set_notes(taken)

    async def _took(self, menu: _Menu) -> bool:
        commands = [BotCommand(command, description) for command, description in menu.lines]
        try:
            await self._bot.set_my_commands(commands, scope=menu.scope, language_code=menu.language or None)
        except (BadRequest, Forbidden):
            # A person who never wrote, or has left, has no menu.
            return False
        return True


@dataclass(frozen=True, slots=True)
class _Menu:
    scope: BotCommandScope
    name: str
    language: str
    lines: list[tuple[str, str]]

    @property
    def key(self) -> str:
        """The note that holds what was set last."""
        return f"menu:{self.language}:{self.name}"

    @property
    def content(self) -> str:
        """What tells one content from another."""
        return hashlib.sha256(json.dumps(self.lines).encode()).hexdigest()


def _lines(commands: Iterable[Command], language: str) -> list[tuple[str, str]]:
    t = texts(language)
    return [(command.name_in(t.language), t.plain(f"command.{command.name}")) for command in commands]
