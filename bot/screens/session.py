"""The page of one session: all that is known of it, as it concerns the reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.screens.ask import ask_button
from bot.screens.cards import share_button
from bot.screens.chair import chair_button
from bot.screens.feedback import rate_button
from bot.screens.fitting import LONG, collapsed, shorten
from bot.screens.following import BACK, PAGE, star_of, through
from bot.screens.leads import ahead_row
from bot.screens.moments import clocks, clocks_in_city, wait
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, moved, overlaps, title
from schedule.model import Kind as SessionKind
from schedule.queries import (
    link_is_open,
    stream_of,
    stream_opens,
    streamed_meanwhile,
    talk_times,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session, Stream, Talk

TALKS = 12
SPEAKERS = 8
SOON = timedelta(hours=1)


def page(view: View, session: Session, back: str = "") -> Screen:
    """Return the session's page; `back` says where its way back leads (see `way_back`)."""
    blocks = [part(view, session) for part in (_head, _where, _who, _talks, _about)]
    return Screen(GAP.join(block for block in blocks if block), _buttons(view, session, back))


def _head(view: View, session: Session) -> Markup:
    what = view.t.plain(f"kind.{session.kind}")
    track = view.programme.track.get(session.track or "")
    sort = view.t("session.kind_and_track", kind=what, track=view.words(track.name)) if track else escape(what)
    when = clocks_in_city(view, session.start, session.end, session.day)
    lines = [
        view.t("session.cancelled") if session.cancelled else None,
        title(view, session),
        sort,
        view.t("session.when", day=view.t.day(session.day), clocks=when),
        *moved(view, session),
        state(view, session),
    ]
    return LINE.join(line for line in lines if line)


def state(view: View, session: Session) -> Markup | None:
    """Return whether it begins within the hour, runs, is over or recorded; None if it is cancelled or far off."""
    if session.cancelled or view.now < session.start - SOON:
        return None
    if view.now < session.start:
        return view.t("session.state_soon", wait=wait(view, session.start))
    if view.now < session.end:
        return view.t("session.state_live")
    if session.recording:
        return view.t("session.state_recorded", url=session.recording)
    return view.t("session.state_over")


def _where(view: View, session: Session) -> Markup:
    lines = (*_room(view, session), *_stream(view, session), *through(view, session), *overlaps(view, session))
    return LINE.join(lines)


def _room(view: View, session: Session) -> Iterable[Markup]:
    room = view.programme.room.get(session.room or "")
    if room is None or (view.online and session.stream):
        return
    yield view.t("place.room", room=view.words(room.name))
    yield from full_room(view, session)
    if room.directions and not view.online:
        yield view.t("session.way", directions=shorten(view.words(room.directions), LONG))


def full_room(view: View, session: Session) -> Iterable[Markup]:
    """Yield that nobody more fits into the room, and on which stream it can be seen, to who might go there."""
    if not session.full or view.online or view.now >= session.end:
        return
    stream = stream_of(view.programme, session)
    named = {"stream": shorten(view.words(stream.name), LABEL)} if stream else {}
    yield view.t("session.full_streamed", **named) if stream else view.t("session.full")


def _stream(view: View, session: Session) -> Iterable[Markup]:
    stream, opens = stream_of(view.programme, session), stream_opens(view.programme, session)
    if stream is None or opens is None:
        yield from not_streamed(view, session)
    elif not session.cancelled and not (view.onsite and session.room):
        held, name = _link_state(view, session, stream), shorten(view.words(stream.name), LONG)
        line = view.t(f"session.stream_line_{held}", stream=name, time=clocks(view, opens, day=session.day))
        promised = held == "opens" and not view.may_watch(stream)
        yield view.t("streams.closed", stream=line) if promised else line


def _link_state(view: View, session: Session, stream: Stream) -> str:
    if view.now >= session.end:
        return "over"
    if not link_is_open(view.programme, session, view.now):
        return "opens"
    if not view.may_watch(stream):
        return "locked"
    return "open" if not stream.down else "elsewhere" if stream.link else "down"


def not_streamed(view: View, session: Session) -> Iterable[Markup]:
    """Yield that those who are elsewhere miss it, and what is streamed meanwhile."""
    if view.onsite or session.cancelled or session.kind is SessionKind.BREAK:
        return
    yield view.t("session.not_streamed")
    others = streamed_meanwhile(view.programme, session)[:3]
    if others:
        titles = view.t.all_of(shorten(view.words(other.title), LABEL) for other in others)
        yield view.t("session.meanwhile", titles=titles)


