"""Fresh databases on one server: copies of a template, about 10 ms each."""

import itertools
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import asyncpg

# What connecting raises: the server is not there, refuses, or does not answer.
ConnectError = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

# Quoted, because asyncpg's class takes a parameter in its stubs only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@asynccontextmanager
async def connect(url: str) -> AsyncGenerator[Connection]:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


class Postgres:
    """A server that makes databases, and removes them after use."""

    def __init__(self, url: str, administrator: Connection) -> None:
        self._url = urlsplit(url)
        self._administrator = administrator
        # Other runs may use the same server at the same time.
        self._prefix = f"test_{secrets.token_hex(4)}"
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        return urlunsplit(self._url._replace(path=f"/{database}"))

    @asynccontextmanager
    async def database(self, template: str = "template0") -> AsyncGenerator[str]:
        """The name of a new database: a copy of `template`, to which nobody may be connected."""
        name = f"{self._prefix}_{next(self._numbers)}"
        # PostgreSQL 14 always copies files, and does not know the option.
        strategy = "strategy file_copy" if self._administrator.get_server_version().major >= 15 else ""
        await self._administrator.execute(f"create database {name} template {template} {strategy}")
        try:
            yield name
        finally:
            await self._administrator.execute(f"drop database {name} with (force)")
