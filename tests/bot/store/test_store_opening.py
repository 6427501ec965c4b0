from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from bot.store import Store, StoreProblem
from bot.store.attendance import metadata
from bot.store.engines import open_database
from bot.store.schema import FOLDER, steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

NOW = datetime(2021, 9, 23, 7, 0, tzinfo=UTC)


async def on(url: str, unit: Callable[[Connection], Any]) -> Any:
    database = await open_database(url)
    try:
        return await database.writer.run(unit)
    finally:
        await database.close()


async def problem(url: str) -> str:
    with pytest.raises(StoreProblem) as raised:
        await Store.open(url)
    return str(raised.value)


async def test_the_migrated_schema_equals_the_tables(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert await on(database_url, differences) == []


@pytest.mark.parametrize("role", ["writer", "reader"])
async def test_every_connection_to_sqlite_is_durable(sqlite_url: str, role: str) -> None:
    def pragmas(connection: Connection) -> list[Any]:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    database = await open_database(sqlite_url)
    found = await getattr(database, role).run(pragmas)
    await database.close()
    assert found == ["wal", 2, 5000, 1]


def test_the_files_of_the_steps_are_named_as_alembic_orders_them() -> None:
    directory = ScriptDirectory(str(FOLDER))
    assert [step.revision for step in directory.walk_revisions()][::-1] == steps()


@pytest.fixture(params=["sqlite", "new_postgresql"])
def new_database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(new_database_url: str) -> None:
    def age(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    await on(new_database_url, age)
    sentence = await problem(new_database_url)
    assert sentence.endswith(" belongs to a newer version of Steiger: update Steiger or name another database.")


async def test_a_migration_that_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE note (x)")
    other.close()
    assert await problem(f"sqlite:///{path}") == (f"The database {path} cannot be opened: table note already exists.")
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("note",)]
    other.close()


async def test_a_migration_of_postgresql_that_fails_half_way_leaves_nothing_behind(new_postgresql_url: str) -> None:
    def spoil(connection: Connection) -> None:
        metadata.drop_all(connection, [table for name, table in metadata.tables.items() if name != "note"])
        connection.exec_driver_sql("DROP TABLE alembic_version")

    def names(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    database = await open_database(new_postgresql_url)
    await database.writer.run(spoil)
    sentence = await problem(new_postgresql_url)
    left = await database.reader.run(names)
    await database.close()
    assert (left, sentence.endswith('relation "note" already exists.')) == (["note"], True), sentence


async def test_several_processes_may_open_a_new_postgresql_database_at_once(new_postgresql_url: str) -> None:
    def empty(connection: Connection) -> None:
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")

    await on(new_postgresql_url, empty)
    stores = await asyncio.gather(*(Store.open(new_postgresql_url) for _ in range(3)))
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "steiger.db"
    path.write_text("conference:\n" * 1000)
    assert await problem(f"sqlite:///{path}") == (
        f"The database {path} is damaged or not Steiger's (file is not a database): put a backup in its place."
    )
    assert path.read_text() == "conference:\n" * 1000


async def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "steiger.db"
    async with await Store.open(f"sqlite:///{path}") as store:
        await store.receive([(number, 7, "x" * 500) for number in range(200)], NOW)
    content = bytearray(path.read_bytes())
    content[8192:] = bytes(byte ^ 0x55 for byte in content[8192:])
    path.write_bytes(content)
    assert (await problem(f"sqlite:///{path}")).startswith(f"The database {path} is damaged or not Steiger's (")


async def test_a_second_process_is_told_who_has_the_file(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    async with await Store.open(sqlite_url):
        sentence = await problem(sqlite_url)
    assert sentence == f"The database {path} is in use by process {os.getpid()} on {socket.gethostname()}."
    await (await Store.open(sqlite_url)).close()


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "steiger.db"
    assert await problem(f"sqlite:///{path}") == (
        f"The database {path} cannot be opened: File exists ({tmp_path}/file)."
    )


async def test_a_folder_in_the_file_s_place_is_told(tmp_path: Path) -> None:
    assert await problem(f"sqlite:///{tmp_path}") == (
        f"The database {tmp_path} cannot be opened: unable to open database file."
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://me@host/x", "The database's URL must be sqlite:///path or postgresql://user@host/name."),
        ("steiger.db", "The database's URL must be sqlite:///path or postgresql://user@host/name."),
        ("sqlite://", "The database's URL names no file; write sqlite:///path."),
    ],
)
async def test_another_url_is_refused(url: str, sentence: str) -> None:
    assert await problem(url) == sentence


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
async def test_a_server_that_is_not_there_is_told_without_the_password(scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        sentence = await problem(f"{scheme}://me:s3cret@127.0.0.1:{free.getsockname()[1]}/steiger?sslmode=disable")
    assert sentence.startswith("The database steiger on 127.0.0.1 cannot be opened: ")
    assert ("s3cret" in sentence, "\n" in sentence) == (False, False)


async def test_a_write_waits_for_somebody_else_s_lock(sqlite_url: str) -> None:
    async with await Store.open(sqlite_url) as store:
        shell = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        shell.execute("BEGIN IMMEDIATE")
        threading.Timer(0.2, shell.execute, ["COMMIT"]).start()
        person = await store.welcome(7, "de", NOW)
        assert (person.id, shell.in_transaction) == (7, False)
        shell.close()


async def test_a_file_without_its_last_changes_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "steiger.db"
    store = await Store.open(f"sqlite:///{path}")
    await store.welcome(7, "de", NOW)
    for name in ("steiger.db", "steiger.db-wal", "steiger.db.lock"):
        shutil.copy(tmp_path / name, tmp_path / f"crashed-{name}")
    await store.close()
    crashed = tmp_path / "crashed-steiger.db"
    whole = crashed.with_name("crashed-steiger.db-wal")
    changes = whole.read_bytes()
    whole.unlink()

    sentence = await problem(f"sqlite:///{crashed}")
    whole.write_bytes(changes)
    async with await Store.open(f"sqlite:///{crashed}") as again:
        kept = await again.person(7)
    async with await Store.open(f"sqlite:///{crashed}"):
        assert kept

    assert sentence == (
        f"The database {crashed} is not whole, its last changes were in {whole.name}, which is gone: put that file "
        f"back, or a backup in its place; to go on without them, delete {crashed}.lock."
    )


async def test_a_backup_taken_while_people_are_written_opens_whole(tmp_path: Path) -> None:
    path, backup = tmp_path / "steiger.db", tmp_path / "backup.db"
    async with await Store.open(f"sqlite:///{path}") as store:
        writing = [asyncio.create_task(store.welcome(person, "de", NOW)) for person in range(300)]
        await asyncio.wait(writing, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.to_thread(_back_up, path, backup)
        await asyncio.gather(*writing)
    async with await Store.open(f"sqlite:///{backup}") as restored:
        people = (await restored.counts()).people
    assert 1 <= people <= 300


def _back_up(path: Path, backup: Path) -> None:
    shell = sqlite3.connect(path)
    shell.execute("VACUUM INTO ?", [str(backup)])
    shell.close()


@pytest.mark.parametrize(("held", "written"), [(0.12, True), (2.0, False)])
async def test_a_unit_of_work_is_tried_five_times_while_another_process_holds_the_lock(
    sqlite_url: str, *, held: float, written: bool
) -> None:
    database = await open_database(sqlite_url)
    await database.writer.run(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout=40"))
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLD, sqlite_url.removeprefix("sqlite:///"), str(held), stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout
    await holder.stdout.readline()
    tries = []

    def unit(connection: Connection) -> None:
        tries.append(connection.exec_driver_sql("INSERT INTO note VALUES ('a', '1')"))

    with suppress(OperationalError):
        await database.writer.run(unit)
    with suppress(ProcessLookupError):
        holder.kill()
    await holder.wait()
    noted = await database.reader.run(lambda connection: connection.exec_driver_sql("SELECT key FROM note").all())
    await database.close()
    assert (len(tries), noted) == ((1, [("a",)]) if written else (0, []))


_HOLD = """
import sqlite3, sys, time
shell = sqlite3.connect(sys.argv[1], isolation_level=None)
shell.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""
