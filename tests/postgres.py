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
from bot.store.attendance import metadata
from tests import quick

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

SHARED = "shared"
OTHERS = "datname = current_database() AND pid <> pg_backend_pid()"
# Rows are few: to delete them costs a tenth of TRUNCATE, and a hundredth of a database of its own.
EMPTY = "; ".join(
    [
        f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE {OTHERS}",  # noqa: S608 - a condition of our own
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),  # noqa: S608 - names of our own
        "SELECT setval(seqrelid::regclass, 1, false) FROM pg_sequence",
    ]
)
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
    """A running server; tests share one database with today's schema, and it is empty whenever one gets it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._made = False

    def url(self, database: str) -> str:
        return f"postgresql://steiger@/{database}?host={self._folder}"

    async def emptied(self) -> str:
        """Return the URL of the shared database, once whoever is still connected and all rows are gone."""
        if not self._made:
            await self._execute("postgres", f"CREATE DATABASE {SHARED}")
            await (await Store.open(self.url(SHARED))).close()
            self._made = True
        await self._execute(SHARED, EMPTY)
        return self.url(SHARED)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """Yield the URL of a database of its own, for who changes the schema; it is dropped afterwards."""
        await self.emptied()
        name = f"test_{next(self._numbers)}"
        await self._execute("postgres", f"CREATE DATABASE {name} TEMPLATE {SHARED}")
        try:
            yield self.url(name)
        finally:
            await self._execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    async def _execute(self, database: str, statements: str) -> None:
        connection = await asyncpg.connect(host=str(self._folder), user="steiger", database=database)
        try:
            await connection.execute(statements)
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
