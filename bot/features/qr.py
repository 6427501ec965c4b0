"""QR codes: of any page for everybody, and posters with them as PDF for organisers."""

from __future__ import annotations

import asyncio

from bot.context import Audience, Context
from bot.feature import Feature, Turn
from bot.prints.codes import picture
from bot.screens import manners
from bot.screens import qr as screens
from bot.screens.find import clear
from bot.screens.paging import number_in

feature = Feature()
AWAITED = "qr"


@feature.command("qr", rank=62)
async def qr(context: Context) -> None:
    """Answer with the code of what the words name, or ask what it shall lead to."""
    if context.words:
        await _search(context)
        return
    await context.wait_for(AWAITED)
    await context.show(screens.ask(context.view))


@feature.text(Turn.AWAITED)
async def sought(context: Context) -> bool:
    """Take words for the answer if the question was asked."""
    if context.person.awaiting != AWAITED:
        return False
    await context.wait_for(None)
    await _search(context)
    return True


@feature.button("qrlist")
async def show_list(context: Context, kind: str, arg: str) -> None:
    """Turn the message into a page of what there is of a kind."""
    await context.show(screens.listed(context.view, kind, number_in(arg)) or manners.gone(context.view))


@feature.button("qr")
async def show_code(context: Context, subject: str, kind: str) -> None:
    """Send the code of a page, so that the list stays."""
    view = context.view
    if not screens.title(view, kind, subject):
        await context.show(manners.gone(view), fresh=True)
        return
    drawn = await asyncio.to_thread(picture, screens.address(view, kind, subject))
    await context.show(screens.code(view, kind, subject, drawn), fresh=True)


@feature.command("posters", de="plakate", audience=Audience.ORGANISERS, rank=91)
async def posters(context: Context) -> None:
    """Ask which posters are wanted."""
    await context.show(screens.posters(context.view))


@feature.button("posters")
async def choose_posters(context: Context, _subject: str, _arg: str) -> None:
    """Ask which posters are wanted, below the code that stays."""
    if context.person.organiser:
        await context.show(screens.posters(context.view), fresh=True)
    else:
        await context.show(manners.gone(context.view), fresh=True)


@feature.button("print")
async def print_posters(context: Context, subject: str, arg: str) -> None:
    """Send a file of posters."""
    view, part = context.view, number_in(arg)
    items, parts = screens.wanted(view, subject, part)
    if not context.person.organiser or not items:
        await context.show(manners.gone(view), fresh=True)
        return
    await context.answer(context.t.plain("qr.printing"))
    from bot.prints.posters import posters as drawn  # noqa: PLC0415 - a second that no bot without posters needs

    pdf = await asyncio.to_thread(drawn, view.programme, items, view.bot)
    await context.show(screens.printed(view, subject, min(part, parts - 1), parts, pdf), fresh=True)


async def _search(context: Context) -> None:
    hits = context.desk.index.find(context.words, screens.HITS)
    meant = clear(hits)
    named = screens.choices((meant,)) if meant else ()
    if named:
        kind, subject = named[0]
        await show_code(context, subject, kind)
    else:
        await context.show(screens.found(context.view, context.words, hits))
