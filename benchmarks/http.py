"""Compares the service as it ships, over HTTP, with the same calls on other stacks: `python -m benchmarks.http`.

Every contender is a process of its own; all of them query one embedded PostgreSQL. In each round they take turns at
each load, in another order each time, so that other work on the machine meets all of them. The service has on what it
has in production: keys, limits, deadlines, metrics, and its log, which goes to a file. The peers answer the same JSON
and do less. A ratio is the median of the rounds' ratios.

The answers come at full load, from 64 connections without a pause; and at half of it, with random pauses. CPU is the
server's own, for each request. `--quick` takes a few seconds a round, to see that everything works. `--json FILE`
keeps the results. `--only WORD` leaves out contenders other than the service without this word in their names, and
`--load WORD` loads. `--workers` adds the service with two processes. `--draw FILE.svg` makes a picture of the results;
with `--from FILE`, of those that a run kept, and nothing runs. After the loads, a file of 100,000 users is imported
through the service and with COPY alone.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

import asyncpg
import msgspec
from msgspec import Struct

from service import APPLICATION
from sqlwright import embedded
from tests.service.running import make_key
from undercroft.database.migrations import migrate

from . import contenders, imports, load, picture
from .contenders import SERVICE, TWO_WORKERS, Contender, Running
from .imports import ROWS, Import
from .load import CONNECTIONS, Load, Run

FILL = """\
insert into users (email, name, created_at)
select 'user-' || n || '@example.org', 'User ' || n, now() - n * interval '1 minute' from generate_series(1, 10000) n;
insert into orders (user_id, status, total, paid, created_at)
select id, status, 20, case when status in ('paid', 'shipped') then 20 else 0 end, created_at
from users, unnest(enum_range(null::order_status)) status;
insert into order_items (order_id, position, sku, quantity, unit_price)
select id, position, 'sku-' || position, 2, 5 from orders, generate_series(1, 2) position;
insert into payments (order_id, amount, method)
select id, 10, method from orders, unnest('{card,cash}'::payment_method[]) method where paid > 0;
insert into shipments (order_id, carrier, tracking_number)
select id, 'post', 'number of ' || id from orders where status = 'shipped';
analyze;
"""


class Measured(Struct, frozen=True):
    """One contender's turn at one load."""

    contender: str
    load: str
    rate: float
    cpu: float
    """Seconds of CPU for a request."""
    full: Run
    half: Run


class Life(Struct, frozen=True):
    """How long a contender's process took to answer, and the bytes that it kept at rest and after all loads."""

    contender: str
    start_seconds: float
    at_rest: int
    after: int


class Results(Struct):
    turns: list[list[Measured]] = []
    """Those of each round."""
    lives: list[list[Life]] = []
    imports: list[Import] = []
    """One a round."""


async def loads(url: str) -> list[Load]:
    connection = await asyncpg.connect(url)
    users = await connection.fetch("select id from users order by random() limit 1000")
    orders = await connection.fetch("select id from orders where status = 'shipped' order by random() limit 1000")
    await connection.close()
    return [
        Load("one user by id", [f"/users/{row['id']}" for row in users]),
        Load("a page of 50", ["/users?limit=50"]),
        Load("50 orders by status", [f"/orders?status={status}&limit=50" for status in ("paid", "shipped")]),
        Load("an order's summary", [f"/orders/{row['id']}/summary" for row in orders]),
        Load("create a user", ['/users\t{"email": "{unique}@example.org", "name": "Grace"}'], "POST"),
    ]


async def measure(
    chosen: Sequence[Contender], url: str, folder: Path, *, load: str, rounds: int, seconds: float, results: Results
) -> None:
    key = await make_key(url)
    connection = await asyncpg.connect(url)
    await connection.execute(FILL)
    await connection.close()
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        async with AsyncExitStack() as stack:
            present = [
                await stack.enter_async_context(contenders.running(each, url, key, "/users", folder))
                for each in random.sample(chosen, len(chosen))
            ]
            at_rest = {each.contender.name: each.memory() for each in present}
            turns: list[Measured] = []
            for each in [each for each in await loads(url) if load in each.name]:
                for server in random.sample(present, len(present)):
                    turns.append(await turn(server, each, key, folder, seconds))
            results.turns.append(turns)
            service = next(each for each in present if each.contender is SERVICE)
            results.imports.append(await imports.run(service.port, key, url))
            results.lives.append(
                [
                    Life(each.contender.name, each.start_seconds, at_rest[each.contender.name], each.memory())
                    for each in present
                ]
            )


