"""A PostgreSQL server of the tests' own, on Debian's binaries, in a temporary folder; it ends when they do."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from bot.store import Store
from tests import quick

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PATTERN = "pattern"
# Nothing in these databases has to survive anything.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "shared_buffers": "16MB",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}


def why_not() -> str:
    """Return why the server cannot be started here, or nothing."""
    if not _binaries():
        return "PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin/initdb (apt install postgresql)"
    if os.geteuid() == 0 and not _user():
        return "PostgreSQL refuses to run as root, and there is no user postgres or nobody"
    return ""


class Server:
    """A running server; every test gets a fresh database with today's schema in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._patterned = False

    def url(self, database: str) -> str:
        return f"postgresql://steiger@/{database}?host={self._folder}"

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """Yield the URL of a fresh database that is dropped afterwards, whoever is still connected."""
        if not self._patterned:
            await self._execute(f"CREATE DATABASE {PATTERN}")
            await (await Store.open(self.url(PATTERN))).close()
            self._patterned = True
        name = f"test_{next(self._numbers)}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {PATTERN}")
        try:
            yield self.url(name)
        finally:
            await self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(host=str(self._folder), user="steiger", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running() -> Iterator[Server]:
    """Start a server, and stop it whatever happens; should the tests be killed, the kernel stops it."""
    folder = Path(tempfile.mkdtemp(prefix="steiger-postgres-", dir=quick.folder()))
    identity = _identity(folder)
    try:
        data = str(folder / "data")
        initdb = [f"{_binaries()}/initdb", "-D", data, "-U", "steiger", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run([*initdb, "--no-instructions"], check=True, capture_output=True, **identity)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*_until_we_die(), f"{_binaries()}/postgres", "-D", data, "-k", str(folder), *settings],
                stdout=log,
                stderr=log,
                **identity,
            )
        try:
            _wait_for(process, folder)
            yield Server(folder)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once
            process.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return str(found[-1].parent) if found else ""


def _user() -> pwd.struct_passwd | None:
    return next((user for user in pwd.getpwall() if user.pw_name in {"postgres", "nobody"}), None)


def _identity(folder: Path) -> dict[str, Any]:
    surroundings = {"cwd": folder, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}}
    user = _user()
    if os.geteuid() != 0 or user is None:
        return surroundings
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {**surroundings, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _until_we_die() -> list[str]:
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []


def _wait_for(process: subprocess.Popen[bytes], folder: Path) -> None:
    ready = [f"{_binaries()}/pg_isready", "-q", "-h", str(folder)]
    for _ in range(500):
        if process.poll() is None and subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.02)
    raise AssertionError((folder / "log").read_text())
