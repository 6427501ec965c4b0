"""Which commands a person sees, and what the bot says of itself in which language."""

import pytest
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
)

from bot.rehearsal.telegram import Telegram

PRIVATE = [BotCommandScopeChat(1), BotCommandScopeAllPrivateChats(), BotCommandScopeDefault()]
GROUP = [
    BotCommandScopeChatMember(-5, 1),
    BotCommandScopeChatAdministrators(-5),
    BotCommandScopeChat(-5),
    BotCommandScopeAllChatAdministrators(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeDefault(),
]


@pytest.mark.parametrize(("scopes", "chat_id"), [(PRIVATE, 1), (GROUP, -5)])
async def test_the_narrowest_list_wins_and_its_language_before_none(
    bot: Bot, telegram: Telegram, scopes: list[BotCommandScope], chat_id: int
) -> None:
    telegram.chat(-5).members[1] = "administrator"
    narrowing = [(scope, language) for scope in scopes for language in ("de", "")]
    seen = []
    for number, (scope, language) in reversed(list(enumerate(narrowing))):
        await bot.set_my_commands([(f"c{number}", "a")], scope=scope, language_code=language)
        seen += telegram.commands(1, chat_id)
    assert [command["command"] for command in seen] == [f"c{n}" for n in reversed(range(len(narrowing)))]


async def test_a_list_without_language_in_a_narrower_scope_hides_the_localised_one(
    bot: Bot, telegram: Telegram
) -> None:
    await bot.set_my_commands([("jetzt", "a")], language_code="de")
    await bot.set_my_commands([("now", "a")], scope=BotCommandScopeChat(1))
    assert telegram.commands(1) == [{"command": "now", "description": "a"}]


async def test_a_deleted_list_gives_way_to_the_next(bot: Bot, telegram: Telegram) -> None:
    await bot.set_my_commands([("now", "a")])
    await bot.set_my_commands([("jetzt", "a")], language_code="de")
    await bot.delete_my_commands(language_code="de")
    assert telegram.commands(1) == [{"command": "now", "description": "a"}]
    assert await bot.get_my_commands(language_code="de") == ()
    assert [command.command for command in await bot.get_my_commands()] == ["now"]


async def test_who_watches_a_chat_is_told_of_a_new_menu(bot: Bot, telegram: Telegram) -> None:
    events: list[object] = []
    telegram.watch(1, events.append)
    await bot.set_my_commands([("now", "a")])
    assert events == [{"kind": "commands", "commands": [{"command": "now", "description": "a"}]}]


async def test_name_and_descriptions_fall_back_to_those_without_language(bot: Bot) -> None:
    await bot.set_my_description("A bot")
    await bot.set_my_description("Ein Bot", language_code="de")
    await bot.set_my_short_description("Bot")
    assert (await bot.get_my_description("de")).description == "Ein Bot"
    assert (await bot.get_my_description("fr")).description == "A bot"
    assert (await bot.get_my_short_description("fr")).short_description == "Bot"
    assert (await bot.get_my_name()).name == "Steiger"
    await bot.set_my_name("Bochum")
    assert (await bot.get_my_name("de")).name == "Bochum"
