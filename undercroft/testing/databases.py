"""Fresh databases on one server: copies of a template, about 10 ms each."""

import asyncio
import itertools
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from ..database.migrations import migrate
from .pooler import past

# What connecting raises: the server is not there, refuses, or does not answer.
ConnectError = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

# Quoted, because asyncpg's class takes a parameter in its stubs only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
AnyConnection: TypeAlias = "Connection | PoolConnectionProxy[asyncpg.Record]"


@asynccontextmanager
async def connect(url: str) -> AsyncGenerator[Connection]:
    """A connection to the server itself, for what a test does beside the code that it tests."""
    connection = await asyncpg.connect(past(url), timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def rolled_back(connection: AnyConnection) -> AsyncGenerator[None]:
    """A transaction of which nothing stays."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


class Postgres:
    """A server that makes databases, and removes them after use."""

    def __init__(self, url: str, administrator: Connection, run: str) -> None:
        self._url = urlsplit(url)
        self._administrator = administrator
        self._run = run
        # The other processes of the run make databases too.
        self._names = (f"{run}_{os.getpid()}_{number}" for number in itertools.count(1))

    def url(self, database: str) -> str:
        return urlunsplit(self._url._replace(path=f"/{database}"))

    @asynccontextmanager
    async def database(self, template: str = "template0") -> AsyncGenerator[str]:
        """The name of a new database: a copy of `template`, to which nobody may be connected."""
        name = next(self._names)
        # PostgreSQL 14 always copies files, and does not know the option.
        strategy = "strategy file_copy" if self._administrator.get_server_version().major >= 15 else ""
        await self._administrator.execute(f"create database {name} template {template} {strategy}")
        try:
            yield name
        finally:
            await self._administrator.execute(f"drop database if exists {name} with (force)")

    async def template(self, key: str, fill: Callable[[str], Awaitable[None]], *, copy_of: str = "template0") -> str:
        """The name of a database to make copies of: the first process of the run that asks for `key` fills it."""
        name = f"{self._run}_{sha256(key.encode()).hexdigest()[:8]}"
        await self._administrator.fetchval("select pg_advisory_lock(hashtext($1))", name)
        try:
            if not await self._administrator.fetchval("select true from pg_database where datname = $1", name):
                async with self.database(copy_of) as part:
                    await fill(self.url(part))
                    await self._administrator.execute(f"alter database {part} rename to {name}")
        finally:
            await self._administrator.fetchval("select pg_advisory_unlock(hashtext($1))", name)
        return name

    async def migrated(self, folder: Path) -> str:
        """The name of a database with the folder's migrations applied, to make copies of."""
        return await self.template(str(folder), lambda url: asyncio.to_thread(migrate, url, folder))


async def sweep(url: str, run: str) -> None:
    """Remove what is left of the run's databases: its templates, and those of workers that crashed."""
    async with connect(url) as administrator:
        for row in await administrator.fetch("select datname from pg_database where starts_with(datname, $1)", run):
            await administrator.execute(f"drop database if exists {row[0]} with (force)")