async def turn(server: Running, wanted: Load, key: str, folder: Path, seconds: float) -> Measured:
    await load.run(wanted, server.port, key, folder, seconds=max(1, seconds / 4))  # to warm up
    before = server.cpu_seconds()
    full = await load.run(wanted, server.port, key, folder, seconds=seconds)
    cpu = (server.cpu_seconds() - before) / full.requests
    pause = CONNECTIONS / (full.rate / 2)
    half = await load.run(wanted, server.port, key, folder, seconds=seconds, pause=pause)
    return Measured(server.contender.name, wanted.name, full.rate, cpu, full, half)


def report(results: Results, base: str) -> None:
    """Print each load's table: rates as ratios to the base's, with the least and the most of the rounds."""
    names = [each.contender for each in results.lives[0]]
    for name in dict.fromkeys(each.load for each in results.turns[0]):
        print(f"\n{name:28}{'rate':>9}{'of the service':>22}{'CPU':>10}{'half load: p50, p99':>24}{'full load':>20}")
        for contender in sorted(names, key=lambda each: -median(each.rate for each in of(results, name, each))):
            turns = of(results, name, contender)
            ratios = [one.rate / other.rate for one, other in zip(turns, of(results, name, base), strict=True)]
            spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
            cpu = f"{median(each.cpu for each in turns) * 1e6:,.0f} µs"
            half, full = (quantiles([each.half for each in turns]), quantiles([each.full for each in turns]))
            print(
                f"{contender:28}{median(each.rate for each in turns):7,.0f}/s{spread:>24}{cpu:>10}{half:>24}{full:>20}"
            )
    print(f"\n{'':28}{'ready after':>12}{'at rest':>12}{'after load':>12}")
    for contender in names:
        lives = [each for life in results.lives for each in life if each.contender == contender]
        sizes = [median(getattr(each, field) for each in lives) / 2**20 for field in ("at_rest", "after")]
        start = median(each.start_seconds for each in lives)
        print(f"{contender:28}{start:10.2f} s" + "".join(f"{size:9.0f} MB" for size in sizes))
    shares = [each.copy / each.service for each in results.imports]
    seconds = median(each.service for each in results.imports)
    spread = f"{median(shares):.2f} ({min(shares):.2f} to {max(shares):.2f}) of COPY's rate"
    print(f"\nimport of {ROWS:,} rows as CSV: {seconds:.2f} s, {spread}")


def of(results: Results, name: str, contender: str) -> list[Measured]:
    """The turns of one contender at one load, one a round."""
    return [each for turns in results.turns for each in turns if (each.load, each.contender) == (name, contender)]


def quantiles(runs: Sequence[Run]) -> str:
    return ", ".join(f"{median(value) * 1000:.1f}" for value in ([r.p50 for r in runs], [r.p99 for r in runs])) + " ms"


def picture_of(results: Results, base: str) -> str:
    """CPU a request, which other work on the machine changes less than rates."""
    names = [each.contender for each in results.lives[0]]
    groups: list[picture.Group] = []
    for name in dict.fromkeys(each.load for each in results.turns[0]):
        cpu = {each: median(turn.cpu for turn in of(results, name, each)) for each in names}
        bars = [
            picture.Bar(each, cpu[each], f"{cpu[each] * 1e6:,.0f} µs ({cpu[each] / cpu[base]:.2f})", each == base)
            for each in sorted(names, key=lambda each: cpu[each])
        ]
        groups.append(picture.Group(name, bars))
    return picture.draw("CPU of the server for one request: shorter is better", groups)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.http")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--load", default="")
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--draw", type=Path)
    parser.add_argument("--from", type=Path, dest="kept")
    given = parser.parse_args()
    results = msgspec.json.decode(given.kept.read_bytes(), type=Results) if given.kept else run(given)
    report(results, SERVICE.name)
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(results)))
    if given.draw:
        given.draw.write_text(picture_of(results, SERVICE.name))


def run(given: argparse.Namespace) -> Results:
    if not load.is_there():
        sys.exit("error: wrk is missing: install it with `apt install wrk`")
    with tempfile.TemporaryDirectory() as name, embedded.start(Path(name) / "data", durable=False) as server:
        folder = Path(name)
        chosen = [SERVICE, *([TWO_WORKERS] if given.workers else []), *contenders.peers()]
        match contenders.go(folder):
            case str(why):
                print(why, file=sys.stderr)
            case contender:
                chosen.append(contender)
        chosen = [each for each in chosen if each in (SERVICE, TWO_WORKERS) or given.only.lower() in each.name.lower()]
        migrate(server.url(), APPLICATION.migrations)
        results = Results()
        rounds, seconds = (1, 2) if given.quick else (given.rounds, given.seconds)
        asyncio.run(
            measure(chosen, server.url(), folder, load=given.load, rounds=rounds, seconds=seconds, results=results)
        )
    return results


if __name__ == "__main__":
    main()
