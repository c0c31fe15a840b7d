"""The pool of connections: a request waits for one for a limited time, and gets a clear error when there is none."""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Protocol

import asyncpg
from asyncpg.pool import Pool, PoolConnectionProxy
from msgspec import Struct

from .. import context
from ..errors import DatabaseReadOnly, Unavailable
from .connections import explaining
from .generated import Generated
from .hosts import Hosts
from .lender import Lender, Lent
from .primary_watch import PrimaryWatch
from .writes import Writes

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
    refusals: int = 0
    """How often the server had no room for another one, so far."""


class Database:
    """An Executor over the pool: each query takes a connection and gives it back."""

    def __init__(self, settings: PoolSettings, url: str, generated: Generated, *, name: str) -> None:
        self._settings = settings
        self._url = url
        self._hosts = Hosts(url)
        self._watch = PrimaryWatch(self._hosts, f"{name} watch") if self._hosts.can_move else None
        self._writes = Writes()
        self._generated = generated
        # What the server's list of connections calls us.
        self._name = name
        self._pool: Pool[asyncpg.Record] | None = None
        self._lender: Lender | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        seconds = self._settings.request_timeout
        with explaining(self._url):
            pool = await asyncpg.create_pool(
                self._url,
                min_size=self._settings.pool_min,
                max_size=self._settings.pool_max,
                connect=self._hosts.connect,
                connection_class=_Unreset,
                init=self._initialize,
                statement_cache_size=self._generated.statement_cache_size,
                # The server gives up too, even if the cancellation never reaches it.
                server_settings={
                    "application_name": self._name,
                    "statement_timeout": f"{math.ceil(seconds * 1000)}ms",
                    # Times in JSON that PostgreSQL builds are in the session's zone.
                    "timezone": "UTC",
                },
            )
        self._pool = pool
        self._lender = lender = Lender(
            pool, patience=self._settings.acquire_timeout, release_timeout=self._settings.request_timeout
        )
        try:
            async with self._watch.running() if self._watch else nullcontext():
                yield
        finally:
            self._pool = self._lender = None
            lender.close()
            try:
                async with asyncio.timeout(CLOSE_TIMEOUT):
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    def figures(self) -> Figures:
        if self._pool is None or self._lender is None:
            return Figures()
        pool, lender = self._pool, self._lender
        idle = pool.get_idle_size() + lender.free
        return Figures(pool.get_size(), idle, pool.get_max_size(), lender.waiting, lender.refusals)

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[PoolConnectionProxy[asyncpg.Record]]:
        """A connection for several queries, one after the other."""
        lender = self._lending()
        connection = await lender.take()
        try:
            yield connection
        except BaseException as error:
            await self._note(connection, error)
            raise
        finally:
            await lender.put_away(connection)

    # The generated modules recognise a pool by this name.
    acquire = connection

    async def connect_alone(self) -> asyncpg.Connection[asyncpg.Record]:
        """A connection of its own beside the pool's, for somebody who listens."""
        return await self._hosts.connect(server_settings={"application_name": f"{self._name} listener"})

    async def check_writes(self) -> None:
        """Raise if writes fail now. A URL that asks for a standby, or takes any server, wants none."""
        if not self._hosts.must_write:
            return
        try:
            await self._writes.check(self)
        except DatabaseReadOnly:
            await self._doubt()
            raise

    async def execute(self, query: str, /, *args: Any) -> str:
        lender = self._lending()
        connection = lender.take_free() or await lender.take()
        try:
            status = await connection.execute(query, *args, timeout=self._limit())
        except BaseException as error:
            await self._note(connection, error)
            await lender.put_away(connection)
            raise
        if not lender.give_back(connection):
            await lender.put_away(connection)
        return status

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        lender = self._lending()
        connection = lender.take_free() or await lender.take()
        try:
            rows = await connection.fetch(query, *args, timeout=self._limit())
        except BaseException as error:
            await self._note(connection, error)
            await lender.put_away(connection)
            raise
        if not lender.give_back(connection):
            await lender.put_away(connection)
        return rows

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        lender = self._lending()
        connection = lender.take_free() or await lender.take()
        try:
            row = await connection.fetchrow(query, *args, timeout=self._limit())
        except BaseException as error:
            await self._note(connection, error)
            await lender.put_away(connection)
            raise
        if not lender.give_back(connection):
            await lender.put_away(connection)
        return row

    def _lending(self) -> Lender:
        if self._lender is None:
            raise Unavailable("the pool of connections is closed")
        return self._lender

    async def _note(self, connection: Lent, error: BaseException) -> None:
        """What an error says about the database: a connection that may not write leads to a server that was demoted."""
        self._writes.note(error)
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            connection.terminate()
            await self._doubt()

    async def _doubt(self) -> None:
        """Look for the primary elsewhere."""
        if self._watch is not None:
            self._watch.doubt()
        elif self._lender is not None:
            await self._lender.renew()

    def _limit(self) -> float | None:
        """How long a query may take: the deadline of a request is that of its queries too, without a timer for each."""
        return None if context.current.get() is not context.NO_REQUEST else self._settings.request_timeout

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
