"""Changing the programme in chat, for organisers: late, moved, in another room, called off, on again, and undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from bot.announced import Circle, Wording
from bot.context import Audience, Context, Editions
from bot.feature import Feature, Turn, with_editions
from bot.reader import Mode
from bot.screens import live as screens
from bot.screens import manners, wishes
from bot.screens.find import clear
from bot.screens.outcomes import Wish
from bot.screens.paging import number_in
from schedule.model import Session
from schedule.queries import Item

feature = Feature()
AWAITED = "live-"
HITS = 20
Wisher = Callable[[Item], Wish | None]


@feature.command("delay", de="verspaetung", audience=Audience.ORGANISERS, rank=82)
async def delay(context: Context) -> None:
    """Let something begin later."""
    await _begin(context, "delay")


@feature.command("move", de="verlegen", audience=Audience.ORGANISERS, rank=83)
async def move(context: Context) -> None:
    """Let something begin at another time."""
    await _begin(context, "move")


@feature.command("room", de="raum", audience=Audience.ORGANISERS, rank=84)
async def room(context: Context) -> None:
    """Let a session be in another room."""
    await _begin(context, "room")


@feature.command("cancel", de="absagen", audience=Audience.ORGANISERS, rank=85)
async def cancel(context: Context) -> None:
    """Call something off."""
    await _begin(context, "cancel")


@feature.command("reinstate", de="wiederaufnehmen", audience=Audience.ORGANISERS, rank=86)
async def reinstate(context: Context) -> None:
    """Let something take place after all."""
    await _begin(context, "reinstate")


@feature.command("changes", de="aenderungen", audience=Audience.ORGANISERS, rank=87)
async def changes(context: Context) -> None:
    """Answer with what was changed in chat and holds."""
    editions = context.desk.editions
    await context.show(screens.listed(context.view, await editions.laid() if editions else ()))


async def _begin(context: Context, sort: str) -> None:
    if context.words:
        await _understand(context, sort)
    else:
        await context.wait_for(f"{AWAITED}{sort}")
        await context.show(screens.choose(context.view, sort, _candidates(context, sort)))


def _candidates(context: Context, sort: str) -> tuple[Item, ...]:
    return wishes.candidates(context.programme, sort, context.now)


async def _understand(context: Context, sort: str) -> None:
    """Take what was typed for what is meant and, at its end, for what is wished."""
    words, wisher = _wished(context, sort, context.words)
    items = _meant(context, sort, words)
    if not items and wisher:
        # The number or the name may belong to the title.
        words, wisher = context.words, None
        items = _meant(context, sort, words)
    if not items:
        await context.wait_for(f"{AWAITED}{sort}")
        await context.show(screens.choose(context.view, sort, _candidates(context, sort), asked=words))
    elif len(items) > 1 and wisher is None:
        await context.show(screens.choose(context.view, sort, items))
    elif wisher is None:
        await _ask_value(context, sort, items[0])
    else:
        await _offer(context, [(item, wish) for item in items if (wish := wisher(item))])


async def _offer(context: Context, pairs: list[tuple[Item, Wish]]) -> None:
    if len(pairs) == 1:
        await _try(context, pairs[0][1])
    else:
        await context.show(screens.among(context.view, pairs))


def _meant(context: Context, sort: str, words: str) -> tuple[Item, ...]:
    """Return the candidates that words may mean: one if it is clear."""
    among = _candidates(context, sort)
    exactly = tuple(item for item in among if item.id == words.lower())
    hits = context.desk.index.find(words, HITS) if words and not exactly else ()
    best = clear(hits)
    surely = wishes.meant(context.programme, (best,), among) if best else ()
    return exactly or (surely if len(surely) == 1 else wishes.meant(context.programme, hits, among))


def _wished(context: Context, sort: str, words: str) -> tuple[str, Wisher | None]:
    """Return what stands before the value at the end of what was typed, and how it makes a wish of an item."""
    if sort == "delay" and (typed := wishes.minutes_in(words)):
        minutes = typed[1]
        return typed[0], lambda item: wishes.delayed(item, minutes)
    if sort == "move" and (read := wishes.time_in(context.programme, words, context.now)):
        return read[0], lambda item: _moved(context, item, read[1:])
    if sort == "room" and (found := wishes.room_in(context.programme, words)):
        there = found[1].id
        return found[0], lambda item: wishes.in_room(item, there)
    return words, _status(sort)


def _status(sort: str) -> Wisher | None:
    if sort in {"cancel", "reinstate"}:
        return lambda item: wishes.with_status(item, cancelled=sort == "cancel")
    return None


def _moved(context: Context, item: Item, to: tuple[time, date | None]) -> Wish | None:
    at, day = to
    instant = wishes.instant(context.programme, item, at, day)
    return wishes.moved(item, instant) if instant else None


@feature.text(Turn.AWAITED)
async def typed(context: Context) -> bool:
    """Take what was typed for the answer: which session, or when it begins instead."""
    awaited = context.person.awaiting or ""
    if not awaited.startswith(AWAITED) or not context.person.organiser:
        return False
    sort, _, about = awaited.removeprefix(AWAITED).partition("-")
    if about:
        await _take_time(context, about)
    elif sort in wishes.SORTS:
        await context.wait_for(None)
        await _understand(context, sort)
    return True


async def _take_time(context: Context, about: str) -> None:
    kind, _, subject = about.partition("-")
    item = wishes.item_of(context.programme, kind, subject)
    if item is None:
        await context.wait_for(None)
        await context.show(manners.gone(context.view))
        return
    read = wishes.time_in(context.programme, context.words, context.now)
    wish = _moved(context, item, read[1:]) if read and not read[0] else None
    if wish is None:
        await context.show(screens.not_a_time(context.view, item))
    else:
        await context.wait_for(None)
        await _try(context, wish)


async def _ask_value(context: Context, sort: str, item: Item) -> None:
    view = context.view
    if sort == "delay":
        await context.show(screens.delays(view, item))
    elif sort == "move":
        await context.wait_for(f"{AWAITED}move-{wishes.letter(item)}-{item.id}")
        await context.show(screens.times(view, item))
    elif sort == "room" and isinstance(item, Session):
        await context.show(screens.rooms(view, item))
    else:
        await _try(context, wishes.with_status(item, cancelled=sort == "cancel"))


async def _try(context: Context, wish: Wish) -> None:
    editions = context.desk.editions
    if editions:
        await context.show(screens.preview(context.view, wish, await editions.try_live(wish)))


@feature.button("live")
@with_editions
async def turn(context: Context, _editions: Editions, sort: str, arg: str) -> None:
    """Turn the message into a page of what may be meant."""
    if sort not in wishes.SORTS:
        await context.show(manners.gone(context.view))
        return
    await context.wait_for(f"{AWAITED}{sort}")
    await context.show(screens.choose(context.view, sort, _candidates(context, sort), number_in(arg)))


@feature.button("livepick")
@with_editions
async def pick(context: Context, _editions: Editions, subject: str, arg: str) -> None:
    """Ask for the value of what was chosen."""
    sort, _, kind = arg.partition(".")
    item = wishes.item_of(context.programme, kind, subject)
    if item is None or sort not in wishes.SORTS:
        await context.show(manners.gone(context.view))
    else:
        await _ask_value(context, sort, item)


@feature.button("liverooms")
@with_editions
async def turn_rooms(context: Context, _editions: Editions, subject: str, arg: str) -> None:
    """Turn the message into a page of rooms."""
    session = context.programme.session.get(subject)
    screen = screens.rooms(context.view, session, number_in(arg)) if session else manners.gone(context.view)
    await context.show(screen)


@feature.button("livetry")
@with_editions
async def look(context: Context, _editions: Editions, subject: str, arg: str) -> None:
    """Show what a wish would do."""
    wish = wishes.decoded(context.programme, subject, arg)
    if wish:
        await _try(context, wish)
    else:
        await context.show(manners.gone(context.view))


@feature.button("livedo")
@with_editions
async def do(context: Context, editions: Editions, subject: str, arg: str) -> None:
    """Do what was shown."""
    wish = wishes.decoded(context.programme, subject, arg)
    if wish is None:
        await context.show(manners.gone(context.view))
        return
    trial = await editions.change_live(wish, context.person.id)
    view = context.view
    await context.show(screens.refusal(view, trial) or screens.done(view, trial))


@feature.button("livestop")
@with_editions
async def stop(context: Context, _editions: Editions, _subject: str, _arg: str) -> None:
    """Leave it as it is."""
    await context.show(screens.left(context.view))


@feature.button("liveundo")
@with_editions
async def undo(context: Context, editions: Editions, subject: str, _arg: str) -> None:
    """Take a change back."""
    number = int(subject) if subject.isascii() and subject.isdecimal() else 0
    trial = await editions.undo(number)
    await context.show(screens.undone(context.view, trial))


@feature.button("livelist")
@with_editions
async def turn_changes(context: Context, editions: Editions, _subject: str, arg: str) -> None:
    """Turn the message into a page of what was changed in chat."""
    await context.show(screens.listed(context.view, await editions.laid(), number_in(arg)))


@feature.button("livetell")
@with_editions
async def tell_all(context: Context, _editions: Editions, subject: str, _arg: str) -> None:
    """Begin an announcement to everyone on site that a session is cancelled; what is being written is not lost."""
    session = context.programme.session.get(subject)
    if session is None or not session.cancelled:
        await context.show(manners.gone(context.view))
        return
    drafts, offered = context.store.announcements, context.programme.conference.languages
    begun = await drafts.draft(context.person.id, context.desk.machine())
    if begun.wordings:
        await context.answer(context.t.plain("live.writing"), alert=True)
    else:
        said = {language: Wording(screens.cancelled_words(context.view, session, language)) for language in offered}
        await drafts.edit(replace(begun, circle=Circle(modes=(Mode.ONSITE,)), urgent=True, wordings=said))
    context.message_id = None
    await context.redirect("announce")
