"""What reading any one field needs: its surroundings, its text and its error. The kinds of field are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from pydantic import ValidationInfo

WRONG = "conference"
CONSEQUENCE = "consequence"


class Part(NamedTuple):
    """What is wrong with one value of a mapping, or with its key."""

    message: str
    hint: str
    of_key: bool = False


@dataclass(slots=True)
class Reading:
    """What a field's meaning depends on: the conference's zone and languages, and the folder's root.

    `None` or nothing where that is not known: no zone means that times cannot be checked against it, no languages
    that a text may have any, no folder that files are not looked for. `follows` is the `start` or `meets` of the
    record being read.
    """

    zone: ZoneInfo | None = None
    languages: tuple[str, ...] = ()
    folder: Path | None = None
    follows: datetime | None = None


def reading(info: ValidationInfo) -> Reading:
    """Return the surroundings of a field."""
    return info.context if isinstance(info.context, Reading) else Reading()


def wrong(message: str, hint: str = "", parts: Mapping[Any, Part] | None = None) -> PydanticCustomError:
    """Return the error for a field: what is wrong and, where there is one, what to do.

    `parts` are what is wrong within a mapping or list: by key or position, some values, or the keys themselves.
    """
    return PydanticCustomError(WRONG, "{message}", {"message": message, "hint": hint, "parts": parts or {}})


def consequence() -> PydanticCustomError:
    """Return the error of a field that cannot be read only because another one is wrong; nobody is told of it."""
    return PydanticCustomError(CONSEQUENCE, "another field is wrong")


def written(value: Any, what: str) -> str:
    """Return a scalar's text, or raise that `what` is expected."""
    if isinstance(value, str):
        return value.strip()
    raise wrong(f"{what} is expected here, not a {'mapping' if isinstance(value, dict) else 'list'}")


def short(text: str) -> str:
    """Return the beginning of a text, to quote it in a message."""
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - fits a line


def likeliest(text: str, known: Iterable[str]) -> str | None:
    """Return the likeliest of `known`, the first of equals, or nothing if none is like it."""
    likely = process.extractOne(text[:64].lower(), list(known), scorer=fuzz.ratio, score_cutoff=60)
    return likely[0] if likely else None


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return `did you mean "…"?` with the likeliest of `known`, or nothing if none is like it."""
    likely = likeliest(text, known)
    return f'did you mean "{likely}"?' if likely else ""
