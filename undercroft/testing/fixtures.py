"""The fixtures that hand out databases."""

import asyncio
from collections.abc import AsyncGenerator

import asyncpg
import pytest

from .databases import Connection, Postgres, connect
from .plugin import LOOP, SERVER


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """One loop for the whole run, so that connections can outlive a test; uvloop, as in production."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
async def postgres(request: pytest.FixtureRequest, anyio_backend: object) -> AsyncGenerator[Postgres]:
    """The server of this run."""
    request.config.stash[LOOP] = asyncio.get_running_loop()
    server = request.config.stash[SERVER]
    try:
        url = await asyncio.to_thread(server.url)
    except LookupError as error:
        request.session.shouldstop = str(error)
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    async with connect(url) as administrator:
        yield Postgres(url, administrator, server.run)


@pytest.fixture(scope="session")
async def migrated(postgres: Postgres, pytestconfig: pytest.Config) -> str:
    """The name of a database with the migrations applied, to make copies of."""
    return await postgres.migrated(pytestconfig.rootpath / pytestconfig.getini("migrations"))


@pytest.fixture
async def empty_database_url(postgres: Postgres) -> AsyncGenerator[str]:
    """An empty database of the test's own."""
    async with postgres.database() as name:
        yield postgres.url(name)


@pytest.fixture
async def database_url(postgres: Postgres, migrated: str) -> AsyncGenerator[str]:
    """A migrated database of the test's own, for a test that commits."""
    async with postgres.database(template=migrated) as name:
        yield postgres.url(name)


@pytest.fixture(scope="session")
async def shared_database_url(postgres: Postgres, migrated: str) -> AsyncGenerator[str]:
    """A migrated database that a process's tests share, for tests that change nothing."""
    async with postgres.database(template=migrated) as name:
        yield postgres.url(name)


@pytest.fixture(scope="session")
async def shared_connections(shared_database_url: str) -> AsyncGenerator[list[Connection]]:
    """The connection that tests take turns with: in a list, because a test may close it."""
    connections = [await asyncpg.connect(shared_database_url)]
    yield connections
    await connections[0].close()


@pytest.fixture
async def connection(shared_connections: list[Connection], shared_database_url: str) -> AsyncGenerator[Connection]:
    """A connection to a migrated database, in a transaction that is rolled back at the end: 0.3 ms.

    So now() stands still during the test, and a number taken from a sequence stays taken.
    """
    if shared_connections[0].is_closed():
        shared_connections[0] = await asyncpg.connect(shared_database_url)
    connection = shared_connections[0]
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    if connection.is_closed():
        return
    if not connection.is_in_transaction():
        await connection.close()
        pytest.fail("the test ended the transaction of `connection`: a test that commits takes `database_url`")
    await transaction.rollback()
    await connection.reset()
