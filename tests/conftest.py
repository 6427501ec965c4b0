"""Databases for the tests: whatever needs one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.store import Store
from tests import postgres, quick

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


# A busy machine is no failure: time is measured by the benchmark.
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.register_profile("steiger", deadline=None, max_examples=40)
settings.load_profile("steiger")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    if postgres.why_not():
        pytest.skip(postgres.why_not())
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def fresh_database() -> Iterator[Path]:
    """A database with today's schema and nothing in it: making one takes longer than most tests."""
    with TemporaryDirectory(prefix="steiger-") as folder:
        path = Path(folder) / "fresh.db"

        async def make() -> None:
            await (await Store.open(f"sqlite:///{path}")).close()

        asyncio.run(make())
        yield path


@pytest.fixture
def sqlite_url(fresh_database: Path) -> Iterator[str]:
    """A database where the disk, which no test with it is about, need not be waited for."""
    with TemporaryDirectory(prefix="steiger-", dir=quick.folder()) as folder:
        path = Path(folder) / "steiger.db"
        shutil.copyfile(fresh_database, path)
        yield f"sqlite:///{path}"


@pytest.fixture
async def postgresql_url(postgres_server: postgres.Server) -> AsyncIterator[str]:
    async with postgres_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with await Store.open(database_url) as opened:
        yield opened
