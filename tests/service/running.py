"""A service that takes requests without a socket, with its lifespan run, in the test's own loop."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from httpx import ASGITransport, AsyncClient

from generated.keys import KeysQueries
from generated.models import KeyScope
from service import APPLICATION
from service.app import build
from service.settings import load
from undercroft.auth.keys import hash_of, new_secret
from undercroft.database.connections import querying
from undercroft.database.pool import Database
from undercroft.edge.edge import Edge
from undercroft.serving.lifecycle import Lifecycle
from undercroft.telemetry.spans import Spans
from undercroft.testing import pooler


@asynccontextmanager
async def running(
    database_url: str, *, lifecycle: Lifecycle | None = None, spans: Spans | None = None, **variables: str
) -> AsyncGenerator[Edge]:
    """The application with its pool open; `variables` are settings."""
    settings = load({"DATABASE_URL": database_url, **pooler.variables(database_url), **variables})
    app = build(settings, APPLICATION.database(settings, database_url), lifecycle or Lifecycle(), spans)
    async with app.lifespan():
        yield app


@asynccontextmanager
async def serving(
    database_url: str, *, lifecycle: Lifecycle | None = None, **variables: str
) -> AsyncGenerator[AsyncClient]:
    """A client of the service, with a key that may write."""
    secret = await make_key(database_url)
    async with running(database_url, lifecycle=lifecycle, spans=None, **variables) as app, client_of(app) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


def client_of(app: Any) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app), base_url="http://test")


def database_of(database_url: str, **variables: str) -> Database:
    """The service's pool, not opened yet; `variables` are settings."""
    return APPLICATION.database(
        load({"DATABASE_URL": database_url, **pooler.variables(database_url), **variables}), database_url
    )


async def make_key(database_url: str, scope: KeyScope = KeyScope.WRITE) -> str:
    secret = new_secret()
    async with querying(database_url, APPLICATION.generated) as connection:
        await KeysQueries(connection).create_key(name=secret, scope=scope, hash=hash_of(secret))
    return secret


async def make_user(client: AsyncClient, email: str = "ada@example.org", name: str = "Ada") -> dict[str, object]:
    response = await client.post("/users", json={"email": email, "name": name})
    response.raise_for_status()
    return response.json()


async def make_order(client: AsyncClient, user_id: object, *unit_prices: str) -> dict[str, Any]:
    """An order of one piece at each price; without prices, of one piece at 10.00."""
    items = [{"sku": f"sku-{n}", "quantity": 1, "unit_price": price} for n, price in enumerate(unit_prices or ["10"])]
    response = await client.post("/orders", json={"user_id": user_id, "items": items})
    response.raise_for_status()
    return response.json()
