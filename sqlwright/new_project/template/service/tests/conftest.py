"""A client of the service, on a database of the test's own, which undercroft.testing hands out."""

from collections.abc import AsyncGenerator

import pytest
from httpx import ASGITransport, AsyncClient
from undercroft.auth import keys
from undercroft.auth.queries import WRITE
from undercroft.database.connections import querying
from undercroft.serving.lifecycle import Lifecycle

from service import APPLICATION
from service.app import build


@pytest.fixture
async def client(database_url: str) -> AsyncGenerator[AsyncClient]:
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
