"""Sessions and excursions as an iCalendar file (RFC 5545). It writes no words of its own and never a stream's link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vText

from schedule.model import Attendance, Session
from schedule.queries import ends, key_of, starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from schedule.localised import Localised
    from schedule.model import Excursion, Programme, Talk
    from schedule.queries import Item


_OCTETS = 74
"""Of the 75 octets of a line, without its break, one is for the blank with which all but the first begin."""
# Of an octet within a character (RFC 3629, section 3).
_FIRST_BITS, _WITHIN = 0b11000000, 0b10000000
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class _Text(vText):
    r"""A text escaped by RFC 5545, section 3.3.11; the library would take a written `\N` for a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def calendar(
    programme: Programme,
    items: Iterable[Item],
    language: str,
    stamp: datetime,
    sequence: Mapping[tuple[str, str], int] | None = None,
    page: Callable[[Item], str] | None = None,
    streamed: str = "",
) -> bytes:
    """Return a calendar of `items` in a reader's language, cancelled ones too; all instants in it are UTC.

    `stamp` is the aware instant at which it is made, `sequence` by kind and id how often an item was revised
    (SEQUENCE; 0 where it is missing). An item keeps its UID whatever changes in it, so that a later file updates the
    earlier one (RFC 5545, sections 3.8.4.7 and 3.8.7.4). `page` gives the address of an item's page (URL), `streamed`
    is what the description of a streamed session says in place of the link. Nothing rings: the bot reminds.
    """
    whole = Calendar()
    whole.add("prodid", "-//Steiger//Conference programme//EN")
    whole.add("version", "2.0")
    title = _Text(programme.conference.title.to(language))
    whole.add("name", title)  # RFC 7986, section 5.1
    whole.add("x-wr-calname", title)
    for item in items:
        event = _event(programme, item, language, streamed)
        # In a file without METHOD both say when what it tells was last revised (RFC 5545, section 3.8.7.2).
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        if page:
            event.add("url", page(item))
        event.add("sequence", (sequence or {}).get(key_of(item), 0))
        whole.add_component(event)
    return b"".join(b"%b\r\n" % folded(line) for line in whole.content_lines() if line)


def folded(line: str) -> bytes:
    """Return a content line in pieces of at most 75 octets (RFC 5545, section 3.1), no character and no escape in two.

    The library goes through it character by character: a file of eight megabytes took a second.
    """
    octets, begin = line.encode(), 0
    pieces: list[bytes] = []
    while len(octets) - begin > _OCTETS:
        end = begin + _OCTETS
        while octets[end] & _FIRST_BITS == _WITHIN:
            end -= 1
        piece = octets[begin:end]
        # Of backslashes two make one: with an odd one an escape begins.
        piece = piece[: len(piece) - (len(piece) - len(piece.rstrip(b"\\"))) % 2]
        pieces.append(piece)
        begin += len(piece)
    return b"\r\n ".join((*pieces, octets[begin:]))


def uid(programme: Programme, item: Item) -> str:
    """Return the UID of an item, the same for ever: sessions and excursions have their ids apart."""
    kind, _ = key_of(item)
    return f"{item.id}@{programme.conference.id}.{kind}"


def _event(programme: Programme, item: Item, language: str, streamed: str) -> Event:
    event = Event()
    event.add("uid", uid(programme, item))
    event.add("dtstart", starts(item))
    if ends(item) > starts(item):  # without DTEND it ends when it starts (RFC 5545, section 3.6.1)
        event.add("dtend", ends(item))
    event.add("summary", _Text(item.title.to(language)))
    event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
    for name, value in _about(programme, item, language, streamed):
        if value:
            event.add(name, _Text(value) if isinstance(value, str) else value)
    return event


def _about(
    programme: Programme, item: Item, language: str, streamed: str
) -> Iterator[tuple[str, str | tuple[float, float] | None]]:
    if isinstance(item, Session):
        yield "location", _where(programme, item, language)
        watched = (streamed,) if streamed and item.stream and not item.cancelled else ()
        yield "description", "\n".join((*_session_lines(programme, item, language), *watched))
        venue = programme.conference.venue
        yield "geo", venue.place if venue and item.attendance is not Attendance.ONLINE else None
    else:
        yield "location", _meeting_point(item, language)
        yield "description", "\n".join(_excursion_lines(programme, item, language))
        yield "geo", item.meeting_point.place


def _where(programme: Programme, session: Session, language: str) -> str:
    if session.attendance is Attendance.ONLINE:
        stream = programme.stream.get(session.stream or "")
        return stream.name.to(language) if stream else ""
    room, venue = programme.room.get(session.room or ""), programme.conference.venue
    return _listed(
        (room.name if room else None, venue.name if venue else None, venue.address if venue else None), language
    )


def _meeting_point(excursion: Excursion, language: str) -> str:
    point = excursion.meeting_point
    return _listed((point.name, point.address), language)


def _listed(texts: Iterable[Localised | None], language: str) -> str:
    return ", ".join(text.to(language) for text in texts if text)


def _session_lines(programme: Programme, session: Session, language: str) -> Iterator[str]:
    for id_ in dict.fromkeys((*session.speakers, *session.chairs)):
        speaker = programme.speaker.get(id_)
        if speaker:
            yield ", ".join((speaker.name, _listed((speaker.affiliation,), language))).removesuffix(", ")
    for talk in session.talks:
        yield _talk_line(programme, talk, language)


def _talk_line(programme: Programme, talk: Talk, language: str) -> str:
    names = ", ".join(programme.speaker[id_].name for id_ in talk.speakers if id_ in programme.speaker)
    return f"- {talk.title.to(language)} ({names})" if names else f"- {talk.title.to(language)}"


def _excursion_lines(programme: Programme, excursion: Excursion, language: str) -> Iterator[str]:
    """Yield `08:45 CEST <meeting point>`, `09:00 CEST → 13:00 CEST` and the way to the meeting point."""

    def clock(instant: datetime | None) -> str:
        return f"{instant.astimezone(programme.conference.zone):%H:%M %Z}" if instant else ""

    yield f"{clock(excursion.meets)} {_meeting_point(excursion, language)}"
    if excursion.departs or excursion.returns:
        yield f"{clock(excursion.departs)} → {clock(excursion.returns)}".strip()
    if excursion.meeting_point.directions:
        yield excursion.meeting_point.directions.to(language)
