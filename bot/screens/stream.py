"""Streams, full rooms and recordings in the hand of organisers: what is so, and what would be. It sets nothing.

No link stands here, only its host: it is theirs who watch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.screens import wishes
from bot.screens.aired import host
from bot.screens.fitting import shorten
from bot.screens.live import effect, refusal
from bot.screens.moments import hour
from bot.screens.paging import footer, sheet, turn
from bot.screens.screen import Button, Screen
from bot.screens.sessions import GAP, LABEL, LINE, TITLE
from schedule.model import Session
from schedule.queries import link_is_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from bot.screens.outcomes import Trial
    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.localised import Localised
    from schedule.model import Stream

PAGE = 5
MANY = 8


def streams(view: View, number: int = 0) -> Screen:
    """Return every stream with its state and what can be done about it, those that show something first."""
    if not view.programme.streams:
        return Screen(view.t("streams.none"))
    ordered = sorted(view.programme.streams, key=lambda stream: not _shown(view, stream))
    leaf = sheet(ordered, number, PAGE)
    entries = [
        LINE.join((view.t("air.entry", n=at, stream=shorten(view.words(stream.name), LABEL)), _state(view, stream)))
        for at, stream in enumerate(leaf.shown, 1)
    ]
    rows: Rows = tuple(_ways(view, stream, f"{at} ") for at, stream in enumerate(leaf.shown, 1))
    turns = turn(view, "airlist", leaf, "streams")
    text = GAP.join((view.t("air.which_stream"), *entries, *footer(view, leaf)))
    return Screen(text, (*rows, turns) if turns else rows)


def one(view: View, stream: Stream) -> Screen:
    """Return one stream with its state and what can be done about it."""
    name = view.t("air.named", stream=shorten(view.words(stream.name), LABEL))
    return Screen(LINE.join((name, _state(view, stream))), (_ways(view, stream),))


def _shown(view: View, stream: Stream) -> list[Session]:
    sessions = (each for each in view.programme.sessions if each.stream == stream.id)
    return [session for session in sessions if link_is_open(view.programme, session, view.now)]


def _state(view: View, stream: Stream) -> Markup:
    where = view.t("air.at_host", host=host(stream.link)) if stream.link else view.t("air.nowhere")
    if stream.down:
        return LINE.join((view.t("air.is_down_fallback" if stream.link else "air.is_down"), where))
    shown = _shown(view, stream)
    if not shown:
        return LINE.join((view.t("air.idle"), where))
    return LINE.join((view.t("air.shows", title=shorten(view.words(shown[0].title), LABEL)), where))


def _ways(view: View, stream: Stream, number: str = "") -> tuple[Button, ...]:
    code = wishes.UP if stream.down else wishes.DOWN
    label = view.t.plain("air.button_up" if stream.down else "air.button_down")
    return (
        Button.to(f"{number}{label}", "airtry", stream.id, code),
        Button.to(f"{number}{view.t.plain('air.button_url')}", "airask", stream.id, wishes.ADDRESS),
    )


def rooms(view: View, sessions: Sequence[Session], taken: Mapping[str, int]) -> Screen:
    """Return what is on in rooms; `taken` is, by session, the number of the change that says that its room is full."""
    if not sessions:
        return Screen(view.t("air.no_room_in_use"))
    rows = tuple((_room(view, session, taken),) for session in sessions[:MANY])
    return Screen(view.t("air.which_room"), rows)


def _room(view: View, session: Session, taken: Mapping[str, int]) -> Button:
    room = view.programme.room.get(session.room or "")
    name = shorten(view.words(room.name), LABEL // 2) if room else ""
    label = shorten(f"{name}: {hour(view, session.start)} {view.words(session.title)}", LABEL)
    if session.id in taken:
        return Button.to(view.t.plain("air.button_room_again", room=name), "liveundo", str(taken[session.id]))
    return Button.to(label, "airtry", session.id, wishes.FULL)


def recordings(view: View, sessions: Sequence[Session], number: int = 0, code: str = wishes.RECORDED) -> Screen:
    """Return the sessions that are over, the last first, to say where one was recorded; buttons carry the `code`."""
    if not sessions:
        return Screen(view.t("air.nothing_over"))
    leaf = sheet(sessions, number, MANY)
    rows: Rows = tuple((_over(view, session, code),) for session in leaf.shown)
    turns = turn(view, "airlist", leaf, "recordings")
    text = GAP.join((view.t("air.which_recording"), *footer(view, leaf)))
    return Screen(text, (*rows, turns) if turns else rows)


def _over(view: View, session: Session, code: str) -> Button:
    mark = "▶ " if session.recording else ""
    label = f"{mark}{view.t.weekday(session.day)} {hour(view, session.start)} {view.words(session.title)}"
    return Button.to(shorten(label, LABEL), "airask", session.id, code)


def ask(view: View, about: Stream | Session, *, again: bool = False) -> Screen:
    """Ask for an address; `again` if what was typed was none."""
    named = view.t("air.about", name=shorten(view.words(_name(about)), TITLE))
    return Screen(GAP.join((named, view.t("air.no_address" if again else "air.address"))))


def _name(about: Stream | Session) -> Localised:
    return about.title if isinstance(about, Session) else about.name


def preview(view: View, subject: str, code: str, trial: Trial) -> Screen:
    """Return what would become of a stream, a room or a recording, and how many would be told, with the choice."""
    if refused := refusal(view, trial):
        return refused
    do = Button.to(view.t.plain("live.do"), "airdo", subject, code)
    no = Button.to(view.t.plain("live.leave"), "livestop")
    kind = trial.airing.kind if trial.airing else ""
    told = view.t.count(f"air.people_{kind}", trial.people) if trial.people else view.t("air.nobody")
    return Screen(GAP.join((view.t("live.preview"), *effect(view, trial), told)), ((do, no),))


def typed_no_more(view: View) -> Screen:
    """Say that the address of an old preview is not known any more."""
    return Screen(view.t("air.type_again"))
