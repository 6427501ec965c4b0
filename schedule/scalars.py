"""What an organiser may write in one field, kind by kind, and how an editor's completion describes it.

Every scalar arrives as text, so that `10:30`, `no` and `on` mean what was written. Each `parse_…` returns the value
or raises `PydanticCustomError` with one sentence and, in its context, a hint; a value that is read already passes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema

from schedule.fields import Part, consequence, did_you_mean, reading, short, written, wrong
from schedule.links import parse_email, parse_file_or_link, parse_link, parse_phone, parse_signup
from schedule.localised import Localised, clean
from schedule.times import (
    parse_day,
    parse_instant,
    parse_later,
    parse_minutes,
    parse_span,
    parse_zone_name,
)

ID = r"[a-z0-9][a-z0-9-]{0,31}"
LANGUAGE_LENGTH = 3
_CODE = r"[A-Za-z0-9_-]{4,50}"
_BOOLEANS = {"yes": True, "true": True, "no": False, "false": False}
_LIKE_A_PLACE = "write [latitude, longitude], as in [51.4606, 7.2231]"


def parse_text(value: Any, info: ValidationInfo) -> Localised:
    """Return a text written once for everybody or as a mapping of language to text."""
    if isinstance(value, Localised):
        return value
    if isinstance(value, dict):
        return _versions(value, reading(info).languages)
    text = Localised.of(written(value, "a text"))
    if not str(text):
        raise wrong("the text is empty", "write it, or remove the line")
    return text


def _versions(value: dict[str, Any], languages: tuple[str, ...]) -> Localised:
    if not value:
        raise wrong("the text is empty", "write it, or remove the line")
    wrongs = {language: _version(language, text, languages, value) for language, text in value.items()}
    parts = {language: part for language, part in wrongs.items() if part}
    if parts:
        raise wrong("the text is wrong in some language", parts=parts)
    first = languages[0] if languages else ""
    ordered = sorted(value.items(), key=lambda version: version[0].lower() != first)
    return Localised(tuple((language.lower(), clean(text)) for language, text in ordered))


def _version(language: str, text: Any, languages: tuple[str, ...], others: dict[str, Any]) -> Part | None:
    """Return what is wrong with a text in one language."""
    if language != language.lower() and language.lower() in others:
        return Part(f'the text in "{language.lower()}" is there twice', "keep one of them", of_key=True)
    if languages and language.lower() not in languages:
        comma = "put a text with a comma in quotes" if text == "" else ""
        hint = comma or did_you_mean(language, languages) or f"it has {', '.join(languages)}"
        return Part(f'the conference has no language "{short(language)}"', hint, of_key=True)
    if not isinstance(text, str):
        return Part(f'the text in "{short(language)}" is a list or a mapping', "write a text")
    return None if clean(text) else Part("the text is empty", f"write it, or remove {short(language)}")


def parse_name(value: Any) -> str:
    """Return a text of one version, on one line, for names that are the same in every language."""
    name = " ".join(clean(written(value, "a name")).split())
    if not name:
        raise wrong("the name is empty", "write it, or remove the line")
    return name


def parse_id(value: Any) -> str:
    """Return an id: it names the record in links and buttons for ever."""
    text = written(value, "an id")
    if not re.fullmatch(ID, text):
        hint = "use up to 32 of a-z, 0-9 and -, beginning with a letter or digit"
        raise wrong(f'"{short(text)}" is no id', hint)
    return text


def parse_reference(value: Any) -> str:
    """Return the id by which a record names another; `references` says which are not there, whatever they look like."""
    text = written(value, "an id")
    if not re.fullmatch(ID, text):
        raise consequence()
    return text


def parse_code(value: Any) -> str:
    """Return the code registered participants type, as written; it is compared without regard to case."""
    text = written(value, "a code")
    if not re.fullmatch(_CODE, text):
        raise wrong("the code is malformed", "use 4 to 50 of A-Z, a-z, 0-9, _ and -")
    return text


def parse_language(value: Any) -> str:
    """Return an ISO 639 language code of two or three letters."""
    text = written(value, "a language code").lower()
    if text not in _languages():
        raise wrong(f'"{short(text)}" is no language code', 'use ISO 639 codes such as "en" or "de"')
    return text


@lru_cache
def _languages() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if re.fullmatch("[a-z]{2,3}", code))


def once_each(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages, of which none may be there twice."""
    first: dict[str, int] = {}
    parts = {
        position: Part(f'"{value}" is there twice', "remove it")
        for position, value in enumerate(values)
        if first.setdefault(value, position) != position
    }
    if parts:
        raise wrong("a language is there twice", parts=parts)
    return values


