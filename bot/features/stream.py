"""Streams that break off or move, full rooms and recordings, for organisers: said in chat, told to whom it concerns."""

from __future__ import annotations

import json
from hashlib import sha256

from bot.context import Audience, Context, Editions
from bot.feature import Feature, Turn, with_editions
from bot.screens import live, manners, wishes
from bot.screens import stream as screens
from bot.screens.paging import number_in
from schedule.broadcast import FULL, Airing, link_in
from schedule.model import Session, Stream

feature = Feature()
AWAITED = "air-"
HITS = 20
_DIGITS = 8


@feature.command("stream", audience=Audience.ORGANISERS, rank=87)
async def stream(context: Context) -> None:
    """Answer with the streams and their state, or show what is wished of one."""
    wished = wishes.stream_in(context.programme, context.words) if context.words else None
    if wished is None:
        await context.show(screens.streams(context.view))
        return
    found, code, rest = wished
    if code == wishes.ADDRESS:
        await _take_address(context, found, code, rest)
    elif code:
        await _try(context, found.id, code)
    else:
        await context.show(screens.one(context.view, found))


@feature.command("full", de="voll", audience=Audience.ORGANISERS, rank=87)
async def full(context: Context) -> None:
    """Answer with the rooms in use, or show what would be told of one that is full."""
    found = wishes.room_in(context.programme, context.words) if context.words else None
    used = wishes.in_use(context.programme, context.now)
    meant = tuple(session for session in used if found and session.room == found[1].id)
    if len(meant) == 1 and not meant[0].full:
        await _try(context, meant[0].id, wishes.FULL)
    else:
        # Shortly before the next session in a room nobody can tell which one it is full for.
        await context.show(screens.rooms(context.view, meant or used, await _full_rooms(context)))


async def _full_rooms(context: Context) -> dict[str, int]:
    """Return by session the number of the change that says that its room is full."""
    editions = context.desk.editions
    laid = await editions.laid() if editions else ()
    airings = ((each.live, each.change) for each in laid if isinstance(each.change, Airing))
    return {airing.subject: live for live, airing in airings if airing.kind == FULL}


@feature.command("recording", de="aufzeichnung", audience=Audience.ORGANISERS, rank=87)
async def recording(context: Context) -> None:
    """Answer with the sessions that are over, or take the address of a recording."""
    over = wishes.over(context.programme, context.now)
    words, _, last = context.words.rpartition(" ")
    address = link_in(last)
    asked = words if address else context.words
    meant = _meant(context, asked, over) if asked else over
    if len(meant) == 1 and asked:
        await _take_address(context, meant[0], wishes.RECORDED, address or "")
        return
    if address:
        await _keep(context, "", address)
    code = f"{wishes.RECORDED}.{_digest(address)}" if address else wishes.RECORDED
    await context.show(screens.recordings(context.view, meant or over, code=code))


def _meant(context: Context, words: str, among: tuple[Session, ...]) -> tuple[Session, ...]:
    exactly = tuple(session for session in among if session.id == words.lower())
    found = exactly or wishes.meant(context.programme, context.desk.index.find(words, HITS), among)
    return tuple(item for item in found if isinstance(item, Session))


def _known(context: Context, subject: str, code: str) -> Stream | Session | None:
    """Return what an address is wanted of."""
    if code == wishes.ADDRESS:
        return context.programme.stream.get(subject)
    session = context.programme.session.get(subject) if code == wishes.RECORDED else None
    return session if session and session.end <= context.now else None


async def _take_address(context: Context, about: Stream | Session, code: str, words: str) -> None:
    """Show what an address would do; ask for it if it was not typed or is none."""
    address = link_in(words) if words else None
    if address is None:
        await context.wait_for(f"{AWAITED}{code}-{about.id}")
        await context.show(screens.ask(context.view, about, again=bool(words)))
    else:
        await context.wait_for(None)
        await _keep(context, about.id, address)
        await _try(context, about.id, code, address)


@feature.text(Turn.AWAITED)
async def typed(context: Context) -> bool:
    """Take what was typed for the address that was asked for."""
    awaited = context.person.awaiting or ""
    if not awaited.startswith(AWAITED) or not context.person.organiser:
        return False
    code, _, subject = awaited.removeprefix(AWAITED).partition("-")
    about = _known(context, subject, code)
    if about is None:
        await context.wait_for(None)
        await context.show(manners.gone(context.view))
    else:
        await _take_address(context, about, code, context.words)
    return True


async def _keep(context: Context, subject: str, address: str) -> None:
    """Keep a typed address until it is used: a button has no room for it. The note is forgotten with who typed it."""
    kept = {"by": str(context.person.id), "about": subject, "address": address}
    await context.store.set_note(_note(context), json.dumps(kept))


async def _kept(context: Context, subject: str, digest: str) -> str:
    """Return the address that was shown, if no other was typed since."""
    kept = json.loads(await context.store.note(_note(context)) or "{}")
    address = str(kept.get("address", ""))
    return address if kept.get("about") == subject and _digest(address) == digest else ""


async def _drop(context: Context) -> None:
    await context.store.set_note(_note(context), json.dumps({"by": str(context.person.id)}))


def _note(context: Context) -> str:
    # Not ended by the person's id: an address is no part of a copy of what is stored about them.
    return f"typed:{context.person.id}:address"


def _digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:_DIGITS]


async def _try(context: Context, subject: str, code: str, address: str = "") -> None:
    editions, wish = context.desk.editions, wishes.of_air(context.programme, subject, code, address)
    if wish is None or editions is None:
        await context.show(manners.gone(context.view))
        return
    arg = f"{code}.{_digest(address)}" if address else code
    await context.show(screens.preview(context.view, subject, arg, await editions.try_live(wish)))


@feature.button("airlist")
@with_editions
async def turn(context: Context, _editions: Editions, what: str, arg: str) -> None:
    """Turn the message into a page of the streams, or of what is over."""
    if what == "streams":
        await context.show(screens.streams(context.view, number_in(arg)))
    else:
        over = wishes.over(context.programme, context.now)
        await context.show(screens.recordings(context.view, over, number_in(arg)))


@feature.button("airask")
@with_editions
async def ask(context: Context, _editions: Editions, subject: str, code: str) -> None:
    """Ask for the address of a stream or a recording, unless it was typed before what it is about was clear."""
    code, _, digest = code.partition(".")
    about = _known(context, subject, code)
    if about is None:
        await context.show(manners.gone(context.view))
    else:
        await _take_address(context, about, code, await _kept(context, "", digest) if digest else "")


@feature.button("airtry")
@with_editions
async def look(context: Context, _editions: Editions, subject: str, code: str) -> None:
    """Show what a wish would do."""
    await _try(context, subject, code)


@feature.button("airdo")
@with_editions
async def do(context: Context, editions: Editions, subject: str, arg: str) -> None:
    """Do what was shown."""
    code, _, digest = arg.partition(".")
    address = await _kept(context, subject, digest) if digest else ""
    if digest and not address:
        await context.show(screens.typed_no_more(context.view))
        return
    wish = wishes.of_air(context.programme, subject, code, address)
    if wish is None:
        await context.show(manners.gone(context.view))
        return
    trial = await editions.change_live(wish, context.person.id)
    if address:
        await _drop(context)
    await context.show(live.refusal(context.view, trial) or live.done(context.view, trial))
