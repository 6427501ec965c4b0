"""What organisers change of streams, full rooms and recordings, in lines: without any link. It tells it to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.screens.changed import when
from bot.screens.fitting import shorten
from bot.screens.sessions import LABEL, LINE, TITLE, title
from schedule.broadcast import FULL
from schedule.model import Session, Stream

if TYPE_CHECKING:
    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.broadcast import Airing


def effect(view: View, airing: Airing) -> Markup:
    """Return what becomes of a stream, a session's room or its recording."""
    return LINE.join((heading(view, airing), line(view, airing)))


def heading(view: View, airing: Airing) -> Markup:
    """Return what it is about."""
    if isinstance(airing.after, Stream):
        return view.t("air.named", stream=shorten(view.words(airing.after.name), LABEL))
    return LINE.join((title(view, airing.after), when(view, airing.after)))


def line(view: View, airing: Airing) -> Markup:
    """Return what becomes of it."""
    if isinstance(airing.before, Stream) and isinstance(airing.after, Stream):
        return _stream(view, airing.before, airing.after)
    if isinstance(airing.after, Session) and airing.kind == FULL:
        room = view.programme.room.get(airing.after.room or "")
        name = shorten(view.words(room.name), TITLE) if room else ""
        return view.t("air.full" if airing.after.full else "air.room_again", room=name)
    return recording(view, airing.after)


def _stream(view: View, before: Stream, after: Stream) -> Markup:
    if after.down:
        return view.t("air.is_down_fallback" if after.link else "air.is_down")
    if after.url != before.url:
        return view.t("air.is_at", host=host(after.url))
    return view.t("air.is_up")


def recording(view: View, session: Session | Stream) -> Markup:
    """Return where the recording is, by its host alone."""
    address = session.recording if isinstance(session, Session) else None
    return view.t("air.recorded_at", host=host(address)) if address else view.t("air.not_recorded")


def host(url: str | None) -> str:
    """Return the host of an address, which tells organisers whether it is the right one, and opens nothing."""
    return shorten(urlsplit(url or "").hostname or "", LABEL)


def name(view: View, airing: Airing) -> str:
    """Return what it is about, for a list."""
    named = airing.after.name if isinstance(airing.after, Stream) else airing.after.title
    return shorten(view.words(named), TITLE)
