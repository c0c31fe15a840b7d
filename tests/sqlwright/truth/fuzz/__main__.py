"""`make fuzz`: compares the analysis with the server on many random queries.

JOBS processes run N queries, from SEED on. For each rule that makes a column nullable, EXAMPLES queries are shown.
"""

import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from sqlwright import embedded
from undercroft.testing.databases import Connection

from .findings import Findings
from .trial import run_trial

QUERIES = 40
"""Of each schema."""


@contextmanager
def server() -> Generator[str]:
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(prefix="sqlwright-fuzz-", dir=memory if memory.is_dir() else None) as folder,
        embedded.start(Path(folder) / "data", durable=False) as running,
    ):
        yield running.url()
        # Random queries also find faults of PostgreSQL: a query that crashes a backend is worth a report.
        for line in (Path(folder) / "data.log").read_text(errors="replace").splitlines():
            if "Failed process was running" in line:
                print(f"the server crashed: {line}")


async def trial(url: str, seed: int) -> Findings:
    connection = await connected(url)
    try:
        return await run_trial(connection, seed, QUERIES)
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError):
        if not connection.is_closed():
            raise
        # Another backend's crash ends every connection.
        return Findings(lost=1)
    finally:
        await connection.close()


async def connected(url: str) -> Connection:
    """A connection; waits for a server that is recovering from a crash."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await asyncpg.connect(url, statement_cache_size=0, server_settings={"jit": "off"})
            except (asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError, OSError):
                await asyncio.sleep(0.1)


def work(job: tuple[str, int]) -> Findings:
    return asyncio.run(trial(*job))


def main() -> None:
    wanted = int(os.environ.get("N", "20000"))
    first = int(os.environ.get("SEED", str(time.time_ns() % 10**9)))
    total, started = Findings(), time.monotonic()
    print(f"SEED={first}")
    with server() as url, multiprocessing.Pool(int(os.environ.get("JOBS", os.cpu_count() or 1))) as pool:
        # These are more seeds than needed: a schema makes at most the queries that it is asked for.
        jobs = [(url, seed) for seed in range(first, first + wanted)]
        shown = 0.0
        for found in pool.imap_unordered(work, jobs):
            total.add(found)
            for violation in found.violations:
                print(f"{violation}\n", flush=True)
            if time.monotonic() - shown > 10:
                shown = time.monotonic()
                print(
                    f"{shown - started:6.0f} s  {total.queries} queries, {len(total.violations)} violations", flush=True
                )
            if total.queries >= wanted:
                break
    for line in total.report(examples=int(os.environ.get("EXAMPLES", "0"))):
        print(line)
    sys.exit(bool(total.violations))


if __name__ == "__main__":
    main()
