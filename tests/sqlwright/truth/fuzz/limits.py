"""How long a random query may run: some of them would never end."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlwright.scratch.database import Connection

__all__ = ["limited"]

_MILLISECONDS = 1000


@asynccontextmanager
async def limited(connection: Connection) -> AsyncGenerator[None]:
    """Inside a transaction or savepoint, whose rollback lifts the limit after an error.

    Only what a trial can do without is limited: on a busy machine anything may take this long, and what is stopped is
    passed over and counted.
    """
    await connection.execute(f"set local statement_timeout = {_MILLISECONDS}")
    yield
    await connection.execute("set local statement_timeout = 0")
