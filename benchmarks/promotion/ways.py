"""How the service reaches the servers: by itself, through HAProxy, or through PgBouncer before HAProxy."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from benchmarks.promotion.health import answering
from benchmarks.promotion.programs import running
from tests.ports import free_port
from tests.replication.cluster import Cluster
from tests.replication.node import ROLE, Node

# The settings of the service.
Settings = Mapping[str, str]

SETTLED = 2.0

# As the manuals of Patroni and HAProxy have it, with a look each half second.
HAPROXY = """
global
    maxconn 200
defaults
    mode tcp
    timeout connect 1s
    timeout client 1h
    timeout server 1h
    timeout check 1s
listen primary
    bind 127.0.0.1:{port}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""

PGBOUNCER = """
[databases]
app = host=127.0.0.1 port={server} user={role} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
query_wait_timeout = 4
server_login_retry = 1
{account}
"""


@asynccontextmanager
async def by_hosts(nodes: Cluster, folder: Path) -> AsyncGenerator[Settings]:
    """The service knows all servers."""
    del folder
    yield {"DATABASE_URL": _every(nodes)}


@asynccontextmanager
async def through_haproxy(nodes: Cluster, folder: Path) -> AsyncGenerator[Settings]:
    """The service knows HAProxy, which asks each server's agent, as Patroni's, whether it is the primary."""
    async with answering(nodes.nodes) as checks, _haproxy(nodes.nodes, checks, folder) as port:
        yield {"DATABASE_URL": _url(nodes.primary, port)}


@asynccontextmanager
async def through_pgbouncer(nodes: Cluster, folder: Path) -> AsyncGenerator[Settings]:
    """The service knows PgBouncer, and that knows HAProxy."""
    async with answering(nodes.nodes) as checks, _haproxy(nodes.nodes, checks, folder) as server:
        port = free_port()
        # As root it refuses to run.
        account = "user = nobody" if os.geteuid() == 0 else ""
        text = PGBOUNCER.format(server=server, port=port, role=ROLE, password=nodes.primary.password, account=account)
        file = folder / "pgbouncer.ini"
        file.write_text(text)
        # A pooler does not hand it on.
        await nodes.primary.ask(f"alter role {ROLE} in database app set statement_timeout = '5s'")
        async with running("pgbouncer", str(file), port=port, log=folder / "pgbouncer.log"):
            url = _url(nodes.primary, port)
            yield {"DATABASE_URL": url, "POOLER": "transaction", "DIRECT_DATABASE_URL": _every(nodes)}


Way = Callable[[Cluster, Path], AbstractAsyncContextManager[Settings]]
WAYS: Mapping[str, Way] = {"hosts": by_hosts, "haproxy": through_haproxy, "pgbouncer": through_pgbouncer}


@asynccontextmanager
async def _haproxy(nodes: Sequence[Node], checks: Sequence[int], folder: Path) -> AsyncGenerator[int]:
    port = free_port()
    servers = "\n".join(
        f"    server {node.name} {node.address} check port {check}" for node, check in zip(nodes, checks, strict=True)
    )
    file = folder / "haproxy.cfg"
    file.write_text(HAPROXY.format(port=port, servers=servers))
    async with running("haproxy", "-f", str(file), port=port, log=folder / "haproxy.log"):
        # It takes every server for a primary until two checks have failed.
        await asyncio.sleep(SETTLED)
        yield port


def _every(nodes: Cluster) -> str:
    return nodes.url("app", target_session_attrs="read-write")


def _url(primary: Node, port: int) -> str:
    return f"postgresql://{ROLE}:{primary.password}@127.0.0.1:{port}/app?sslmode=disable"
