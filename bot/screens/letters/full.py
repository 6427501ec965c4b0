"""The letter that tells who would come that a room is full, and where the stream is; or that there is room again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten
from bot.screens.moments import clocks, wait
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, title
from bot.screens.streams import given, link, links
from schedule.queries import link_is_open, now_on, stream_of, stream_opens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session

_OTHERS = 3


def letter(view: View, session: Session) -> Screen | None:
    """Return what is so of a session's room; None if it is over, or for who is not going there."""
    room = view.programme.room.get(session.room or "")
    if room is None or view.online or session.cancelled or view.now >= session.end:
        return None
    name = shorten(view.words(room.name), LABEL)
    when = view.t("streams.when", clocks=clocks(view, session.start, session.end), wait=wait(view, session.start))
    head = LINE.join((view.t("air.full" if session.full else "air.room_again", room=name), title(view, session), when))
    if not session.full:
        return Screen(head, _buttons(view, session))
    shown = given(view, (session,)) if link_is_open(view.programme, session, view.now) else ()
    text = GAP.join((head, LINE.join(_instead(view, session, linked=bool(shown)))))
    return Screen(text, _buttons(view, session), protected=bool(shown and link(view, session)), gives=shown)


def _instead(view: View, session: Session, *, linked: bool) -> Iterator[Markup]:
    stream, opens = stream_of(view.programme, session), stream_opens(view.programme, session)
    if stream is None or opens is None:
        yield view.t("air.not_streamed")
        yield from _elsewhere(view, session)
        return
    name = shorten(view.words(stream.name), LABEL)
    if view.now < opens:
        yield view.t("place.stream_opens", stream=name, time=clocks(view, opens))
        return
    yield view.t("place.stream", stream=name)
    yield from links(view, stream) if linked else (view.t("streams.locked"),)


def _elsewhere(view: View, session: Session) -> Iterator[Markup]:
    running = now_on(view.programme, max(view.now, session.start))
    others = [each for each in running if each.id != session.id and each.room and not each.full]
    if others:
        titles = view.t.all_of(shorten(view.words(other.title), LABEL) for other in others[:_OTHERS])
        yield view.t("air.elsewhere", titles=titles)


def _buttons(view: View, session: Session) -> Rows:
    page = Button.to(view.t.plain("change.page"), "hit", session.id, "session")
    if session.full and session.stream:
        return ((page, Button.to(view.t.plain("button.stream"), "watch", session.id)),)
    return ((page,),)
