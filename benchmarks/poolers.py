"""What PgBouncer costs, and what it saves to let it keep prepared statements: CPU time for each call of a query.

    PGBOUNCER=/usr/sbin/pgbouncer python -m benchmarks.poolers

Eight callers use the service's pool, over Unix sockets. The ways take turns in random order. Shown are medians of the
turns, in microseconds: of this process, of PgBouncer, and of PostgreSQL's connections.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, closing
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import uvloop

from generated.orders import OrdersQueries
from generated.users import UsersQueries
from service import APPLICATION
from tests.bouncer import bouncing, program, version
from tests.service.running import database_of
from undercroft.database.migrations import migrate
from undercroft.testing.databases import connect
from undercroft.testing.nearest_postgres import embedded, find

CALLERS = 8
CALLS = 4000
TURNS = 21

# What PgBouncer keeps for each client, or no PgBouncer.
WAYS: Mapping[str, int | None] = {"PostgreSQL": None, "statements kept": 200, "none kept": 0}

FILL = """
with u as (
  insert into users (email, name) select n || '@example.org', 'user ' || n from generate_series(1, 1000) n returning id
), o as (
  insert into orders (user_id, total) select id, 30 from u returning id
), i as (
  insert into order_items (order_id, position, sku, quantity, unit_price)
  select id, n, 'sku ' || n, 1, 10 from o, generate_series(1, 3) n
)
select (select id from u limit 1), (select id from o limit 1)"""

Call = Callable[[], Awaitable[object]]


async def turn(call: Call, processes: Sequence[Sequence[int]]) -> list[float]:
    """What a call costs this process and the others."""
    left = iter(range(CALLS))

    async def caller() -> None:
        for _ in left:
            await call()

    before = [time.process_time(), *map(_spent, processes)]
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    after = [time.process_time(), *map(_spent, processes)]
    return [(late - early) / CALLS * 1e6 for early, late in zip(before, after, strict=True)]


def _spent(processes: Sequence[int]) -> float:
    """The seconds that processes have computed."""
    return sum(int(Path(f"/proc/{each}/schedstat").read_text().split()[0]) for each in processes) / 1e9


async def measure(direct: str, urls: Mapping[str, str], poolers: Sequence[int]) -> None:
    async with connect(direct) as connection, AsyncExitStack() as stack:
        user, order = (await connection.fetch(FILL))[0]
        await connection.execute("analyze")
        calls: dict[str, dict[str, Call]] = {"a user": {}, "an order with its items": {}}
        for way, url in urls.items():
            pooler = {} if url == direct else {"POOLER": "transaction", "DIRECT_DATABASE_URL": direct}
            database = database_of(url, POOL_MIN=str(CALLERS), POOL_MAX=str(CALLERS), **pooler)
            await stack.enter_async_context(database.opened())
            users, orders = UsersQueries(database), OrdersQueries(database)
            calls["a user"][way] = lambda users=users: users.get_user(user)
            calls["an order with its items"][way] = lambda orders=orders: orders.get_order(order)
            for query in calls.values():
                await turn(query[way], [])
        serving = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        processes = [poolers, [row[0] for row in await connection.fetch(serving)]]
        for name, query in calls.items():
            found: dict[str, list[list[float]]] = {way: [] for way in query}
            for _ in range(TURNS):
                for way in random.sample(list(query), len(query)):
                    found[way].append(await turn(query[way], processes))
            show(name, found)


def show(name: str, found: Mapping[str, Sequence[Sequence[float]]]) -> None:
    print(f"\n{name:24}{'Python':>10}{'PgBouncer':>11}{'PostgreSQL':>12}{'sum':>8}{'ratio':>8}")
    first = next(iter(found.values()))
    for way, turns in found.items():
        parts = [median(part) for part in zip(*turns, strict=True)]
        ratios = [sum(costs) / sum(least) for costs, least in zip(turns, first, strict=True)]
        total = median(map(sum, turns))
        print(f"  {way:22}{parts[0]:10.0f}{parts[1]:11.0f}{parts[2]:12.0f}{total:8.0f}{median(ratios):8.2f}", end="")
        print(f" ({min(ratios):.2f} to {max(ratios):.2f})")


def main() -> None:
    assert program(), "PgBouncer is needed: PGBOUNCER=/usr/sbin/pgbouncer"
    print(f"PgBouncer {version()}")
    with closing(find(os.environ, (embedded,))) as server, ExitStack() as stack:
        migrate(server.url, APPLICATION.migrations)
        urls: dict[str, str] = {}
        poolers: list[int] = []
        for way, kept in WAYS.items():
            urls[way] = server.url
            if kept is not None:
                folder = stack.enter_context(tempfile.TemporaryDirectory())
                Path(folder).chmod(0o777)
                bouncer = stack.enter_context(
                    bouncing(server.url, unix_socket_dir=folder, max_prepared_statements=kept)
                )
                poolers.append(bouncer.process.pid)
                urls[way] = urlsplit(server.url)._replace(query=f"host={folder}&port={bouncer.port}").geturl()
        uvloop.run(measure(server.url, urls, poolers))


if __name__ == "__main__":
    main()
