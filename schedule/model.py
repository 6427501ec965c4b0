"""The frozen values a conference consists of. They know no rules across records: those are in `checking`.

They are shaped as an organiser writes them; every instant in them is aware UTC.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from schedule.scalars import (
    Amount,
    Code,
    Day,
    Email,
    FileOrLink,
    Id,
    Instant,
    Languages,
    LaterInstant,
    Link,
    Minutes,
    Name,
    Phone,
    Place,
    Reference,
    Signup,
    Span,
    Text,
    YesNo,
    ZoneName,
)


class Kind(StrEnum):
    """What sort of session it is."""

    KEYNOTE = "keynote"
    TALK = "talk"
    PANEL = "panel"
    SESSION = "session"
    WORKSHOP = "workshop"
    BREAK = "break"
    SOCIAL = "social"
    OTHER = "other"


class Attendance(StrEnum):
    """Where a session can be attended."""

    HYBRID = "hybrid"
    ONSITE = "onsite"
    ONLINE = "online"


class Status(StrEnum):
    """Whether it takes place (RFC 5545 STATUS: CONFIRMED or CANCELLED)."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Access(StrEnum):
    """Who is handed a stream's link."""

    PARTICIPANTS = "participants"
    PUBLIC = "public"


class Audience(StrEnum):
    """For whom a page is."""

    EVERYONE = "everyone"
    ONSITE = "onsite"
    ONLINE = "online"


class Value(BaseModel):
    """A frozen value of the conference; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Venue(Value):
    """The house itself."""

    name: Text
    address: Text | None = None
    place: Place | None = None
    directions: Text | None = None


class Conference(Value):
    """What holds for the whole conference. `starts` and `ends` are its first and last day."""

    id: Id
    title: Text
    timezone: ZoneName
    languages: Languages = Field(min_length=1)
    starts: Day
    ends: Day
    website: Link | None = None
    code: Code | None = None
    venue: Venue | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which its wall times are meant."""
        return ZoneInfo(self.timezone)


class Room(Value):
    """A room; `stream` shows what happens in it, `shared` means that several sessions at once are meant."""

    id: Id
    name: Text
    directions: Text | None = None
    image: FileOrLink | None = None
    capacity: Amount | None = None
    stream: Reference | None = None
    shared: YesNo = False


class Stream(Value):
    """A stream. Its link is handed out from `opens` before a session until the session's end."""

    id: Id
    name: Text
    url: Link | None = None
    fallback_url: Link | None = None
    access: Access = Access.PARTICIPANTS
    opens: Span = timedelta(minutes=15)
    delay: Span = timedelta(seconds=30)
    languages: Languages = ()
    down: ClassVar[bool] = False
    """Whether it has broken off."""

    @property
    def link(self) -> str | None:
        """The link at which it can be seen now: once it has broken off, only the one to fall back on."""
        return self.fallback_url if self.down else self.url or self.fallback_url


class Broken(Stream):
    """A stream that has broken off. Organisers say so in chat, no file can."""

    down: ClassVar[bool] = True


class Track(Value):
    """A thread of sessions that belong together."""

    id: Id
    name: Text


class Speaker(Value):
    """Somebody who speaks, presents or chairs."""

    id: Id
    name: Name
    role: Text | None = None
    affiliation: Text | None = None
    bio: Text | None = None
    photo: FileOrLink | None = None
    links: tuple[Link, ...] = ()


class Talk(Value):
    """A contribution inside a session. `start` is written only where it leaves a gap.

    `queries.talk_times` tells when each begins and ends.
    """

    title: Text
    abstract: Text | None = None
    speakers: tuple[Reference, ...] = ()
    start: LaterInstant | None = None
    minutes: Minutes | None = None


class Material(Value):
    """Slides, papers and the like."""

    title: Text
    url: Link


