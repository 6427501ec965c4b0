"""The YAML files of a folder and their texts, read with care for what may lie there. It knows nothing of YAML."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from schedule.problems import Place
from schedule.syntax import line_and_column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schedule.problems import Findings

FILE_BYTES = 8 * 1024 * 1024
ALL_BYTES = 32 * 1024 * 1024
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
)


def files_of(path: Path, findings: Findings) -> tuple[Path | None, list[Path]]:
    """Return a conference's folder and its YAML files in code-point order; `path` is the folder or the one file."""
    try:
        if path.is_dir():
            return path, _in_folder(path, findings)
        if path.exists():
            return path.parent, [path]
        findings.error(Place(str(path)), "there is no such file or folder", "check the path")
    except OSError as error:
        findings.error(Place(str(path)), f"this cannot be read: {error.strerror}")
    return None, []


def _in_folder(folder: Path, findings: Findings) -> list[Path]:
    shown = sorted((file for file in folder.iterdir() if not file.name.startswith(".")), key=lambda file: file.name)
    shown = [file for file in shown if not file.is_dir()]
    for file in shown:
        if file.suffix != ".yaml" and file.suffix.lower() in {".yml", ".yaml"}:
            findings.warning(Place(file.name), f"a {file.suffix} file is not read", f"rename it to {file.stem}.yaml")
    files = [file for file in shown if file.suffix == ".yaml"]
    if not files:
        findings.error(Place(str(folder)), "the folder has no .yaml file", "write one, beginning with conference:")
    return files


def texts_of(files: list[Path], findings: Findings, *, within: Path | None) -> Iterator[tuple[str, str | None]]:
    """Yield each file's name and its text, or `None`, having noted why there is none.

    A symbolic link that leads out of the folder `within`, or to what is no regular file, is not followed.
    """
    left = ALL_BYTES
    for file in files:
        data = _data(file, findings, within) if left >= 0 else None
        left -= len(data or b"")
        if data is not None and left < 0:
            findings.error(Place(file.name), f"the files are together over {ALL_BYTES // 1024**2} MiB", "shorten them")
        yield file.name, None if data is None or left < 0 else decoded(file.name, data, findings)


def _data(file: Path, findings: Findings, within: Path | None) -> bytes | None:
    try:
        if within and not file.resolve().is_relative_to(within.resolve()):
            findings.error(Place(file.name), "the file leads out of the folder", "copy it into the folder")
        elif not file.exists():
            findings.error(Place(file.name), "it is a link to a file that is not there", "mend the link or remove it")
        elif not file.is_file():
            findings.error(Place(file.name), "this is no file that can be read", "put a plain file in its place")
        elif file.stat().st_size > FILE_BYTES:
            _too_large(file.name, findings)
        else:
            return _bytes(file)
    except (OSError, RuntimeError) as error:
        # RuntimeError is a loop of symbolic links.
        reason = error.strerror if isinstance(error, OSError) else "it is a link to itself"
        findings.error(Place(file.name), f"the file cannot be read: {reason}")
    return None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(FILE_BYTES + 1)


def _too_large(file: str, findings: Findings) -> None:
    findings.error(Place(file), "the file is over 8 MiB", "spread it over several files")


def decoded(file: str, data: bytes, findings: Findings) -> str | None:
    """Return the text of a file, UTF-8 or UTF-16 with its mark, or `None`, having noted what is wrong."""
    if len(data) > FILE_BYTES:
        _too_large(file, findings)
        return None
    mark, encoding = next((mark, name) for mark, name in _MARKS if data.startswith(mark))
    if data.startswith(codecs.BOM_UTF32_LE) or (encoding == "utf-8" and b"\0" in data[:2]):
        # The first character is hardly ever beyond Latin, so that one of its bytes is zero.
        findings.error(Place(file), "this is UTF-32, or UTF-16 without its mark", "save it as UTF-8")
        return None
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[len(mark) :][: error.start].decode(encoding, "replace")
        findings.error(
            Place(file, *line_and_column(before, len(before))),
            f"this is not encoded in {encoding.upper()}",
            "save it as UTF-8",
        )
        return None
