"""What can be watched now and what opens when. A link is shown only to readers with access, in private, while open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens.fitting import shorten, visible
from bot.screens.moments import clocks, clocks_in_city, day_of, wait
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LINE, title
from schedule.queries import Phase, link_is_open, moment, stream_of, stream_opens, streamed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from markupsafe import Markup

    from bot.screens.paging import Sheet
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session, Stream

PAGE = 4
NAME = 60
ADDRESS = 100
NEW = "new"


def page(view: View, wanted: int = 0) -> Screen:
    """Return a page, from 0: streams whose link is open, then what comes on the next day that has such."""
    open_now = _shown_now(view)
    shown_now = {session.id for session in open_now}
    listed = open_now + tuple(session for session in _coming(view) if session.id not in shown_now)
    if not listed:
        text = view.t("streams.over" if view.programme.streams else "streams.none")
        return Screen(text, ((_to_programme(view),),))
    leaf = sheet(listed, wanted, PAGE)
    first_coming = max(len(open_now) - leaf.number * PAGE, 0)
    watchable, upcoming = tuple(leaf.shown[:first_coming]), tuple(leaf.shown[first_coming:])
    blocks = [
        view.t("streams.title", clocks=clocks_in_city(view, view.now)),
        *(_watchable(view, session) for session in watchable),
        *_upcoming(view, upcoming),
        *_access(view, leaf.shown),
        *_walk_in(view, watchable),
        *footer(view, leaf),
    ]
    links = any(link(view, session) for session in watchable)
    return Screen(GAP.join(blocks), _buttons(view, leaf, links=links), protected=links, gives=given(view, watchable))


def _shown_now(view: View) -> tuple[Session, ...]:
    """Return one session for each stream whose link is open, the one that runs, else the first to come.

    First are those that the reader can listen to in their own language.
    """
    shown: dict[str | None, Session] = {}
    for session in view.programme.sessions:
        if link_is_open(view.programme, session, view.now):
            shown.setdefault(session.stream, session)
    return tuple(sorted(shown.values(), key=lambda session: not _understood(view, session)))


def _understood(view: View, session: Session) -> bool:
    """Tell whether a stream, or without a word about that its session, is in the reader's language."""
    stream = stream_of(view.programme, session)
    spoken = (stream.languages if stream else ()) or session.languages + session.interpretation
    return view.t.language in spoken


def _coming(view: View) -> tuple[Session, ...]:
    """Return what comes next; of what starts at once first what the reader can listen to in their own language."""
    coming = streamed(view.programme, view.now).coming
    return tuple(sorted(coming, key=lambda session: (session.start, not _understood(view, session))))


def _watchable(view: View, session: Session) -> Markup:
    """Return a session whose link is open, with its stream and, for readers with access, the link."""
    stream = stream_of(view.programme, session)
    if stream is None:
        return title(view, session)
    lines = [
        _named(view, stream),
        title(view, session),
        view.t("streams.when", clocks=clocks(view, session.start, session.end), wait=wait(view, session.start)),
        *(links(view, stream) if view.may_watch(stream) else [view.t("streams.locked")]),
        *_in_room(view, session),
    ]
    return LINE.join(lines)


def _named(view: View, stream: Stream) -> Markup:
    name = shorten(view.words(stream.name), NAME)
    if not stream.languages:
        return view.t("streams.name", stream=name)
    spoken = view.t.all_of(view.t.name_of(language) for language in stream.languages)
    return view.t("streams.name_languages", stream=name, languages=shorten(spoken, NAME))


def links(view: View, stream: Stream, *, said: bool = False) -> list[Markup]:
    """Return the lines with a stream's link, and the one to fall back on; ask `may_watch` first.

    With `said` the reader has just read that it has broken off.
    """
    if stream.down:
        return _broken(view, stream, said=said)
    if not stream.url:
        return [view.t("streams.no_url"), *_fallback(view, stream)]
    return [view.t("streams.link", url=stream.url, shown=shorten(stream.url, ADDRESS)), *_fallback(view, stream)]


def _broken(view: View, stream: Stream, *, said: bool) -> list[Markup]:
    if not stream.link:
        return [view.t("streams.wait" if said else "streams.down")]
    here = view.t("streams.go_on" if said else "streams.down_go_on")
    return [here, view.t("streams.link", url=stream.link, shown=shorten(stream.link, ADDRESS))]


