"""Organisers make personal codes: cards as a PDF, each of which opens the participants' streams to one person."""

from __future__ import annotations

import asyncio

from bot.context import Audience, Context
from bot.feature import Feature, for_organisers
from bot.prints.personal import MOST, make
from bot.screens import codes as screens

feature = Feature()


@feature.command("codes", audience=Audience.ORGANISERS, rank=90)
async def codes(context: Context) -> None:
    """Make as many codes as are asked for; without a number, say how many there are."""
    if not context.person.organiser:
        return
    if context.words:
        await _make(context, context.words)
    else:
        await context.show(screens.overview(context.view, *await context.store.invitations.codes()))


@feature.button("codes")
@for_organisers
async def show(context: Context, _subject: str, _arg: str) -> None:
    """Turn the message into how many codes there are."""
    await codes(context)


@feature.button("makecodes")
@for_organisers
async def make_some(context: Context, number: str, _arg: str) -> None:
    """Make as many codes as the button says."""
    await _make(context, number)


@feature.button("dropcodes")
@for_organisers
async def withdraw(context: Context, answer: str, number: str) -> None:
    """Withdraw the codes that nobody has used, once that is confirmed and none was made since."""
    invitations = context.store.invitations
    made, used = await invitations.codes()
    if answer == "yes" and number == str(made):
        await context.show(screens.withdrawn(context.view, await invitations.withdraw_codes()))
    else:
        await context.show(screens.really(context.view, made, used))


async def _make(context: Context, typed: str) -> None:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST)) else 0
    if not 1 <= number <= MOST:
        await context.show(screens.how_many(context.view, MOST))
        return
    await context.answer()
    await context.show(screens.begun(context.view, number))
    conference, desk = context.programme.conference, context.desk
    # Beside everything else: nobody waits for an answer meanwhile.
    printed = await asyncio.to_thread(make, conference, desk.bot, number, desk.machine())
    await context.store.invitations.keep_codes(printed.codes, printed.expires)
    await context.show(screens.made(context.view, number, printed.pdf), fresh=True)
