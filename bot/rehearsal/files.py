"""Files that were sent: kept by file_id, checked as Telegram checks them, given back byte for byte."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from bot.rehearsal.reply import bad

if TYPE_CHECKING:
    from bot.rehearsal.given import Given

MEGABYTE = 1024 * 1024
UPLOAD = {"photo": 10 * MEGABYTE, "document": 50 * MEGABYTE}  # Bot API, Sending files
DOWNLOAD = 20 * MEGABYTE  # Bot API, getFile
SIDES = 10_000  # Bot API, sendPhoto: width and height together
# The longer sides of the sizes in which Telegram keeps a photo (core.telegram.org/api/files, thumbnail types).
_SIZES = (90, 320, 800, 1280)
_PREFIXES = {"photo": "AgAC", "document": "BQAC"}
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class File:
    """A file Telegram keeps; `url` instead of content for one that was sent by its address.

    `smaller` are the other sizes of a photo, each with its own file_id. Nothing is scaled: all hold the same bytes.
    """

    file_id: str
    kind: str
    name: str
    content: bytes
    mime: str
    url: str = ""
    size: tuple[int, int] = (0, 0)
    number: int = 0
    smaller: tuple[File, ...] = ()

    @property
    def unique_id(self) -> str:
        """Telegram's file_unique_id: the same for the same content."""
        return _digest(self.content or self.url.encode())[:16]

    @property
    def path(self) -> str:
        """The file_path under which it can be fetched."""
        suffix = ".jpg" if self.kind == "photo" else PurePath(self.name).suffix
        return f"{self.kind}s/file_{self.number}{suffix}"

    def shown(self) -> Any:
        """Return it as a message shows it: a Document, or the list of PhotoSize from the smallest on."""
        if self.kind == "photo":
            return [size.described() | dict(zip(("width", "height"), size.size, strict=True)) for size in self._sizes()]
        return self.described() | {"file_name": self.name, "mime_type": self.mime}

    def _sizes(self) -> tuple[File, ...]:
        return (*self.smaller, self)

    def described(self) -> dict[str, Any]:
        """Return what all kinds of file have in common."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


@dataclass(slots=True)
class Files:
    """All files of one bot."""

    _files: dict[str, File] = field(default_factory=dict)
    _paths: dict[str, File] = field(default_factory=dict)
    _photos: dict[str, File] = field(default_factory=dict)

    def find(self, file_id: str) -> File | None:
        """Return the file of this id, or None."""
        return self._files.get(file_id)

    def sent(self, given: Given, kind: str) -> File:
        """Return the file that a call sends as its `photo` or `document`: uploaded, by file_id or by address."""
        source = given.text(kind)
        part = source.removeprefix("attach://") if source.startswith("attach://") else kind
        if part in given.files:
            return self.keep(kind, *given.files[part])
        if not source:
            raise bad(f"there is no {kind} in the request")
        if source.startswith(("http://", "https://")):
            return self._by_address(kind, source)
        known = self._files.get(source)
        if known is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if known.kind != kind:
            raise bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
        return self._photos.get(source, known)

    def keep(self, kind: str, name: str, content: bytes, mime: str) -> File:
        """Store an upload; Refusal for an empty, too large or broken one."""
        if not content:
            raise bad("file must be non-empty")
        if len(content) > UPLOAD[kind]:
            raise bad("file is too big")
        size = _checked_size(content) if kind == "photo" else (0, 0)
        return self._store(File("", kind, name, content, mime, size=size))

    def _by_address(self, kind: str, url: str) -> File:
        name = url.rsplit("/", 1)[-1] or kind
        return self._store(File("", kind, name, b"", "", url, (800, 600)))

    def _store(self, file: File) -> File:
        smaller = tuple(self._numbered(replace(file, size=size)) for size in _smaller(file.size))
        whole = self._numbered(replace(file, smaller=smaller))
        self._photos.update((size.file_id, whole) for size in smaller)
        return whole

    def _numbered(self, file: File) -> File:
        number = len(self._files)
        file_id = f"{_PREFIXES[file.kind]}{_digest(file.content or file.url.encode())[:40]}{number:04x}"
        kept = replace(file, file_id=file_id, number=number)
        self._files[file_id] = self._paths[kept.path] = kept
        return kept

    def get_file(self, given: Given) -> dict[str, Any]:
        """Answer getFile."""
        file = self._files.get(given.text("file_id"))
        if file is None:
            raise bad("invalid file_id")
        if len(file.content) > DOWNLOAD:
            raise bad("file is too big")
        return file.described() | {"file_path": file.path}

    def at(self, path: str) -> File | None:
        """Return the file of a file_path, or None."""
        return self._paths.get(path)


def _smaller(size: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the sizes below a photo's own: as many pixels at the longer side as Telegram has steps."""
    longest = max(size)
    return [(_scaled(size[0], step, longest), _scaled(size[1], step, longest)) for step in _SIZES if step < longest]


def _scaled(length: int, step: int, longest: int) -> int:
    return max(1, round(length * step / longest))


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=")


def _checked_size(content: bytes) -> tuple[int, int]:
    try:
        width, height = picture_size(content)
    except (ValueError, struct.error, IndexError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    if not (width and height) or width + height > SIDES or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def picture_size(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels of a PNG, JPEG, GIF or WebP; ValueError for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return struct.unpack(">II", content[16:24])
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return struct.unpack("<HH", content[6:10])
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp_size(content)
    raise ValueError("not a picture")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004 - the mark before every JPEG segment
        if content[at + 1] in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    raise ValueError("no frame in the JPEG")


def _webp_size(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
