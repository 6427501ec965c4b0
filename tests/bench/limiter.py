"""A bulk run and answers meanwhile on python-telegram-bot's own rate limiter: what our pace is held against."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from telegram.ext import AIORateLimiter, Application, CommandHandler, ContextTypes

if TYPE_CHECKING:
    from telegram import Update

BULK = "Lunch is served in the foyer."
ANSWER = "Next: 09:00"
_RETRIES = 5


def main(url: str, token: str, people: int) -> None:
    """Answer /now, and tell people 1 to `people` once one of them says /go."""
    running: set[asyncio.Task[object]] = set()

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message:
            await update.message.reply_text(ANSWER)

    async def go(_update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        sends = (context.bot.send_message(person, BULK) for person in range(1, people + 1))
        running.add(asyncio.ensure_future(asyncio.gather(*sends, return_exceptions=True)))

    async def ready(_application: object) -> None:
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    limiter = AIORateLimiter(max_retries=_RETRIES)
    builder = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(256)
    application = builder.rate_limiter(limiter).post_init(ready).build()
    application.add_handler(CommandHandler("now", answer))
    application.add_handler(CommandHandler("go", go))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
