"""Probes."""

import pytest
from httpx import AsyncClient

from tests.service.running import serving
from undercroft.serving.lifecycle import Lifecycle
from undercroft.testing.databases import connect


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/startupz"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_all_is_well(shared_client: AsyncClient, method: str, path: str) -> None:
    response = await shared_client.request(method, path, headers={"Authorization": ""})
    assert response.status_code == 200
    assert method == "HEAD" or response.json() == {"status": "ok"}


async def test_draining(shared_database_url: str) -> None:
    lifecycle = Lifecycle()
    async with serving(shared_database_url, lifecycle=lifecycle) as client:
        lifecycle.is_draining = True
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["detail"]) == (503, "the service is draining")
        assert response.headers["Retry-After"] == "1"
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/users")).status_code == 200


async def test_a_migration_that_is_still_to_be_applied(client: AsyncClient, database_url: str) -> None:
    async with connect(database_url) as connection:
        await connection.execute("delete from schema_migrations where version = '20261123080000'")
    response = await client.get("/readyz")
    assert response.status_code == 503
    assert "20261123080000_users.sql" in response.json()["detail"]


async def test_a_database_that_no_migration_was_applied_to(client: AsyncClient, database_url: str) -> None:
    async with connect(database_url) as connection:
        await connection.execute("drop table schema_migrations")
    assert (await client.get("/readyz")).status_code == 503


async def test_before_the_start(shared_database_url: str) -> None:
    lifecycle = Lifecycle()
    async with serving(shared_database_url, lifecycle=lifecycle) as client:
        lifecycle.is_started = False
        assert (await client.get("/startupz")).status_code == 503
