"""A service to send requests to, without a socket: its lifespan run, its loop the test's."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from generated.keys import KeysQueries
from generated.models import KeyScope
from service.app import build
from undercroft.auth.keys import hash_of, new_secret
from undercroft.database.pool import Database, querying
from undercroft.serving.lifecycle import Lifecycle
from undercroft.serving.settings import load
from undercroft.telemetry.tracing import Tracing


@asynccontextmanager
async def running(
    database_url: str, *, lifecycle: Lifecycle | None = None, tracing: Tracing | None = None, **variables: str
) -> AsyncGenerator[Litestar]:
    """The application with its pool open; `variables` are settings."""
    settings = load({"DATABASE_URL": database_url, **variables})
    app = build(settings, Database(settings, database_url), lifecycle or Lifecycle(), tracing)
    async with app.lifespan():
        yield app


@asynccontextmanager
async def serving(
    database_url: str, *, lifecycle: Lifecycle | None = None, **variables: str
) -> AsyncGenerator[AsyncClient]:
    """A client of it, with a key that may write."""
    secret = await make_key(database_url)
    async with running(database_url, lifecycle=lifecycle, tracing=None, **variables) as app, client_of(app) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


def client_of(app: Litestar) -> AsyncClient:
    # httpx writes ASGI's types in a way that Litestar's do not fit.
    return AsyncClient(transport=ASGITransport(cast("Any", app)), base_url="http://test")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def make_key(database_url: str, scope: KeyScope = KeyScope.WRITE) -> str:
    secret = new_secret()
    async with querying(database_url) as connection:
        await KeysQueries(connection).create_key(name=secret, scope=scope, hash=hash_of(secret))
    return secret


async def make_user(client: AsyncClient, email: str = "ada@example.org", name: str = "Ada") -> dict[str, object]:
    response = await client.post("/users", json={"email": email, "name": name})
    response.raise_for_status()
    return response.json()


async def make_order(client: AsyncClient, user_id: object, *unit_prices: str) -> dict[str, Any]:
    """An order of one piece at each price, or of one at 10.00."""
    items = [{"sku": f"sku-{n}", "quantity": 1, "unit_price": price} for n, price in enumerate(unit_prices or ["10"])]
    response = await client.post("/orders", json={"user_id": user_id, "items": items})
    response.raise_for_status()
    return response.json()
