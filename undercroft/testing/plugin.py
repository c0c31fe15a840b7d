"""The fixtures that hand out databases, and what a run says about the PostgreSQL that it used."""

import asyncio
import os
from collections.abc import AsyncGenerator, Generator

import asyncpg
import pytest

from ..database.migrations import migrate
from .databases import Connection, Postgres, connect
from .nearest_postgres import Found, container, embedded, find, named

FOUND = pytest.StashKey[Found]()
TESTS_ON_IT = pytest.StashKey[int]()
LOOP = pytest.StashKey[asyncio.AbstractEventLoop]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("migrations", "the folder of the migrations, from the project's root", default="schema")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "database: runs on a PostgreSQL (added to every test that takes a database fixture)"
    )


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in filter(_wants_database, items):
        item.add_marker("database")


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> list[str]:
    if config.option.collectonly or not any(map(_wants_database, items)):
        return []
    found = _find_once(config)
    return [*found.notes, f"databases: {found}"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    if _wants_database(item):
        item.config.stash[TESTS_ON_IT] = item.config.stash.get(TESTS_ON_IT, 0) + 1
    loop = item.config.stash.get(LOOP, None)
    before = asyncio.all_tasks(loop) if loop else set[asyncio.Task[object]]()
    try:
        yield
    except BaseException:
        # Tasks that a failed test leaves behind would fail in another test, and with it all that come after.
        for task in asyncio.all_tasks(loop) - before if loop else ():
            task.cancel()
        raise


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if tests := config.stash.get(TESTS_ON_IT, 0):
        terminalreporter.write_line(f"{tests} test{'s' * (tests > 1)} ran on {config.stash[FOUND]}")


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """One loop for the whole run, so that connections can outlive a test; uvloop, as in production."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
async def postgres(request: pytest.FixtureRequest, anyio_backend: object) -> AsyncGenerator[Postgres]:
    """The server of this run."""
    request.config.stash[LOOP] = asyncio.get_running_loop()
    found = await asyncio.to_thread(_find_once, request.config)
    async with connect(found.url) as administrator:
        yield Postgres(found.url, administrator)


@pytest.fixture(scope="session")
async def migrated(postgres: Postgres, pytestconfig: pytest.Config) -> AsyncGenerator[str]:
    """The name of a database with the migrations applied, to make copies of."""
    async with postgres.database() as name:
        folder = pytestconfig.rootpath / pytestconfig.getini("migrations")
        await asyncio.to_thread(migrate, postgres.url(name), folder)
        yield name


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
    """A migrated database that all tests share, for tests that change nothing."""
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


def _wants_database(item: pytest.Item) -> bool:
    return "postgres" in getattr(item, "fixturenames", ())


def _find_once(config: pytest.Config) -> Found:
    if FOUND not in config.stash:
        try:
            found = config.stash[FOUND] = find(os.environ, (named, container, embedded))
        except LookupError as error:
            raise pytest.UsageError(str(error)) from error
        config.add_cleanup(found.close)
    return config.stash[FOUND]
