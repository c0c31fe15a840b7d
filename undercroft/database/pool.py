"""The pool of connections: a request waits for one for a limited time, and gets a clear error when there is none."""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg
from asyncpg.pool import Pool, PoolConnectionProxy
from msgspec import Struct

from ..errors import PoolExhausted, Unavailable
from .connections import CONNECT_ERRORS, CONNECT_TIMEOUT, explaining
from .generated import Generated

# How long closing the pool waits for connections that are still in use.
CLOSE_TIMEOUT = 5.0


class PoolSettings(Protocol):
    """The settings that the pool needs; times are in seconds."""

    @property
    def pool_min(self) -> int: ...

    @property
    def pool_max(self) -> int: ...

    @property
    def acquire_timeout(self) -> float: ...

    @property
    def request_timeout(self) -> float: ...


class Figures(Struct, frozen=True):
    """The pool's connections at this moment."""

    size: int = 0
    idle: int = 0
    max: int = 0
    waiting: int = 0


class Database:
    """An Executor over the pool: each query takes a connection and gives it back."""

    def __init__(self, settings: PoolSettings, url: str, generated: Generated, *, name: str) -> None:
        self._settings = settings
        self._url = url
        self._generated = generated
        # What the server's list of connections calls us.
        self._name = name
        self._pool: Pool[asyncpg.Record] | None = None
        self._waiting = 0

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        seconds = self._settings.request_timeout
        with explaining(self._url):
            pool = await asyncpg.create_pool(
                self._url,
                min_size=self._settings.pool_min,
                max_size=self._settings.pool_max,
                timeout=CONNECT_TIMEOUT,
                connection_class=_Unreset,
                init=self._initialize,
                statement_cache_size=self._generated.statement_cache_size,
                # It also limits how long a release waits for a cancelled query.
                command_timeout=seconds,
                # The server gives up too, even if the cancellation never reaches it.
                server_settings={
                    "application_name": self._name,
                    "statement_timeout": f"{math.ceil(seconds * 1000)}ms",
                    # Times in JSON that PostgreSQL builds are in the session's zone.
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
        """A connection for several queries, one after the other."""
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

    # The generated modules recognise a pool by this name.
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

    async def _initialize(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        await self._generated.init_connection(connection)


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
    """A connection that is not reset when it goes back to the pool: that saves a round trip for each query.

    So nothing may leave session state behind: use `set local` and transaction-level advisory locks, never `listen`.
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""
