"""What queries run on: an executor, or a connection or pool for the commands that need more."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Protocol, runtime_checkable

__all__ = ["Connection", "Executor", "Pool", "connected"]


class Executor(Protocol):
    """An asyncpg connection, a pool, or anything that wraps one."""

    async def execute(self, query: str, /, *args: Any) -> str: ...

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, /, *args: Any) -> Any: ...


class Connection(Executor, Protocol):
    """An asyncpg connection, or anything that wraps one, for the commands that need more than an executor."""

    async def executemany(self, command: str, args: Any, /) -> None: ...

    async def fetchmany(self, query: str, args: Any, /) -> list[Any]: ...

    async def copy_records_to_table(
        self,
        table_name: str,
        /,
        *,
        schema_name: str | None,
        columns: Sequence[str],
        records: Any,
    ) -> str: ...

    def cursor(self, query: str, /, *args: Any) -> Any: ...

    def is_in_transaction(self) -> bool: ...

    def transaction(self) -> Any: ...


@runtime_checkable
class Pool(Executor, Protocol):
    """An asyncpg pool, or anything that wraps one."""

    def acquire(self) -> AbstractAsyncContextManager[Any]: ...


def connected(db: Connection | Pool) -> AbstractAsyncContextManager[Connection]:
    """The connection itself, or one of the pool's for the length of the block."""
    return db.acquire() if isinstance(db, Pool) else nullcontext(db)
