"""Every row of a database, for tests that look for what must not be there."""

from __future__ import annotations

from typing import Any

from bot.store.attendance import metadata
from bot.store.engines import open_database

Rows = dict[str, list[dict[str, Any]]]


async def everything_in(database_url: str) -> Rows:
    """Return the rows of each table, in the order of their keys; no store may be open on a database of SQLite."""
    database = await open_database(database_url)
    rows = {
        table.name: await database.reader.run(
            lambda connection, table=table: [
                dict(row) for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
            ]
        )
        for table in metadata.sorted_tables
    }
    await database.close()
    return rows
