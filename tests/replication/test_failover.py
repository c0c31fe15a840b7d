"""What the service does when the primary is demoted, and another takes its place."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
from httpx import AsyncClient

from tests.replication.cluster import Cluster, cluster
from tests.replication.node import Node
from tests.service.running import serving
from undercroft.testing.databases import connect

SCHEMA = Path(__file__).parents[2] / "schema"
# How long writes may fail.
PATIENCE = 15.0

CONNECTIONS = "select count(*) from pg_stat_activity where application_name like 'service%'"


@pytest.fixture
async def nodes() -> AsyncGenerator[Cluster]:
    async with cluster() as nodes:
        await nodes.migrated(SCHEMA)
        yield nodes


async def write(client: AsyncClient, name: str) -> int:
    response = await client.post("/users", json={"email": f"{name}@example.org", "name": name})
    return response.status_code


async def until_written(client: AsyncClient, name: str) -> set[int]:
    """The statuses of the answers until a write succeeds."""
    statuses: set[int] = set()
    async with asyncio.timeout(PATIENCE):
        while 201 not in statuses:
            statuses.add(await write(client, name))
    return statuses


async def users_on(node: Node) -> object:
    return await node.ask("select string_agg(name, ' ' order by name) from users", database="app")


async def fenced(nodes: Cluster, old: Node, new: Node) -> None:
    await nodes.fence(old)
    await nodes.promote(new)


async def stopped(nodes: Cluster, old: Node, new: Node) -> None:
    await old.stop()
    await nodes.promote(new)


async def crashed(nodes: Cluster, old: Node, new: Node) -> None:
    await old.crash()
    await nodes.promote(new)


async def silent(nodes: Cluster, old: Node, new: Node) -> None:
    old.freeze()
    await nodes.promote(new)


async def back_as_standby(nodes: Cluster, old: Node, new: Node) -> None:
    await old.stop()
    await nodes.promote(new)
    await nodes.rejoin(old)


@pytest.mark.parametrize(
    ("demote", "statuses"),
    [
        pytest.param(fenced, {201, 503}, id="it lives on and is read-only"),
        pytest.param(stopped, {201, 503}, id="it was stopped"),
        pytest.param(crashed, {201, 503}, id="it crashed"),
        pytest.param(silent, {201, 503, 504}, id="it keeps silent"),
        pytest.param(back_as_standby, {201, 503}, id="it came back as a standby"),
    ],
)
async def test_the_next_writes_find_the_new_primary(
    nodes: Cluster, demote: Callable[[Cluster, Node, Node], Awaitable[None]], statuses: set[int]
) -> None:
    old, new = nodes.primary, nodes.standbys[0]
    async with serving(nodes.url("app"), POOL_MAX="4") as client:
        assert await asyncio.gather(*(write(client, f"before{n}") for n in range(8))) == [201] * 8
        await nodes.caught_up()
        await demote(nodes, old, new)
        assert await until_written(client, "after") <= statuses
        assert "after" in str(await users_on(new))
        assert (await client.get("/readyz")).status_code == 200


async def test_no_connection_to_the_old_primary_stays(nodes: Cluster) -> None:
    old, new = nodes.primary, nodes.standbys[0]
    async with serving(nodes.url("app"), POOL_MAX="4") as client, connect(old.url("app")) as connection:
        await asyncio.gather(*(write(client, f"before{n}") for n in range(8)))
        await nodes.caught_up()
        assert await connection.fetchval(CONNECTIONS) > 0
        await fenced(nodes, old, new)
        await until_written(client, "after")
        async with asyncio.timeout(PATIENCE):
            while await connection.fetchval(CONNECTIONS):
                await connection.execute("select pg_stat_clear_snapshot()")


async def test_what_a_client_and_a_probe_learn_meanwhile(nodes: Cluster) -> None:
    async with serving(nodes.url("app")) as client:
        await nodes.fence(nodes.primary)
        response = await client.post("/users", json={"email": "ada@example.org", "name": "Ada"})
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
        assert response.json()["type"] == "urn:problem:database-read-only"
        assert (await client.get("/readyz")).json()["type"] == "urn:problem:database-read-only"
        assert (await client.get("/livez")).status_code == 200
        await nodes.primary.set(default_transaction_read_only="off")
        await until_written(client, "ada")
        assert (await client.get("/readyz")).status_code == 200


async def test_another_server_behind_the_same_address(nodes: Cluster) -> None:
    """As behind a proxy: what leads to the old server goes, though the URL names one address."""
    old, new = nodes.primary, nodes.standbys[0]
    ports = {"port": old.port}

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", ports["port"])
        await asyncio.gather(copy(reader, back), copy(there, writer))

    proxy = await asyncio.start_server(forward, "127.0.0.1", 0)
    port = proxy.sockets[0].getsockname()[1]
    url = old.url("app").replace(f":{old.port}/", f":{port}/")
    async with serving(url, POOL_MAX="4") as client:
        assert await asyncio.gather(*(write(client, f"before{n}") for n in range(8))) == [201] * 8
        await nodes.caught_up()
        await fenced(nodes, old, new)
        ports["port"] = new.port
        assert await until_written(client, "after") <= {201, 503}
        assert await users_on(new)
    proxy.close()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()
