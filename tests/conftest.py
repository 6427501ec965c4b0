"""Databases for the tests: whatever needs one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy.ext.asyncio
from hypothesis import settings
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import Store, engines
from tests import postgres, quick

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine


# A busy machine is no failure: time is measured by the benchmark.
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.register_profile("steiger", deadline=None, max_examples=25)
settings.load_profile("steiger")


def pytest_collection_finish() -> None:
    """Take what has been loaded out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Let databases of a kind share what was compiled for the first: to compile it anew took a tenth of all tests."""
    first: dict[tuple[str, str], Engine] = {}

    def shared(engine: Engine) -> Engine:
        known = first.setdefault((engine.dialect.name, engine.dialect.driver), engine)
        engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache  # noqa: SLF001 - no public way
        return engine

    def plain(*arguments: Any, **options: Any) -> Engine:
        return shared(create_engine(*arguments, **options))

    def awaited(*arguments: Any, **options: Any) -> AsyncEngine:
        made = create_async_engine(*arguments, **options)
        shared(made.sync_engine)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", plain)
        patch.setattr(sqlalchemy.ext.asyncio, "create_async_engine", awaited)
        yield


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
async def postgresql_url(postgres_server: postgres.Server) -> str:
    return await postgres_server.emptied()


@pytest.fixture
async def new_postgresql_url(postgres_server: postgres.Server) -> AsyncIterator[str]:
    """A database that no other test gets, for those that change the schema."""
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
