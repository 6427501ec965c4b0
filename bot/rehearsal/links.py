"""HTML references and links as Telegram reads them. It fetches nothing."""

from __future__ import annotations

import re

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+))|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)(?://)?", re.IGNORECASE)
_OWN = {"tg", "ton", "tonsite"}
_WEB = {"http://", "https://"}
_HOST = re.compile(r"(?:[^\s/?#@]*@)?([^\s/?#@]+)(?:[/?#]\S*)?")


def decode_at(source: str, at: int) -> tuple[str, int]:
    """Return the character that `&` stands for at `at`, and where it ends; an unknown one stays as written."""
    found = _REFERENCE.match(source, at)
    if not found:
        return "&", at + 1
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name], found.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x10FFFF or found.end() - at > 10:  # noqa: PLR2004 - TDLib, decode_html_entity
        return "&", at + 1
    return chr(code), found.end()


def decode(text: str) -> str:
    """Return a text with its HTML references decoded, as in an attribute's value."""
    pieces, at = [], 0
    while (special := text.find("&", at)) >= 0:
        pieces.append(text[at:special])
        character, at = decode_at(text, special)
        pieces.append(character)
    return "".join(pieces) + text[at:]


def checked_link(url: str) -> str:
    """Return a link as Telegram keeps it, with a scheme; empty if it is none.

    TDLib, LinkManager: only web links with a dot in the host, and Telegram's own; no `mailto:`, no `tel:`.
    """
    url = url.strip()
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() in _OWN:
        return url
    web = scheme is not None and scheme[0].lower() in _WEB
    if (scheme and not web) or not _has_host(url.removeprefix(scheme[0]) if scheme else url):
        return ""
    return url if scheme else f"http://{url}" if "/" in url else f"http://{url}/"


def _has_host(rest: str) -> bool:
    host = _HOST.fullmatch(rest)
    return host is not None and ("." in host[1].strip(".") or host[1].startswith("["))
