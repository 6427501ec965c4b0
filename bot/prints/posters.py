"""Posters of sessions and excursions, one A4 page each, to be read from three metres away, with a QR code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.prints.codes import qr
from bot.prints.paper import HEIGHT, SANS, WIDTH, Paper
from bot.screens.fitting import shorten
from bot.texts import texts
from schedule.model import Session
from schedule.queries import day_of, ends, starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.texts import Texts
    from schedule.localised import Localised
    from schedule.model import Programme
    from schedule.queries import Item

_EDGE = 15.0
_TOP = _EDGE + 13.0
_INNER = WIDTH - 2 * _EDGE
_QR = 72.0
_FOOT = HEIGHT - _EDGE - _QR
_LANGUAGES = 2
"""How many languages there is room for; the conference's first ones."""
# Points. Letters of 12 mm are read from three metres without effort: that is a title of 48 points.
_TITLES = (66.0, 60.0, 54.0, 48.0, 42.0, 36.0, 30.0, 24.0)
_SECOND = 0.62
_PLACES = (34.0, 30.0, 26.0, 22.0, 18.0)
_POINT = 0.3528 * 1.3
_PLACED = 34.0
_LONGEST, _PLACE = 220, 90
"""Characters of a title and of a place: more cannot be read in passing."""
_MASK = 0


@dataclass(frozen=True, slots=True)
class _Poster:
    """What stands on one, each line once where the languages say the same."""

    conference: str
    titles: tuple[str, ...]
    days: str
    hours: str
    places: tuple[str, ...]
    advice: tuple[str, ...]
    address: str


def posters(programme: Programme, items: Iterable[Item], bot: str) -> bytes:
    """Return a PDF with a page for each item, in the conference's languages; `bot` is the bot's username."""
    conference = programme.conference
    spoken = tuple(texts(language) for language in conference.languages[:_LANGUAGES])
    paper = Paper(conference.title.to(conference.languages[0]), SANS)
    for item in items:
        paper.add_page()
        _draw(paper, _poster(programme, item, bot, spoken))
    return bytes(paper.output())


def _poster(programme: Programme, item: Item, bot: str, spoken: tuple[Texts, ...]) -> _Poster:
    def each(said: Callable[[Texts], str], longest: int = _LONGEST) -> tuple[str, ...]:
        lines = (shorten(" ".join(said(t).split()), longest) for t in spoken)
        return tuple(dict.fromkeys(line for line in lines if line))

    place = _place(programme, item)
    day = day_of(programme, item)
    return _Poster(
        conference=" · ".join(each(lambda t: programme.conference.title.to(t.language))),
        titles=each(lambda t: item.title.to(t.language)),
        days=" · ".join(each(lambda t: t.day(day))),
        hours=_hours(programme, item, spoken[0]),
        places=each(lambda t: _placed(t, item, place), _PLACE),
        advice=each(lambda t: t.plain("poster.scan" if isinstance(item, Session) else "poster.scan_trip")),
        address=f"https://t.me/{bot}?start={'s' if isinstance(item, Session) else 'e'}-{item.id}",
    )


def _hours(programme: Programme, item: Item, t: Texts) -> str:
    zone = programme.conference.zone
    begin, end = starts(item), ends(item)
    until = f"–{t.hour(end.astimezone(zone))}" if end > begin else ""
    return f"{t.hour(begin.astimezone(zone))}{until}"


def _place(programme: Programme, item: Item) -> Localised | None:
    if not isinstance(item, Session):
        return item.meeting_point.name
    room = programme.room.get(item.room or "")
    stream = programme.stream.get(item.stream or "")
    return room.name if room else stream.name if stream else None


def _placed(t: Texts, item: Item, place: Localised | None) -> str:
    if place is None:
        return ""
    words = place.to(t.language)
    return words if isinstance(item, Session) else t.plain("poster.meet", place=words)


def _draw(paper: Paper, poster: _Poster) -> None:
    paper.lines(poster.conference, _EDGE, _EDGE, _INNER, max(_one_line(paper, poster.conference, 13.0), 9.0), 1)
    bottom = _FOOT - 12.0
    size = next((size for size in _PLACES if _height(paper, poster.places, size) <= _PLACED), _PLACES[-1])
    places = _height(paper, poster.places, size)
    y = bottom - places - 17.0 - 28.0
    room = y - _TOP - 3.0
    _titles(paper, poster.titles, _title_size(paper, poster.titles, room), room)
    y = paper.lines(poster.days, _EDGE, y, _INNER, _one_line(paper, poster.days, 22.0), 1) + 1.0
    y = paper.lines(poster.hours, _EDGE, y, _INNER, 60, 1, "B") + 1.0
    for place in poster.places:
        y = paper.lines(place, _EDGE, y, _INNER, size, 2)
    _foot(paper, poster)


def _foot(paper: Paper, poster: _Poster) -> None:
    code = qr(poster.address, _MASK)
    paper.qr(code, _EDGE, _FOOT, _QR)
    paper.link(_EDGE, _FOOT, _QR, _QR, poster.address)
    beside, y = _EDGE + _QR + 10.0, _FOOT + 4.0
    for words in poster.advice:
        y = paper.lines(words, beside, y, WIDTH - _EDGE - beside, 21, 4) + 4.0


def _titles(paper: Paper, titles: tuple[str, ...], size: float, room: float) -> None:
    y, end = _TOP, _TOP + room
    for number, title in enumerate(titles):
        points = size if number == 0 else size * _SECOND
        most = max(1, int((end - y) / (points * _POINT)))
        y = paper.lines(title, _EDGE, y, _INNER, points, most, "B" if number == 0 else "") + 4.0


def _title_size(paper: Paper, titles: tuple[str, ...], room: float) -> float:
    """Return the largest size at which all titles fit and no word is broken; else the smallest, which cuts them."""
    for size in _TITLES:
        if not _whole(paper, titles[0], size):
            continue
        high = _height(paper, titles[:1], size, "B") + _height(paper, titles[1:], size * _SECOND) + 4.0 * len(titles)
        if high <= room:
            return size
    return _TITLES[-1]


def _height(paper: Paper, lines: tuple[str, ...], size: float, style: Literal["", "B"] = "") -> float:
    return sum(len(paper.wrapped(line, _INNER, size, style)) for line in lines) * size * _POINT


def _whole(paper: Paper, title: str, size: float) -> bool:
    paper.set_font(SANS, "B", size)
    return all(paper.get_string_width(word) <= _INNER for word in title.split())


def _one_line(paper: Paper, line: str, size: float) -> float:
    """Return the largest size up to this one at which a line needs no second one, a little less for rounding."""
    paper.set_font(SANS, "", size)
    return min(size, size * 0.99 * _INNER / max(paper.get_string_width(line), 1.0))
