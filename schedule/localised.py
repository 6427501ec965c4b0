"""A text in one or several languages, and which one a reader gets. It will not translate anything."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_PILED_MARKS = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


# Marks are no word characters; a long run of such signs may be marks without end.
_LONG_RUN = re.compile(r"[^\w\s\u0000-\u02ff]{30,}")


def clean(text: str) -> str:
    """Return `text` in NFC without control and direction-override characters, at most three marks a letter."""
    plain = _LONG_RUN.sub(_stream_safe, text.replace("\r\n", "\n").replace("\t", " "))
    return _PILED_MARKS.sub(r"\1", _INVISIBLE.sub("", unicodedata.normalize("NFC", plain))).strip()


def _stream_safe(run: re.Match[str]) -> str:
    """Return a run without more than thirty marks in a row: normalizing takes the square of their number (UAX #15)."""
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        kept += [character] if marks <= 30 else []  # noqa: PLR2004 - UAX #15, section 13
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Localised:
    """A text by language, the conference's first language in front if it is there.

    `versions` pairs an ISO 639 code with the text; the code is `""` for a text written once for everybody.
    """

    versions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str = "", **by_language: str) -> Localised:
        """Build from one text for everybody, or from one per language in the order given."""
        pairs = by_language.items() if by_language else [("", text)]
        return cls(tuple((language, clean(version)) for language, version in pairs))

    def to(self, language: str) -> str:
        """Return the text for a reader of `language`: theirs, else the conference's first, else the first written."""
        return dict(self.versions).get(language, self.versions[0][1])

    @property
    def languages(self) -> frozenset[str]:
        """The languages it is written in; empty if it is one text for everybody."""
        return frozenset(language for language, _ in self.versions if language)

    def __str__(self) -> str:
        return self.versions[0][1]
