"""One connection at a time, for commands, and why there is none."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

import asyncpg

from ..errors import DatabaseUnusable
from ..urls import mask
from .generated import Generated

# What connecting raises: the server is not there, refuses, or does not answer.
CONNECT_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
CONNECT_TIMEOUT = 10.0

# Quoted, because asyncpg's class takes a parameter in its stubs only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[Connection]:
    """A plain connection."""
    with explaining(url):
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def querying(url: str, generated: Generated) -> AsyncGenerator[Connection]:
    """A connection for the generated queries: it knows their types."""
    async with connected(url) as connection:
        await generated.init_connection(connection)
        yield connection


@contextmanager
def explaining(url: str) -> Generator[None]:
    """If connecting fails, raise an error that says why in one line, without the password."""
    try:
        yield
    except (*CONNECT_ERRORS, ValueError) as error:
        raise DatabaseUnusable(f"cannot use the database {mask(url)}: {_why(error)}") from error


def _why(error: Exception) -> str:
    match error:
        case TimeoutError():
            return f"no answer within {CONNECT_TIMEOUT:g} s"
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return str(error.args[0]) if error.args else type(error).__name__
        case OSError():
            return error.strerror or str(error)
        case _:
            # What asyncpg could not parse may be a part of the password.
            return "the URL is not valid"
