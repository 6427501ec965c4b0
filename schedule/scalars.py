"""What an organiser may write in one field: times, durations, places, links and the like.

Every scalar arrives as text, so that `10:30`, `no` and `on` mean what was written. Each `parse_…`
returns the value or raises `PydanticCustomError` with one sentence and, in its context, a hint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz, process

from schedule.localised import Localised, clean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from urllib.parse import SplitResult

ID = r"[a-z0-9][a-z0-9-]{0,31}"
_TIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?")
_HOUR = re.compile(r"(\d{1,2}):(\d{2})")
_DURATION = re.compile(r"(?:(\d{1,4})\s*h)?\s*(?:(\d{1,6})\s*(?:min|m)?)?\s*(?:(\d{1,6})\s*s)?")
_BOOLEANS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(slots=True)
class Reading:
    """What a field's meaning depends on: the conference's zone and languages, and the folder's root."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    languages: tuple[str, ...] = ("en",)
    folder: Path | None = None
    follows: datetime | None = None


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Return the error for a field: what is wrong and, where there is one, what to do."""
    return PydanticCustomError("conference", "{message}", {"message": message, "hint": hint})


def _reading(info: ValidationInfo) -> Reading:
    return info.context if isinstance(info.context, Reading) else Reading()


def _scalar(value: Any, what: str) -> str:
    if isinstance(value, str):
        return value.strip()
    raise wrong(f"{what} is expected here, not a {'list' if isinstance(value, list) else 'mapping'}")


def parse_text(value: Any, info: ValidationInfo) -> Localised:
    """Return a text written once for everybody or as a mapping of language to text."""
    if isinstance(value, Localised):
        return value
    versions = _versions(value, _reading(info).languages)
    for language, version in versions.items():
        if not version:
            raise wrong(
                "the text is empty",
                f"write it, or remove the {language} line" if language else "write it, or remove the line",
            )
    return Localised.of(**versions) if "" not in versions else Localised.of(versions[""])


def _versions(value: Any, languages: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"": clean(_scalar(value, "a text"))}
    if not value:
        raise wrong("a text is expected here, not an empty mapping")
    for language, version in value.items():
        if language not in languages:
            spoken = ", ".join(languages)
            raise wrong(
                f'the conference has no language "{language}"',
                did_you_mean(language, languages) or f"it has {spoken}",
            )
        if not isinstance(version, str):
            raise wrong(f'the text for "{language}" is not a text')
    ordered = sorted(value, key=lambda language: language != languages[0])
    return {language: clean(value[language]) for language in ordered}


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """Return `did you mean "…"?` with the likeliest of `known`, or nothing if none is like it."""
    likely = process.extractOne(written, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return f'did you mean "{likely[0]}"?' if likely else ""


def parse_name(value: Any) -> str:
    """Return a text of one version, on one line, for names that are the same in every language."""
    name = " ".join(clean(_scalar(value, "a name")).split())
    if not name:
        raise wrong("the name is empty", "write it, or remove the line")
    return name


def parse_id(value: Any) -> str:
    """Return an id: it names the record in links and buttons for ever."""
    written = _scalar(value, "an id")
    if not re.fullmatch(ID, written):
        raise wrong(
            f'"{written[:60]}" is no id', "use up to 32 of a-z, 0-9 and -, beginning with a letter or digit"
        )
    return written


def parse_code(value: Any) -> str:
    """Return the code registered participants type, as written; it is compared without regard to case."""
    written = _scalar(value, "a code")
    if not re.fullmatch(r"[A-Za-z0-9_-]{4,50}", written):
        raise wrong("the code is malformed", "use 4 to 50 of A-Z, a-z, 0-9, _ and -")
    return written


def parse_language(value: Any) -> str:
    """Return an ISO 639 language code of two or three letters."""
    written = _scalar(value, "a language code").lower()
    if not re.fullmatch("[a-z]{2,3}", written) or not _is_language(written):
        raise wrong(f'"{written[:60]}" is no language code', 'use ISO 639 codes such as "en" or "de"')
    return written


def _is_language(code: str) -> bool:
    return code in Locale("en").languages


def parse_zone_name(value: Any) -> str:
    """Return the name of a zone in the IANA database."""
    written = _scalar(value, "a time zone")
    zones = available_timezones()
    if written not in zones:
        raise wrong(
            f'there is no time zone "{written[:60]}"',
            did_you_mean(written, zones) or 'use an IANA name such as "Europe/Berlin"',
        )
    return written


def parse_day(value: Any) -> date:
    """Return a calendar day, written 2021-09-23."""
    if isinstance(value, date):
        return value
    written = _scalar(value, "a day")
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise wrong(f'"{written[:60]}" is no day', "write it like 2021-09-23") from None


def parse_instant(value: Any, info: ValidationInfo) -> datetime:
    """Return the aware UTC instant of a wall time in the conference's zone, or of one with its offset."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    written = _scalar(value, "a time")
    match = _TIME.fullmatch(written)
    if not match:
        raise wrong(f'"{written[:60]}" is no time', "write it like 2021-09-23 09:00")
    return _instant(written, match, _reading(info).zone)


