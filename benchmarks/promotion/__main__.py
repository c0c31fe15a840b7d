"""Promotes a standby while clients write, and counts what was answered, lost and doubled.

`python -m benchmarks.promotion` tries each fault with each way to the servers; `--way` and `--fault` name one. A commit
waits until a standby shows it (`synchronous_commit=remote_apply`). A standby is promoted by hand, or by Patroni. HAProxy,
PgBouncer, Patroni, etcd and its PostgreSQL 15 are Debian's (haproxy, pgbouncer, patroni, etcd-server, postgresql-15).
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from httpx import AsyncClient

from benchmarks.promotion.clients import Clients, Ledger, report
from benchmarks.promotion.patroni import TTL, Patroni, patroni
from benchmarks.promotion.ways import WAYS, Settings
from service import APPLICATION
from tests.replication.cluster import Cluster, cluster
from tests.service.process import ROOT, Service, started
from tests.service.running import make_user
from undercroft.database.connections import connected

CLIENTS = 10
BEFORE = 3.0
AFTER = 8.0
# How long two servers could take writes, in the fault in which the old one is fenced late.
LATE = 6.0


async def fenced(nodes: Cluster) -> None:
    """The old primary refuses writes from then on."""
    old = nodes.primary
    await nodes.fence(old)
    await nodes.promote(nodes.standbys[0])


async def fenced_late(nodes: Cluster) -> None:
    """The old primary takes writes for a while after the new one does, and nobody is there to confirm them."""
    old = nodes.primary
    await nodes.promote(nodes.standbys[0])
    await asyncio.sleep(LATE)
    await nodes.fence(old)


async def crashed(nodes: Cluster) -> None:
    """The old primary is killed."""
    await nodes.primary.crash()
    await nodes.promote(nodes.standbys[0])


async def silent(nodes: Cluster) -> None:
    """The old primary accepts connections, and never answers."""
    nodes.primary.freeze()
    await nodes.promote(nodes.standbys[0])


FAULTS: dict[str, Callable[[Cluster], Awaitable[None]]] = {
    "fenced": fenced,
    "fenced-late": fenced_late,
    "crashed": crashed,
    "silent": silent,
}


# What happens to servers that Patroni looks after, and how long that may take.
PATRONI: dict[str, tuple[Callable[[Patroni], Awaitable[None]], float]] = {
    "switched-over": (Patroni.switch_over, AFTER),
    "leader-lost": (Patroni.lose_leader, 2 * TTL),
}


async def by_hand(way: str, fault: str) -> bool:
    print(f"\n{fault}, {way}: {FAULTS[fault].__doc__}")
    with tempfile.TemporaryDirectory() as folder:
        async with cluster(synchronous=True) as nodes:
            await nodes.migrated(APPLICATION.migrations)
            async with WAYS[way](nodes, Path(folder)) as settings, serving(settings) as service:
                ledger = await load(service, partial(FAULTS[fault], nodes), AFTER)
            return report(ledger, await skus(nodes.primary.url("app")))


async def by_patroni(fault: str) -> bool:
    happen, after = PATRONI[fault]
    print(f"\n{fault}, patroni: {happen.__doc__}")
    async with patroni() as servers:
        await servers.migrated(APPLICATION.migrations)
        async with serving({"DATABASE_URL": servers.url("app")}) as service:
            ledger = await load(service, partial(happen, servers), after)
        return report(ledger, await skus(servers.url("app")))


async def skus(url: str) -> list[str]:
    async with connected(url) as connection:
        return [row[0] for row in await connection.fetch("select sku from order_items")]


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[Service]:
    """The service, whose log is read, and whose errors are shown."""
    variables = {**settings, "RATE_LIMIT": "0"}
    async with started(variables.pop("DATABASE_URL"), folder=ROOT, **variables) as service:
        reading = asyncio.create_task(service.read())
        try:
            yield service
        finally:
            service.process.terminate()
            await reading
            for line in service.lines:
                if line["level"] == "error":
                    print(line, file=sys.stderr)


async def load(service: Service, fault: Callable[[], Awaitable[None]], after: float) -> Ledger:
    ledger = Ledger(began_at=time.monotonic() + BEFORE)
    url = f"http://127.0.0.1:{service.port}"
    async with AsyncClient(base_url=url, headers={"Authorization": f"Bearer {service.key}"}) as client:
        user = await make_user(client)
    clients = Clients(url, service.key, ledger, CLIENTS)
    writing = asyncio.create_task(clients.run(user["id"]))
    await asyncio.sleep(ledger.began_at - time.monotonic())
    await fault()
    await asyncio.sleep(after)
    clients.end()
    await writing
    return ledger


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.promotion", description=__doc__)
    parser.add_argument("--way", choices=[*WAYS, "patroni"], action="append")
    parser.add_argument("--fault", choices=[*FAULTS, *PATRONI], action="append")
    given = parser.parse_args()
    good = True
    for way in given.way or [*WAYS, "patroni"]:
        for fault in PATRONI if way == "patroni" else FAULTS:
            if given.fault is None or fault in given.fault:
                good &= asyncio.run(by_patroni(fault) if way == "patroni" else by_hand(way, fault))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
