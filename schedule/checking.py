"""The rules for the times, streams and texts of a conference, each problem at its place. It changes nothing."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from schedule.defaults import BETWEEN, possible_days
from schedule.localised import Localised
from schedule.model import Attendance, Value
from schedule.overlaps import check_people, check_rooms
from schedule.queries import talk_times
from schedule.records import called

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from schedule.gathering import Gathered
    from schedule.model import Conference, Excursion, Page, PressContact, Session
    from schedule.problems import Findings, Place
    from schedule.records import Path, Placed


def check(
    gathered: Gathered,
    findings: Findings,
    *,
    reserved: frozenset[str],
    spoken: frozenset[str],
    now: datetime | None,
) -> None:
    """Note everything that is wrong between records (conference format, errors and warnings).

    Of records that are wrong themselves, what is right of them counts. Sessions have their defaults filled in.
    `reserved` are the names of commands that no page may take; without `spoken`, the languages in which the bot has
    words, nothing is said of those, nor of the past without `now`.
    """
    checks = _Checks(gathered, findings)
    checks.conference(gathered.conference, now)
    checks.languages(gathered.conference, spoken)
    for session in gathered.sessions:
        checks.session(session)
    for excursion in gathered.excursions:
        checks.excursion(excursion)
    for contact in gathered.contacts:
        checks.contact(contact)
    for page in gathered.pages:
        checks.page(page, reserved)
    check_rooms(gathered, findings)
    check_people(gathered.sessions, findings)
    for placed in gathered.all():
        checks.translations(placed)


class _Checks:
    def __init__(self, gathered: Gathered, findings: Findings) -> None:
        self._gathered = gathered
        self._languages = gathered.reading.languages
        self._sound_rooms = {room.record.id for room in gathered.rooms if not room.wrong}
        self._error, self._warning = findings.error, findings.warning

    def conference(self, placed: Placed[Conference] | None, now: datetime | None) -> None:
        if placed is None:
            return
        conference, zone = placed.record, self._gathered.reading.zone
        if placed.sound("starts", "ends") and conference.ends < conference.starts:
            self._error(placed.at("ends"), "the conference ends before it starts", "write its first and its last day")
        elif now and zone and placed.sound("ends") and conference.ends < now.astimezone(zone).date():
            self._warning(placed.at("ends"), f"the conference is past: it ended on {conference.ends}")

    def languages(self, placed: Placed[Conference] | None, spoken: frozenset[str]) -> None:
        if placed is None or not spoken or not placed.sound("languages"):
            return
        for position, language in enumerate(placed.record.languages):
            if language not in spoken:
                place = placed.at("languages", position)
                self._warning(place, f'the bot has no words in "{language}"', "its own will be in English")

    def session(self, placed: Placed[Session]) -> None:
        self._length(placed)
        self._day(placed)
        self._talks(placed)
        self._stream(placed)

    def _length(self, placed: Placed[Session]) -> None:
        session = placed.record
        if not placed.wrote("end") and not placed.wrote("minutes"):
            if placed.sound("end", "minutes"):
                self._error(placed.at(), f"{placed.name} has neither end nor minutes")
        elif not placed.sound("start", "end"):
            return
        elif session.end <= session.start and placed.wrote("end"):
            self._error(placed.at("end"), f"{placed.name} does not end after it starts", "write a later end")
        elif session.minutes and session.end != session.start + session.minutes:
            self._error(
                placed.at("minutes"), f"{placed.name} has minutes that lead to another end", "keep one of the two"
            )

    def _day(self, placed: Placed[Session]) -> None:
        session, zone = placed.record, self._gathered.reading.zone
        if not placed.sound("start", "day"):
            return
        start = session.start.astimezone(zone or UTC)
        if zone and session.day not in possible_days(start):
            hint = f"write {start.date()} or, for a session after midnight, the day before"
            self._error(placed.at("day"), f"{placed.name} starts on {start.date()}, not on {session.day}", hint)
            return
        self._within(placed, placed.at("day" if placed.wrote("day") else "start"), session.day)

    def _within(self, placed: Placed[Any], place: Place, day: date) -> None:
        days = self._gathered.days
        if days and self._gathered.reading.zone and not days[0] <= day <= days[1]:
            hint = "change one or the other"
            self._error(place, f"{placed.name} is on {day}, outside the conference, {days[0]} to {days[1]}", hint)

    def _talks(self, placed: Placed[Session]) -> None:
        if not placed.sound("start", "end", "minutes", "talks"):
            return
        session = placed.record
        hint = "change the talk's minutes or the session's times"
        for position, (talk, times) in enumerate(zip(session.talks, talk_times(session), strict=True)):
            start, end = times or (talk.start or session.start, talk.start or session.start)
            place = placed.at("talks", position, *(("start",) if talk.start else ()))
            if start < session.start or (session.start < session.end < end):
                said = "begins before it" if start < session.start else "ends after it"
                self._warning(place, f"a talk of {placed.name} {said}", hint)
                return
            if talk.start and not talk.minutes:
                self._warning(place, f"a talk of {placed.name} has a start but no minutes", "its time is not shown")
        length = sum((talk.minutes for talk in session.talks if talk.minutes), timedelta())
        if session.start < session.end < session.start + length:
            self._warning(placed.at("talks"), f"the talks of {placed.name} take longer than it", hint)

    def _stream(self, placed: Placed[Session]) -> None:
        session = placed.record
        unsure = session.room and session.room not in self._sound_rooms
        if unsure or not placed.sound("room", "stream", "attendance", "kind"):
            return
        if session.attendance is Attendance.ONLINE and not session.stream:
            self._error(placed.at("attendance"), f"{placed.name} is online but has no stream", "write its stream")
        elif session.attendance is Attendance.HYBRID and not session.stream:
            hint = "write its stream or attendance: onsite"
            self._warning(placed.at("attendance"), f"{placed.name} is hybrid but has no stream", hint)
        elif session.attendance is Attendance.ONSITE and placed.wrote("stream"):
            hint = "write attendance: hybrid, or remove the stream"
            self._warning(placed.at("stream"), f"{placed.name} is onsite, so its stream is not used", hint)
        elif not session.room and not session.stream and session.kind not in BETWEEN:
            self._warning(placed.at(), f"{placed.name} has neither a room nor a stream")

    def excursion(self, placed: Placed[Excursion]) -> None:
        if not placed.sound("meets"):
            return
        excursion, zone = placed.record, self._gathered.reading.zone
        departs = excursion.departs or excursion.meets
        if departs < excursion.meets:
            self._error(placed.at("departs"), f"{placed.name} departs before it meets", "write a later time")
        if excursion.returns and excursion.returns < max(departs, excursion.meets):
            self._error(placed.at("returns"), f"{placed.name} returns before it departs", "write a later time")
        self._within(placed, placed.at("meets"), excursion.meets.astimezone(zone or UTC).date())

    def contact(self, placed: Placed[PressContact]) -> None:
        if placed.sound("phone", "email") and not placed.record.phone and not placed.record.email:
            self._error(placed.at(), f"{placed.name} has neither phone nor email")

    def page(self, placed: Placed[Page], reserved: frozenset[str]) -> None:
        if not placed.sound("id"):
            return
        command = placed.record.id.replace("-", "_")
        if command in reserved:
            self._error(
                placed.at("id"), f"{placed.name} cannot have this id: /{command} is a command", "choose another"
            )

    def translations(self, placed: Placed[Any]) -> None:
        for path, text in _texts(placed.record, ()):
            missing = [language for language in self._languages if language not in text.languages]
            if missing and text.languages:
                message = f"{called(placed.name, path)} is not there in {', '.join(missing)}"
                hint = f'readers get "{text.to(missing[0])[:40]}"'
                self._warning(placed.at(*path), message, hint)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, Localised]]:
    """Yield each text within a value, with the way to it."""
    if isinstance(value, Localised):
        yield path, value
    elif isinstance(value, Value):
        for name, inner in value:
            yield from _texts(inner, (*path, name))
    elif isinstance(value, tuple):
        for position, inner in enumerate(value):
            yield from _texts(inner, (*path, position))
