"""Bare echo bots on other people's libraries, as their documentation has them: what ours is held against."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

ECHO = "Next: 09:00"


def ptb(url: str, token: str, *, concurrent: bool) -> None:
    """python-telegram-bot with everything at its default, updates concurrent or, its default, one after another."""
    from telegram.ext import Application, CommandHandler  # noqa: PLC0415 - each rival loads its own library only

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message:
            await update.message.reply_text(ECHO)

    async def ready(_application: object) -> None:
        _tell()

    builder = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(concurrent)
    application = builder.post_init(ready).build()
    application.add_handler(CommandHandler("next", echo))
    application.run_polling()


def aiogram(url: str, token: str) -> None:
    """aiogram 3 with everything at its default."""
    from aiogram import Bot, Dispatcher  # noqa: PLC0415 - each rival loads its own library only
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415 - the same
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415 - the same
    from aiogram.filters import Command  # noqa: PLC0415 - the same

    dispatcher = Dispatcher()

    async def echo(message: object) -> None:
        await message.answer(ECHO)  # type: ignore[attr-defined] - aiogram injects by annotation, which is not loaded here

    async def run() -> None:
        dispatcher.message.register(echo, Command("next"))
        dispatcher.startup.register(_tell)
        bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
        await dispatcher.start_polling(bot)

    asyncio.run(run())


def _tell() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    name, url, token = sys.argv[1:]
    if name == "aiogram":
        aiogram(url, token)
    else:
        ptb(url, token, concurrent=name == "ptb-concurrent")
