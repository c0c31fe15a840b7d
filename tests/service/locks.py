"""Requests that take as long as a test likes: they wait for a lock."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from undercroft.testing.databases import Connection, connect

WAITING = """
select count(*) from pg_stat_activity
where datname = current_database() and application_name = 'service' and wait_event_type = 'Lock'"""


@asynccontextmanager
async def locked(database_url: str, table: str = "users") -> AsyncGenerator[Connection]:
    """Keeps everybody else from reading or writing users, or another table, within the block."""
    async with connect(database_url) as connection:
        # A welcome under way would also wait for the lock.
        async with asyncio.timeout(5):
            while await connection.fetchval("select exists (select from jobs)"):
                pass
        async with connection.transaction():
            await connection.execute(f"lock table {table} in access exclusive mode")
            yield connection


async def until_waiting(connection: Connection, number: int) -> None:
    """Wait until this many of the service's queries wait for a lock."""
    async with asyncio.timeout(5):
        while await connection.fetchval(WAITING) != number:
            # Within a transaction the view would show the same for ever.
            await connection.execute("select pg_stat_clear_snapshot()")