def parse_later(value: Any, info: ValidationInfo) -> datetime:
    """Return an instant that follows another: an hour alone takes the date of `start` or `meets`."""
    reading = _reading(info)
    hour = _HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if not hour:
        return parse_instant(value, info)
    base = info.data.get("start") or info.data.get("meets") or reading.follows
    if base is None:
        raise wrong(f'"{value[:60]}" has no day to follow', "write it like 2021-09-23 09:00")
    day = base.astimezone(reading.zone).date()
    full = f"{day.isoformat()} {value.strip()}"
    match = _TIME.fullmatch(full)
    instant = _instant(full, match, reading.zone) if match else base
    if instant < base:
        raise wrong(
            f'"{value[:60]}" is before the time it follows',
            f"for the next day write {day + timedelta(days=1)} {value.strip()}",
        )
    return instant


def _instant(written: str, match: re.Match[str], zone: ZoneInfo) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
        if match[7]:
            return datetime.fromisoformat(f"{wall.isoformat()}{match[7]}").astimezone(UTC)
        return in_zone(wall, zone, written)
    except (ValueError, OverflowError):
        raise wrong(f'"{written[:60]}" is no time', "write it like 2021-09-23 09:00") from None


def in_zone(wall: datetime, zone: ZoneInfo, written: str) -> datetime:
    """Return the one UTC instant of a wall time, refusing one that a DST change skips or repeats."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    offsets = " or ".join(_offset(moment) for moment in (first, second))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise wrong(
            f'"{written}" does not exist in {zone.key}: the clocks go forward',
            "write a time before or after the gap",
        )
    raise wrong(
        f'"{written}" happens twice in {zone.key}: the clocks go back', f"write the offset: {offsets}"
    )


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:]


def parse_span(value: Any) -> timedelta:
    """Return a duration: `20 min`, `1 h 30 min`, `30 s` or a number of minutes."""
    if isinstance(value, timedelta):
        return value
    written = _scalar(value, "a duration")
    match = _DURATION.fullmatch(written)
    if not match or not any(match.groups()):
        raise wrong(f'"{written[:60]}" is no duration', "write it like 20 min, 1 h 30 min or 30 s")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def parse_minutes(value: Any) -> timedelta:
    """Return a length above zero; a bare number counts minutes."""
    span = parse_span(value)
    if not timedelta() < span <= timedelta(days=7):
        raise wrong(f'"{value}" is no length', "write the minutes it takes, above zero")
    return span


def parse_amount(value: Any) -> int:
    """Return how many people fit: a whole number, not negative."""
    written = str(value) if isinstance(value, int) else _scalar(value, "a number")
    if not re.fullmatch(r"-?\d{1,9}", written):
        raise wrong(f'"{written[:60]}" is no whole number')
    if written.startswith("-"):
        raise wrong(f"{written} is negative", "write 0 or more")
    return int(written)


def parse_yes_no(value: Any) -> bool:
    """Return the truth of yes, no, true or false."""
    if isinstance(value, bool):
        return value
    written = _scalar(value, "yes or no")
    if written.lower() not in _BOOLEANS:
        raise wrong(f'"{written[:60]}" is neither yes nor no')
    return _BOOLEANS[written.lower()]


def parse_place(value: Any) -> tuple[float, float]:
    """Return [latitude, longitude] in WGS 84 degrees."""
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - latitude and longitude
        raise wrong("a place is two numbers", "write [latitude, longitude], as in [51.4606, 7.2231]")
    latitude, longitude = (_degrees(number) for number in value)
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - the globe
        raise wrong(
            f"[{latitude}, {longitude}] is off the globe",
            "write [latitude, longitude]: up to 90 and up to 180 degrees",
        )
    return latitude, longitude


def _degrees(number: Any) -> float:
    if isinstance(number, float | int):
        return float(number)
    if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,15})?", _scalar(number, "a number")):
        raise wrong(
            f'"{number[:60]}" is no number of degrees', "write [latitude, longitude], as in [51.4606, 7.2231]"
        )
    return float(number)


def parse_link(value: Any) -> str:
    """Return an http or https address without a password in it."""
    written = _scalar(value, "a link")
    parts = _split(written)
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or not parts.hostname
        or re.search(r"[\s<>\"]", written)
    ):
        raise wrong("this is no link", "write a full address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise wrong("the link carries a user name or password", "remove the part before the @")
    return written


def _split(written: str) -> SplitResult | None:
    try:
        parts = urlsplit(written)
        _ = parts.port
    except ValueError:
        return None
    return parts


def parse_file(value: Any, info: ValidationInfo) -> str:
    """Return the path of a file inside the conference's folder, with forward slashes, relative to it."""
    written = _scalar(value, "a file")
    path = PurePosixPath(written)
    if not written or path.is_absolute() or ".." in path.parts or "\\" in written or "\0" in written:
        raise wrong(
            f'the file "{written[:60]}" is not inside the folder',
            "write its path from the folder, as in images/plan.png",
        )
    folder = _reading(info).folder
    if folder is not None:
        _must_be_inside(folder, path)
    return str(path)


