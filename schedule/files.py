"""The YAML files of a folder and their texts, read with care for what may lie there. It knows nothing of YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schedule.problems import Place
from schedule.reading import FILE_BYTES, decoded, too_large

if TYPE_CHECKING:
    from pathlib import Path

    from schedule.problems import Findings


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
    for file in shown:
        if file.suffix == ".yml":
            findings.warning(Place(file.name), "a .yml file is not read", f"rename it to {file.stem}.yaml")
    files = [file for file in shown if file.suffix == ".yaml" and not file.is_dir()]
    if not files:
        findings.error(Place(str(folder)), "the folder has no .yaml file", "write one, beginning with conference:")
    return files


def text_of(file: Path, findings: Findings, *, within: Path | None) -> str | None:
    """Return a file's text, or `None`, having noted why there is none.

    A symbolic link that leads out of the folder `within`, or to what is no regular file, is not followed.
    """
    try:
        if within and not file.resolve().is_relative_to(within.resolve()):
            findings.error(Place(file.name), "the file leads out of the folder", "copy it into the folder")
        elif not file.is_file():
            findings.error(Place(file.name), "this is no file that can be read")
        elif file.stat().st_size > FILE_BYTES:
            too_large(file.name, findings)
        else:
            return decoded(file.name, _bytes(file), findings)
    except (OSError, RuntimeError) as error:
        # RuntimeError is a loop of symbolic links.
        reason = error.strerror if isinstance(error, OSError) else "it is a link to itself"
        findings.error(Place(file.name), f"the file cannot be read: {reason}")
    return None


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(FILE_BYTES + 1)
