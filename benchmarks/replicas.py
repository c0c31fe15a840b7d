"""What reading from replicas moves off the primary, what a token is worth, and what it costs.

    python -m benchmarks.replicas [--reads 10000] [--pairs 10000]

A primary and two standbys run beside the service, all on this machine, so requests a second say little. CPU time says
who does the work: it is that of a server's processes, and of this process, per 1,000 requests.
"""

import argparse
import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from service import APPLICATION
from service.app import build
from service.settings import load
from tests.replication.cluster import Cluster, cluster
from tests.replication.node import Node
from tests.service.process import ROOT
from tests.service.running import make_key
from undercroft.database.replicas.database import ReplicatedDatabase
from undercroft.edge.edge import Edge
from undercroft.serving.lifecycle import Lifecycle

# Requests at once.
WIDTH = 16

# How long the standby's replay is held back where staleness is counted.
DELAY = "200ms"

_TICK = os.sysconf("SC_CLK_TCK")
_numbers = count()

Headers = Mapping[str, str]


class Answer:
    def __init__(self, messages: Sequence[Any]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}


class Client:
    """Calls the service without a socket: what HTTP costs is the same in all cases."""

    def __init__(self, app: Edge, key: str) -> None:
        self._app = app
        self._headers = {"host": "here", "authorization": f"Bearer {key}"}

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._call("GET", path, headers)

    async def post(self, path: str, body: object) -> Answer:
        return await self._call("POST", path, {"content-type": "application/json"}, msgspec.json.encode(body))

    async def _call(self, method: str, path: str, headers: Headers, body: bytes = b"") -> Answer:
        sent: list[Any] = []
        bodies = [body]
        given = {**self._headers, **headers} | ({"content-length": str(len(body))} if body else {})
        path, _, query = path.partition("?")
        scope: Any = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "http_version": "1.1",
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> Any:
            if not bodies:
                await asyncio.Event().wait()  # the client stays
            return {"type": "http.request", "body": bodies.pop(), "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        return Answer(sent)


@asynccontextmanager
async def service(nodes: Cluster, name: str, replicas: Sequence[Node], **variables: str) -> AsyncGenerator[Client]:
    url = nodes.primary.url(name)
    urls = " ".join(node.url(name) for node in replicas)
    settings = load({"DATABASE_URL": url, "DATABASE_REPLICAS": urls, "RATE_LIMIT": "0", **variables})
    database = APPLICATION.database(settings, url)
    app = build(settings, database, Lifecycle())
    key = await make_key(url)
    async with app.lifespan():
        if isinstance(database, ReplicatedDatabase):
            while not all_used(database):
                await database.execute("select pg_sleep(0.05)")
        yield Client(app, key)


def all_used(database: ReplicatedDatabase) -> bool:
    replication = database.figures().replication
    return replication is not UNSET and all(replica.is_used for replica in replication.replicas)


def seconds_of(node: Node) -> float:
    """The CPU time of a server's processes, those that have ended too."""
    postmaster = (node.data / "postmaster.pid").read_text().split("\n", 1)[0]
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(_ticks(postmaster)) / _TICK + sum(sum(_ticks(pid)[:2]) for pid in children) / _TICK


def _ticks(pid: str) -> list[int]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(field) for field in fields[11:15]]


async def at_once(number: int, work: Callable[[], Awaitable[None]]) -> None:
    """Do it so many times, a few at once."""
    left = iter(range(number))

    async def some() -> None:
        for _ in left:
            await work()

    await asyncio.gather(*(some() for _ in range(WIDTH)))


async def measured(label: str, nodes: Cluster, number: int, work: Callable[[], Awaitable[None]]) -> None:
    """Print a line: the CPU time per 1,000 requests of the primary, of the standbys and of this process, in ms."""
    before = [seconds_of(node) for node in nodes.nodes]
    own, began = time.process_time(), time.perf_counter()
    await at_once(number, work)
    took, own = time.perf_counter() - began, time.process_time() - own
    used = [after - first for after, first in zip(map(seconds_of, nodes.nodes), before, strict=True)]
    each = [1_000_000 * seconds / number for seconds in (used[0], sum(used[1:]), own)]
    print(f"{label:34} {number / took:8,.0f} {each[0]:12.0f} {each[1]:12.0f} {each[2]:12.0f}", flush=True)


async def new_user(client: Client) -> str:
    """The location of a user; a job welcomes them later, so users are made before anything is measured."""
    return (await client.post("/users", {"email": f"{next(_numbers)}@example.org", "name": "Ada"})).headers["location"]


async def new_order(client: Client, user: str) -> Answer:
    items = [{"sku": "tea", "quantity": 1, "unit_price": "4.50"}]
    return await client.post("/orders", {"user_id": user.removeprefix("/users/"), "items": items})


async def reads(nodes: Cluster, name: str, number: int) -> None:
    print(f"\n{'reads':34} {'per s':>8} {'primary ms':>12} {'standbys ms':>12} {'service ms':>12}   CPU per 1,000")
    for path in ("/users?limit=20", "/users/{id}"):
        for used in range(3):
            async with service(nodes, name, nodes.standbys[:used]) as client:
                location = await new_user(client)
                await nodes.caught_up()

                async def read(client: Client = client, location: str = location, path: str = path) -> None:
                    answer = await client.get(path if "{" not in path else location)
                    assert answer.status == 200

                await at_once(500, read)
                await measured(f"GET {path}, {used} replicas", nodes, number, read)


async def writes(nodes: Cluster, name: str, number: int) -> None:
    print(f"\n{'writes':34} {'per s':>8} {'primary ms':>12} {'standbys ms':>12} {'service ms':>12}   CPU per 1,000")
    for used, label in ((0, "POST /orders, without a token"), (1, "POST /orders, with a token")):
        async with service(nodes, name, nodes.standbys[:used]) as client:
            user = await new_user(client)

            async def write(client: Client = client, user: str = user) -> None:
                assert (await new_order(client, user)).status == 201

            await at_once(500, write)
            await measured(label, nodes, number, write)


async def pairs(nodes: Cluster, name: str, number: int) -> None:
    print(f"\n{number:,} times a write and a read of it, with a standby that replays {DELAY} later")
    print(f"{'':34} {'per s':>8} {'primary ms':>12} {'standbys ms':>12} {'service ms':>12}   CPU per 1,000 pairs")
    behind = nodes.standbys[0]
    await behind.set(recovery_min_apply_delay=DELAY)
    for label, has_token, delayed in (
        ("no token, replay held back", False, True),
        ("token, replay held back", True, True),
        ("no token, replay at once", False, False),
        ("token, replay at once", True, False),
    ):
        if not delayed:
            await behind.set(recovery_min_apply_delay="0")
        stale = 0
        async with service(nodes, name, [behind]) as client:
            user = await new_user(client)

            async def pair(client: Client = client, user: str = user, has_token: bool = has_token) -> None:
                nonlocal stale
                written = await new_order(client, user)
                headers = {"read-after": written.headers["read-after"]} if has_token else {}
                stale += (await client.get(written.headers["location"], **headers)).status != 200

            await measured(label, nodes, number, pair)
            print(f"{'':34} {stale:,} stale reads", flush=True)


async def main(arguments: argparse.Namespace) -> None:
    async with cluster(standbys=2) as nodes:
        name = await nodes.migrated(ROOT / "schema")
        await reads(nodes, name, arguments.reads)
        await writes(nodes, name, arguments.reads)
        await pairs(nodes, name, arguments.pairs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reads", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=10_000)
    logging.disable()
    asyncio.run(main(parser.parse_args()))
