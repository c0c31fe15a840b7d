"""Probes."""

import asyncio
from urllib.parse import urlsplit

import pytest
from httpx import AsyncClient

from tests.service.running import client_of, database_of, running, serving
from undercroft.database import writes
from undercroft.serving.lifecycle import Lifecycle
from undercroft.testing.databases import connect

ADA = {"email": "ada@example.org", "name": "Ada"}


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


@pytest.mark.session("it sets again what was in force when it first connected", since="1.26")
async def test_a_database_that_is_read_only(client: AsyncClient, database_url: str) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    async with connect(database_url) as connection:
        await connection.execute(f"alter database {name} set default_transaction_read_only = on")
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    # The first answers may still be about the connections that were ended.
    async with asyncio.timeout(5):
        while (answer := await client.get("/readyz")).json()["type"] != "urn:problem:database-read-only":
            assert answer.status_code == 503
    assert (await client.get("/livez")).status_code == 200
    only_reads = f"{database_url}{'&' if '?' in database_url else '?'}target_session_attrs=any"
    async with running(only_reads) as app, client_of(app) as reader:
        assert (await reader.get("/readyz")).status_code == 200


# As PostgreSQL says it when it cannot make a file longer.
NO_ROOM = """
create function no_room() returns trigger language plpgsql as $$
begin
    raise disk_full using message = 'could not extend file';
end $$;
create trigger no_room before insert on users execute function no_room()"""


@pytest.mark.parametrize("may_try", [True, False], ids=["tried again", "forgotten after a while"])
async def test_a_disk_that_is_full(
    client: AsyncClient, database_url: str, monkeypatch: pytest.MonkeyPatch, may_try: bool
) -> None:
    trial = "insert into users (email, name) values ('trial@example.org', 'trial')"
    monkeypatch.setattr(writes, "TRIAL", trial if may_try else "begin; set local role pg_monitor; delete from users")
    async with connect(database_url) as connection:
        await connection.execute(NO_ROOM)
        # Nothing is known before a write was refused.
        assert (await client.get("/readyz")).status_code == 200
        for answer in (await client.post("/users", json=ADA), await client.get("/readyz")):
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
            assert answer.json()["type"] == "urn:problem:database-full"
        assert (await client.get("/users")).status_code == 200
        await connection.execute("drop trigger no_room on users")
    monkeypatch.setattr(writes, "FORGET_SECONDS", 0)
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.post("/users", json=ADA)).status_code == 201


async def test_the_disk_is_tried_with_a_statement_that_leaves_nothing(shared_database_url: str) -> None:
    database = database_of(shared_database_url, POOL_MIN="1", POOL_MAX="1")
    async with database.opened():
        for _ in range(2):
            await database.execute(writes.TRIAL)
        assert not await database.fetch("select from pg_class where relname = 'trial_of_space'")
