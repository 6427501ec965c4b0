"""Rights that a link or a word gives: the conference's code opens its streams, an invitation makes an organiser."""

from __future__ import annotations

import hmac
from hashlib import sha256

from bot.clock import machine_now
from bot.context import Context
from bot.feature import Feature, Turn
from bot.screens import access as screens

feature = Feature()


@feature.link("code-")
async def open_by_link(context: Context, code: str) -> None:
    """Redeem the code in a link."""
    if _is_code(context, code):
        await _open(context)
    else:
        await context.show(screens.wrong_code(context.view))


@feature.text(Turn.CODE)
async def open_by_word(context: Context) -> bool:
    """Redeem the code if it is what was written; anything else is left to the search."""
    if not _is_code(context, context.words):
        return False
    await _open(context)
    return True


@feature.link("o-")
async def accept_invitation(context: Context, token: str) -> None:
    """Make the first who opens an invitation an organiser; tokens are known by their hashes only."""
    if context.person.organiser:
        await context.show(screens.organiser_before(context.view))
        return
    hashed = sha256(token.encode()).hexdigest()
    if await context.store.redeem(hashed, context.person.id, machine_now()) != "organiser":
        await context.show(screens.invitation_over(context.view))
        return
    await context.change(organiser=True)
    await context.show(screens.organiser(context.view))


async def _open(context: Context) -> None:
    if context.person.registered:
        await context.show(screens.opened_before(context.view))
        return
    await context.change(registered=True)
    await context.show(screens.opened(context.view))


def _is_code(context: Context, written: str) -> bool:
    """Compare without regard to case, in a time that tells nothing of the code."""
    code = context.programme.conference.code
    return code is not None and hmac.compare_digest(_key(code), _key(written))


def _key(code: str) -> bytes:
    return code.strip().casefold().encode(errors="replace")
