"""Compares generated calls with handwritten asyncpg code, for 1, 100 and 10,000 rows; then batches and COPY.

Run it with `make bench`, which also installs SQLAlchemy, aiosql and psycopg. All of them query one embedded server over
its socket. They take turns in one loop, so that other load on the machine affects all of them alike. A ratio is the
median of the turns' ratios to the handwritten code, which fills the generated struct. COPY of 1,000,000 rows is
compared with psql's `\\copy` of the same rows from a file; the memory shown is the most that the process held for them.
"""

import asyncio
import gc
import importlib
import random
import resource
import subprocess
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from sqlwright.embedded.binaries import find

from .setting import on_embedded_server, write_package

SCHEMA = """\
create table readings (
  id integer primary key, place text not null, at timestamptz not null, value double precision not null, note text
);
create type mood as enum ('sad', 'happy');
create table feelings (id integer primary key, mood mood not null);
"""
MOODS = """\
-- name: FirstMoods :many
select id, mood from feelings where id <= @last order by id;
"""
QUERIES = """\
-- name: FirstReadings :many
select id, place, at, value, note from readings where id <= @last order by id;

-- name: GetReading :one
select id, place, at, value, note from readings where id = @id;

-- name: GetReadings :batchone
select id, place, at, value, note from readings where id = @id;

-- name: CopyReadings :copyfrom
insert into readings (id, place, at, value, note) values (@id, @place, @at, @value, @note);
"""
FILL = """
insert into readings
select n, 'place ' || n, now(), n * 1.5, case when n % 2 = 0 then 'note' end from generate_series(1, 10000) n;
insert into feelings select n, 'happy' from generate_series(1, 10000) n
"""
SELECT_MOODS = "select id, mood from feelings where id <= $1 order by id"
SELECT = "select id, place, at, value, note from readings where id <= $1 order by id"
ROWS = {1: 400, 100: 200, 10_000: 4}
"""The number of calls in a turn, by the number of rows that each returns."""
TURNS = 61
COPIED = 1_000_000

Call = Callable[[int], Awaitable[object]]


def compiled(folder: Path) -> Any:
    """The generated module."""
    write_package(folder, "measured", SCHEMA, {"queries/readings.sql": QUERIES, "queries/moods.sql": MOODS})
    return importlib.import_module("measured.readings")


@asynccontextmanager
async def contenders(url: str, module: Any, connection: Any) -> AsyncGenerator[dict[str, Call]]:
    """The same statement by each library; the others are compared with the first."""
    reading = importlib.import_module("measured.models").Reading
    queries = module.ReadingsQueries(connection)

    async def by_hand(last: int) -> object:
        rows = await connection.fetch(SELECT, last)
        return [reading(*row) for row in rows]

    # Imported here, because type checkers run without them.
    aiosql, psycopg, sqlalchemy = map(importlib.import_module, ("aiosql", "psycopg", "sqlalchemy"))
    create_async_engine = importlib.import_module("sqlalchemy.ext.asyncio").create_async_engine
    host = url.partition("host=")[2].partition("&")[0]
    loaded = aiosql.from_str(f"-- name: first_readings(last)\n{SELECT.replace('$1', ':last')}", "asyncpg")
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url))
    alchemy: Any = await engine.connect()
    statement = sqlalchemy.text(SELECT.replace("$1", ":last"))
    direct: Any = await psycopg.AsyncConnection.connect(f"host={host} user=postgres dbname=postgres", autocommit=True)
    cursor: Any = direct.cursor(binary=True)

    async def by_aiosql(last: int) -> object:
        return [row async for row in loaded.first_readings(connection, last=last)]

    async def by_sqlalchemy(last: int) -> object:
        return (await alchemy.execute(statement, {"last": last})).all()

    async def by_psycopg(last: int) -> object:
        await cursor.execute(SELECT.replace("$1", "%s"), (last,))
        return await cursor.fetchall()

    yield {
        "by hand": by_hand,
        "generated": queries.first_readings,
        "aiosql": by_aiosql,
        "SQLAlchemy Core": by_sqlalchemy,
        "psycopg 3": by_psycopg,
    }
    await direct.close()
    await alchemy.close()
    await engine.dispose()


