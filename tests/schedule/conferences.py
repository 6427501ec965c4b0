"""Conferences in a few lines of YAML, and what loading says of them. It looks for no files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schedule.loading import load_texts

if TYPE_CHECKING:
    from schedule.model import Programme

BASE = """\
conference: {id: c, title: C, timezone: Europe/Berlin, languages: [en, de], starts: 2021-09-23, ends: 2021-09-24}
rooms: [{id: main, name: Main}]
streams: [{id: hall, name: Hall}]
speakers: [{id: ada, name: Ada}]
"""


def session(rest: str) -> str:
    """Return a session at nine on the first day with more keys."""
    return f"sessions:\n- {{id: s, title: S, start: 2021-09-23 09:00, {rest}}}\n"


def excursion(rest: str) -> str:
    """Return an excursion at nine on the first day with more keys."""
    return f"excursions:\n- {{id: e, title: E, meets: 2021-09-23 09:00, meeting_point: {{name: N}}, {rest}}}\n"


def said(*texts: str, base: str = BASE, **options: Any) -> list[str]:
    """Return the problems of the base and further files, named a, b …; those of the first without its name."""
    names = ("a", "b", "c", "d")
    loaded = load_texts((("0", base), *zip(names, texts, strict=False)), **options)
    return [str(problem).removeprefix("a:") for problem in loaded.problems]


def programme(*texts: str, base: str = BASE) -> Programme:
    """Return the programme of the base and further files, which must have no errors."""
    loaded = load_texts([("0", base), *((str(number), text) for number, text in enumerate(texts, 1))])
    assert loaded.programme, [str(problem) for problem in loaded.problems]
    return loaded.programme
