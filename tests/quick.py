"""Where databases of the tests lie: in memory, as who is killed leaves its files to the kernel, not to a power cut."""

from __future__ import annotations

import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - what is put there has names of its own
_ENOUGH = 500_000_000


def folder() -> str | None:
    """Return a folder in memory with room, to put temporary ones into; None: the system's usual one."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
    return str(_MEMORY) if roomy else None
