"""Finding sessions, talks, people and places by words, misspelt or not, in any language of the conference."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from heapq import nlargest
from itertools import accumulate, islice
from math import log
from operator import itemgetter
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from schedule.localised import Localised
from schedule.words import STOP_WORDS, spellings, telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from schedule.model import (
        Conference,
        Excursion,
        Page,
        PressContact,
        Programme,
        Room,
        Session,
        Speaker,
    )

# How much a word says about a record, by where it stands in it.
_NAME, _PERSON, _KEY, _DETAIL, _PROSE = 1.0, 0.6, 0.5, 0.3, 0.2

_SLIPS_FROM = (4, 7, 11)  # letters: from the first on one slip is forgiven, from the second on two …
_PIECE = 4  # letters that may stand anywhere in a longer word
_BEGINNING = 3  # letters that may begin a longer word; fewer are a word of their own
_WHOLE = 4  # letters of a word that, being one of the programme's own, begins no other: a bus is no business
_PART = 5  # letters of a word that may be part of the compound sought
_NEAREST = 30  # words that may contain the one sought

_LONGEST_QUESTION = 256  # characters; what follows is not read
_MOST_WORDS = 6
_RECONSIDERED = 50  # entries beyond the limit that are weighed again by how many of the words they have
_SURE = 0.5  # a match below this may be an accident: look for resembling words as well
_FAINT = 0.06  # a hit below this is noise
_BESIDE_THE_BEST = 0.15  # a hit below this share of the best one's score is noise

# Whoever asks for the bus means the excursions, also those whose texts do not name it.
_EXCURSION = Localised.of(en="excursion trip tour bus coach departure", de="Exkursion Ausflug Fahrt Tour Bus Abfahrt")


class Found(StrEnum):
    """What was found."""

    SPEAKER = "speaker"
    SESSION = "session"
    TALK = "talk"
    EXCURSION = "excursion"
    ROOM = "room"
    PAGE = "page"
    VENUE = "venue"
    PRESS = "press"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found; a higher `score` fits better.

    `id` is the record's; of a talk, its session's; of a press contact, its position; of the venue, the conference's.
    """

    kind: Found
    id: str
    title: Localised
    score: float


_Text = Localised | str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Found
    id: str
    title: Localised
    texts: tuple[tuple[float, _Text], ...]

    def words(self, spell: Callable[[str], frozenset[str]]) -> dict[str, float]:
        """Return the words of its texts in every language, each with the most it weighs; its title weighs most."""
        found = [
            _weighed(version.split(), weight, spell)
            for weight, text in ((_NAME, self.title), *self.texts)
            for version in _versions(text)
        ]
        best: dict[str, float] = {}
        for weight, known in sorted(found, key=itemgetter(0)):
            best.update(dict.fromkeys(known, weight))
        return best


def _weighed(written: list[str], weight: float, spell: Callable[[str], frozenset[str]]) -> tuple[float, frozenset[str]]:
    known = frozenset[str]().union(*map(spell, set(written)))
    telling = known - STOP_WORDS if weight <= _PROSE else known
    return weight * (1 + 0.5 / max(len(written), 1)), telling  # one word of few says more than one of many


