from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.store.engines import open_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection


async def test_of_two_units_that_block_each_other_one_begins_again(postgresql_url: str) -> None:
    begun = []

    def locking(*keys: int) -> Callable[[Connection], None]:
        def unit(connection: Connection) -> None:
            begun.append(keys)
            connection.exec_driver_sql("SET LOCAL deadlock_timeout = '100ms'")
            for key in keys:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({key}), pg_sleep(0.2)")

        return unit

    database = await open_database(postgresql_url)
    await asyncio.gather(database.writer.run(locking(1, 2)), database.writer.run(locking(2, 1)))
    await database.close()
    assert (set(begun), len(begun)) == ({(1, 2), (2, 1)}, 3)
