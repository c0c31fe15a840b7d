"""A service to send requests to, without a socket: its lifespan run, its loop the test's."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

from httpx import ASGITransport, AsyncClient

from generated.keys import KeysQueries
from generated.models import KeyScope
from service.app import build
from service.keys import hash_of, new_secret
from service.lifecycle import Lifecycle
from service.pool import Database
from service.settings import load
from tests.databases import connect


@asynccontextmanager
async def serving(
    database_url: str, *, lifecycle: Lifecycle | None = None, **variables: str
) -> AsyncGenerator[AsyncClient]:
    """A client with a key that may write; `variables` are settings."""
    settings = load({"DATABASE_URL": database_url, **variables})
    app = build(settings, Database(settings, database_url), lifecycle or Lifecycle())
    # httpx writes ASGI's types in a way that Litestar's do not fit.
    transport = ASGITransport(cast("Any", app))
    secret = await make_key(database_url)
    async with app.lifespan(), AsyncClient(transport=transport, base_url="http://test") as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


async def make_key(database_url: str, scope: KeyScope = KeyScope.WRITE) -> str:
    secret = new_secret()
    async with connect(database_url) as connection:
        await KeysQueries(connection).create_key(name=secret, scope=scope, hash=hash_of(secret))
    return secret


async def make_user(client: AsyncClient, email: str = "ada@example.org", name: str = "Ada") -> dict[str, object]:
    response = await client.post("/users", json={"email": email, "name": name})
    response.raise_for_status()
    return response.json()
