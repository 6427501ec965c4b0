"""People's names: the surname in one, and the order of the alphabet. It will not guess who is meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schedule.model import Programme, Speaker

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DEGREE = re.compile(r"(?:[^\W\d_]{1,4}\.){2,}|[^\W\d_]{1,4}\.[^\W\d_]{1,4}")
_AFTER_A_NAME = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "phd", "dphil", "md", "mba", "msc", "bsc", "llm", "esq", "mdb", "mdl", "mep", "obe")
)
_TITLE = re.compile(r"[^\W\d_]{2,}\S*\.")
_MARK = re.compile("[\u0300-\u036f]")
_SILENT = re.compile(r"[^\w\s]|_")
# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})


def surname(name: str) -> str:
    """Return the last word of a name without what may follow it: Haisch of "Prof. Dr. Tina Haisch, M.A.".

    "van" and "von" are not part of it, as DIN 5007-2 files them. The whole name if it has nothing else.
    """
    plain = _BRACKETED.sub(" ", name).partition(",")[0]
    words = plain.split()
    while len(words) > 1 and _follows_a_name(words[-1]):
        words.pop()
    return words[-1] if words else name


def _follows_a_name(word: str) -> bool:
    return bool(_DEGREE.fullmatch(word)) or word.replace(".", "").casefold() in _AFTER_A_NAME


def alphabetically(text: str) -> str:
    """Return what a text is sorted by: case, marks and punctuation aside, ä as a and ß as ss (DIN 5007-1)."""
    plain = _MARK.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold().translate(_LETTERS)
    return " ".join(_SILENT.sub("", plain).split())


def by_surname(programme: Programme) -> tuple[Speaker, ...]:
    """Return the speakers in the order of their surnames, namesakes by their first names."""
    return tuple(sorted(programme.speakers, key=lambda speaker: (*_order(speaker.name), speaker.id)))


@lru_cache(maxsize=4096)
def _order(name: str) -> tuple[str, str]:
    untitled = " ".join(word for word in name.split() if not _TITLE.fullmatch(word))
    return alphabetically(surname(name)), alphabetically(untitled)
