"""Sessions, speakers and excursions as cards for any chat: public facts and the way here, never a stream's link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from bot.reader import Kind
from bot.screens.fitting import shorten, visible
from bot.screens.moments import clocks_in_city
from bot.screens.paging import sheet
from bot.screens.screen import Button, Card, Offer
from bot.screens.sessions import GAP, LINE, span
from schedule.model import Attendance, Session, Speaker
from schedule.queries import day_of, next_up, now_on, sessions_of, stream_of, under_way
from schedule.search import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from bot.screens.view import View
    from schedule.queries import Item
    from schedule.search import Hit

Named = tuple[Kind, str]
"""What a card is of: its kind and id."""

PREFIXES = {Kind.SPEAKER: "sp-", Kind.SESSION: "s-", Kind.EXCURSION: "e-"}
"""What begins the deep link to a page of each kind, and what a share button asks for; the longest that fits counts."""
MOST = 100
PAGE = 25
TITLE = 100
SUMMARY = 200
NAMES = 280
SESSIONS = 4
_KINDS = {
    Found.SPEAKER: Kind.SPEAKER,
    Found.SESSION: Kind.SESSION,
    Found.TALK: Kind.SESSION,
    Found.EXCURSION: Kind.EXCURSION,
}


def share_button(view: View, kind: str, subject: str) -> tuple[Button, ...]:
    """Return the button that hands on the card of exactly this `session`, `speaker` or `excursion`.

    There is none in groups, and none without inline mode: Telegram refuses the whole message for it.
    """
    if not (view.reader.private and view.inline):
        return ()
    return (Button(view.t.plain("button.share"), share=payload(Kind(kind), subject)),)


def payload(kind: Kind, subject: str) -> str:
    """Return what the deep link to a page carries."""
    return PREFIXES[kind] + subject


def named(view: View, words: str) -> tuple[Named, ...]:
    """Return what a share button's query names, if it is in the programme."""
    for kind, prefix in PREFIXES.items():
        named = (kind, words.removeprefix(prefix))
        if words.startswith(prefix) and _card(view, named):
            return (named,)
    return ()


def current(view: View) -> tuple[Named, ...]:
    """Return what is on now, then what starts next."""
    coming = next_up(view.programme, view.now)
    running: tuple[Item, ...] = (*now_on(view.programme, view.now), *under_way(view.programme, view.now))
    items = (*running, *coming.sessions, *coming.excursions) if coming else running
    return tuple((Kind.SESSION if isinstance(item, Session) else Kind.EXCURSION, item.id) for item in items)


def kept(hits: Iterable[Hit]) -> tuple[Named, ...]:
    """Return what has a card among the hits, each once; of a talk its session."""
    return tuple(dict.fromkeys((_KINDS[hit.kind], hit.id) for hit in hits if hit.kind in _KINDS))


def offer(view: View, found: tuple[Named, ...], wanted: int = 0) -> Offer:
    """Return a page, from 0, of cards; beyond the end, none."""
    leaf = sheet(found, wanted, PAGE)
    if leaf.number != wanted:
        return Offer(())
    cards = tuple(card for one in leaf.shown if (card := _card(view, one)))
    return Offer(cards, str(wanted + 1) if wanted + 1 < leaf.pages else "")


def _card(view: View, named: Named) -> Card | None:
    kind, subject = named
    held = view.programme
    if kind is Kind.SPEAKER:
        speaker = held.speaker.get(subject)
        return _of_speaker(view, speaker) if speaker else None
    item = held.session.get(subject) if kind is Kind.SESSION else held.excursion.get(subject)
    return _of_item(view, kind, item) if item else None


def _of_item(view: View, kind: Kind, item: Item) -> Card:
    when, place = _when(view, item), _place(view, item)
    off = view.t("session.cancelled") if item.cancelled else None
    name = shorten(view.words(item.title), TITLE)
    summary = shorten(" · ".join(visible(part) for part in (off, when, place) if part), SUMMARY)
    lines = (off, _headline(view, item), view.t("card.when", when=when), place, *_people(view, item))
    return _made(view, kind, item.id, name, summary, LINE.join(line for line in lines if line))


def _headline(view: View, item: Item) -> Markup:
    key = "session.cancelled_title" if item.cancelled else "session.title"
    return view.t(key, title=shorten(view.words(item.title), TITLE))


def _when(view: View, item: Item) -> Markup:
    on = day_of(view.programme, item)
    return view.t("find.when", day=view.t.day(on), clocks=clocks_in_city(view, *span(item), on))


def _place(view: View, item: Item) -> Markup | None:
    """Return the room, and whether it is streamed: that is public, the link is not."""
    if item.cancelled:
        return None
    if not isinstance(item, Session):
        return view.t("place.excursion", place=shorten(view.words(item.meeting_point.name), TITLE))
    room = view.programme.room.get(item.room or "")
    if room is None or item.attendance is Attendance.ONLINE:
        return view.t("card.online") if item.attendance is Attendance.ONLINE else None
    key = "card.room_and_online" if stream_of(view.programme, item) else "place.room"
    return view.t(key, room=shorten(view.words(room.name), TITLE))


def _people(view: View, item: Item) -> Iterator[Markup]:
    if isinstance(item, Session):
        talkers = (speaker for talk in item.talks for speaker in talk.speakers)
        known = view.programme.speaker
        names = [known[one].name for one in dict.fromkeys((*item.speakers, *talkers)) if one in known]
        if names:
            yield view.t("session.speakers", names=shorten(view.t.all_of(names), NAMES))


def _of_speaker(view: View, speaker: Speaker) -> Card:
    name = shorten(speaker.name, TITLE)
    about = [shorten(view.words(text), TITLE) for text in (speaker.role, speaker.affiliation) if text]
    sessions = sessions_of(view.programme, speaker.id)
    entries = [
        LINE.join((_headline(view, item), view.t("card.when", when=_when(view, item)))) for item in sessions[:SESSIONS]
    ]
    head = LINE.join((view.t("speaker.name", name=name), *map(escape, about)))
    summary = shorten(", ".join(about) or view.words(sessions[0].title if sessions else None), SUMMARY)
    return _made(view, Kind.SPEAKER, speaker.id, name, summary, GAP.join((head, *entries)))


def _made(view: View, kind: Kind, subject: str, title: str, summary: str, text: Markup) -> Card:
    to = payload(kind, subject)
    return Card(to, title, summary, text, Button(view.t.plain("card.open"), url=view.link(to)))