def _must_be_inside(folder: Path, path: PurePosixPath) -> None:
    try:
        target = (folder / path).resolve()
        inside, found = target.is_relative_to(folder.resolve()), target.is_file()
    except (OSError, RuntimeError):
        inside, found = True, False
    if not inside:
        raise wrong(f'the file "{path}" leads out of the folder', "copy it into the folder")
    if not found:
        raise wrong(f'there is no file "{path}" in the folder', "copy it there, or remove the line")


def parse_file_or_link(value: Any, info: ValidationInfo) -> str:
    """Return a link, or the path of a file inside the folder."""
    if isinstance(value, str) and "://" in value:
        return parse_link(value)
    return parse_file(value, info)


def parse_signup(value: Any) -> str:
    """Return `open`, `closed`, or the link at which one signs up."""
    written = _scalar(value, "open, closed or a link")
    return written if written in {"open", "closed"} else parse_link(written)


def parse_email(value: Any) -> str:
    """Return an e-mail address."""
    written = _scalar(value, "an e-mail address")
    if not re.fullmatch(r"[^@\s<>\"]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]{2,}", written):
        raise wrong(f'"{written[:60]}" is no e-mail address')
    return written


def parse_phone(value: Any) -> str:
    """Return a telephone number as written; it has digits and the usual separators."""
    written = _scalar(value, "a telephone number")
    if not re.fullmatch(r"\+?[0-9][0-9 ()/.-]{2,30}", written):
        raise wrong(f'"{written[:60]}" is no telephone number')
    return written


def _described(description: str, **schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"description": description, **schema})


_WORD = {"type": ["string", "number", "boolean"]}
Text = Annotated[
    Localised,
    PlainValidator(parse_text),
    _described(
        "a text, or a mapping of language to text",
        type=["string", "number", "object"],
        additionalProperties={"type": "string"},
    ),
]
Name = Annotated[str, BeforeValidator(parse_name), _described("a name")]
Id = Annotated[
    str, BeforeValidator(parse_id), _described("an id, never reused", type="string", pattern=f"^{ID}$")
]
Code = Annotated[
    str, BeforeValidator(parse_code), _described("what registered participants type", type="string")
]
Language = Annotated[str, BeforeValidator(parse_language), _described("an ISO 639 code", type="string")]
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
    timedelta, BeforeValidator(parse_span), _described("20 min, 1 h 30 min, 30 s or minutes", **_WORD)
]
Minutes = Annotated[timedelta, BeforeValidator(parse_minutes), _described("elapsed minutes", **_WORD)]
Amount = Annotated[
    int, BeforeValidator(parse_amount), _described("a whole number", type="integer", minimum=0)
]
YesNo = Annotated[bool, BeforeValidator(parse_yes_no), _described("yes or no", type=["boolean", "string"])]
Place = Annotated[
    tuple[float, float],
    BeforeValidator(parse_place),
    _described(
        "[latitude, longitude] in WGS 84 degrees",
        type="array",
        items={"type": "number"},
        minItems=2,
        maxItems=2,
    ),
]
Link = Annotated[
    str, BeforeValidator(parse_link), _described("an https or http address", type="string", format="uri")
]
File = Annotated[str, BeforeValidator(parse_file), _described("a file inside the folder", type="string")]
FileOrLink = Annotated[
    str, BeforeValidator(parse_file_or_link), _described("a file inside the folder, or a link", type="string")
]
Signup = Annotated[str, BeforeValidator(parse_signup), _described("open, closed or a link", type="string")]
Email = Annotated[str, BeforeValidator(parse_email), _described("an e-mail address", type="string")]
Phone = Annotated[str, BeforeValidator(parse_phone), _described("a telephone number", type="string")]
