"""Small values for tests, on 23 September 2021 in Bochum unless told otherwise. It will not check them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from schedule.localised import Localised
from schedule.model import (
    Attendance,
    Conference,
    Excursion,
    Page,
    Programme,
    Room,
    Session,
    Speaker,
    Stream,
    Talk,
    Track,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = "2021-09-23"
NEXT_DAY = "2021-09-24"
ZONE = "Europe/Berlin"


def at(text: str, zone: str = ZONE) -> datetime:
    """Return the UTC instant of "09:00" on the day, of "2021-09-24 09:00", or of a time with its offset."""
    moment = datetime.fromisoformat(text if "-" in text else f"{DAY} {text}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _later(text: str, start: datetime, zone: str) -> datetime:
    day = start.astimezone(ZoneInfo(zone)).date()
    return at(text if "-" in text else f"{day} {text}", zone)


def session(id: str, start: str, end: str, *, zone: str = ZONE, **fields: Any) -> Session:  # noqa: A002
    """Return a session titled as its id; `end` may be an hour of the same day, a stream makes it hybrid or online."""
    begins = at(start, zone)
    fields.setdefault("title", id)
    fields.setdefault("day", begins.astimezone(ZoneInfo(zone)).date())
    if fields.get("stream"):
        fields.setdefault("attendance", Attendance.HYBRID if fields.get("room") else Attendance.ONLINE)
    return Session(id=id, start=begins, end=_later(end, begins, zone), **fields)


def talk(title: str, minutes: int | None = None, start: str = "", **fields: Any) -> Talk:
    """Return a talk inside a session."""
    length = timedelta(minutes=minutes) if minutes else None
    return Talk(title=title, minutes=length, start=at(start) if start else None, **fields)


def excursion(
    id: str,  # noqa: A002
    meets: str,
    returns: str = "",
    departs: str = "",
    *,
    zone: str = ZONE,
    **fields: Any,
) -> Excursion:
    """Return an excursion titled as its id that gathers at a meeting point named "Gate"."""
    gathers = at(meets, zone)
    fields.setdefault("title", id)
    fields.setdefault("meeting_point", {"name": "Gate"})
    later = {key: _later(text, gathers, zone) for key, text in (("departs", departs), ("returns", returns)) if text}
    return Excursion(id=id, meets=gathers, **later, **fields)


def speaker(id: str, name: str = "", **fields: Any) -> Speaker:  # noqa: A002
    """Return a speaker named as given, or as the id."""
    return Speaker(id=id, name=name or id.capitalize(), **fields)


def room(id: str, **fields: Any) -> Room:  # noqa: A002
    """Return a room named as its id."""
    return Room(id=id, name=fields.pop("name", id.capitalize()), **fields)


def stream(id: str = "main", **fields: Any) -> Stream:  # noqa: A002
    """Return a stream named as its id, with a link."""
    fields.setdefault("url", f"https://stream.example/{id}")
    return Stream(id=id, name=fields.pop("name", id.capitalize()), **fields)


def track(id: str, **fields: Any) -> Track:  # noqa: A002
    """Return a track named as its id."""
    return Track(id=id, name=fields.pop("name", id.capitalize()))


def page(id: str, **fields: Any) -> Page:  # noqa: A002
    """Return a page titled as its id."""
    return Page(id=id, title=fields.pop("title", id.capitalize()), **fields)


def conference(**fields: Any) -> Conference:
    """Return a conference of two days in English and German."""
    plain: dict[str, Any] = {
        "id": "test-2021",
        "title": Localised.of(en="A conference", de="Eine Tagung"),
        "timezone": ZONE,
        "languages": ("en", "de"),
        "starts": DAY,
        "ends": NEXT_DAY,
    }
    return Conference(**(plain | fields))


def programme(sessions: Iterable[Session] = (), excursions: Iterable[Excursion] = (), **sections: Any) -> Programme:
    """Return a programme of these, in order; give `zone`, `starts` and the like through `conference=conference(…)`."""
    sections.setdefault("conference", conference())
    return Programme(
        sessions=tuple(sorted(sessions, key=lambda session: session.start)),
        excursions=tuple(sorted(excursions, key=lambda excursion: excursion.meets)),
        **{
            section: value if section in {"conference", "press"} else tuple(value)
            for section, value in sections.items()
        },
    )
