"""Runs 1,000 rounds of each race in tests/service/races.py, 8 at once, and counts those that fail.

Run it with `python -m benchmarks.races`. The service and the races share one loop. The service's queries meet on an
embedded server, over the pool's connections.
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
    """Run the rounds of this race, print what fails, and return the number of failures."""
    rounds = iter(range(ROUNDS))
    began = time.perf_counter()
    failed = sum(await asyncio.gather(*(some(client, race, rounds) for _ in range(AT_ONCE))))
    print(f"{race.__name__:24}{ROUNDS:6} rounds {time.perf_counter() - began:6.1f} s{failed:6} failures", flush=True)
    return failed


async def some(client: AsyncClient, race: Race, rounds: Iterable[int]) -> int:
    """Run rounds one after another until none is left; others do the same at the same time."""
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
