"""What a board shows, as one plain value made of programme, questions and instant. Pure; nothing hidden is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.asked import Place, QuestionState
from bot.board.scenes import Scene, scene
from bot.screens.fitting import shorten
from bot.texts import FALLBACK, LANGUAGES, texts
from schedule.localised import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.asked import Question
    from schedule.localised import Localised
    from schedule.model import Programme, Session

TOP = 5
TILES = 4
TITLE = 200
SPEAKERS = 160
NAME = 60
TEXT = 600
_WORDS = ("board.ask", "board.none", "board.on_stage", "board.next", "board.over", "board.lost")


def showing(
    programme: Programme, asked: Mapping[str, Sequence[Question]], now: datetime, room: str = ""
) -> dict[str, Any]:
    """Return what the board of a room (its id), or of all, shows at `now`: as JSON can hold it, instants in ms.

    `asked` holds the questions of the sessions in front by the session's id, those with most votes first.
    """
    return _Showing(programme, scene(programme, now, room), asked, now).whole(room)


class _Showing:
    """One showing; words stand in all languages of the conference that there is a catalogue for."""

    def __init__(
        self, programme: Programme, seen: Scene, asked: Mapping[str, Sequence[Question]], now: datetime
    ) -> None:
        self._programme = programme
        self._scene = seen
        self._asked = asked
        self._now = now
        self._languages = programme.conference.languages
        self._spoken = [language for language in self._languages if language in LANGUAGES] or [FALLBACK]

    def whole(self, room: str) -> dict[str, Any]:
        conference, seen = self._programme.conference, self._scene
        return {
            "now": _instant(self._now),
            "zone": conference.zone.key,
            "languages": list(self._languages),
            "conference": self._versions(conference.title),
            "room": self._room(room),
            "phase": seen.phase.value,
            "words": {key.partition(".")[2]: self._said(key) for key in _WORDS},
            "sessions": [self._session(session) for session in seen.front[:TILES]],
            "more": self._said("board.more", n=len(seen.front) - TILES) if len(seen.front) > TILES else "",
            "following": self._coming(seen.following[0]) if seen.following else None,
        }

    def _session(self, session: Session) -> dict[str, Any]:
        asked = self._asked.get(session.id, ())
        waiting = [question for question in asked if question.state is QuestionState.OPEN]
        taken = sorted((each for each in asked if each.state is QuestionState.TAKEN), key=_decided)
        return self._coming(session) | {
            "ends": _instant(session.end),
            "speakers": shorten(", ".join(self._speakers(session)), SPEAKERS),
            "taken": self._question(taken[-1]) if taken else None,
            "questions": [self._question(question) for question in waiting[:TOP]],
        }

    def _coming(self, session: Session) -> dict[str, Any]:
        return {
            "id": session.id,
            "title": self._versions(session.title),
            "room": self._room(session.room or ""),
            "starts": _instant(session.start),
            "day": self._day(session),
        }

    def _day(self, session: Session) -> str:
        """Return the day on which a session starts, empty if that is today."""
        zone = self._programme.conference.zone
        day = session.start.astimezone(zone).date()
        if day == self._now.astimezone(zone).date():
            return ""
        return _once(texts(language).short_day(day) for language in self._spoken)

    def _speakers(self, session: Session) -> list[str]:
        listed = (*session.speakers, *(speaker for talk in session.talks for speaker in talk.speakers))
        found = (self._programme.speaker.get(speaker) for speaker in dict.fromkeys(listed))
        return [speaker.name for speaker in found if speaker]

    def _room(self, room: str) -> str:
        found = self._programme.room.get(room)
        return shorten(_once(text for _, text in self._pairs(found.name)), NAME) if found else ""

    def _question(self, question: Question) -> dict[str, Any]:
        name = shorten(clean(question.name or ""), NAME) or self._said("board.anonymous")
        place = self._said("board.stream" if question.place is Place.STREAM else "board.hall")
        merged = [self._said("board.merged", n=question.merged)] if question.merged else []
        return {
            "id": question.id,
            "text": shorten(clean(question.text), TEXT),
            "votes": question.votes,
            "facts": [place, name, *merged],
        }

    def _versions(self, text: Localised) -> list[dict[str, str]]:
        return [{"language": code, "text": shorten(version, TITLE)} for code, version in self._pairs(text)]

    def _pairs(self, text: Localised) -> list[tuple[str, str]]:
        """Return each version in the conference's languages once, the first language's in front."""
        versions = {text.to(language): language for language in reversed(self._languages)}
        return [(language, version) for version, language in reversed(versions.items())]

    def _said(self, key: str, **values: object) -> str:
        return _once(texts(language).plain(key, **values) for language in self._spoken)


def _once(versions: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(versions))


def _instant(instant: datetime) -> int:
    return round(1000 * instant.timestamp())


def _decided(question: Question) -> datetime:
    """Return when a question that is taken was taken: of several the last one is on stage."""
    return question.decided_at or question.asked_at
