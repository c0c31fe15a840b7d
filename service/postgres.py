"""asyncpg as the service uses it, with the types that asyncpg does not export."""
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, cast

import asyncpg
from asyncpg import (
    DataError,
    DuplicateDatabaseError,
    IntegrityConstraintViolationError,
    InterfaceError,
    PostgresError,
    UndefinedTableError,
    UniqueViolationError,
)

from generated.db import Executor

__all__ = [
    "ConnectError",
    "Connection",
    "DataError",
    "DuplicateDatabaseError",
    "IntegrityConstraintViolationError",
    "InterfaceError",
    "Pool",
    "PostgresError",
    "UndefinedTableError",
    "UniqueViolationError",
    "connect",
    "constraint_of",
    "create_pool",
    "sqlstate_of",
]

CONNECT_TIMEOUT = 10

# What connecting raises: a server that is not there, one that refuses, one that does not answer.
ConnectError = (OSError, PostgresError, InterfaceError, TimeoutError)


class Connection(Executor, Protocol):
    async def close(self) -> None: ...


class Pool(Protocol):
    def acquire(self) -> AbstractAsyncContextManager[Connection]: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


class _Unreset(asyncpg.Connection):
    """A connection that goes back to the pool as it is, which saves a round trip a query.

    So nothing may leave session state behind: `set local`, transaction-level advisory locks, no `listen`.
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


async def create_pool(
    url: str, *, min_size: int, max_size: int, command_timeout: float, server_settings: dict[str, str]
) -> Pool:
    pool: Any = await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        command_timeout=command_timeout,
        server_settings=server_settings,
        timeout=CONNECT_TIMEOUT,
        connection_class=_Unreset,
    )
    return cast("Pool", pool)


@asynccontextmanager
async def connect(url: str) -> AsyncGenerator[Connection]:
    connection: Any = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT)
    try:
        yield cast("Connection", connection)
    finally:
        await connection.close()


def constraint_of(error: PostgresError) -> str | None:
    """The constraint that was violated; asyncpg sets the attribute where no type checker sees it."""
    return getattr(error, "constraint_name", None)


def sqlstate_of(error: PostgresError) -> str | None:
    return getattr(error, "sqlstate", None)
