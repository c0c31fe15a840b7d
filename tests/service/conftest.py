"""The service in the tests' own loop."""

import logging
import sys
from collections.abc import AsyncGenerator, Callable, Generator

import pytest
from httpx import AsyncClient

from generated.jobs import JobsQueries
from service import APPLICATION
from tests.service.running import database_of, serving
from undercroft.database.pool import Database
from undercroft.serving import cli
from undercroft.testing import pooler

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
async def client(database_url: str) -> AsyncGenerator[AsyncClient]:
    """A client of a service on a database of the test's own."""
    async with serving(database_url) as client:
        yield client


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database]:
    """The service's pool, without the service."""
    database = database_of(database_url)
    async with database.opened():
        yield database


@pytest.fixture
def jobs(database: Database) -> JobsQueries:
    return JobsQueries(database)


@pytest.fixture(scope="session")
async def shared_client(shared_database_url: str) -> AsyncGenerator[AsyncClient]:
    """A client for requests that change nothing, most of them because they are refused."""
    async with serving(shared_database_url) as client:
        yield client


@pytest.fixture
def without_statement_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the edge ends what is too late: PostgreSQL allows a statement as long as the edge a request, and may be first."""

    def disabled(_: float) -> str:
        return "0"

    monkeypatch.setattr("undercroft.database.poolers.milliseconds", disabled)


@pytest.fixture
def root_logger() -> Generator[logging.Logger]:
    """The root logger, for a test in which the service configures it."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield root
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root_logger: object) -> Run:
    """Runs a command in this process; returns its exit status, stdout and stderr."""

    def run(*arguments: str, **variables: str) -> tuple[int, str, str]:
        for name in ("APP_ENV", "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        given = pooler.variables(variables.get("DATABASE_URL", "")) | variables
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["service", *arguments])
        status = 0
        try:
            cli.main(APPLICATION)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
            if isinstance(end.code, str):
                print(end.code, file=sys.stderr)
        output = capsys.readouterr()
        return status, output.out, output.err

    return run
