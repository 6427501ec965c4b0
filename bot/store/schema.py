"""Brings a database to today's schema when it is opened; it never goes back, and refuses what is newer than itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"
# Two processes that start at once migrate one after the other; on SQLite the write lock sees to that.
_MIGRATING = 0x5374656967


class NewerSchema(Exception):
    """The database was written by a later version of Steiger."""


def migrate(connection: Connection) -> None:
    """Take every step that is missing within the connection's transaction: all of them or none."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(config)
    present = MigrationContext.configure(connection).get_current_heads()
    known = {step.revision for step in steps.walk_revisions()}
    if not known.issuperset(present):
        raise NewerSchema
    if present != tuple(steps.get_heads()):
        command.upgrade(config, "head")
