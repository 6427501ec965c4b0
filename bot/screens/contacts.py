"""Press contacts as cards for a telephone's address book. It will not check that anybody answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.core import get_global
from icalendar import vText

from bot.screens.fitting import shorten
from bot.screens.screen import Contact
from schedule.calendar import folded
from schedule.names import surname

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.screens.view import View
    from schedule.model import PressContact

# A card has room for 2,048 bytes (Bot API, sendContact): for a name, four such texts and the longest e-mail address.
FIELD = 100
NAME = 64
SHORTEST = 7
_ABROAD = "00"
# Country codes by what precedes a number when it is dialled inside the country (ITU-T E.164 and its annex).
_TRUNK_0 = {
    "AT": 43, "AU": 61, "BE": 32, "BG": 359, "CH": 41, "DE": 49, "FI": 358, "FR": 33, "GB": 44, "HR": 385, "IE": 353,
    "IL": 972, "IN": 91, "JP": 81, "KR": 82, "NL": 31, "NZ": 64, "RO": 40, "RS": 381, "SE": 46, "SI": 386, "SK": 421,
    "TR": 90, "UA": 380, "ZA": 27,
}  # fmt: skip
_TRUNK_1 = {"CA": 1, "US": 1}
_NO_TRUNK = {
    "CZ": 420, "DK": 45, "ES": 34, "GR": 30, "IT": 39, "LI": 423, "LU": 352, "NO": 47, "PL": 48, "PT": 351,
}  # fmt: skip


def international(phone: str, zone: str) -> str:
    """Return a number as +49 234 …, its digits grouped as written, read as dialled in the country of an IANA zone.

    Where that is unknown it is returned as written.
    """
    digits = " ".join(re.findall(r"\d+", phone.replace("(0)", "") if phone.startswith("+") else phone))
    if phone.startswith("+"):
        return f"+{digits}"
    if digits.startswith(_ABROAD):
        return f"+{digits.removeprefix(_ABROAD).lstrip()}"
    long_enough = len(digits.replace(" ", "")) >= SHORTEST
    return (_abroad(digits, get_global("zone_territories").get(zone, "")) if long_enough else "") or phone


def _abroad(digits: str, country: str) -> str:
    if country in _TRUNK_0 and digits.startswith("0"):
        return f"+{_TRUNK_0[country]} {digits[1:].lstrip()}"
    if country in _TRUNK_1:
        return f"+{_TRUNK_1[country]} {digits.removeprefix('1').lstrip()}"
    return f"+{_NO_TRUNK[country]} {digits}" if country in _NO_TRUNK else ""


def card(view: View, contact: PressContact) -> Contact | None:
    """Return a contact's card; None without a telephone number, which Telegram's cards are made for."""
    if contact.phone is None:
        return None
    phone = international(contact.phone, view.programme.conference.timezone).replace(" ", "")
    return Contact(shorten(contact.name, NAME), phone, vcard(view, contact, phone))


def vcard(view: View, contact: PressContact, phone: str) -> str:
    """Return a contact as vCard 3.0 (RFC 2426), which telephones of any age read."""
    lines = ("BEGIN:VCARD", "VERSION:3.0", *_properties(view, contact, phone), "END:VCARD", "")
    return "\r\n".join(folded(line).decode() for line in lines)


def _properties(view: View, contact: PressContact, phone: str) -> Iterable[str]:
    name = shorten(contact.name, FIELD)
    family = surname(name)
    yield f"N:{_text(family)};{_text(name.rpartition(family)[0])};;;"
    yield f"FN:{_text(name)}"
    if contact.organisation:
        yield f"ORG:{_text(view.words(contact.organisation))}"
    if contact.role:
        yield f"TITLE:{_text(view.words(contact.role))}"
    yield f"TEL;TYPE=WORK,VOICE:{phone}"
    if contact.email:
        yield f"EMAIL;TYPE=INTERNET:{_escaped(contact.email)}"


def _text(text: str) -> str:
    return _escaped(shorten(" ".join(text.split()), FIELD))


def _escaped(text: str) -> str:
    return vText(text).to_ical().decode()
