"""The pool of connections: a request waits for one for a limited time, and gets a clear error when there is none."""

from __future__ import annotations  # asyncpg's classes are generic in its stubs only

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from types import CoroutineType
from typing import Any, TypeVar

import asyncpg
from asyncpg.connection import LoggedQuery
from asyncpg.pool import Pool, PoolConnectionProxy

from .. import context
from ..errors import ConnectionLost, DatabaseReadOnly, SchemaUnfit, Unavailable
from . import plans, poolers
from .connection_classes import Pooled, Unreset
from .connections import explaining
from .figures import Figures
from .generated import Executor, Generated
from .hosts import Hosts, says_no_room
from .lender import Lender, Lent, is_lost
from .pool_settings import PoolSettings
from .primary_watch import PrimaryWatch
from .writes import Writes

logger = logging.getLogger(__name__)

# How long closing the pool waits for connections that are still in use.
CLOSE_TIMEOUT = 5.0

# What a connection may raise that knows roles, types or a setting such as `search_path` as they were before.
_OUTDATED = (
    asyncpg.DatatypeMismatchError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedFunctionError,
    asyncpg.UndefinedObjectError,
    asyncpg.UndefinedTableError,
)

# Others may raise the same, such as a policy of row security that refuses: the connections are not renewed for it more
# often than this.
OUTDATED_SECONDS = 60.0

Q = TypeVar("Q")
T = TypeVar("T")


