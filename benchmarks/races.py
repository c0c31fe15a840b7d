"""A thousand rounds of each race in tests/service/races.py, eight at once, and how many of them fail.

Run it with `python -m benchmarks.races`. The service and the races share one loop; its queries meet on an embedded
server, over the connections of the pool.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import uvloop
from httpx import AsyncClient

from service import APPLICATION
from sqlwright import embedded
from tests.service.races import RACES, Race
from tests.service.running import serving
from undercroft.database.migrations import migrate

ROUNDS = 1000
AT_ONCE = 8


async def run(database_url: str) -> int:
    async with serving(database_url, POOL_MAX="20", ACQUIRE_TIMEOUT="30") as client:
        return sum([await failures(client, race) for race in RACES])


async def failures(client: AsyncClient, race: Race) -> int:
    """How many rounds of this race fail, told on the way."""
    rounds = iter(range(ROUNDS))
    began = time.perf_counter()
    failed = sum(await asyncio.gather(*(some(client, race, rounds) for _ in range(AT_ONCE))))
    print(f"{race.__name__:24}{ROUNDS:6} rounds {time.perf_counter() - began:6.1f} s{failed:6} failures", flush=True)
    return failed


async def some(client: AsyncClient, race: Race, rounds: Iterable[int]) -> int:
    """Of the rounds that are left, those that come next here, one after the other."""
    failed = 0
    for _ in rounds:
        try:
            await race(client)
        except AssertionError as error:
            print(f"{race.__name__}: {error}", file=sys.stderr)
            failed += 1
    return failed


def main() -> None:
    with tempfile.TemporaryDirectory() as name, embedded.start(Path(name) / "data", durable=False) as server:
        migrate(server.url(), APPLICATION.migrations)
        sys.exit(min(uvloop.run(run(server.url())), 1))


if __name__ == "__main__":
    main()