class Index:
    """The words of one programme, built once. It is about as fast as its vocabulary is small."""

    def __init__(self, programme: Programme) -> None:
        self._entries = tuple(_entries(programme))
        spell = cache(spellings)
        self._weights: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(self._entries):
            for word, weight in entry.words(spell).items():
                self._weights[word][number] = weight
        # The shortest words first: the first to contain what is sought are the nearest to it.
        self._vocabulary = sorted(self._weights, key=lambda word: (len(word), word))
        self._lengths = [len(word) for word in self._vocabulary]
        self._line = "\n".join(("", *self._vocabulary, ""))
        self._offsets = list(accumulate((length + 1 for length in self._lengths), initial=1))

    def find(self, question: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return what fits best, first; nothing if nothing fits. Of a long question only the beginning counts."""
        matches = [self._matching(word) for word in _asked(question)]
        rarities = [log(1 + len(self._entries) / max(len(found), 1)) for found in matches]
        scores: defaultdict[int, float] = defaultdict(float)
        for found, rarity in zip(matches, rarities, strict=True):
            for number, strength in found.items():
                scores[number] += rarity * strength
        asked, fit = sum(rarities), {}
        for number in nlargest(limit + _RECONSIDERED, scores, key=scores.__getitem__):
            answered = sum(rarity for found, rarity in zip(matches, rarities, strict=True) if number in found)
            # All of the words in an abstract fit better than one of them in a title.
            fit[number] = scores[number] / asked * (0.25 + 0.75 * answered / asked)
        least = max(_FAINT, _BESIDE_THE_BEST * max(fit.values(), default=0))
        good = sorted((number for number in fit if fit[number] >= least), key=lambda number: (-fit[number], number))
        return tuple(self._hit(number, fit[number]) for number in good[:limit])

    def _hit(self, number: int, score: float) -> Hit:
        entry = self._entries[number]
        return Hit(entry.kind, entry.id, entry.title, score)

    def _matching(self, word: str) -> dict[int, float]:
        """Return how strongly each entry, by number, has the word or one like it."""
        alike = self._containing(word)
        if alike.keys() == {word}:
            return self._weights[word]
        found = self._weigh(alike)
        if word not in self._weights and max(found.values(), default=0) < _SURE:
            found = self._weigh(self._resembling(word) | self._parts(word) | alike)
        return found

    def _weigh(self, alike: dict[str, float]) -> dict[int, float]:
        found: dict[int, float] = {}
        for word, quality in alike.items():
            for number, weight in self._weights[word].items():
                strength = quality * weight
                if number not in found or strength > found[number]:
                    found[number] = strength
        return found

    def _containing(self, word: str) -> dict[str, float]:
        """Return the nearest words that are, begin with or contain `word`, each with its quality."""
        alike: dict[str, float] = {}
        if word in self._weights and len(word) <= _WHOLE:
            return {word: 1.0}
        if len(word) >= _PIECE or not word.isascii():
            alike |= {known: 0.35 + 0.3 * len(word) / len(known) for known in islice(self._having(word), _NEAREST)}
        if len(word) >= _BEGINNING:
            prefixed = islice(self._having("\n" + word), _NEAREST)
            alike |= {known: 0.6 + 0.35 * len(word) / len(known) for known in prefixed}
        if word in self._weights:
            alike[word] = 1.0
        return alike

    def _having(self, piece: str) -> Iterator[str]:
        """Yield the words in which `piece` stands, a line feed being a word's beginning."""
        at = self._line.find(piece)
        while at >= 0:
            index = bisect_right(self._offsets, at + piece.startswith("\n")) - 1
            yield self._vocabulary[index]
            at = self._line.find(piece, self._offsets[index + 1] - 1)

    def _resembling(self, word: str) -> dict[str, float]:
        """Return the words a few slips of the hand away (optimal string alignment), each with its quality."""
        slips = _slips(word)
        if not slips:
            return {}
        shortest = bisect_left(self._lengths, len(word) - slips)
        longest = bisect_right(self._lengths, len(word) + slips)
        near = process.extract(
            word, self._vocabulary[shortest:longest], scorer=OSA.distance, score_cutoff=slips, limit=8
        )
        return {
            known: 0.85 * (1 - distance / len(word))
            for known, distance, _ in near
            if distance == 1 or known[0] == word[0]  # parking is not making
        }

    def _parts(self, word: str) -> dict[str, float]:
        """Return the words with which a compound begins or ends: Hafen in Hafenrundfahrt."""
        pieces = {word[:at] for at in range(_PART, len(word))}
        pieces |= {word[-at:] for at in range(_PART, len(word))}
        known = (piece for piece in pieces - STOP_WORDS if piece in self._weights)
        return {piece: 0.4 + 0.4 * len(piece) / len(word) for piece in known}


def _slips(word: str) -> int:
    """Return how many slips are forgiven; none in short words and numbers: one slip makes another of them."""
    return bisect_right(_SLIPS_FROM, len(word)) if word.isalpha() else 0


def _asked(question: str) -> list[str]:
    return list(dict.fromkeys(word[:40] for word in telling(question[:_LONGEST_QUESTION])))[:_MOST_WORDS]


def _versions(text: _Text) -> Iterable[str]:
    if isinstance(text, Localised):
        return (version for _, version in text.versions)
    return (text,) if text else ()


def _entries(programme: Programme) -> Iterator[_Entry]:
    """Yield what can be found, in the order in which equals are told."""
    yield from map(_of_speaker, programme.speakers)
    for session in programme.sessions:
        yield from _of_session(programme, session)
    yield from map(_of_excursion, programme.excursions)
    yield from map(_of_room, programme.rooms)
    yield from map(_of_page, programme.pages)
    yield from _of_venue(programme.conference)
    for position, contact in enumerate(programme.press.contacts):
        yield _of_contact(position, contact)


def _of_session(programme: Programme, session: Session) -> Iterator[_Entry]:
    track = programme.track.get(session.track or "")
    room = programme.room.get(session.room or "")
    yield _Entry(
        Found.SESSION,
        session.id,
        session.title,
        (
            *_people(programme, (*session.speakers, *session.chairs)),
            (_KEY, session.id),
            (_DETAIL, track.name if track else None),
            (_DETAIL, room.name if room else None),
            (_DETAIL, session.kind),
            (_PROSE, session.abstract),
        ),
    )
    for talk in session.talks:
        texts = (*_people(programme, talk.speakers), (_PROSE, talk.abstract))
        yield _Entry(Found.TALK, session.id, talk.title, texts)


def _people(programme: Programme, ids: Iterable[str]) -> Iterator[tuple[float, _Text]]:
    for person in (programme.speaker[id_] for id_ in ids if id_ in programme.speaker):
        yield _PERSON, person.name
        yield _PROSE, person.affiliation


def _of_speaker(speaker: Speaker) -> _Entry:
    texts = ((_KEY, speaker.id), (_DETAIL, speaker.affiliation), (_DETAIL, speaker.role), (_PROSE, speaker.bio))
    return _Entry(Found.SPEAKER, speaker.id, Localised.of(speaker.name), texts)


def _of_excursion(excursion: Excursion) -> _Entry:
    point, guide = excursion.meeting_point, excursion.guide
    texts = (
        (_PERSON, guide.name if guide else None),
        (_KEY, excursion.id),
        (_DETAIL, point.name),
        (_DETAIL, point.address),
        (_DETAIL, _EXCURSION),
        (_PROSE, excursion.description),
        (_PROSE, point.directions),
        (_PROSE, excursion.bring),
    )
    return _Entry(Found.EXCURSION, excursion.id, excursion.title, texts)


def _of_room(room: Room) -> _Entry:
    return _Entry(Found.ROOM, room.id, room.name, ((_KEY, room.id), (_PROSE, room.directions)))


def _of_page(page: Page) -> _Entry:
    return _Entry(Found.PAGE, page.id, page.title, ((_KEY, page.id), (_PROSE, page.text)))


def _of_venue(conference: Conference) -> Iterator[_Entry]:
    venue = conference.venue
    if venue:
        texts = ((_DETAIL, venue.address), (_PROSE, venue.directions))
        yield _Entry(Found.VENUE, conference.id, venue.name, texts)


def _of_contact(position: int, contact: PressContact) -> _Entry:
    texts = ((_DETAIL, contact.organisation), (_DETAIL, contact.role))
    return _Entry(Found.PRESS, str(position), Localised.of(contact.name), texts)