def parse_amount(value: Any) -> int:
    """Return how many people fit: a whole number, not negative."""
    if isinstance(value, int):
        return value
    text = written(value, "a number")
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise wrong(f'"{short(text)}" is no whole number', "write it in digits, 999999999 at most")
    amount = int(text)
    if amount < 0:
        raise wrong(f"{text} is negative", "write 0 or more")
    return amount


def parse_yes_no(value: Any) -> bool:
    """Return the truth of yes, no, true or false."""
    if isinstance(value, bool):
        return value
    text = written(value, "yes or no")
    if text.lower() not in _BOOLEANS:
        raise wrong(f'"{short(text)}" is neither yes nor no', "write yes or no")
    return _BOOLEANS[text.lower()]


def parse_place(value: Any) -> tuple[float, float]:
    """Return [latitude, longitude] in WGS 84 degrees."""
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - latitude and longitude
        raise wrong("a place is two numbers", _LIKE_A_PLACE)
    latitude, longitude = (_degrees(number) for number in value)
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - the globe
        hint = "write [latitude, longitude]: up to 90 and up to 180 degrees"
        raise wrong(f"[{latitude}, {longitude}] is off the globe", hint)
    return latitude, longitude


def _degrees(value: Any) -> float:
    if isinstance(value, float | int):
        return float(value)
    text = written(value, "a number")
    if not re.fullmatch(r"[+-]?([0-9]{1,6}(\.[0-9]{0,50})?|\.[0-9]{1,50})", text):
        raise wrong(f'"{short(text)}" is no number of degrees', _LIKE_A_PLACE)
    # Zero is added because -0 is no place of its own.
    return float(text) + 0.0


def _described(description: str, **schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"description": description, **schema})


# What an editor's YAML parser takes for a number or a boolean is text to us.
_ANY_SCALAR = ["string", "number", "boolean"]
Text = Annotated[
    Localised,
    PlainValidator(parse_text),
    _described(
        "a text, or a mapping of language to text",
        type=[*_ANY_SCALAR, "object"],
        additionalProperties={"type": _ANY_SCALAR},
    ),
]
Name = Annotated[str, BeforeValidator(parse_name), _described("a name", type=_ANY_SCALAR)]
Id = Annotated[
    str, BeforeValidator(parse_id), _described("an id, never reused", type=["string", "integer"], pattern=f"^{ID}$")
]
Reference = Annotated[
    str,
    BeforeValidator(parse_reference),
    _described("the id of another record", type=["string", "integer"], pattern=f"^{ID}$"),
]
Code = Annotated[
    str, BeforeValidator(parse_code), _described("what registered participants type", type=["string", "integer"])
]
Language = Annotated[str, BeforeValidator(parse_language), _described("an ISO 639 code", type="string")]
Languages = Annotated[tuple[Language, ...], AfterValidator(once_each)]
ZoneName = Annotated[str, BeforeValidator(parse_zone_name), _described("an IANA time zone", type="string")]
Day = Annotated[date, BeforeValidator(parse_day), _described("a day: 2021-09-23", type="string")]
Instant = Annotated[
    datetime,
    BeforeValidator(parse_instant),
    _described("a time in the conference's zone: 2021-09-23 09:00, or with an offset", type="string"),
]
LaterInstant = Annotated[
    datetime,
    BeforeValidator(parse_later),
    _described('an hour of the same day: "09:20", or a full time', type="string"),
]
Span = Annotated[
    timedelta,
    BeforeValidator(parse_span),
    _described("20 min, 1 h 30 min, 30 s or minutes", type=["string", "integer"]),
]
Minutes = Annotated[
    timedelta, BeforeValidator(parse_minutes), _described("elapsed minutes", type=["string", "integer"])
]
Amount = Annotated[
    int,
    BeforeValidator(parse_amount),
    _described("a whole number", type=["integer", "string"], minimum=0, pattern="^[+-]?[0-9]{1,9}$"),
]
YesNo = Annotated[bool, BeforeValidator(parse_yes_no), _described("yes or no", type=["boolean", "string"])]
Place = Annotated[
    tuple[float, float],
    BeforeValidator(parse_place),
    _described(
        "[latitude, longitude] in WGS 84 degrees",
        type="array",
        items={"type": ["number", "string"]},
        minItems=2,
        maxItems=2,
    ),
]
Link = Annotated[str, BeforeValidator(parse_link), _described("an https or http address", type="string", format="uri")]

FileOrLink = Annotated[
    str, BeforeValidator(parse_file_or_link), _described("a file inside the folder, or a link", type="string")
]
Signup = Annotated[str, BeforeValidator(parse_signup), _described("open, closed or a link", type="string")]
Email = Annotated[str, BeforeValidator(parse_email), _described("an e-mail address", type="string")]
Phone = Annotated[str, BeforeValidator(parse_phone), _described("a telephone number", type=["string", "integer"])]
