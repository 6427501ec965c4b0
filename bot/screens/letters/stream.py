"""The letter that tells who watches that a stream has broken off, is back or has moved, with the link that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.following import follows
from bot.screens.moments import clocks, wait
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, title
from bot.screens.streams import NEW, links
from schedule.broadcast import STREAM, state
from schedule.queries import link_is_open, now_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.model import Session, Stream

_OTHERS = 3


def letter(view: View, stream: Stream, was: str) -> Screen | None:
    """Return what is so of a stream for who knows that it `was` otherwise (see `broadcast.state`); None if nothing."""
    if state(STREAM, stream) == was or not view.may_watch(stream):
        return None
    sessions = on(view, stream)
    what = [_session(view, session) for session in sessions[:1]] or _next(view, stream)
    blocks = [LINE.join((_head(view, stream, was), *what))]
    if sessions and (stream.link or not stream.down):
        blocks.append(LINE.join(links(view, stream, said=True)))
    elif stream.down:
        blocks.append(LINE.join((view.t("streams.wait"), *_meanwhile(view, stream, sessions))))
    given = sessions[:1]
    return Screen(
        GAP.join(blocks),
        ((Button.to(view.t.plain("air.streams"), "streams", NEW),),),
        protected=bool(given and stream.link),
        gives=tuple(session.id for session in given),
    )


def on(view: View, stream: Stream) -> list[Session]:
    """Return what a stream's link is open for, what the reader follows first."""
    shown = (each for each in view.programme.sessions if each.stream == stream.id)
    return sorted(
        (session for session in shown if link_is_open(view.programme, session, view.now)),
        key=lambda session: not follows(view, session),
    )


def _head(view: View, stream: Stream, was: str) -> Markup:
    name = shorten(view.words(stream.name), LABEL)
    if stream.down:
        return view.t("air.broken", stream=name)
    return view.t("air.back" if was.startswith("down") else "air.moved", stream=name)


def _session(view: View, session: Session) -> Markup:
    when = view.t("streams.when", clocks=clocks(view, session.start, session.end), wait=wait(view, session.start))
    return LINE.join((title(view, session), when))


def _next(view: View, stream: Stream) -> list[Markup]:
    """Return what the stream shows next, while it shows nothing."""
    coming = (each for each in view.programme.sessions if each.stream == stream.id and not each.cancelled)
    session = next((session for session in coming if session.start > view.now), None)
    if session is None:
        return []
    day, words = view.t.short_day(session.day), shorten(view.words(session.title), LABEL)
    return [view.t("next.on_streams_on", day=day, clocks=clocks(view, session.start), title=words)]


def _meanwhile(view: View, stream: Stream, sessions: list[Session]) -> Iterator[Markup]:
    """Yield what else helps: the room for who is there, and what other streams show."""
    room = view.programme.room.get(sessions[0].room or "") if sessions else None
    if room and not view.online and not sessions[0].full:
        yield view.t("air.in_room", room=shorten(view.words(room.name), LABEL))
    running = now_on(view.programme, view.now)
    others = [each for each in running if each.stream and each.stream != stream.id]
    if others:
        titles = view.t.all_of(shorten(view.words(other.title), LABEL) for other in others[:_OTHERS])
        yield view.t("air.meanwhile", titles=titles)
