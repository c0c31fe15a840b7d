"""A client of the service and a connection, on a database of the test's own, which undercroft.testing hands out."""

from collections.abc import AsyncGenerator

import pytest
from asyncpg import Connection, Record
from httpx import ASGITransport, AsyncClient

pytest_plugins = ["undercroft.testing"]


@pytest.fixture
async def client(database_url: str) -> AsyncGenerator[AsyncClient]:
    # Imported here, so that pytest can rewrite the assertions of the plugin first.
    from undercroft.auth import keys
    from undercroft.auth.queries import WRITE
    from undercroft.database.connections import querying
    from undercroft.serving.lifecycle import Lifecycle

    from service import APPLICATION
    from service.app import build

    async with querying(database_url, APPLICATION.generated) as connection:
        secret = await keys.create(connection, APPLICATION.keys, "test", WRITE)
    settings = APPLICATION.load({"DATABASE_URL": database_url})
    app = build(settings, APPLICATION.database(settings, database_url), Lifecycle())
    async with (
        app.lifespan(),
        AsyncClient(transport=ASGITransport(app), base_url="http://test") as client,  # type: ignore[arg-type]
    ):
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


@pytest.fixture
async def db(database_url: str) -> AsyncGenerator["Connection[Record]"]:
    """What it writes is committed: the service sees it."""
    from undercroft.database.connections import querying

    from service import APPLICATION

    async with querying(database_url, APPLICATION.generated) as connection:
        yield connection
