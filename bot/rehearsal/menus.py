"""What a bot says of itself: command menus by scope and language, name and descriptions. It runs no command."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.rehearsal.markup import units
from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rehearsal.given import Given
    from bot.rehearsal.network import Chat, Network

Command = dict[str, str]
Scope = tuple[str, int, int]

COMMANDS = 100  # Bot API, setMyCommands
DESCRIPTION = 256  # Bot API, BotCommand
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SIMPLE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_OF_CHAT = ("chat", "chat_administrators", "chat_member")
# Bot API, setMyName, setMyDescription, setMyShortDescription
_WORDS = {"name": 64, "description": 512, "short_description": 120}


@dataclass(slots=True)
class Menus:
    """The lists and words a bot has set; the empty language is for everybody without an own list."""

    network: Network
    _commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    _words: dict[tuple[str, str], str] = field(default_factory=dict)

    def methods(self) -> dict[str, Any]:
        """Return the methods by name in lower case."""
        methods: dict[str, Any] = {
            "setmycommands": self.set_commands,
            "getmycommands": self.get_commands,
            "deletemycommands": self.delete_commands,
        }
        for word in _WORDS:
            path = word.replace("_", "")
            methods[f"setmy{path}"] = partial(self._set_word, word)
            methods[f"getmy{path}"] = partial(self._get_word, word)
        return methods

    def set_commands(self, given: Given) -> bool:
        """Answer setMyCommands."""
        commands = given.tree("commands", "commands")
        if not isinstance(commands, list):
            raise bad("expected an Array of BotCommand")
        if len(commands) > COMMANDS:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        key = self._scope(given), _language(given)
        self._commands[key] = [_command(command) for command in commands]
        if not commands:
            del self._commands[key]
        self._tell()
        return True

    def get_commands(self, given: Given) -> list[Command]:
        """Answer getMyCommands: exactly this scope and language."""
        return self._commands.get((self._scope(given), _language(given)), [])

    def delete_commands(self, given: Given) -> bool:
        """Answer deleteMyCommands."""
        self._commands.pop((self._scope(given), _language(given)), None)
        self._tell()
        return True

    def seen_by(self, chat: Chat, user: dict[str, Any]) -> list[Command]:
        """Return the menu a person sees in a chat: the first list that exists, from the narrowest scope.

        Bot API, BotCommandScope, "Determining list of commands".
        """
        language = str(user.get("language_code") or "")[:2].lower()
        for scope in _narrowing(chat, user):
            for key in ((scope, language), (scope, "")):
                if key in self._commands:
                    return self._commands[key]
        return []

    def _scope(self, given: Given) -> Scope:
        scope = given.tree("scope", "BotCommandScope") or {"type": "default"}
        kind = scope.get("type") if isinstance(scope, dict) else None
        if kind in _SIMPLE:
            return (str(kind), 0, 0)
        if kind not in _OF_CHAT:
            raise bad("can't parse BotCommandScope: unsupported type specified")
        chat = self.network.chat(scope.get("chat_id"))
        return (str(kind), chat.id, int(scope.get("user_id", 0)))

    def _tell(self) -> None:
        for chat_id in self.network.watched:
            chat = self.network.chats.get(chat_id)
            if chat and chat.user:
                self.network.tell(chat_id, {"kind": "commands", "commands": self.seen_by(chat, chat.user)})

    def _set_word(self, word: str, given: Given) -> bool:
        text = given.text(word)
        if units(text) > _WORDS[word]:
            raise bad(f"bot {word.replace('_', ' ')} is too long")
        self._words[word, _language(given)] = text
        return True

    def _get_word(self, word: str, given: Given) -> dict[str, str]:
        return {word: self.word(word, _language(given))}

    def word(self, word: str, language: str) -> str:
        """Return the `name`, `description` or `short_description` in a language, or else the one without."""
        plain = self.network.bot["first_name"] if word == "name" else ""
        return self._words.get((word, language)) or self._words.get((word, "")) or str(plain)


def _narrowing(chat: Chat, user: dict[str, Any]) -> Iterator[Scope]:
    user_id = int(user["id"])
    if chat.kind == "private":
        yield from (("chat", chat.id, 0), ("all_private_chats", 0, 0))
    else:
        administrator = chat.members.get(user_id) in ("administrator", "creator")
        yield ("chat_member", chat.id, user_id)
        if administrator:
            yield ("chat_administrators", chat.id, 0)
        yield ("chat", chat.id, 0)
        if administrator:
            yield ("all_chat_administrators", 0, 0)
        yield ("all_group_chats", 0, 0)
    yield ("default", 0, 0)


def _language(given: Given) -> str:
    language = given.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    return language


def _command(command: Any) -> Command:
    if not isinstance(command, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    text = str(command.get("description", ""))
    if not _NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= units(text.strip()) <= DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": text}