def _fallback(view: View, stream: Stream) -> list[Markup]:
    return [view.t("streams.fallback", url=stream.fallback_url)] if stream.fallback_url else []


def link(view: View, session: Session) -> str | None:
    """Return the link that a reader with access is given of a session; None without access or link."""
    stream = stream_of(view.programme, session)
    return stream.link if stream and view.may_watch(stream) else None


def given(view: View, sessions: Sequence[Session]) -> tuple[str, ...]:
    """Return which of these sessions, whose links are open, the reader watches from here, broken off or not."""
    pairs = ((session, stream_of(view.programme, session)) for session in sessions)
    return tuple(session.id for session, stream in pairs if stream and view.may_watch(stream))


def _in_room(view: View, session: Session) -> list[Markup]:
    room = view.programme.room.get(session.room or "")
    if view.online or room is None:
        return []
    name = shorten(view.words(room.name), NAME)
    return [view.t("place.room_full" if session.full else "place.room", room=name)]


def _upcoming(view: View, coming: tuple[Session, ...]) -> list[Markup]:
    if not coming:
        return []
    here = moment(view.programme, view.now)
    today = here.day == coming[0].day and here.phase in {Phase.EARLY, Phase.DURING}
    heading = view.t("streams.later") if today else view.t("my.day", day=view.t.day(coming[0].day))
    day = day_of(view, view.now) if today else coming[0].day
    return [heading, *(_announced(view, session, day) for session in coming)]


def _announced(view: View, session: Session, day: date) -> Markup:
    stream, opens = stream_of(view.programme, session), stream_opens(view.programme, session)
    when = clocks(view, session.start, session.end, day)
    line = view.t("streams.entry", clocks=when, title=title(view, session))
    if stream is None or opens is None:
        return line
    name = shorten(view.words(stream.name), NAME)
    shown = (
        view.t("place.stream_opens", stream=name, time=clocks(view, opens, day=day))
        if opens > view.now
        else view.t("place.stream", stream=name)
    )
    return LINE.join((line, shown if view.may_watch(stream) else view.t("streams.closed", stream=shown)))


def _access(view: View, shown: Sequence[Session]) -> list[Markup]:
    streams = [stream for session in shown if (stream := stream_of(view.programme, session))]
    if all(view.may_watch(stream) for stream in streams):
        return []
    return [view.t("streams.code" if view.programme.conference.code else "streams.no_code")]


def _walk_in(view: View, shown: Sequence[Session]) -> list[Markup]:
    full = any(session.full for session in shown)
    return [view.t("streams.walk_in")] if view.onsite and not full else []


def _buttons(view: View, leaf: Sheet[Session], *, links: bool) -> Rows:
    """Return buttons that leave a message with links in it as it is: from there, pages are sent anew."""
    turns = turn(view, "streams", leaf, NEW if links else "")
    return tuple(row for row in (turns, () if links else (_to_programme(view),)) if row)


def _to_programme(view: View) -> Button:
    return Button.to(view.t.plain("button.programme"), "days")


def watch(view: View, *sessions: Session) -> Screen:
    """Return the streams of sessions with their links; ask `refusal` first."""
    text = GAP.join((*(_watchable(view, session) for session in sessions), *_walk_in(view, sessions)))
    protected = any(link(view, session) for session in sessions)
    return Screen(text, protected=protected, gives=given(view, sessions))


def refusal(view: View, session: Session) -> str:
    """Return why this reader cannot watch a session now, in at most 200 plain characters; empty if they can."""
    stream, opens = stream_of(view.programme, session), stream_opens(view.programme, session)
    if session.cancelled:
        return view.t.plain("streams.alert_cancelled")
    if stream is None or opens is None:
        return view.t.plain("streams.alert_none")
    if view.now >= session.end:
        return view.t.plain("streams.alert_recorded" if session.recording else "streams.alert_over")
    if not view.may_watch(stream):
        return view.t.plain("streams.alert_code" if view.programme.conference.code else "streams.alert_no_code")
    return "" if opens <= view.now else view.t.plain("streams.alert_opens", time=_opening(view, opens))


def _opening(view: View, opens: datetime) -> str:
    day = day_of(view, opens)
    shown = visible(clocks(view, opens))
    return shown if day == day_of(view, view.now) else f"{view.t.short_day(day)}, {shown}"
