"""Opens the database behind a URL, durable settings on every connection, or says in one sentence why it cannot."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from bot.store.schema import NewerSchema, migrate
from bot.store.work import GroupWorker, PoolWorker, Worker

if TYPE_CHECKING:
    from typing import IO

    from sqlalchemy import Connection, Engine

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
# FULL: a commit survives a power cut. https://www.sqlite.org/pragma.html#pragma_synchronous
_SETTINGS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


# The last line of the lock's file while there may be changes that are not in the database's own file yet.
_OPEN = "open\n"


class StoreProblem(Exception):
    """The database cannot be used; the message is one sentence for the operator, without a password."""


class StoreInUse(StoreProblem):
    """Another process has the SQLite file."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where to write, where to read, and what keeps others away."""

    writer: Worker
    reader: Worker
    lock: IO[str] | None = None
    """The file that keeps a second process from the same SQLite file."""

    async def close(self) -> None:
        """Finish what was begun, then let go of every connection and of the file."""
        async with AsyncExitStack() as last:
            if self.lock:
                last.callback(_let_go, self.lock)
            last.push_async_callback(self.reader.close)
            last.push_async_callback(self.writer.close)


def _let_go(lock: IO[str]) -> None:
    """Note that everything is in the database's own file again, and let others have it."""
    lock.truncate(0)
    lock.close()


async def open_database(url: str) -> Database:
    """Open `sqlite:///path` or `postgresql://…` and bring it to today's schema, or raise `StoreProblem`."""
    address = _address(url)
    database = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    try:
        await database.writer.run(_make_ready)
        if database.lock:
            _note_open(database.lock)
    except BaseException as error:
        await database.close()
        if isinstance(error, Exception):
            raise StoreProblem(_explained(error, address)) from error
        raise
    return database


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        driver = _DRIVERS[address.get_backend_name()]
    except (ArgumentError, KeyError, ValueError):
        raise StoreProblem("The database's URL must be sqlite:///path or postgresql://user@host/name.") from None
    address = address.set(drivername=driver)
    if "sslmode" in address.query:  # libpq's word for what asyncpg calls ssl
        mode = address.query["sslmode"]
        address = address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return address


def _sqlite(address: URL) -> Database:
    if address.database in {None, "", ":memory:"}:
        raise StoreProblem("The database's URL names no file; write sqlite:///path.")
    lock = _locked(Path(str(address.database)).absolute())
    writer = _sqlite_engine(address, "BEGIN IMMEDIATE")
    reader = _sqlite_engine(address, "BEGIN")
    return Database(GroupWorker(writer), GroupWorker(reader), lock)


def _locked(path: Path) -> IO[str]:
    lock = _lock_file(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        with lock:
            raise StoreInUse(f"The database {path} is in use by {_holder(lock)}.") from None
    _refuse_half(path, lock)
    lock.truncate(0)
    lock.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    lock.flush()
    return lock


def _holder(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.readline().strip()


def _note_open(lock: IO[str]) -> None:
    """Note that from now on the file alone is not the whole database: its last changes are beside it."""
    lock.write(_OPEN)
    lock.flush()


def _refuse_half(path: Path, lock: IO[str]) -> None:
    """Refuse a file whose last changes are missing, as when only it was copied; SQLite would not notice."""
    lock.seek(0)
    beside = path.with_name(f"{path.name}-wal")
    if lock.read().endswith(_OPEN) and path.exists() and not beside.exists():
        with lock:
            raise StoreProblem(
                f"The database {path} is not whole, its last changes were in {beside.name}, which is gone: put that "
                f"file back, or a backup in its place; to go on without them, delete {lock.name}."
            )


def _lock_file(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(f"{path.name}.lock").open("a+", encoding="utf-8")
    except OSError as error:
        reason = f"{error.strerror or error} ({error.filename})"
        raise StoreProblem(f"The database {path} cannot be opened: {reason}.") from None


def _sqlite_engine(address: URL, begin: str) -> Engine:
    # The driver's own transactions lose updates, as it begins none before a SELECT: these are begun here.
    engine = create_engine(
        address, hide_parameters=True, pool_size=1, max_overflow=0, connect_args={"isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def _set(connection: Any, record: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        cursor = connection.cursor()
        for setting in _SETTINGS:
            cursor.execute(setting)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(address: URL) -> Database:
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - the whole ORM comes with it

    limits = {"timeout": 10, "command_timeout": 30}
    pool = create_async_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args=limits)
    worker = PoolWorker(pool)
    return Database(worker, worker)


def _make_ready(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if verdict != "ok":
            raise DatabaseError("quick_check", None, Exception(verdict))
    migrate(connection)


def _explained(error: Exception, address: URL) -> str:
    local = address.get_backend_name() == "sqlite"
    place = f"{address.database} on {address.host or 'this machine'}"
    name = str(Path(str(address.database)).absolute()) if local else place
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    reason = str(cause).partition("\n")[0].strip().removesuffix(".") or type(cause).__name__
    if isinstance(error, NewerSchema):
        return f"The database {name} belongs to a newer version of Steiger: update Steiger or name another database."
    if local and isinstance(error, DatabaseError) and not isinstance(error, OperationalError):
        return f"The database {name} is damaged or not Steiger's ({reason}): put a backup in its place."
    return f"The database {name} cannot be opened: {reason}."
