"""The word that answers a star: what will come of it, in at most 200 characters of plain text. It sets nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.reader import Kind
from bot.screens.fitting import shorten, visible
from bot.screens.following import kind, name, reasons
from bot.screens.leads import spoken
from bot.screens.moments import clocks, day_of, wait, wall
from bot.screens.sessions import LABEL
from schedule.model import Excursion, Session
from schedule.model import Kind as SessionKind
from schedule.queries import ends, starts, stream_of, streamed_meanwhile
from schedule.reminders import EVENING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.screens.view import View
    from schedule.queries import Item

LONGEST = 200  # Bot API, answerCallbackQuery
SHORT = 40


def done(view: View, item: Item) -> str:
    """Return what will come of it that the reader follows an item from now on."""
    return after(view, item, view.t.plain("follow.done"))


def after(view: View, item: Item, said: str) -> str:
    """Return what was said and what will come of it, for who goes there from now on."""
    return _fitted(said, *_coming(view, item), *_room_only(view, item))


def matters(view: View, item: Item) -> bool:
    """Tell whether what is said has to be read: it is on site only, and the reader is not."""
    return any(_room_only(view, item))


def undone(view: View, item: Item) -> str:
    """Return what is left when the reader follows an item by itself no longer, or why they still do."""
    if view.reader.follows_one(kind(item), item.id):
        return view.t.plain("book.keeps_star")
    why = reasons(view, item)
    return _fitted(view.t.plain("follow.left", reasons=shorten(why, LABEL)) if why else view.t.plain("follow.undone"))


def all_done(view: View, what: Kind, subject: str) -> str:
    """Return what will come of it that the reader follows a track or a speaker from now on."""
    named = shorten(name(view, what, subject), LABEL)
    coming = [each for each in _sessions(view, what, subject) if each.start > view.now and not each.cancelled]
    told = visible(view.t.count("follow.all_done", len(coming), name=named))
    return _fitted(told, *(_for_all(view) if coming else ()))


def _for_all(view: View) -> Iterator[str]:
    leads, quiet = view.reader.leads, view.reader.quiet
    if view.reader.silenced:
        yield view.t.plain("follow.silenced")
    elif not leads:
        yield view.t.plain("follow.no_leads")
    else:
        yield view.t.plain("follow.reminders_each", leads=spoken(view, leads))
        if quiet:
            yield view.t.plain("follow.quiet", begin=f"{quiet[0]:02}:00", end=f"{quiet[1]:02}:00")


def _coming(view: View, item: Item) -> Iterator[str]:
    if item.cancelled:
        yield view.t.plain("follow.cancelled")
    elif starts(item) <= view.now:
        yield _begun(view, item)
    else:
        yield from _to_come(view, item)


def _begun(view: View, item: Item) -> str:
    if ends(item) <= view.now:
        return view.t.plain("follow.over")
    return view.t.plain("follow.running", time=instant(view, ends(item)))


def _to_come(view: View, item: Item) -> Iterator[str]:
    start, leads = starts(item), view.reader.leads_for(kind(item), item.id)
    ahead = [minutes for minutes in leads if start - timedelta(minutes=minutes) > view.now]
    if len(ahead) < len(leads) or not leads:
        yield view.t.plain("follow.starts", wait=wait(view, start))
    if view.reader.silenced:
        yield view.t.plain("follow.silenced")
    elif not leads:
        yield view.t.plain("follow.no_leads")
    elif ahead:
        first = start - timedelta(minutes=max(ahead))
        key = "follow.reminder" if len(ahead) == 1 else "follow.reminders"
        yield view.t.plain(key, leads=spoken(view, ahead), time=instant(view, first))
        yield from _evening_before(view, item)


def _evening_before(view: View, item: Item) -> Iterator[str]:
    if isinstance(item, Excursion) and view.reader.wants_eve(item.id) and view.now < evening_before(view, item):
        yield view.t.plain("follow.evening_before")


def evening_before(view: View, item: Item) -> datetime:
    """Return the instant at which those who go are told of an excursion of the next day."""
    day = wall(view, starts(item)).date() - timedelta(days=1)
    return datetime.combine(day, EVENING, view.programme.conference.zone)


def _room_only(view: View, item: Item) -> Iterator[str]:
    if not view.online or item.cancelled or ends(item) <= view.now:
        return
    if isinstance(item, Excursion):
        yield view.t.plain("follow.on_site_only")
    elif stream_of(view.programme, item) is None and item.kind is not SessionKind.BREAK:
        yield view.t.plain("follow.room_only")
        yield from _meanwhile(view, item)


def _meanwhile(view: View, session: Session) -> Iterator[str]:
    others = streamed_meanwhile(view.programme, session)[:1]
    if others:
        titles = view.t.all_of(shorten(view.words(other.title), SHORT) for other in others)
        yield view.t.plain("follow.meanwhile", titles=titles)


def instant(view: View, at: datetime) -> str:
    """Return both clocks of an instant as plain text, with the day if that is not today."""
    shown = visible(clocks(view, at))
    day = day_of(view, at)
    return shown if day == day_of(view, view.now) else f"{view.t.short_day(day)}, {shown}"


def _sessions(view: View, what: Kind, subject: str) -> tuple[Session, ...]:
    held = view.programme.sessions
    if what is Kind.TRACK:
        return tuple(session for session in held if session.track == subject)
    return tuple(session for session in held if subject in session.people)


def _fitted(*sentences: str) -> str:
    return shorten(" ".join(sentences), LONGEST)
