"""Lets every letter end in its key, so that each request tells which letter it is. It changes nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bot.delivery import announcing, changing, incidents, reminding  # noqa: F401 - they register what letters say
from bot.delivery.writing import WRITERS
from bot.screens.screen import Venue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from datetime import datetime

    from bot.context import Desk
    from bot.delivery.written import Written
    from bot.screens.screen import Screen
    from bot.store import Letter, Person

    Writer = Callable[[Desk, Letter, Person, datetime], Awaitable[Written | None]]

MARK = "✉ "
_PLACES = ("text", "caption", "address")
_DELETION = "deletemessage"


@contextmanager
def marked() -> Iterator[None]:
    """Mark letters while the context lasts."""
    before = dict(WRITERS)
    WRITERS.update({kind: _marking(writer) for kind, writer in before.items()})
    try:
        yield
    finally:
        WRITERS.update(before)


def key_of(method: str, parameters: Mapping[str, Any]) -> str:
    """Return the key of the letter that a request belongs to; empty if to none.

    A deletion has no text: its key is made of chat and message.
    """
    if method.lower() == _DELETION:
        return deletion(parameters["chat_id"], parameters["message_id"])
    texts = (str(parameters.get(place) or "") for place in _PLACES)
    return next((text.rpartition(MARK)[2].strip() for text in texts if MARK in text), "")


def deletion(chat: int | str, message_id: int | str) -> str:
    """Return what stands for the letter that deletes a message."""
    return f"deletion:{chat}:{message_id}"


def _marking(writer: Writer) -> Writer:
    async def write(desk: Desk, letter: Letter, person: Person, now: datetime) -> Written | None:
        written = await writer(desk, letter, person, now)
        if written is None or written.screen is None:
            return written
        return replace(written, screen=_marked(written.screen, letter.key))

    return write


def _marked(screen: Screen, key: str) -> Screen:
    if screen.text or screen.media:
        return replace(screen, text=screen.text + Markup("\n{}{}").format(MARK, key))
    (attachment,) = screen.attachments
    if not isinstance(attachment, Venue):
        raise TypeError(f"a letter that is a {type(attachment).__name__} alone cannot be marked")
    return replace(screen, attachments=(replace(attachment, address=f"{attachment.address} {MARK}{key}"),))
