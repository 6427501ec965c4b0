"""`steiger codes`: personal codes into the bot's database, their cards into a file that only its owner may read."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.clock import machine_now
from bot.delivery.transport import Transport
from bot.incoming.polling import REFUSED
from bot.prints.personal import make
from bot.settings import SettingsProblem
from bot.store import Store, StoreInUse, StoreProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from bot.settings import Settings
    from schedule.model import Conference

# Bot API, User: usernames are Latin letters, digits and underscores.
_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{2,31})")


class CodesProblem(Exception):
    """The codes cannot be made; the message is one sentence for the operator."""


async def print_codes(
    settings: Settings, conference: Conference, number: int, bot: str | None, pdf: Path, *, force: bool
) -> date:
    """Make codes, keep their hashes, write their cards to `pdf`, and return the last day on which they can be used.

    Raises CodesProblem, SettingsProblem or StoreProblem; then nothing was made, and a file of before is as it was.
    """
    _spare(pdf, force=force)
    name = await _username(settings, bot)
    async with await _store(settings, number) as store:
        printed = await asyncio.to_thread(make, conference, name, number, machine_now())
        with _written(pdf, printed.pdf):
            await store.invitations.keep_codes(printed.codes, printed.expires)
    return printed.last


def _spare(pdf: Path, *, force: bool) -> None:
    if pdf.exists() and not force:
        raise CodesProblem(f"{pdf} exists already: name another file with --pdf, or replace it with --force.")


async def _store(settings: Settings, number: int) -> Store:
    try:
        return await Store.open(settings.database(rehearsal=False))
    except StoreInUse as problem:
        raise StoreProblem(
            f"{problem} While the bot runs, an organiser makes codes in the chat with it: /codes {number}."
        ) from None


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[None]:
    """Have the content on the disk before the body runs, and under its name once that is done; else remove it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield
        beside.replace(path)
    except OSError as problem:
        raise CodesProblem(f"{path} cannot be written: {problem.strerror or problem}.") from None
    finally:
        beside.unlink(missing_ok=True)


async def _username(settings: Settings, given: str | None) -> str:
    """Return the bot's username, for its links: as given, or asked of Telegram."""
    if given is not None:
        if not (written := _NAME.fullmatch(given)):
            raise CodesProblem(f"--bot {given}: write the bot's username, such as SteigerBot.")
        return written[1]
    if not settings.token and not settings.token_file:
        raise CodesProblem(
            "The links on the cards need the bot's username: name it with --bot, or set STEIGER_TOKEN, "
            "so that Telegram can be asked."
        )
    return await _asked(settings)


async def _asked(settings: Settings) -> str:
    asking = ExtBot[None](
        settings.bot_token(),
        base_url=f"{settings.api_url}/bot",
        request=Transport(),
        get_updates_request=Transport(),
    )
    try:
        async with asking:
            return asking.username
    except InvalidToken:
        raise SettingsProblem(REFUSED) from None
    except TelegramError as error:
        raise CodesProblem(
            f"Telegram could not be asked for the bot's username ({type(error).__name__}): name it with --bot."
        ) from None
