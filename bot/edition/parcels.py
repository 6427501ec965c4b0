"""What an organiser sends in chat → a conference's files. All of it is untrusted; nothing is written to any disk."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

from schedule.files import ALL_BYTES, FILE_BYTES, decoded
from schedule.problems import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zipfile import ZipInfo

MOST_FILES = 1_000
_LONGEST_NAME = 120


class Refused(Exception):
    """A parcel that cannot be a conference; the message is the key of the words that say why."""


def unpacked(name: str, content: bytes, served: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return a conference's files if this one is sent, and the name of what would be added to it, if anything.

    A zip is the whole folder; a YAML file takes the place of the one of its name, or of the only one there is.
    Refused if it is neither, or too large, or in no encoding that is read.
    """
    if is_zipfile(BytesIO(content)):
        return _from_zip(content), ""
    if not name.lower().endswith((".yaml", ".yml")):
        raise Refused("reload.no_yaml")
    text = _text(name, content)
    file = _plain(name)
    if file in served:
        return {**served, file: text}, ""
    if len(served) == 1:
        return {next(iter(served)): text}, ""
    return {**served, file: text}, file


def _plain(name: str) -> str:
    """Return a name without the way there, such as a client may send, ending as the format has it."""
    stem = name.replace("\\", "/").rpartition("/")[2].lstrip(".").rpartition(".")[0][:_LONGEST_NAME]
    if not stem or not stem.isprintable():
        raise Refused("reload.no_yaml")
    return f"{stem}.yaml"


def _from_zip(content: bytes) -> dict[str, str]:
    try:
        with ZipFile(BytesIO(content)) as opened:
            return _files(opened)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        # A password, an unknown method, or bytes that are not what the list of contents says.
        raise Refused("reload.broken_zip") from None


def _files(opened: ZipFile) -> dict[str, str]:
    listed = opened.infolist()
    if len(listed) > MOST_FILES:
        raise Refused("reload.too_large")
    wanted = _wanted(listed)
    if not wanted:
        raise Refused("reload.empty_zip")
    if sum(info.file_size for info in wanted.values()) > ALL_BYTES:
        raise Refused("reload.too_large")
    return {name: _text(name, _bytes(opened, info)) for name, info in wanted.items()}


def _wanted(listed: list[ZipInfo]) -> dict[str, ZipInfo]:
    """Return the YAML files that lie on top, or in the only folder that has any there, by their own names."""
    yaml = {tuple(info.filename.split("/")): info for info in listed if info.filename.endswith(".yaml")}
    shown = {way: info for way, info in yaml.items() if not any(part.startswith((".", "__MACOSX")) for part in way)}
    on_top = {way[-1]: info for way, info in shown.items() if len(way) == 1}
    folders = {way[0] for way in shown if len(way) == 2}  # noqa: PLR2004 - a folder and a name
    if on_top or len(folders) != 1:
        return on_top
    return {way[-1]: info for way, info in shown.items() if len(way) == 2}  # noqa: PLR2004 - the same


def _bytes(opened: ZipFile, info: ZipInfo) -> bytes:
    """Read no more than a file may have, whatever the zip says of its size."""
    with opened.open(info) as file:
        return file.read(FILE_BYTES + 1)


def _text(name: str, content: bytes) -> str:
    findings = Findings()
    text = decoded(name, content, findings)
    if text is None:
        raise Refused("reload.too_large" if len(content) > FILE_BYTES else "reload.encoding")
    return text
