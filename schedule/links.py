"""Addresses as an organiser writes them: links, files of the folder, mail and telephone. It opens none of them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from schedule.fields import did_you_mean, reading, short, written, wrong

if TYPE_CHECKING:
    from pathlib import Path
    from urllib.parse import SplitResult

    from pydantic import ValidationInfo

_LINK_LENGTH = 2_000
_BEGIN_A_LINK = "write a full address that begins with https:// or http://"
_SIGNUPS = ("open", "closed")
_NOT_IN_A_LINK = re.compile(r"[\s<>\"\\\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_NOT_IN_A_PATH = re.compile(r"[\\\x00-\x1f\x7f]")


def parse_link(value: Any) -> str:
    """Return an http or https address without a password in it."""
    text = written(value, "a link")
    parts = _split(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise wrong(f'"{short(text)}" is no link', _BEGIN_A_LINK)
    if "@" in parts.netloc:
        raise wrong("the link carries a user name or password", "remove the part before the @")
    return text


def _split(text: str) -> SplitResult | None:
    if len(text) > _LINK_LENGTH or _NOT_IN_A_LINK.search(text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def parse_file(value: Any, info: ValidationInfo) -> str:
    """Return the path of a file inside the conference's folder, with forward slashes, relative to it."""
    text = written(value, "a file")
    path = PurePosixPath(text)
    if not text or path.is_absolute() or ".." in path.parts or _NOT_IN_A_PATH.search(text):
        raise wrong(
            f'the file "{short(text)}" is not inside the folder',
            "write its path from the folder with /, as in images/plan.png",
        )
    folder = reading(info).folder
    if folder is not None:
        _must_be_inside(folder, path)
    return str(path)


def _must_be_inside(folder: Path, path: PurePosixPath) -> None:
    try:
        target = (folder / path).resolve()
        inside, found = target.is_relative_to(folder.resolve()), target.is_file()
    except (OSError, RuntimeError, ValueError):
        # A name that is too long or cannot be encoded, a loop of symbolic links, a folder without permission.
        inside, found = True, False
    if not inside:
        raise wrong(f'the file "{short(str(path))}" leads out of the folder', "copy it into the folder")
    if not found:
        raise wrong(f'there is no file "{short(str(path))}" in the folder', "copy it there, or remove the line")


def parse_file_or_link(value: Any, info: ValidationInfo) -> str:
    """Return a link, or the path of a file inside the folder."""
    if isinstance(value, str) and re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]*:", value):
        return parse_link(value)
    return parse_file(value, info)


def parse_signup(value: Any) -> str:
    """Return `open`, `closed`, or the link at which one signs up."""
    text = written(value, "open, closed or a link")
    return text if text in _SIGNUPS else _signup_link(text)


def _signup_link(text: str) -> str:
    if ":" not in text:
        hint = _BEGIN_A_LINK if "." in text else did_you_mean(text, _SIGNUPS)
        raise wrong(f'"{short(text)}" is neither open nor closed nor a link', hint or "write open, closed or a link")
    return parse_link(text)


def parse_email(value: Any) -> str:
    """Return an e-mail address."""
    text = written(value, "an e-mail address")
    if not re.fullmatch(r"[^@\s<>\"\x00-\x20]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z0-9-]{2,63}", text):
        raise wrong(f'"{short(text)}" is no e-mail address', "write it like name@example.org")
    return text


def parse_phone(value: Any) -> str:
    """Return a telephone number as written; it has digits and the usual separators."""
    text = written(value, "a telephone number")
    if not re.fullmatch(r"\+?[0-9(][0-9 ()/.-]{2,30}", text):
        raise wrong(f'"{short(text)}" is no telephone number', "write it like +49 234 123456")
    return text
