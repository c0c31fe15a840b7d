"""The texts that db.py is put together from."""

from collections.abc import Mapping

from msgspec import Struct

__all__ = ["PARTS", "Part"]


class Part(Struct, frozen=True):
    """A class, a method of one or a function, with the imports and the other parts that it needs."""

    text: str
    imports: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()


_ANY = ("typing", "Any")
_CALLABLE = ("collections.abc", "Callable")
_ITERABLE = ("collections.abc", "Iterable")
_PROTOCOL = ("typing", "Protocol")
_SEQUENCE = ("collections.abc", "Sequence")
_CONTEXT = ("contextlib", "AbstractAsyncContextManager")

PARTS: Mapping[str, Part] = {
    "NEWEST_CURSOR": Part(
        '''\
NEWEST_CURSOR: Final = """\\
select name from pg_cursors where statement = $1 order by creation_time desc limit 1"""
''',
        (("typing", "Final"),),
    ),
    "NoRow": Part('''\
class NoRow(LookupError):
    """A query that always gives a row gave none: a trigger or rule swallowed it."""
'''),
    "UnexpectedNull": Part('''\
class UnexpectedNull(ValueError):
    """A column that its query says is never NULL was."""
'''),
    "BatchError": Part(
        '''\
class BatchError(Exception):
    """An item of a batch was refused, so nothing of the batch was done; its cause is PostgreSQL's error."""

    def __init__(self, query: str, index: int, item: Any) -> None:
        super().__init__(query, index, item)
        self.query = query
        self.index = index
        self.item = item

    def __str__(self) -> str:
        return f"{self.query}: item {self.index}: {self.__cause__}"
''',
        (_ANY,),
    ),
    "Executor": Part(
        '''\
class Executor(Protocol):
    """An asyncpg connection, a pool, or anything that wraps one."""

    async def execute(self, query: str, /, *args: Any) -> str: ...

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, /, *args: Any) -> Any: ...
''',
        (_ANY, _PROTOCOL),
    ),
    "Connection": Part(
        '''\
class Connection(Executor, Protocol):
    """An asyncpg connection, or anything that wraps one, for the commands that need more of it."""
''',
        (_PROTOCOL,),
    ),
    "Connection.executemany": Part(
        "async def executemany(self, command: str, args: Any, /) -> None: ...\n", (_ANY,), ("Connection",)
    ),
    "Connection.fetchmany": Part(
        "async def fetchmany(self, query: str, args: Any, /) -> list[Any]: ...\n", (_ANY,), ("Connection",)
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
        (_ANY, _SEQUENCE),
        ("Connection",),
    ),
    "Connection.cursor": Part("def cursor(self, query: str, /, *args: Any) -> Any: ...\n", (_ANY,), ("Connection",)),
    "Connection.transaction": Part(
        """\
def is_in_transaction(self) -> bool: ...

def transaction(self) -> Any: ...
""",
        (_ANY,),
        ("Connection",),
    ),
    "Pool": Part(
        '''\
@runtime_checkable
class Pool(Executor, Protocol):
    """An asyncpg pool, or anything that wraps one."""

    def acquire(self) -> AbstractAsyncContextManager[Any]: ...
''',
        (_ANY, _CONTEXT, _PROTOCOL, ("typing", "runtime_checkable")),
    ),
    "connected": Part(
        '''\
def connected(db: Connection | Pool) -> AbstractAsyncContextManager[Connection]:
    """The connection itself, or one of the pool's for as long as it is needed."""
    return db.acquire() if isinstance(db, Pool) else nullcontext(db)
''',
        (_CONTEXT, ("contextlib", "nullcontext")),
        ("Connection", "Pool"),
    ),
    "affected": Part('''\
def affected(status: str) -> int:
    """The number of rows in a command's status, such as 3 of `UPDATE 3`; 0 where it has none."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0
'''),
    "each": Part(
        '''\
def each(make: Callable[[str], object], value: Any, depth: int) -> Any:
    """An array of so many dimensions with each text made into a value; NULLs stay None."""
    if value is None:
        return None
    return [each(make, item, depth - 1) for item in value] if depth else make(value)
''',
        (_CALLABLE, _ANY),
    ),
    "not_null": Part(
        '''\
def not_null(value: Any, query: str, column: str) -> Any:
    """The value; raises UnexpectedNull where a `@notnull` of the query does not hold."""
    if value is None:
        raise UnexpectedNull(f"{query}: {column} is NULL, despite its @notnull")
    return value
''',
        (_ANY,),
        ("UnexpectedNull",),
    ),
    "alone": Part(
        '''\
def alone(item: object) -> tuple[object]:
    """The values that are sent for an item that is a value itself."""
    return (item,)
'''
    ),
    "whole": Part(
        '''\
@asynccontextmanager
async def whole(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Sequence[Any],
    values: Sequence[Sequence[object]],
) -> AsyncGenerator[Connection]:
    """A connection on which all of a batch is done or nothing, and which says what item was refused."""
    async with connected(db) as connection:
        # In a transaction only a savepoint keeps what was done before.
        nested = connection.is_in_transaction()
        try:
            async with connection.transaction() if nested else nullcontext():
                yield connection
        except PostgresError as error:
            # A lost connection, a deadlock, a full disk or a timeout is no item's fault.
            state = getattr(error, "sqlstate", "")
            if state[:2] in ("08", "40", "53", "55", "57", "58", "XX"):
                raise
            index = await refused(connection, sql, values)
            if index is None:
                raise
            raise BatchError(query, index, items[index]) from error
''',
        (
            _ANY,
            _SEQUENCE,
            ("asyncpg", "PostgresError"),
            ("collections.abc", "AsyncGenerator"),
            ("contextlib", "asynccontextmanager"),
            ("contextlib", "nullcontext"),
        ),
        ("BatchError", "Connection.transaction", "connected", "refused"),
    ),
    "refused": Part(
        '''\
async def refused(
    connection: Connection,
    sql: str,
    values: Sequence[Sequence[object]],
) -> int | None:
    """The first item that PostgreSQL refuses, found by halves in a transaction that is rolled back."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        first, end = 0, len(values)
        while first < end:
            middle = (first + end + 1) // 2
            try:
                async with connection.transaction():
                    await connection.executemany(sql, values[first:middle])
                first = middle
            except PostgresError:
                if middle - first == 1:
                    return first
                end = middle
        return None
    finally:
        await transaction.rollback()
''',
        (_SEQUENCE, ("asyncpg", "PostgresError")),
        ("Connection.executemany", "Connection.transaction"),
    ),
    "execute_batch": Part(
        '''\
async def execute_batch(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> None:
    """Runs the statement for each item, all of them or none."""
    given = list(items)
    sent = [values(item) for item in given]
    async with whole(db, query, sql, given, sent) as connection:
        await connection.executemany(sql, sent)
''',
        (_ANY, _CALLABLE, _ITERABLE, _SEQUENCE),
        ("Connection.executemany", "whole"),
    ),
    "fetch_batch": Part(
        '''\
async def fetch_batch(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> list[list[Any]]:
    """The rows of each item, in the items' order; all of them are run or none."""
    given = list(items)
    # The item's number goes along, and comes back as each row's last column.
    sent = [(*values(item), number) for number, item in enumerate(given)]
    async with whole(db, query, sql, given, sent) as connection:
        rows = await connection.fetchmany(sql, sent)
    found: list[list[Any]] = [[] for _ in given]
    for row in rows:
        found[row[-1]].append(row[:-1])
    return found
''',
        (_ANY, _CALLABLE, _ITERABLE, _SEQUENCE),
        ("Connection.fetchmany", "whole"),
    ),
    "fetch_first": Part(
        '''\
async def fetch_first(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> list[Any]:
    """The first row of each item, None for one that has none."""
    found = await fetch_batch(db, query, sql, items, values)
    return [rows[0] if rows else None for rows in found]
''',
        (_ANY, _CALLABLE, _ITERABLE, _SEQUENCE),
        ("fetch_batch",),
    ),
    "fetch_only": Part(
        '''\
async def fetch_only(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> list[Any]:
    """The one row of each item; raises NoRow where an item has none."""
    found = await fetch_batch(db, query, sql, items, values)
    for index, rows in enumerate(found):
        if not rows:
            raise NoRow(f"{query}: item {index}")
    return [rows[0] for rows in found]
''',
        (_ANY, _CALLABLE, _ITERABLE, _SEQUENCE),
        ("NoRow", "fetch_batch"),
    ),
    "copy_items": Part(
        '''\
async def copy_items(
    db: Connection | Pool,
    schema: str | None,
    table: str,
    columns: Sequence[str],
    items: Iterable[Any] | AsyncIterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> int:
    """Copies the items into the table as they come; the number of rows."""
    if isinstance(items, AsyncIterable):
        async with aclosing(values(item) async for item in items) as records:
            return await copy_records(db, schema, table, columns, records)
    return await copy_records(db, schema, table, columns, map(values, items))
''',
        (
            _ANY,
            _CALLABLE,
            _ITERABLE,
            _SEQUENCE,
            ("collections.abc", "AsyncIterable"),
            ("contextlib", "aclosing"),
        ),
        ("copy_records",),
    ),
    "copy_records": Part(
        """\
async def copy_records(
    db: Connection | Pool,
    schema: str | None,
    table: str,
    columns: Sequence[str],
    records: Iterable[Any] | AsyncIterable[Any],
) -> int:
    async with connected(db) as connection:
        status = await connection.copy_records_to_table(
            table,
            schema_name=schema,
            columns=columns,
            records=records,
        )
    return affected(status)
""",
        (_ANY, _ITERABLE, _SEQUENCE, ("collections.abc", "AsyncIterable")),
        ("Connection.copy_records_to_table", "affected", "connected"),
    ),
    "Rows": Part(
        '''\
class Rows:
    """A cursor's rows, each made into a value when its turn comes."""

    def __init__(self, cursor: Any, make: Callable[[Any], Any], prefetch: int) -> None:
        self._cursor = cursor
        self._make = make
        self._prefetch = prefetch
        self._fetched: deque[Any] = deque()
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        if self._ended:
            raise RuntimeError("the stream has ended with its block")
        if not self._fetched:
            self._fetched.extend(await self._cursor.fetch(self._prefetch))
        if not self._fetched:
            raise StopAsyncIteration
        return self._make(self._fetched.popleft())

    def end(self) -> None:
        self._ended = True
''',
        (_ANY, _CALLABLE, ("collections", "deque"), ("typing", "Self")),
    ),
    "open_stream": Part(
        '''\
@asynccontextmanager
async def open_stream(
    db: Connection | Pool,
    sql: str,
    args: Sequence[object],
    make: Callable[[Any], Any],
    prefetch: int,
) -> AsyncGenerator[Rows]:
    """The rows of a cursor in a transaction, or in a savepoint of one; both end with the block."""
    async with connected(db) as connection:
        nested = connection.is_in_transaction()
        async with connection.transaction():
            rows = Rows(await connection.cursor(sql, *args), make, prefetch)
            try:
                yield rows
            finally:
                rows.end()
            if nested:
                # A cursor outlives the savepoint that it was opened in. Its name is asyncpg's secret, but it is the
                # newest: those that were opened in this block are closed.
                name = await connection.fetchrow(NEWEST_CURSOR, sql)
                await connection.execute(f'close "{name[0]}"')
''',
        (
            _ANY,
            _CALLABLE,
            _SEQUENCE,
            ("collections.abc", "AsyncGenerator"),
            ("contextlib", "asynccontextmanager"),
        ),
        ("Connection.cursor", "Connection.transaction", "NEWEST_CURSOR", "Rows", "connected"),
    ),
}
"""By name, in the order in which they stand in the file."""