class Session(Value):
    """One item of the programme.

    `end`, `day`, `attendance` and `stream` are always as they apply, whether written or by default: `loading`
    fills in what the organiser left out.
    """

    id: Id
    kind: Kind = Kind.SESSION
    title: Text
    abstract: Text | None = None
    start: Instant
    minutes: Minutes | None = None
    end: LaterInstant = Field(default=None, validate_default=False)  # type: ignore[assignment]
    day: Day = Field(default=None, validate_default=False)  # type: ignore[assignment]
    room: Reference | None = None
    track: Reference | None = None
    attendance: Attendance = Attendance.ONSITE
    stream: Reference | None = None
    languages: Languages = ()
    interpretation: Languages = ()
    speakers: tuple[Reference, ...] = ()
    chairs: tuple[Reference, ...] = ()
    talks: tuple[Talk, ...] = ()
    status: Status = Status.PLANNED
    recording: Link | None = None
    materials: tuple[Material, ...] = ()
    illustrative: YesNo = False
    full: ClassVar[bool] = False
    """Whether nobody more fits into its room."""

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.status is Status.CANCELLED

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The ids of its speakers, its talks' speakers and its chairs, each once, in that order."""
        talkers = (speaker for talk in self.talks for speaker in talk.speakers)
        return tuple(dict.fromkeys((*self.speakers, *talkers, *self.chairs)))


class Crowded(Session):
    """A session whose room is full. Organisers say so in chat, no file can."""

    full: ClassVar[bool] = True


class MeetingPoint(Value):
    """Where an excursion's guests gather."""

    name: Text
    address: Text | None = None
    place: Place | None = None
    directions: Text | None = None
    photo: FileOrLink | None = None


class Guide(Value):
    """Who leads an excursion."""

    name: Name
    phone: Phone | None = None


class Excursion(Value):
    """A trip: guests gather at `meets`, it leaves at `departs` and is back at `returns`."""

    id: Id
    title: Text
    description: Text | None = None
    meeting_point: MeetingPoint
    meets: Instant
    departs: LaterInstant | None = None
    returns: LaterInstant | None = None
    capacity: Amount | None = None
    signup: Signup = "open"
    guide: Guide | None = None
    bring: Text | None = None
    step_free: YesNo | None = None
    languages: Languages = ()
    price: Text | None = None
    status: Status = Status.PLANNED
    illustrative: YesNo = False

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.status is Status.CANCELLED


class PressContact(Value):
    """Somebody journalists can call or write to."""

    name: Name
    organisation: Text | None = None
    role: Text | None = None
    phone: Phone | None = None
    email: Email | None = None
    languages: Languages = ()
    hours: Text | None = None


class Release(Value):
    """A press release."""

    title: Text
    date: Day | None = None
    url: Link | None = None


class Press(Value):
    """What journalists need."""

    contacts: tuple[PressContact, ...] = ()
    releases: tuple[Release, ...] = ()
    accreditation: Text | None = None


class Page(Value):
    """Anything else people ask for; its id is also a command."""

    id: Id
    title: Text
    text: Text | None = None
    image: FileOrLink | None = None
    audience: Audience = Field(default=Audience.EVERYONE, alias="for")


class Programme(Value):
    """A whole conference. Sessions and excursions are in the order of their start, then as written."""

    conference: Conference
    rooms: tuple[Room, ...] = ()
    streams: tuple[Stream, ...] = ()
    tracks: tuple[Track, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sessions: tuple[Session, ...] = ()
    excursions: tuple[Excursion, ...] = ()
    press: Press = Press()
    pages: tuple[Page, ...] = ()

    @cached_property
    def room(self) -> dict[str, Room]:
        """Rooms by id."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def stream(self) -> dict[str, Stream]:
        """Streams by id."""
        return {stream.id: stream for stream in self.streams}

    @cached_property
    def track(self) -> dict[str, Track]:
        """Tracks by id."""
        return {track.id: track for track in self.tracks}

    @cached_property
    def speaker(self) -> dict[str, Speaker]:
        """Speakers by id."""
        return {speaker.id: speaker for speaker in self.speakers}

    @cached_property
    def session(self) -> dict[str, Session]:
        """Sessions by id."""
        return {session.id: session for session in self.sessions}

    @cached_property
    def excursion(self) -> dict[str, Excursion]:
        """Excursions by id."""
        return {excursion.id: excursion for excursion in self.excursions}

    @cached_property
    def page(self) -> dict[str, Page]:
        """Pages by id."""
        return {page.id: page for page in self.pages}
