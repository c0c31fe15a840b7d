"""Compares lookups with and without `-- @batched`, made by many callers at once on a pool of 10 connections.

Run it with `make bench`. Each caller calls again as soon as it has its row, or after a pause of random length. The two
ways take turns in random order on one embedded server and one pool, so that other load on the machine affects both
alike. Shown are the calls per second, the 99th percentile of a call's duration, and the median of the turns' ratios.
At the end comes a storm in which every other caller gives up, and now and then all of them: it shows how many of the
others miss their row or get a wrong one, and whether tasks or connections are left.
"""

import asyncio
import gc
import importlib
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import uvloop

from .setting import on_embedded_server, write_package

SCHEMA = """\
create table readings (
  id integer primary key, place text not null, at timestamptz not null, value double precision not null, note text
);
"""
QUERIES = """\
-- name: GetReading :one
select id, place, at, value, note from readings where id = @id;

-- name: GetReadingBatched :one
-- @batched
select id, place, at, value, note from readings where id = @id;
"""
FILL = """
insert into readings
select n, 'place ' || n, now(), n * 1.5, case when n % 2 = 0 then 'note' end from generate_series(1, 10000) n;
analyze readings
"""
ROWS = 10_000
TURNS = 31
SECONDS = 0.15
"""How long a turn lasts."""

Call = Callable[[int], Awaitable[Any]]


def compiled(folder: Path) -> Any:
    """The generated module."""
    write_package(folder, "looked_up", SCHEMA, {"queries/readings.sql": QUERIES})
    return importlib.import_module("looked_up.readings")


async def turn(call: Call, callers: int, pause: float) -> tuple[float, float]:
    """The calls per second, and the 99th percentile of their durations in seconds."""
    times: list[float] = []
    end = time.perf_counter() + SECONDS

    async def caller() -> None:
        chance = random.Random(id(times))
        while (start := time.perf_counter()) < end:
            await call(chance.randint(1, ROWS))
            times.append(time.perf_counter() - start)
            if pause:
                await asyncio.sleep(chance.uniform(0, 2 * pause))

    gc.collect()
    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return len(times) / (time.perf_counter() - start), sorted(times)[len(times) * 99 // 100]


async def compare(plain: Call, batched: Call, callers: int, pause: float = 0) -> None:
    found: dict[Call, list[tuple[float, float]]] = {plain: [], batched: []}
    for _ in range(TURNS):
        for call in random.sample(list(found), 2):
            found[call].append(await turn(call, callers, pause))
    pairs = list(zip(found[plain], found[batched], strict=True))
    rate, last = (median(after[index] / before[index] for before, after in pairs) for index in (0, 1))
    plainly, together = (
        f"{median(rate for rate, _ in found[call]):8,.0f}/s {median(last for _, last in found[call]) * 1e3:7.2f} ms"
        for call in (plain, batched)
    )
    who = f"{callers:,} caller{'s' * (callers > 1)}" + (f", {pause * 1e3:.0f} ms apart" if pause else "")
    print(f"{who:>24}{plainly:>24}{together:>24}   {rate:6.2f} x {last:5.2f}")


async def storm(call: Call, pool: Any) -> None:
    chance = random.Random(0)
    wrong = cancelled = asked = 0
    for _ in range(50):
        keys = [chance.randint(1, ROWS) for _ in range(1000)]
        tasks = [asyncio.ensure_future(call(key)) for key in keys]
        everyone = chance.random() < 0.2
        gone = {task for task in tasks if everyone or chance.random() < 0.5}
        for task in chance.sample(list(gone), len(gone)):
            if chance.random() < 0.05:
                await asyncio.sleep(0)
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        for key, task, row in zip(keys, tasks, found, strict=True):
            cancelled += isinstance(row, asyncio.CancelledError)
            asked += 1
            wrong += getattr(row, "id", None) != key and not (task in gone and isinstance(row, asyncio.CancelledError))
    tasks_left = len(asyncio.all_tasks()) - 1
    busy = pool.get_size() - pool.get_idle_size()
    print(
        f"\nstorm: {asked:,} calls, {cancelled:,} cancelled; {wrong} of the others without their row,"
        f" {tasks_left} tasks and {busy} connections left"
    )


async def measure(url: str, folder: Path) -> None:
    module = compiled(folder)
    async with asyncpg.create_pool(url, min_size=10, max_size=10) as pool:
        await pool.execute(SCHEMA + FILL)
        queries = module.ReadingsQueries(pool)
        plain, batched = queries.get_reading, queries.get_reading_batched
        print(f"{'':>24}{'plain':>24}{'batched':>24}   calls/s, p99")
        for callers, pause in ((1, 0), (64, 0), (1000, 0), (8, 0.002), (64, 0.01)):
            await compare(plain, batched, callers, pause)
        await storm(batched, pool)


if __name__ == "__main__":
    on_embedded_server(measure, uvloop.run)
