"""HTML references and links as Telegram reads them. It fetches nothing."""

from __future__ import annotations

import re

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+))|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_LINK = re.compile(r"(?:(?:https?)://)?[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)


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
    """Return a link as Telegram keeps it, with a scheme; empty if it is none (the entity is then left out)."""
    url = url.strip()
    if url.lower().startswith(("tg:", "ton:", "tonsite:")):
        return url
    if not _LINK.fullmatch(url) or _host_is_wrong(url):
        return ""
    return url if "://" in url else f"http://{url}/" if "/" not in url else f"http://{url}"


def _host_is_wrong(url: str) -> bool:
    host = re.split(r"[/?#]", url.split("://", 1)[-1], maxsplit=1)[0].rsplit("@", 1)[-1]
    return "." not in host.strip(".") and not host.startswith(("localhost", "["))
