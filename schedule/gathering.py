"""The sections of all files brought together: records with their places. It does not check what holds between them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from schedule.fields import Reading, did_you_mean, likeliest, short
from schedule.model import (
    Conference,
    Excursion,
    Page,
    Press,
    PressContact,
    Programme,
    Release,
    Room,
    Session,
    Speaker,
    Stream,
    Track,
    Value,
)
from schedule.problems import Place
from schedule.records import Placed, no_mapping, plain, shape_of, validated
from schedule.scalars import ID
from schedule.tree import Broken, Node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from schedule.problems import Findings

V = TypeVar("V", bound=Value)
Trees = list[tuple[str, Node]]
_ONE_OF = {
    "rooms": "room",
    "streams": "stream",
    "tracks": "track",
    "speakers": "speaker",
    "sessions": "session",
    "excursions": "excursion",
    "contacts": "press contact",
    "releases": "press release",
    "pages": "page",
}


@dataclass(slots=True)
class Gathered:
    """Everything that could be read, whole or in part.

    `items` holds the records of each section as they are written, with their files; `ids` holds where each id of a
    section is first written, even if the rest of its record is wrong; `unsure` holds the sections of which something
    could not be read at all, so that an id may be missing for that reason only.
    """

    reading: Reading
    conference: Placed[Conference] | None = None
    days: tuple[date, date] | None = None
    rooms: list[Placed[Room]] = field(default_factory=list)
    streams: list[Placed[Stream]] = field(default_factory=list)
    tracks: list[Placed[Track]] = field(default_factory=list)
    speakers: list[Placed[Speaker]] = field(default_factory=list)
    sessions: list[Placed[Session]] = field(default_factory=list)
    excursions: list[Placed[Excursion]] = field(default_factory=list)
    contacts: list[Placed[PressContact]] = field(default_factory=list)
    releases: list[Placed[Release]] = field(default_factory=list)
    accreditation: Placed[Press] | None = None
    pages: list[Placed[Page]] = field(default_factory=list)
    items: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)
    ids: dict[str, dict[str, Place]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def all(self) -> Iterator[Placed[Any]]:
        """Yield every record."""
        yield from (placed for placed in (self.conference, self.accreditation) if placed)
        yield from chain(self.rooms, self.streams, self.tracks, self.speakers, self.sessions)
        yield from chain(self.excursions, self.contacts, self.releases, self.pages)


def gather(trees: Trees, findings: Findings, *, folder: Path | None = None, complete: bool = True) -> Gathered:
    """Return what the trees of the files hold; `complete` says that every file could be read to its end."""
    return _Gathering(findings, folder, complete=complete).gather(trees)


class _Gathering:
    def __init__(self, findings: Findings, folder: Path | None, *, complete: bool) -> None:
        self._findings = findings
        self._complete = complete
        self._written: dict[str, list[tuple[Place, Node]]] = defaultdict(list)
        self._gathered = Gathered(Reading(folder=folder))

    def gather(self, trees: Trees) -> Gathered:
        for file, root in trees:
            self._spread(file, root, Programme, "the file")
        for place, node in self._written["press"]:
            self._spread(place.file, node, Press, "press")
        gathered = self._gathered
        gathered.unsure |= set() if self._complete else set(_ONE_OF)
        self._conference(trees)
        gathered.accreditation = self._accreditation()
        gathered.rooms = self._records("rooms", Room)
        gathered.streams = self._records("streams", Stream)
        gathered.tracks = self._records("tracks", Track)
        gathered.speakers = self._records("speakers", Speaker)
        gathered.sessions = self._records("sessions", Session)
        gathered.excursions = self._records("excursions", Excursion)
        gathered.contacts = self._records("contacts", PressContact)
        gathered.releases = self._records("releases", Release)
        gathered.pages = self._records("pages", Page)
        return gathered

    def _spread(self, file: str, node: Node, model: type[Value], name: str) -> None:
        """Lay each key's value to those that other files have under the same key."""
        if not isinstance(node.value, dict):
            self._no_mapping(file, node, name)
            return
        known = tuple(shape_of(model))
        for key, inner in node.value.items():
            place = Place(file, *node.key(key))
            if key in known:
                self._written[key].append((place, inner))
            elif not key.startswith("x-"):
                hint = did_you_mean(key, known)
                self._findings.error(place, f'{name} has an unknown key "{short(key)}"', hint)
                self._gathered.unsure.add(likeliest(key, known) or "")

    def _no_mapping(self, file: str, node: Node, name: str) -> None:
        if node.value is not None:
            no_mapping(file, node, name, self._findings)
            self._complete = False

    def _once(self, key: str) -> tuple[str, Node] | None:
        """Return the value that stands once in the whole conference, and its file."""
        written = [(place, node) for place, node in self._written[key] if node.value is not None]
        for place, _ in written[1:]:
            first = written[0][0]
            self._findings.error(place, f"{key} is there twice", f"it is in {first.file}:{first.line} already")
        return (written[0][0].file, written[0][1]) if written else None

    def _conference(self, trees: Trees) -> None:
        written = self._once("conference")
        if written is None:
            self._no_conference(trees)
            return
        parts = plain(written[1], Conference)
        parts = parts if isinstance(parts, dict) else {}
        gathered, reading = self._gathered, self._gathered.reading
        zone = _part("timezone", parts)
        reading.zone = ZoneInfo(zone) if zone else None
        reading.languages = _part("languages", parts) or ()
        gathered.days = _days(_part("starts", parts), _part("ends", parts))
        gathered.conference = validated(Conference, (*written, "the conference"), reading, self._findings)

    def _no_conference(self, trees: Trees) -> None:
        for place, _ in self._written["conference"][:1]:
            self._findings.error(place, "the conference is empty", "write its id, title and so on below, indented")
        if self._complete and not self._written["conference"] and "conference" not in self._gathered.unsure:
            self._findings.error(Place(trees[0][0]), "there is no conference", "write its section: conference:")

    def _accreditation(self) -> Placed[Press] | None:
        written = self._once("accreditation")
        if written is None:
            return None
        file, node = written
        press = Node({"accreditation": node}, node.line, node.column)
        return validated(Press, (file, press, "press"), self._gathered.reading, self._findings)

    def _records(self, section: str, model: type[V]) -> list[Placed[V]]:
        items = [
            (place.file, item) for place, node in self._written[section] for item in self._items(section, place, node)
        ]
        read = self._gathered.items.setdefault(section, [])
        records: list[Placed[V]] = []
        for file, item in items:
            if self._findings.enough:
                self._gathered.unsure.add(section)
                break
            read.append((file, item))
            record = self._record(section, model, file, item)
            records += [record] if record else []
        return records

    def _items(self, section: str, place: Place, node: Node) -> list[Node]:
        if isinstance(node.value, list):
            return node.value
        if node.value is not None:
            self._gathered.unsure.add(section)
            if not isinstance(node.value, Broken):
                wrong = Place(place.file, node.line, node.column)
                self._findings.error(wrong, f"{section} is not a list", "begin each item with -")
        return []

    def _record(self, section: str, model: type[V], file: str, item: Node) -> Placed[V] | None:
        name = _name(section, item)
        again = "id" in shape_of(model) and self._is_again(section, file, item)
        record = validated(model, (file, item, name), self._gathered.reading, self._findings)
        return replace(record, wrong=record.wrong | {"id"}) if record and again else record

    def _is_again(self, section: str, file: str, item: Node) -> bool:
        """Note where an id is written, and tell whether it was there before."""
        written = item.value.get("id") if isinstance(item.value, dict) else None
        if not written or not isinstance(written.value, str) or not re.fullmatch(ID, written.value.strip()):
            self._gathered.unsure.add(section)
            return False
        ids = self._gathered.ids.setdefault(section, {})
        place = Place(file, written.line, written.column)
        first = ids.setdefault(written.value.strip(), place)
        if first is place:
            return False
        self._findings.error(
            place, f"{_name(section, item)} is there twice", f"it is in {first.file}:{first.line} already"
        )
        return True


def _name(section: str, item: Node) -> str:
    """Return what a record is called, by its id or its name if it has one."""
    value = item.value if isinstance(item.value, dict) else {}
    texts = (value[key].value for key in ("id", "name", "title") if key in value)
    known = next((text for text in texts if isinstance(text, str)), None)
    return f'{_ONE_OF[section]} "{short(known)}"' if known else f"this {_ONE_OF[section]}"


def _part(name: str, conference: dict[str, Any]) -> Any:
    """Return one value of the conference, or `None` if it is wrong; what is wrong is said elsewhere."""
    annotation = Conference.model_fields[name].rebuild_annotation()
    try:
        return TypeAdapter(annotation).validate_python(conference.get(name))
    except ValidationError:
        return None


def _days(first: date | None, last: date | None) -> tuple[date, date] | None:
    return (first, last) if first and last and first <= last else None
