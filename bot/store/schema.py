"""Brings a database to today's schema when it is opened; it never goes back, and refuses what is newer than itself.

Alembic is loaded only when there is something to do: it would be a tenth of the start and of the idle memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, func, inspect, select, table

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"
# Two processes that start at once migrate one after the other; on SQLite the write lock sees to that.
_MIGRATING = 0x5374656967
# Where Alembic notes the steps taken.
_TAKEN = table("alembic_version", column("version_num"))


class NewerSchema(Exception):
    """The database was written by a later version of Steiger."""


def migrate(connection: Connection) -> None:
    """Take every step that is missing within the connection's transaction: all of them or none."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
    taken, known = _taken(connection), steps()
    if not taken <= set(known):
        raise NewerSchema
    if taken != {known[-1]}:
        _upgrade(connection)


def steps() -> list[str]:
    """Return the revision of every step, in order; a step's file is named r<revision>_<what it does>.py."""
    files = (FOLDER / "versions").glob("r*_*.py")
    return sorted(file.name.partition("_")[0].removeprefix("r") for file in files)


def _taken(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(_TAKEN.name):
        return set()
    return set(connection.scalars(select(_TAKEN.c.version_num)))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see the module's docstring
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