def _who(view: View, session: Session) -> Markup:
    lines = [
        view.t("session.speakers", names=_names(view, session.speakers)) if session.speakers else None,
        view.t("session.chairs", names=_names(view, session.chairs)) if session.chairs else None,
        _spoken(view, session),
    ]
    return LINE.join(line for line in lines if line)


def _names(view: View, people: tuple[str, ...]) -> str:
    return shorten(view.t.all_of(_name(view, person) for person in people), LONG)


def _name(view: View, person: str) -> str:
    speaker = view.programme.speaker.get(person)
    return speaker.name if speaker else person


def _spoken(view: View, session: Session) -> Markup | None:
    if not session.languages:
        return None
    spoken = view.t.all_of(view.t.name_of(language) for language in session.languages)
    if not session.interpretation:
        return view.t("session.languages", languages=spoken)
    others = view.t.all_of(view.t.name_of(language) for language in session.interpretation)
    return view.t("session.interpreted", languages=spoken, others=others)


def _talks(view: View, session: Session) -> Markup:
    lines = [_talk(view, session, *told) for told in zip(session.talks, talk_times(session), strict=True)]
    if len(lines) > TALKS:
        lines = [*lines[:TALKS], view.t.count("session.more_talks", len(lines) - TALKS)]
    return LINE.join(lines)


def _talk(view: View, session: Session, talk: Talk, times: tuple[datetime, datetime] | None) -> Markup:
    words = shorten(view.words(talk.title), 160)
    when = clocks(view, *times, session.day) if times else None
    line = view.t("session.talk_at", hours=when, title=words) if when else view.t("session.talk", title=words)
    return line + Markup("\n   {}").format(_names(view, talk.speakers)) if talk.speakers else line


def _about(view: View, session: Session) -> Markup:
    lines = [collapsed(view.words(session.abstract))] if session.abstract else []
    lines += [
        view.t("session.material", url=material.url, title=view.words(material.title))
        for material in session.materials[:5]
    ]
    if session.illustrative:
        lines.append(view.t("session.illustrative"))
    return LINE.join(lines)


def _buttons(view: View, session: Session, back: str) -> Rows:
    if not view.reader.private:
        return ((Button(view.t.plain("button.private"), url=view.link(f"s-{session.id}")),),)
    people = [
        Button.to(f"👤 {shorten(_name(view, person), LABEL)}", "speaker", person)
        for person in session.people[:SPEAKERS]
        if person in view.programme.speaker
    ]
    back = back if BACK.fullmatch(back) else ""
    ahead = ahead_row(view, session, back)
    asking = (*ask_button(view, session), *chair_button(view, session))
    ways = (_way(view, session), _taken(view, session), (way_back(view, session, back),))
    rows = (_first_row(view, session, back), asking, ahead, *pairs(people), *ways)
    return tuple(row for row in rows if row)


def _first_row(view: View, session: Session, back: str) -> tuple[Button, ...]:
    follow = star_of(view, session, PAGE + back)
    stream = stream_of(view.programme, session)
    if stream is None or session.cancelled or view.now >= session.end:
        return (follow, *rate_button(view, session))
    return (follow, Button.to(view.t.plain("button.stream"), "watch", session.id))


def _way(view: View, session: Session) -> tuple[Button, ...]:
    room = view.programme.room.get(session.room or "")
    if room is None or view.online or not (room.directions or room.image):
        return ()
    return (Button.to(view.t.plain("button.way", room=shorten(view.words(room.name), 32)), "room", room.id),)


def _taken(view: View, session: Session) -> tuple[Button, ...]:
    """Return the buttons for what one takes along: a calendar file, a card for others."""
    calendar = Button.to(view.t.plain("button.calendar"), "ics", session.id)
    return (calendar, *share_button(view, "session", session.id))


def way_back(view: View, session: Session, back: str) -> Button:
    """Return the button back: `n` to what is next, `w` to now, `m` to the agenda, `r` to the reminders.

    Else it leads to the page of the day's list that `back` names.
    """
    label = view.t.plain("button.back")
    verbs = {"n": "next", "w": "now", "m": "my", "r": "reminders"}
    if back in verbs:
        return Button.to(label, verbs[back])
    return Button.to(label, "day", session.day.isoformat(), back or "x")


def pairs(buttons: list[Button]) -> Rows:
    """Return buttons two in a row."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
