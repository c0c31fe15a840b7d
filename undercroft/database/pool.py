"""The pool of connections: a bounded wait for one, and a clear error when there is none."""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import math
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from asyncpg.pool import Pool, PoolConnectionProxy
from msgspec import Struct

from generated import STATEMENT_CACHE_SIZE, init_connection

from ..errors import DatabaseUnusable, PoolExhausted, Unavailable
from ..serving.settings import Settings, mask

# What connecting raises: a server that is not there, that refuses, or that does not answer.
CONNECT_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
CONNECT_TIMEOUT = 10.0

# How long closing waits for connections that are still in use.
CLOSE_TIMEOUT = 5.0


class Figures(Struct, frozen=True):
    """How the pool is at the moment."""

    size: int = 0
    idle: int = 0
    max: int = 0
    waiting: int = 0


class Database:
    """An Executor over the pool: each query takes a connection and gives it back."""

    def __init__(self, settings: Settings, url: str) -> None:
        self._settings = settings
        self._url = url
        self._pool: Pool[asyncpg.Record] | None = None
        self._waiting = 0

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        seconds = self._settings.request_timeout
        with _connecting(self._url):
            pool = await asyncpg.create_pool(
                self._url,
                min_size=self._settings.pool_min,
                max_size=self._settings.pool_max,
                timeout=CONNECT_TIMEOUT,
                connection_class=_Unreset,
                init=init_connection,
                statement_cache_size=STATEMENT_CACHE_SIZE,
                # It also bounds how long a release waits for a query that was cancelled.
                command_timeout=seconds,
                # The server gives up too, even if it never hears that nobody waits any more.
                server_settings={
                    "application_name": "service",
                    "statement_timeout": f"{math.ceil(seconds * 1000)}ms",
                    # In the JSON that queries make, a time is written in the session's zone.
                    "timezone": "UTC",
                },
            )
        self._pool = pool
        try:
            yield
        finally:
            self._pool = None
            try:
                async with asyncio.timeout(CLOSE_TIMEOUT):
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    def figures(self) -> Figures:
        if self._pool is None:
            return Figures()
        pool = self._pool
        return Figures(pool.get_size(), pool.get_idle_size(), pool.get_max_size(), self._waiting)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[PoolConnectionProxy[asyncpg.Record]]:
        """A connection for several queries in a row; one query at a time runs on it."""
        pool = self._pool
        if pool is None:
            raise Unavailable("the pool of connections is closed")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.acquire_timeout):
                connection = await pool.acquire()
        except TimeoutError:
            raise PoolExhausted from None
        except CONNECT_ERRORS as error:
            raise Unavailable("the database cannot be reached") from error
        finally:
            self._waiting -= 1
        try:
            yield connection
        finally:
            await pool.release(connection)

    # What the generated modules know a pool by.
    acquire = connection

    async def execute(self, query: str, /, *args: Any) -> str:
        async with self.connection() as connection:
            return await connection.execute(query, *args)

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        async with self.connection() as connection:
            return await connection.fetch(query, *args)

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        async with self.connection() as connection:
            return await connection.fetchrow(query, *args)


class Patient:
    """A connection whose statements may take longer than the pool allows."""

    def __init__(self, connection: PoolConnectionProxy[asyncpg.Record], seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    async def execute(self, query: str, /, *args: Any) -> str:
        return await self._connection.execute(query, *args, timeout=self._seconds)

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        return await self._connection.fetch(query, *args, timeout=self._seconds)

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        return await self._connection.fetchrow(query, *args, timeout=self._seconds)

    async def copy_records_to_table(self, table: str, /, **options: Any) -> str:
        return await self._connection.copy_records_to_table(table, **options, timeout=self._seconds)


class _Unreset(asyncpg.Connection):  # pyright: ignore[reportMissingTypeArgument] (see the first import)
    """A connection that goes back to the pool as it is, which saves a round trip a query.

    So nothing may leave session state behind: `set local`, transaction-level advisory locks, no `listen`.
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
    """One connection, for commands."""
    with _connecting(url):
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def querying(url: str) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
    """One connection that knows the types of the generated queries."""
    async with connected(url) as connection:
        await init_connection(connection)
        yield connection


@contextmanager
def _connecting(url: str) -> Generator[None]:
    """Say in a line, without the password, why there is no connection."""
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