class Database:
    """An Executor over the pool: each query takes a connection and gives it back."""

    def __init__(self, settings: PoolSettings, url: str, generated: Generated, *, name: str) -> None:
        self._settings = settings
        self._url = url
        self._hosts = Hosts(url)
        self._direct_hosts = Hosts(direct) if (direct := settings.direct_database_url) else self._hosts
        can_move = self._direct_hosts.can_move
        self._watch = PrimaryWatch(self._direct_hosts, f"{name} watch") if can_move else None
        self._writes = Writes()
        self._generated = generated
        # What the server's list of connections calls us.
        self._name = name
        self._pool: Pool[asyncpg.Record] | None = None
        self._lender: Lender | None = None
        # What each connection is made with; known when the pool is opened.
        self._options: dict[str, Any] = {}
        # Told how long each waited for a connection, and of each query that was sent; set before the pool is opened.
        self.on_wait: Callable[[float], None] | None = None
        self.on_query: Callable[[LoggedQuery], None] | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        with explaining(self._url):
            self._options = await self._found_options()
            self._pool = pool = await asyncpg.create_pool(
                self._url,
                min_size=min(1, self._settings.pool_min),
                max_size=self._settings.pool_max,
                connect=self._hosts.connect,
                init=self._initialize,
                **self._options,
            )
            await _connect(pool, self._settings.pool_min)
        self._lender = lender = Lender(pool, patience=self._settings.acquire_timeout, on_wait=self.on_wait)
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

    def reads(self, make: Callable[[Executor], Q]) -> Callable[[], Q]:
        """What gives each request the queries that read for it; `make` gets where they may read."""
        queries = make(self)
        return lambda: queries

    def cut(self) -> None:
        """End every connection at once, and the queries that are under way: the server keeps silent."""
        if self._pool is not None:
            self._pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[PoolConnectionProxy[asyncpg.Record]]:
        """A connection for several queries, one after the other."""
        lender = self._lending()
        connection = await lender.take()
        try:
            yield connection
        except BaseException as error:
            await self._fail(lender, connection, error)
            raise
        await lender.put_away(connection)

    # The generated modules recognise a pool by this name.
    acquire = connection

    async def connect_alone(self) -> asyncpg.Connection[asyncpg.Record]:
        """A connection of its own beside the pool's, for somebody who listens: past a pooler, which would not."""
        return await self._direct_hosts.connect(server_settings={"application_name": f"{self._name} listener"})

    async def check_writes(self) -> None:
        """Raise if writes fail now. A URL that asks for a standby, or takes any server, wants none."""
        if not self._hosts.must_write:
            return
        try:
            await self._writes.check(self)
        except DatabaseReadOnly:
            await self._doubt()
            raise

    async def plan(self, query: str, args: Sequence[Any]) -> str:
        """PostgreSQL's plan for a query, asked for on a connection beside the pool's."""
        connection = await self._hosts.connect(**self._options)
        try:
            await self._generated.init_connection(connection)
            return await plans.plan(connection, query, args)
        finally:
            await connection.close(timeout=CLOSE_TIMEOUT)

    def execute(self, query: str, /, *args: Any) -> CoroutineType[Any, Any, str]:
        return self._sent(PoolConnectionProxy.execute, query, args)

    def fetch(self, query: str, /, *args: Any) -> CoroutineType[Any, Any, list[Any]]:
        return self._sent(PoolConnectionProxy.fetch, query, args)

    def fetchrow(self, query: str, /, *args: Any) -> CoroutineType[Any, Any, Any]:
        return self._sent(PoolConnectionProxy.fetchrow, query, args)

    async def _sent(self, send: Callable[..., Awaitable[T]], query: str, args: Sequence[Any]) -> T:
        """What a method of a connection gives, which is lent for this query alone."""
        lender = self._lending()
        connection = lender.take_free() or await lender.take()
        try:
            answer = await send(connection, query, *args, timeout=self._limit())
        except BaseException as error:
            await self._fail(lender, connection, error)
            raise
        if not lender.give_back(connection):
            await lender.put_away(connection)
        return answer

    def _lending(self) -> Lender:
        if self._lender is None:
            raise Unavailable("the pool of connections is closed")
        return self._lender

    async def _fail(self, lender: Lender, connection: Lent, error: BaseException) -> None:
        """Put the connection away after an error; raise ConnectionLost if it was used though it had ended."""
        was_lost = is_lost(connection)
        try:
            await self._note(connection, error)
        finally:
            if isinstance(error, asyncio.CancelledError | TimeoutError):
                lender.begin_return(connection)
            else:
                await lender.put_away(connection)
        if was_lost and isinstance(error, asyncpg.InterfaceError):
            raise ConnectionLost from error

    async def _note(self, connection: Lent, error: BaseException) -> None:
        """What an error says about the database: a connection that may not write leads to a server that was demoted.

        One that lacks a right may have the role of a name that was dropped and made again since. A function keeps the types
        of a table for as long as a connection lasts, and a connection finds tables by the `search_path` that it began with.
        """
        self._writes.note(error)
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            connection.terminate()
            await self._doubt()
        elif isinstance(error, _OUTDATED) and self._lender is not None:
            await self._lender.renew(OUTDATED_SECONDS)

    async def _doubt(self) -> None:
        """Look for the primary elsewhere."""
        if self._watch is not None:
            self._watch.doubt()
        if self._lender is not None and not self._hosts.can_move:
            await self._lender.renew()

    def _limit(self) -> float | None:
        """How long a query may take: the deadline of a request is that of its queries too, without a timer for each."""
        return None if context.current.get() is not context.NO_REQUEST else self._settings.request_timeout

    async def _found_options(self) -> dict[str, Any]:
        """What the connections are told, and how many statements each may keep."""
        # Times in JSON that PostgreSQL builds are in the session's zone. A pooler hands on these two settings only.
        session = {"application_name": self._name, "timezone": "UTC"}
        size = self._generated.statement_cache_size
        if self._settings.pooler == "none":
            # The server gives up too, even if the cancellation never reaches it.
            session["statement_timeout"] = poolers.milliseconds(self._settings.request_timeout)
            return {"connection_class": Unreset, "statement_cache_size": size, "server_settings": session}
        if not await poolers.keeps_statements(self._url):
            size = 0
        return {"connection_class": Pooled, "statement_cache_size": size, "server_settings": session}

    async def _initialize(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        try:
            await self._generated.init_connection(connection)
        except self._generated.types_unknown as error:
            # At the start, the command says what to do.
            if self._lender is None:
                raise
            raise SchemaUnfit from error
        if self.on_query is not None:
            connection.add_query_logger(self.on_query)


async def _connect(pool: Pool[asyncpg.Record], number: int) -> None:
    """Open this many connections, or as many as the server has room for: they serve until it has more."""
    taken = await asyncio.gather(*(pool.acquire() for _ in range(number)), return_exceptions=True)
    errors: list[BaseException] = []
    for each in taken:
        if isinstance(each, BaseException):
            errors.append(each)
        else:
            await pool.release(each)
    for error in errors:
        if not says_no_room(error) or len(errors) == number:
            raise error
    if errors:
        there = number - len(errors)
        logger.warning("the database has room for %d of the %d connections of POOL_MIN: %s", there, number, errors[0])


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
