"""The service in the tests' own loop."""

import logging
from collections.abc import AsyncGenerator, Generator

import pytest
from httpx import AsyncClient

from tests.service.running import serving


@pytest.fixture
async def client(database_url: str) -> AsyncGenerator[AsyncClient]:
    """A client of a service on a database of the test's own."""
    async with serving(database_url) as client:
        yield client


@pytest.fixture(scope="session")
async def shared_client(shared_database_url: str) -> AsyncGenerator[AsyncClient]:
    """A client for requests that change nothing, most of them because they are refused."""
    async with serving(shared_database_url) as client:
        yield client


@pytest.fixture
def root_logger() -> Generator[logging.Logger]:
    """The root logger, for a test in which the service configures it."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield root
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
