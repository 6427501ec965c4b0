"""Finding zones by what people write: a city, a country or a zone's own name, misspelt or not, in German or English.

It is made at the first question and answers within a few milliseconds from then on.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from babel.core import get_global
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.texts import LANGUAGES, texts
from bot.zones.names import UTC, city, last_part, zones
from schedule.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 6
LONGEST = 80  # characters; what is longer is no place
_BEGINNING = 3  # letters that may begin a name
_WITHIN = 4  # letters of a name that may stand among others: "ist" is no Indian time there
_SLIPS_FROM = (4, 7, 11)  # letters: from the first on one slip is forgiven, from the second on two …
_WORD = re.compile(r"[^\W_]+")
Names = dict[str, tuple[str, ...]]
Pairs: TypeAlias = "Iterator[tuple[str, tuple[str, ...]]]"


def named(written: str) -> tuple[str, ...]:
    """Return the zones of the place that is called exactly this, those of most people first; at most `MOST`."""
    if len(written) > LONGEST:
        return ()
    return _names().get(_key(written), ())[:MOST]


def find(written: str) -> tuple[str, ...]:
    """Return the zones of the place that is called this, else of those that resemble it, best first; at most `MOST`."""
    if len(written) > LONGEST:
        return ()
    resembling = (zone for name in _resembling(_key(written)) for zone in _names()[name])
    return named(written) or tuple(dict.fromkeys(resembling))[:MOST]


def _resembling(key: str) -> Iterator[str]:
    """Yield names that begin like this, that are among these words, that are spelt nearly so."""
    names = _names_of_places()
    if len(key) >= _BEGINNING:
        yield from sorted((name for name in names if name.startswith(key)), key=len)
    among = f" {key} "
    within = (name for name in names if len(name) >= _WITHIN and f" {name} " in among)
    yield from sorted(within, key=len, reverse=True)
    slips = sum(len(key) >= letters for letters in _SLIPS_FROM)
    if slips:
        for name, _, _ in process.extract(key, names, scorer=OSA.distance, score_cutoff=slips, limit=MOST):
            yield name


def _key(written: str) -> str:
    return " ".join(_WORD.findall(fold(written)))


@cache
def _names_of_places() -> tuple[str, ...]:
    """Return the names that may be misspelt; UTC may not, for GMT+2 is something else."""
    return tuple(name for name, places in _names().items() if UTC not in places)


@cache
def _names() -> Names:
    """Return the zones of each name. Cities come first, so that each is found under its own name."""
    found: dict[str, tuple[str, ...]] = {}
    for name, places in chain(_cities(), _written_by_hand()):
        found[_key(name)] = tuple(dict.fromkeys((*found.get(_key(name), ()), *places)))
    for name, places in chain(_own_names(), _countries()):
        found.setdefault(_key(name), places)
    return found


def _cities() -> Pairs:
    for language in LANGUAGES:
        locale = texts(language).locale
        yield from ((city(zone, locale), (zone,)) for zone in zones())


def _written_by_hand() -> Pairs:
    for line in files("bot.zones").joinpath("places.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            places, _, names = line.partition(":")
            yield from ((name, tuple(places.split())) for name in names.split(","))


def _own_names() -> Pairs:
    """Yield zones under their own and their former names: Asia/Calcutta, and Calcutta alone."""
    known = set(zones())
    renamed = ((old, new) for old, new in get_global("zone_aliases").items() if new in known)
    for name, zone in chain(((zone, zone) for zone in zones()), renamed):
        yield name, (zone,)
        yield last_part(name), (zone,)


def _countries() -> Pairs:
    places: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        places.setdefault(territory, []).append(zone)
    for language in LANGUAGES:
        countries = texts(language).locale.territories
        yield from (
            (countries[code], tuple(found)) for code, found in places.items() if code.isalpha() and code != "ZZ"
        )