def on_pool(pool: Any) -> dict[str, Call]:
    """A query that needs codecs, on a pool whose connections have them."""
    feeling = importlib.import_module("measured.models").Feeling
    queries = importlib.import_module("measured.moods").MoodsQueries(pool)

    async def by_hand(last: int) -> object:
        rows = await pool.fetch(SELECT_MOODS, last)
        return [feeling(*row) for row in rows]

    return {"by hand": by_hand, "generated": queries.first_moods}


async def turn(call: Call, rows: int, calls: int) -> float:
    gc.collect()  # nobody pays for what another has left
    gc.disable()
    start = time.perf_counter()
    for _ in range(calls):
        await call(rows)
    found = (time.perf_counter() - start) / calls
    gc.enable()
    return found


async def compare(calls: dict[str, Call]) -> None:
    print(f"{'rows':>18}" + "".join(f"{rows:>18,}" for rows in ROWS))
    cells: dict[str, list[str]] = {name: [] for name in calls}
    for rows, count in ROWS.items():
        times: dict[str, list[float]] = {name: [] for name in calls}
        names = list(calls)
        for _ in range(TURNS):
            random.shuffle(names)  # so that no place in the order is an advantage
            for name in names:
                times[name].append(await turn(calls[name], rows, count))
        base = times["by hand"]
        for name, found in times.items():
            ratio = median(one / other for one, other in zip(found, base, strict=True))
            cells[name].append(f"{median(found) * 1e6:10,.0f} µs {ratio:4.2f}")
    for name, found in cells.items():
        print(f"{name:>18}" + "".join(f"{cell:>18}" for cell in found))


async def batches(module: Any, connection: Any) -> None:
    queries = module.ReadingsQueries(connection)
    ids = list(range(1, 1001))

    async def loop() -> None:
        for number in ids:
            await queries.get_reading(number)

    ratios: list[float] = []
    for _ in range(TURNS):
        start = time.perf_counter()
        await loop()
        middle = time.perf_counter()
        await queries.get_readings(ids)
        ratios.append((time.perf_counter() - middle) / (middle - start))
    print(f"\n1,000 lookups as a batch: {median(ratios):.2f} of the time of a loop")


def items(module: Any) -> Iterator[Any]:
    at = datetime.now(UTC)
    for number in range(COPIED):
        yield module.CopyReadingsParams(id=number, place=f"place {number}", at=at, value=number * 1.5, note=None)


async def copies(url: str, module: Any, connection: Any, folder: Path) -> None:
    psql = find(None) / "bin" / "psql"
    file = folder / "rows"
    await connection.execute("truncate readings")
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    await module.ReadingsQueries(connection).copy_readings(items(module))
    ours = time.perf_counter() - start
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held
    await asyncio.to_thread(subprocess.run, [psql, url, "-qc", f"\\copy readings to '{file}'"], check=True)
    await connection.execute("truncate readings")
    start = time.perf_counter()
    await asyncio.to_thread(subprocess.run, [psql, url, "-qc", f"\\copy readings from '{file}'"], check=True)
    theirs = time.perf_counter() - start
    print(
        f"COPY of {COPIED:,} structs: {ours:.1f} s, {ours / theirs:.2f} of psql's \\copy; {more / 1024:.0f} MB more held"
    )


async def measure(url: str, folder: Path) -> None:
    module = compiled(folder)
    connection: Any = await asyncpg.connect(url)
    await connection.execute(SCHEMA)
    await copies(url, module, connection, folder)
    await connection.execute("truncate readings;" + FILL)
    await connection.execute("analyze readings")
    async with contenders(url, module, connection) as calls:
        print()
        await compare(calls)
    init = importlib.import_module("measured").init_connection
    async with asyncpg.create_pool(url, min_size=1, max_size=1, init=init) as pool:
        print("\nan enum, on a pool with init=init_connection")
        await compare(on_pool(pool))
    await batches(module, connection)
    await connection.close()


if __name__ == "__main__":
    on_embedded_server(measure)
