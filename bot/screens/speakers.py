"""The speakers by surname, and the page of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

from bot.reader import Kind
from bot.screens.cards import share_button
from bot.screens.fitting import collapsed, shorten
from bot.screens.following import PAGE as THEIR_PAGE
from bot.screens.following import PEOPLE, follows, star
from bot.screens.moments import clocks, clocks_in_city, day_of, hour
from bot.screens.paging import PAGE, footer, number_in, sheet, turn
from bot.screens.screen import Button, Photo, Screen
from bot.screens.sessions import GAP, LABEL, LINE, places, title
from schedule.names import by_surname
from schedule.queries import sessions_of, talk_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from bot.screens.screen import Rows
    from bot.screens.view import View
    from schedule.model import Session, Speaker

NAME = 120
LINKS = 5
SESSIONS = 5
BUTTONS = 12
TALKS = 4


def listed(view: View, arg: str = "") -> Screen:
    """Return the page of the list that `arg` names."""
    page = sheet(by_surname(view.programme), number_in(arg))
    if not page.shown:
        return Screen(view.t("speakers.none"))
    ending = (*footer(view, page), *((view.t("speakers.write"),) if page.pages > 1 else ()))
    entries = LINE.join(_entry(view, speaker) for speaker in page.shown)
    blocks = (view.t("speakers.title"), entries, LINE.join(ending))
    people = [_row(view, speaker, f"{PEOPLE}{page.number}") for speaker in page.shown]
    rows = (*people, turn(view, "people", page))
    return Screen(GAP.join(block for block in blocks if block), tuple(row for row in rows if row))


def _row(view: View, speaker: Speaker, spot: str) -> tuple[Button, ...]:
    opener = Button.to(shorten(speaker.name, LABEL), "speaker", speaker.id)
    return opener, star(view, Kind.SPEAKER, speaker.id, spot)


def _entry(view: View, speaker: Speaker) -> Markup:
    name = shorten(speaker.name, NAME)
    if not speaker.affiliation:
        return view.t("speakers.entry", name=name)
    return view.t("speakers.entry_from", name=name, affiliation=shorten(view.words(speaker.affiliation), NAME))


def page(view: View, speaker: Speaker) -> Screen:
    """Return a speaker's page, with the photo if there is one."""
    sessions = sessions_of(view.programme, speaker.id)
    blocks = [
        _head(view, speaker),
        collapsed(view.words(speaker.bio)),
        *(_session(view, session, speaker, first=not at) for at, session in enumerate(sessions[:SESSIONS])),
        _more(view, len(sessions)),
        LINE.join(_link(view, link) for link in speaker.links[:LINKS]),
    ]
    photo = (Photo(speaker.photo, shorten(speaker.name, NAME)),) if speaker.photo else ()
    text = GAP.join(block for block in blocks if block)
    return Screen(text, _buttons(view, speaker, sessions), photo)


def _head(view: View, speaker: Speaker) -> Markup:
    about = (shorten(view.words(text), NAME) for text in (speaker.role, speaker.affiliation) if text)
    return LINE.join((view.t("speaker.name", name=shorten(speaker.name, NAME)), *map(escape, about)))


def _session(view: View, session: Session, speaker: Speaker, *, first: bool) -> Markup:
    told = clocks_in_city if first else clocks
    shown = told(view, session.start, session.end, session.day)
    when = view.t("speaker.when", day=view.t.day(session.day), clocks=shown)
    return LINE.join((when, title(view, session), *_part(view, session, speaker), *places(view, session, session.day)))


def _part(view: View, session: Session, speaker: Speaker) -> Iterable[Markup]:
    """Yield what somebody does in a session other than to speak in it as a whole."""
    if speaker.id in session.chairs:
        yield view.t("speaker.chair")
    talks = zip(session.talks, talk_times(session), strict=True)
    for talk, times in [(talk, times) for talk, times in talks if speaker.id in talk.speakers][:TALKS]:
        words = shorten(view.words(talk.title), NAME)
        if times:
            yield view.t("speaker.talk_at", hours=clocks(view, *times, session.day), title=words)
        else:
            yield view.t("speaker.talk", title=words)


def _more(view: View, number: int) -> Markup | None:
    return view.t.count("speaker.more_sessions", number - SESSIONS) if number > SESSIONS else None


def _link(view: View, link: str) -> Markup:
    site = (urlsplit(link).hostname or link).removeprefix("www.")
    return view.t("speaker.link", url=link, site=shorten(site, NAME))


def _buttons(view: View, speaker: Speaker, sessions: Sequence[Session]) -> Rows:
    listed_at = [other.id for other in by_surname(view.programme)].index(speaker.id) // PAGE
    back = Button.to(view.t.plain("speakers.all"), "people", arg=str(listed_at))
    mine = star(view, Kind.SPEAKER, speaker.id, THEIR_PAGE)
    shared = share_button(view, Kind.SPEAKER, speaker.id)
    return (*((_opener(view, session),) for session in sessions[:BUTTONS]), (mine, *shared), (back,))


def _opener(view: View, session: Session) -> Button:
    label = view.t.plain(
        "speaker.session_button",
        day=view.t.weekday(day_of(view, session.start)),
        hour=hour(view, session.start),
        title=view.words(session.title),
    )
    star = "⭐ " if follows(view, session) else ""
    return Button.to(shorten(f"{star}{label}", LABEL), "session", session.id)
