"""What runs now, and what starts next."""

from bot.context import Context
from bot.feature import Feature
from bot.screens import upcoming

feature = Feature()


@feature.command("now", de="jetzt", groups=True, rank=11)
async def now(context: Context) -> None:
    """Answer what runs, until when and where."""
    await context.show(upcoming.now(context.view))


@feature.command("next", de="naechste", groups=True, rank=10)
async def next_start(context: Context) -> None:
    """Answer what starts next."""
    await context.show(upcoming.next_start(context.view))


@feature.button("next")
async def back_to_next(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into what starts next."""
    await next_start(context)


@feature.button("now")
async def back_to_now(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into what runs now."""
    await now(context)
