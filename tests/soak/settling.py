"""The end of a run: the jobs come to their end, and what may not be left is looked for."""

import asyncio
from collections.abc import Generator
from pathlib import Path

from tests.soak.world import World
from undercroft.testing.databases import Connection

# How long what is under way has to end by itself; jobs have less, and then they are made due.
PATIENCE = 15.0
SHORT_PATIENCE = 2.0
JOB_PATIENCE = 60.0
PAUSE = 0.1

# What may not be left, and the question whether it is.
LEFT = {
    "sessions idle in a transaction": (
        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
    ),
    "advisory locks": (
        "select count(*) from pg_locks where locktype = 'advisory'"
        " and database = (select oid from pg_database where datname = current_database())"
    ),
    "queries that still run": (
        "select count(*) from pg_stat_activity where usename = 'app' and state = 'active' and application_name <> ''"
    ),
    "rows of unfinished imports": "select count(*) from user_imports",
}
JOBS = "select count(*) from jobs where parked_at is null"
PARKED = "select kind, attempts, last_error from jobs where parked_at is not null"
# A job whose try failed waits, and one whose worker died waits for the end of its lease: time passes for them.
HURRY = "update jobs set run_at = now() where run_at > now() and parked_at is null"


async def finish_jobs(connection: Connection) -> list[str]:
    """Wait for all jobs; what is wrong with those that are left."""
    if await _until_none(connection, JOBS, SHORT_PATIENCE):
        await connection.execute(HURRY)
    left: list[str] = []
    if stuck := await _until_none(connection, JOBS, JOB_PATIENCE):
        left.append(f"{stuck} jobs are stuck")
    for kind, attempts, error in await connection.fetch(PARKED):
        left.append(f"a job {kind} was parked after {attempts} tries: {error}")
    return left


async def left_in_database(connection: Connection) -> list[str]:
    return [
        f"{number} {what} left"
        for what, query in LEFT.items()
        if (number := await _until_none(connection, query, PATIENCE))
    ]


async def until_connections_are_closed(world: World, before: dict[int, int]) -> None:
    """Wait until the workers have no more open files than before, beside the pool's."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        now = {pid: figures.descriptors for pid, figures in world.steady.figures().items()}
        if all(number <= before.get(pid, 0) for pid, number in now.items()):
            return
        await asyncio.sleep(PAUSE)


def left_in_folder(folder: Path) -> Generator[str]:
    """Whatever the instances have left in their folder for temporary files."""
    yield from (f"{path.name} is left in the folder for temporary files" for path in sorted(folder.iterdir()))


async def _until_none(connection: Connection, query: str, seconds: float) -> int:
    """Ask until the answer is 0; the last answer."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while number := int(await connection.fetchval(query)):
        if loop.time() > end:
            return number
        await asyncio.sleep(PAUSE)
    return 0
