"""What queries are given to run on: an executor, and for the commands that need more a connection or pool."""

from collections.abc import Mapping

from .base import (
    ANY,
    CONTEXT,
    PROTOCOL,
    SEQUENCE,
    Part,
)

__all__ = ["CONNECTIONS"]

CONNECTIONS: Mapping[str, Part] = {
    "Executor": Part(
        '''\
class Executor(Protocol):
    """An asyncpg connection, a pool, or anything that wraps one."""

    async def execute(self, query: str, /, *args: Any) -> str: ...

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, /, *args: Any) -> Any: ...
''',
        (ANY, PROTOCOL),
    ),
    "Connection": Part(
        '''\
class Connection(Executor, Protocol):
    """An asyncpg connection, or anything that wraps one, for the commands that need more of it."""
''',
        (PROTOCOL,),
    ),
    "Connection.executemany": Part(
        "async def executemany(self, command: str, args: Any, /) -> None: ...\n", (ANY,), ("Connection",)
    ),
    "Connection.fetchmany": Part(
        "async def fetchmany(self, query: str, args: Any, /) -> list[Any]: ...\n", (ANY,), ("Connection",)
    ),
    "Connection.copy_records_to_table": Part(
        """\
async def copy_records_to_table(
    self,
    table_name: str,
    /,
    *,
    schema_name: str | None,
    columns: Sequence[str],
    records: Any,
) -> str: ...
""",
        (ANY, SEQUENCE),
        ("Connection",),
    ),
    "Connection.cursor": Part("def cursor(self, query: str, /, *args: Any) -> Any: ...\n", (ANY,), ("Connection",)),
    "Connection.transaction": Part(
        """\
def is_in_transaction(self) -> bool: ...

def transaction(self) -> Any: ...
""",
        (ANY,),
        ("Connection",),
    ),
    "Pool": Part(
        '''\
@runtime_checkable
class Pool(Executor, Protocol):
    """An asyncpg pool, or anything that wraps one."""

    def acquire(self) -> AbstractAsyncContextManager[Any]: ...
''',
        (ANY, CONTEXT, PROTOCOL, ("typing", "runtime_checkable")),
    ),
    "connected": Part(
        '''\
def connected(db: Connection | Pool) -> AbstractAsyncContextManager[Connection]:
    """The connection itself, or one of the pool's for as long as it is needed."""
    return db.acquire() if isinstance(db, Pool) else nullcontext(db)
''',
        (CONTEXT, ("contextlib", "nullcontext")),
        ("Connection", "Pool"),
    ),
}
