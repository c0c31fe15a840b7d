"""The fixtures that hand out databases."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias

import asyncpg
import pytest

from .databases import Connection, Postgres, connect
from .plugin import LOOP, SERVER
from .pooler import is_between, through

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

# How long a test's last queries may take, in seconds.
GIVE_BACK_TIMEOUT = 5


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
        yield through(postgres.url(name))


@pytest.fixture
async def database_url(postgres: Postgres, migrated: str) -> AsyncGenerator[str]:
    """A migrated database of the test's own, for a test that commits."""
    async with postgres.database(template=migrated) as name:
        yield through(postgres.url(name))


@pytest.fixture(scope="session")
async def shared_database_url(postgres: Postgres, migrated: str) -> AsyncGenerator[str]:
    """A migrated database that a process's tests share, for tests that change nothing."""
    async with postgres.database(template=migrated) as name:
        yield through(postgres.url(name))


@pytest.fixture(scope="session")
def connection_options(pytestconfig: pytest.Config) -> Mapping[str, Any]:
    """`init`, and arguments of `asyncpg.connect`, for `connection` and `pool`; a project may override it."""
    if not (name := pytestconfig.getini("generated")):
        return {}
    package = import_module(name)
    return {
        "init": package.init_connection,
        "statement_cache_size": 0 if is_between() else package.STATEMENT_CACHE_SIZE,
    }


@pytest.fixture
async def pool(database_url: str, connection_options: Mapping[str, Any]) -> AsyncGenerator[Pool]:
    """A pool of connections to a migrated database of the test's own."""
    options: dict[str, Any] = {"min_size": 1, **connection_options}
    pool = await asyncpg.create_pool(database_url, **options)
    yield pool
    try:
        async with asyncio.timeout(GIVE_BACK_TIMEOUT):
            await pool.close()
    except TimeoutError:
        pool.terminate()
        pytest.fail("the test did not give back a connection of `pool`", pytrace=False)


@pytest.fixture(scope="session")
async def shared_connections() -> AsyncGenerator[list[Connection]]:
    """The connection that tests take turns with: in a list, because a test may close it."""
    connections: list[Connection] = []
    yield connections
    for connection in connections:
        await connection.close()


@pytest.fixture
async def connection(
    shared_connections: list[Connection], shared_database_url: str, connection_options: Mapping[str, Any]
) -> AsyncGenerator[Connection]:
    """A connection to a migrated database, in a transaction that is rolled back at the end: 0.3 ms.

    So now() stands still during the test, and a number taken from a sequence stays taken.
    """
    if not shared_connections or shared_connections[0].is_closed():
        shared_connections[:] = [await _connected(shared_database_url, **connection_options)]
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


async def _connected(
    url: str, init: Callable[[Connection], Awaitable[None]] | None = None, **options: Any
) -> Connection:
    connection = await asyncpg.connect(url, **options)
    if init:
        await init(connection)
    return connection
