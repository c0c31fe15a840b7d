"""Counts the buffers that each statement of GET /orders reads, among 1,000 orders and among 1,000,000.

Run it with `python -m benchmarks.orders`. It runs every variant, for the first page and a further one, with filters
that leave many orders and with filters that leave few. It prints the median and the maximum of 8 KiB buffers, which no
other load on the machine changes, and the milliseconds of the slowest statement.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import get_args

import asyncpg

from generated.orders import ListOrdersOrder
from service import APPLICATION
from sqlwright import embedded
from tests.service.test_orders_plans import FILL, NARROW, ORDERS, WIDE, statements
from undercroft.database.migrations import migrate
from undercroft.testing.plans import explain

SIZES = (1_000, 1_000_000)


def asked() -> Iterator[tuple[str, list[object]]]:
    for order_by in get_args(ListOrdersOrder):
        for values in (WIDE, NARROW):
            yield from statements(order_by, values)


async def measure(url: str, size: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("truncate users, orders cascade")
        await connection.execute(FILL.replace(str(ORDERS), str(size)))
        await connection.execute("vacuum orders")
        found: list[tuple[int, float]] = []
        for statement, arguments in asked():
            await explain(connection, statement, *arguments)  # the first finds nothing in memory
            plan = await explain(connection, statement, *arguments)
            found.append((plan.buffers, plan.root["Actual Total Time"]))
        buffers, times = zip(*found, strict=True)
        told = (
            f"buffers {median(buffers):6.0f} in the median, {max(buffers):6} at the most; slowest {max(times):6.2f} ms"
        )
        print(f"{size:9,} orders, {len(found)} statements: {told}", flush=True)
    finally:
        await connection.close()


async def run(url: str) -> None:
    for size in SIZES:
        await measure(url, size)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, embedded.start(Path(name) / "data", durable=False) as server:
        migrate(server.url(), APPLICATION.migrations)
        asyncio.run(run(server.url()))


if __name__ == "__main__":
    main()
