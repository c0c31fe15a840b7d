"""Which of several servers a connection leads to, and why it leads to none."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest

from tests.ports import free_port
from tests.replication.cluster import Cluster, cluster
from tests.replication.node import PATIENCE, url_of
from undercroft.database.connections import connected, one_server
from undercroft.database.hosts import Hosts, NoPrimary, NoServerSuits
from undercroft.errors import DatabaseUnusable

PORT = "select current_setting('port')::int"


@pytest.fixture(scope="module")
async def nodes() -> AsyncGenerator[Cluster]:
    async with cluster(standbys=2) as nodes:
        yield nodes


async def port_of(url: str) -> int:
    connection = await Hosts(url).connect()
    try:
        return int(await connection.fetchval(PORT))
    finally:
        await connection.close()


async def test_without_a_wish_it_is_the_one_that_takes_writes(nodes: Cluster) -> None:
    assert await port_of(url_of([*nodes.standbys, nodes.primary], "postgres")) == nodes.primary.port


async def test_hosts_in_the_query(nodes: Cluster) -> None:
    ports = ",".join(str(node.port) for node in [*nodes.standbys, nodes.primary])
    url = f"postgresql:///postgres?host=127.0.0.1,127.0.0.1,127.0.0.1&port={ports}&user=postgres"
    assert await port_of(f"{url}&password={nodes.primary.password}&sslmode=disable") == nodes.primary.port


@pytest.mark.parametrize(
    ("target", "number"),
    [("read-write", 0), ("primary", 0), ("any", 0), ("standby", 1), ("read-only", 1), ("prefer-standby", 1)],
)
async def test_a_target(nodes: Cluster, target: str, number: int) -> None:
    """The primary is the first of the three."""
    assert await port_of(nodes.url(target_session_attrs=target)) == nodes.nodes[number].port


async def test_a_standby_is_preferred_and_there_is_none(nodes: Cluster) -> None:
    url = nodes.primary.url(target_session_attrs="prefer-standby")
    assert await port_of(url) == nodes.primary.port


async def test_a_server_that_is_down_is_passed_over(nodes: Cluster) -> None:
    url = nodes.primary.url().replace("@", f"@127.0.0.1:{free_port()},")
    assert await port_of(url) == nodes.primary.port


async def test_a_silent_server_is_passed_over(nodes: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = nodes.standbys[0]
    silent.freeze()
    try:
        hosts = Hosts(url_of([silent, nodes.primary], "postgres"))
        # Nobody waits until the silent one counts as gone.
        monkeypatch.setattr("undercroft.database.hosts.SERVER_TIMEOUT", 3600)
        async with asyncio.timeout(PATIENCE):
            connection = await hosts.connect()
        assert await connection.fetchval(PORT) == nodes.primary.port
        await connection.close()
        # What took writes is asked first from then on: the next one would have to wait for its turn.
        monkeypatch.setattr("undercroft.database.hosts.HEAD_START", 3600)
        async with asyncio.timeout(PATIENCE):
            await (await hosts.connect()).close()
    finally:
        silent.thaw()


async def test_none_takes_writes(nodes: Cluster) -> None:
    closed = free_port()
    url = url_of(nodes.standbys, "postgres").replace("@", f"@127.0.0.1:{closed},")
    with pytest.raises(NoPrimary) as caught:
        await Hosts(url).connect()
    first, second = nodes.standbys
    why = str(caught.value)
    assert f"{first.address}: it takes no writes; {second.address}: it takes no writes" in why
    assert f"127.0.0.1:{closed}: " in why
    with pytest.raises(DatabaseUnusable, match=f"{first.address}: it takes no writes") as shown:
        async with connected(url):
            pass
    assert nodes.primary.password not in str(shown.value)


async def test_servers_of_which_none_would_do_are_not_stormed(nodes: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connect = asyncpg.connect

    async def count(url: str, **options: Any) -> object:
        asked.append(url)
        return await connect(url, **options)

    monkeypatch.setattr(asyncpg, "connect", count)
    hosts = Hosts(url_of(nodes.standbys, "postgres"))
    monkeypatch.setattr("undercroft.database.hosts.PAUSE", 60)
    for _ in range(10):
        with pytest.raises(NoPrimary, match="it takes no writes"):
            await hosts.connect()
    assert len(asked) == 2


async def test_one_server_that_must_take_writes(nodes: Cluster) -> None:
    with pytest.raises(NoPrimary, match="it takes no writes"):
        await Hosts(nodes.standbys[0].url(target_session_attrs="read-write")).connect()


async def test_none_is_a_standby(nodes: Cluster) -> None:
    with pytest.raises(NoServerSuits, match="it is not standby"):
        await Hosts(nodes.primary.url(target_session_attrs="standby")).connect()


async def test_the_url_for_a_program_that_knows_one_server(nodes: Cluster) -> None:
    assert await one_server(url_of([*nodes.standbys, nodes.primary], "postgres")) == nodes.primary.url()


async def test_a_refusal_is_not_taken_for_a_standby(nodes: Cluster) -> None:
    with pytest.raises(NoServerSuits, match='database "nosuch" does not exist') as caught:
        await Hosts(nodes.url("nosuch")).connect()
    assert not isinstance(caught.value, NoPrimary)


@pytest.mark.parametrize(
    ("url", "must_write"),
    [
        ("postgresql://h/db", True),
        ("postgresql://h1,h2/db", True),
        ("postgresql://h1,h2/db?target_session_attrs=primary", True),
        ("postgresql://h/db?target_session_attrs=any", False),
        ("postgresql://h1,h2/db?target_session_attrs=standby", False),
        ("postgresql://h1,h2/db?target_session_attrs=prefer-standby", False),
    ],
)
def test_whether_a_server_must_take_writes(monkeypatch: pytest.MonkeyPatch, url: str, must_write: bool) -> None:
    monkeypatch.delenv("PGTARGETSESSIONATTRS", raising=False)
    assert Hosts(url).must_write is must_write
