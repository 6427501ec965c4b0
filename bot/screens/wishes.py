"""What organisers wish to change in chat: as buttons carry it and as they type it. It changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.screens.outcomes import Wish
from bot.texts import LANGUAGES, phrases, texts
from schedule.model import Kind, Session
from schedule.queries import day_of, days, ends, starts
from schedule.search import Found
from schedule.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schedule.model import Programme, Room, Stream
    from schedule.queries import Item
    from schedule.search import Hit

SORTS = ("delay", "move", "room", "cancel", "reinstate")
DELAYS = (5, 10, 15, 20, 30, 45, 60)
"""Minutes offered; up to `LONGEST` may be typed."""
LONGEST = 600
_KINDS = {"s": "session", "e": "excursion"}
_CODE = re.compile(r"([se])\.(?:t\.(\d{1,11})|r\.([0-9a-f]{8})|c\.([xp]))")
_STATUS = {"x": "cancelled", "p": "planned"}
_MINUTES = re.compile(r"(?:(.*?)\s+)?\+?(\d{1,3})\s*(?:min\w*\.?)?", re.DOTALL)
_TIME = re.compile(r"(?:(.*?)\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*(?:h|uhr))?", re.DOTALL | re.IGNORECASE)
_DATE = re.compile(
    r"(?:(.*?)\s+)?(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})\.\s?(\d{1,2})\.)(?:\s*t)?", re.DOTALL | re.IGNORECASE
)


def letter(item: Item) -> str:
    """Return the letter by which buttons tell sessions from excursions."""
    return "s" if isinstance(item, Session) else "e"


def item_of(programme: Programme, kind: str, subject: str) -> Item | None:
    """Return what a button names by the letter of its kind and its id."""
    return programme.session.get(subject) if kind == "s" else programme.excursion.get(subject)


def moved(item: Item, to: datetime) -> Wish:
    """Return the wish that something begins at an instant."""
    return _of(item, "start", to.astimezone(UTC).isoformat())


def delayed(item: Item, minutes: int) -> Wish:
    """Return the wish that something begins some minutes later than it does now."""
    return moved(item, starts(item) + timedelta(minutes=minutes))


def in_room(item: Item, room: str) -> Wish:
    """Return the wish that a session is in another room."""
    return _of(item, "room", room)


def with_status(item: Item, *, cancelled: bool) -> Wish:
    """Return the wish that something is called off, or takes place after all."""
    return _of(item, "status", _STATUS["x" if cancelled else "p"])


def _of(item: Item, what: str, value: str) -> Wish:
    return Wish(_KINDS[letter(item)], item.id, what, value)


def code(wish: Wish) -> str:
    """Return a wish as a button's argument; the button's subject is the wish's."""
    kind = wish.kind[0]
    if wish.what == "start":
        return f"{kind}.t.{int(datetime.fromisoformat(wish.value).timestamp())}"
    if wish.what == "room":
        return f"{kind}.r.{_short(wish.value)}"
    return f"{kind}.c.{'x' if wish.value == _STATUS['x'] else 'p'}"


def _short(room: str) -> str:
    """Return a room's id as there is room for it in a button."""
    return sha256(room.encode()).hexdigest()[:8]


def decoded(programme: Programme, subject: str, arg: str) -> Wish | None:
    """Return the wish that a button carries; None if it carries none, or what it is about is there no more."""
    match = _CODE.fullmatch(arg)
    item = item_of(programme, match[1], subject) if match else None
    if match is None or item is None:
        return None
    if match[2]:
        return moved(item, datetime.fromtimestamp(int(match[2]), UTC))
    if match[3]:
        return next((in_room(item, room.id) for room in programme.rooms if _short(room.id) == match[3]), None)
    return with_status(item, cancelled=match[4] == "x")


def candidates(programme: Programme, sort: str, now: datetime) -> tuple[Item, ...]:
    """Return what such a wish may be about: what is not over, in order; to reinstate there is what is cancelled."""
    items: list[Item] = [*programme.sessions, *(() if sort == "room" else programme.excursions)]
    fitting = (item for item in items if ends(item) > now and item.cancelled == (sort == "reinstate"))
    return tuple(sorted(fitting, key=starts))


def meant(programme: Programme, hits: Iterable[Hit], among: Sequence[Item]) -> tuple[Item, ...]:
    """Return which of the candidates were found, those that fit best first: by themselves or by who is in them."""
    fitting = {(letter(item), item.id): item for item in among}
    found: dict[tuple[str, str], Item] = {}
    for hit in hits:
        for key in _keys(programme, hit):
            if key in fitting:
                found.setdefault(key, fitting[key])
    return tuple(found.values())


def _keys(programme: Programme, hit: Hit) -> list[tuple[str, str]]:
    if hit.kind is Found.SPEAKER:
        return [("s", session.id) for session in programme.sessions if hit.id in session.people]
    letters = {Found.SESSION: "s", Found.TALK: "s", Found.EXCURSION: "e"}
    return [(letters[hit.kind], hit.id)] if hit.kind in letters else []


def minutes_in(words: str) -> tuple[str, int] | None:
    """Return what stands before a number of minutes at the end of what was typed, and the number."""
    match = _MINUTES.fullmatch(words.strip())
    if match is None or not 0 < int(match[2]) <= LONGEST:
        return None
    return (match[1] or "").strip(), int(match[2])


