"""Pages and commands that are called by their names alone, or asked for in the few words the catalogues hold."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.context import Audience, Context
from bot.feature import Feature, Turn
from bot.texts import phrases
from schedule.words import phrasings

if TYPE_CHECKING:
    from bot.context import Command
    from schedule.model import Page

feature = Feature()


@feature.text(Turn.NAME)
async def by_name(context: Context) -> bool:
    """Answer a name with the page or command that has it; what begins with a slash was a command of somebody else."""
    if context.words.startswith("/"):
        return False
    for phrase in phrasings(context.words):
        if await _open(context, _page(context, phrase), _command(context, phrase)):
            return True
    return False


async def _open(context: Context, page: Page | None, command: Command | None) -> bool:
    if not page and not command:
        return False
    await context.wait_for(None)
    if page:
        await context.press("page", page.id)
    elif command:
        await context.redirect(command.name)
    return True


def _page(context: Context, phrase: str) -> Page | None:
    names = (
        (page, name) for page in context.programme.pages for name in (page.id, *dict(page.title.versions).values())
    )
    return next((page for page, name in names if _spoken(name) == phrase), None)


def _command(context: Context, phrase: str) -> Command | None:
    allowed = (Audience.EVERYBODY, Audience.ORGANISERS) if context.person.organiser else (Audience.EVERYBODY,)
    for name, command in context.desk.commands.items():
        known = phrase == _spoken(name) or phrase in phrases(f"asks.{command.name}")
        if known and command.audience in allowed:
            return command
    return None


@cache
def _spoken(name: str) -> str:
    return phrasings(name)[0]
