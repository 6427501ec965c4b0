"""The `/` menus in Telegram: per language, and for organisers theirs; set only when their content has changed."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.context import Audience
from bot.texts import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        for language in ("", *LANGUAGES):
            words = language or self._languages[0]
            everybody = [command for command in self._commands if command.audience is Audience.EVERYBODY]
            await self._set(BotCommandScopeAllPrivateChats(), "private", language, _lines(everybody, words))
            groups = [command for command in everybody if command.groups]
            await self._set(BotCommandScopeAllGroupChats(), "groups", language, _lines(groups, words))
        for organiser in await self._store.organisers():
            person = await self._store.person(organiser)
            if person:
                await self.set_for(person)

    async def set_for(self, person: Person) -> None:
        """Set one person's menu in the language they chose; organisers also get their commands.

        If Telegram does not take it, it stays as it was: nobody's answer depends on a menu.
        """
        own = [c for c in self._commands if c.audience is Audience.EVERYBODY or person.organiser]
        try:
            for language in ("", *LANGUAGES):
                # A list for the chat without a language would hide the localised ones (Bot API, command scopes).
                await self._set(BotCommandScopeChat(person.id), str(person.id), language, _lines(own, person.language))
        except TelegramError as error:
            _log.warning("a menu could not be set: %s", type(error).__name__)

    async def drop_for(self, person: int) -> None:
        """Take one person's menu away; they see everybody's from then on."""
        for language in ("", *LANGUAGES):
            try:
                await self._bot.delete_my_commands(BotCommandScopeChat(person), language or None)
            except TelegramError as error:
                _log.warning("a menu could not be taken away: %s", type(error).__name__)

    async def _set(self, scope: BotCommandScope, name: str, language: str, lines: list[tuple[str, str]]) -> None:
        key = f"menu:{language}:{name}"
        content = hashlib.sha256(json.dumps(lines).encode()).hexdigest()
        if await self._store.note(key) == content:
            return
        commands = [BotCommand(command, description) for command, description in lines]
        try:
            await self._bot.set_my_commands(commands, scope=scope, language_code=language or None)
        except (BadRequest, Forbidden):
            # A person who never wrote, or has left, has no menu.
            return
        await self._store.set_note(key, content)


def _lines(commands: Iterable[Command], language: str) -> list[tuple[str, str]]:
    t = texts(language)
    return [(command.name_in(t.language), t.plain(f"command.{command.name}")) for command in commands]