def time_in(programme: Programme, words: str, now: datetime) -> tuple[str, time, date | None] | None:
    """Return what stands before an hour, or a day and an hour, at the end of what was typed, and both.

    A day is 2021-09-24, 24.9., today, tomorrow or a day of the week, in any of our languages: the conference's if it
    has one of that name, else the next, so that it can be said that there is no conference then.
    """
    match = _TIME.fullmatch(words.strip())
    if match is None:
        return None
    before, day = _day(programme, (match[1] or "").strip(), now.astimezone(programme.conference.zone).date())
    return before, time(int(match[2]), int(match[3])), day


def _day(programme: Programme, words: str, today: date) -> tuple[str, date | None]:
    match = _DATE.fullmatch(words)
    if match:
        year = int(match[2] or programme.conference.starts.year)
        try:
            return (match[1] or "").strip(), date(year, int(match[3] or match[6]), int(match[4] or match[5]))
        except ValueError:
            return words, None
    before, _, last = words.rpartition(" ")
    day = _named(programme, fold(last.rstrip(".")), today)
    return (before, day) if day else (words, None)


def _named(programme: Programme, name: str, today: date) -> date | None:
    """Return the day that is called so: the first that is not over, if the conference has several."""
    for key, ahead in (("announce.today", 0), ("announce.tomorrow", 1)):
        if name in phrases(key):
            return today + timedelta(days=ahead)
    week = [today + timedelta(days=ahead) for ahead in range(7)]
    offered = sorted(days(programme), key=lambda day: (day < today, day))
    return next((day for day in (*offered, *week) if name in _weekdays(day)), None)


def _weekdays(day: date) -> set[str]:
    return {
        fold(name)
        for each in LANGUAGES
        for name in (texts(each).weekday(day), texts(each).day(day).split(" ")[0].strip(","))
    }


def instant(programme: Programme, item: Item, at: time, day: date | None) -> datetime | None:
    """Return the instant of a wall time on a day, by default the item's; None if the clocks skip it on that day."""
    zone = programme.conference.zone
    wall = datetime.combine(day or day_of(programme, item), at, zone)
    there = wall.astimezone(UTC)
    return there if there.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None) else None


DOWN, UP, FULL, ADDRESS, RECORDED = "dufar"
"""What a button wishes of a stream, of a session's room, or, with what was typed, of an address."""
_IN_USE = timedelta(minutes=30)


def of_air(programme: Programme, subject: str, code: str, typed: str = "") -> Wish | None:
    """Return the wish that a button carries of a stream or session; None if that is there no more."""
    stream, session = programme.stream.get(subject), programme.session.get(subject)
    if stream and code in {DOWN, UP}:
        return Wish("stream", subject, "down", "yes" if code == DOWN else "no")
    if stream and code == ADDRESS and typed:
        return Wish("stream", subject, "url", typed)
    if session and session.room and code == FULL:
        return Wish("room", session.room, "full", subject)
    if session and code == RECORDED and typed:
        return Wish("session", subject, "recording", typed)
    return None


def in_use(programme: Programme, now: datetime) -> tuple[Session, ...]:
    """Return what runs in a room, or begins in one within half an hour, in order."""
    return tuple(
        session
        for session in programme.sessions
        if session.room and not session.cancelled and session.start - _IN_USE <= now < session.end
    )


def over(programme: Programme, now: datetime) -> tuple[Session, ...]:
    """Return the sessions that are over and can have been recorded, the last first."""
    held = (
        each for each in programme.sessions if each.end <= now and not each.cancelled and each.kind is not Kind.BREAK
    )
    return tuple(sorted(held, key=lambda session: session.start, reverse=True))


def stream_in(programme: Programme, words: str) -> tuple[Stream, str, str] | None:
    """Return the stream that words begin with, by its id or name, what is wished of it, and what is left.

    What is wished is one of the buttons' codes, or nothing. Where there is only one stream, its name may be left out.
    """
    typed = words.split()
    names = {fold(name): each for each in programme.streams for name in (each.id, *dict(each.name.versions).values())}
    for length in range(len(typed), 0, -1):
        found = names.get(fold(" ".join(typed[:length])))
        if found:
            return found, *_wished_of_stream(typed[length:])
    if len(programme.streams) == 1:
        return programme.streams[0], *_wished_of_stream(typed)
    return None


def _wished_of_stream(typed: list[str]) -> tuple[str, str]:
    for code, key in ((DOWN, "air.say_down"), (UP, "air.say_up"), (ADDRESS, "air.say_url")):
        if typed and fold(typed[0]) in phrases(key):
            return code, " ".join(typed[1:])
    return (ADDRESS, typed[0]) if len(typed) == 1 and "://" in typed[0] else ("", " ".join(typed))


def room_in(programme: Programme, words: str) -> tuple[str, Room] | None:
    """Return what stands before a room's name or id at the end of what was typed, and the room; the longest name."""
    typed = words.split()
    rooms = {fold(name): room for room in programme.rooms for name in (room.id, *dict(room.name.versions).values())}
    for at in range(len(typed)):
        room = rooms.get(fold(" ".join(typed[at:])))
        if room:
            return " ".join(typed[:at]), room
    return None
