"""All words: the catalogues in `locales/`, and dates as each language writes them. It will not decide what to say.

A catalogue is gettext's PO format with keys such as `next.nothing_left` as msgid, so that no language is
the original. A message may hold Telegram's HTML and `{names}`; what is filled in is escaped here and nowhere else.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from schedule.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta

_YEAR = re.compile(r"[\s,]*(de )?y+$")
LANGUAGES = ("en", "de")
FALLBACK = "en"


class Texts:
    """The words of one language. Calling it gives Markup; `plain` gives text without markup, for buttons and cards.

    `language` is the reader's, in which they get the conference's texts; `locale` is that of the words and dates.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        spoken = language if language in LANGUAGES else FALLBACK
        self._translations = _translations(spoken)
        self.locale = _locale(spoken)

    def __call__(self, key: str, **values: object) -> Markup:
        """Return the message `key` as HTML, `values` escaped unless they are Markup; KeyError if it does not exist."""
        return Markup(self._message(key)).format(**values)  # noqa: S704 - catalogues are ours

    def plain(self, key: str, **values: object) -> str:
        """Return the message `key` with `values` as they are; KeyError if it does not exist."""
        return self._message(key).format(**values)

    def count(self, key: str, number: int, **values: object) -> Markup:
        """Return the form of `key` for `number`, which fills `{n}`."""
        return Markup(self._translations.ngettext(key, key, number)).format(n=number, **values)  # noqa: S704 - ours

    def has(self, key: str) -> bool:
        """Tell whether there is a message `key`."""
        return self._translations.gettext(key) != key

    def _message(self, key: str) -> str:
        message = self._translations.gettext(key)
        if message == key:
            raise KeyError(key)
        return message

    def day(self, day: date) -> str:
        """Return a day in full: Thursday 23 September."""
        return _day(self.locale, day)

    def short_day(self, day: date) -> str:
        """Return a day for a button: Thu 23 Sep."""
        return _short_day(self.locale, day)

    def weekday(self, day: date) -> str:
        """Return the day of the week, short, for a button: Thu."""
        return format_date(day, "EEE", locale=self.locale).rstrip(".")

    def full_date(self, day: date) -> str:
        """Return a day with its year: 23 September 2021."""
        return format_date(day, "long", locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """Return a span of days with its year: 23–24 September 2021."""
        if first == last:
            return self.full_date(first)
        if (first.year, first.month) != (last.year, last.month):
            return f"{self.full_date(first)} – {self.full_date(last)}"
        return self.plain("days.same_month", first=first.day, last=self.full_date(last))

    def hour(self, wall: datetime) -> str:
        """Return the hour of a wall time on 24 hours: 09:00."""
        return f"{wall:%H:%M}"

    def length(self, span: timedelta) -> str:
        """Return a length of time: 25 min, 2 h, 1 h 30 min."""
        hours, minutes = divmod(round(span.total_seconds() / 60), 60)
        if hours and minutes:
            return self.plain("length.both", hours=hours, minutes=minutes)
        return self.plain("length.hours", hours=hours) if hours else self.plain("length.minutes", minutes=minutes)

    def number(self, number: int) -> str:
        """Return a whole number as this language writes it: 4,812."""
        return format_decimal(number, locale=self.locale)

    def name_of(self, language: str) -> str:
        """Return the name of a language in this one: German."""
        return str(self.locale.languages.get(language, language))

    def all_of(self, items: Iterable[str]) -> str:
        """Return a list as this language writes it: a, b and c."""
        return format_list(list(items), locale=self.locale)


@cache
def texts(language: str) -> Texts:
    """Return the words of `language`; English where there is no catalogue for it."""
    return Texts(language)


def own_name(language: str) -> str:
    """Return a language's name in itself: Deutsch."""
    name = _locale(language).get_language_name(language) or language
    return name[:1].upper() + name[1:]


@cache
def phrases(key: str) -> frozenset[str]:
    """Return the phrases, parted by commas, that the messages `key` of all languages hold, each as its folded words."""
    listed = (texts(language).plain(key) for language in LANGUAGES if texts(language).has(key))
    return frozenset(" ".join(words(phrase)) for line in listed for phrase in line.split(","))


@cache
def keys(language: str) -> dict[str, str | tuple[str, ...]]:
    """Return every message of a catalogue by its key; plural forms as a tuple."""
    return {str(_first(message.id)): _forms(message.string) for message in _catalogue(language) if message.id}


def _first(identifier: str | list[str] | tuple[str, ...]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]


def _forms(string: str | list[str] | tuple[str, ...] | None) -> str | tuple[str, ...]:
    return string if isinstance(string, str) else tuple(string or ())


@cache
def _catalogue(language: str) -> Catalog:
    whole = Catalog(locale=language)
    for part in sorted(files("bot").joinpath("locales", language).iterdir(), key=lambda part: part.name):
        for message in read_po(BytesIO(part.read_bytes()), locale=language):
            if message.id:
                whole[_first(message.id)] = message
    return whole


@cache
def _translations(language: str) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _locale(language: str) -> Locale:
    try:
        # British conventions: the day before the month, hours to 24.
        return Locale("en", "GB") if language == "en" else Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=512)
def _day(locale: Locale, day: date) -> str:
    pattern = _YEAR.sub("", locale.date_formats["full"].pattern)
    # British usage sets no comma: Thursday 23 September.
    return format_date(day, pattern.replace(",", "") if locale.language == "en" else pattern, locale)


@lru_cache(maxsize=512)
def _short_day(locale: Locale, day: date) -> str:
    return format_skeleton("MMMEd", day, locale=locale)
