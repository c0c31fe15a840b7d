"""Batches on a connection that refuses the items a test names: what is rolled back, and which item is blamed."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sqlwright.drivers.asyncpg.runtime.batches import (
    alone,
    execute_batch,
    fetch_batch,
    fetch_first,
    fetch_only,
    refused,
)
from sqlwright.drivers.asyncpg.runtime.calls import BatchError, NoRow


class RefusedError(Exception):
    """A PostgreSQL error."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


class Transaction:
    """A transaction; its rollback forgets what was done since its start."""

    def __init__(self, connection: "Refusing") -> None:
        self._connection = connection
        self._before: list[Any] = []

    async def start(self) -> None:
        self._before = [*self._connection.done]
        self._connection.depth += 1

    async def rollback(self) -> None:
        self._connection.done = self._before
        self._connection.depth -= 1

    async def __aenter__(self) -> None:
        await self.start()

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            await self.rollback()
        else:
            self._connection.depth -= 1


class Refusing:
    """A connection that refuses some items; the rows of an item are as many as its first value says."""

    def __init__(self, *bad: int, sqlstate: str = "23514", depth: int = 0) -> None:
        self.done: list[Any] = []
        self.depth = depth
        self.statements = 0
        self._bad = bad
        self._sqlstate = sqlstate

    async def execute(self, query: str, /, *args: Any) -> str:
        raise NotImplementedError

    async def fetch(self, query: str, /, *args: Any) -> list[Any]:
        raise NotImplementedError

    async def fetchrow(self, query: str, /, *args: Any) -> Any:
        raise NotImplementedError

    def cursor(self, query: str, /, *args: Any) -> Any:
        raise NotImplementedError

    async def copy_records_to_table(
        self, table_name: str, /, *, schema_name: str | None, columns: Sequence[str], records: Any
    ) -> str:
        raise NotImplementedError

    async def executemany(self, command: str, args: Any, /) -> None:
        """Outside a transaction executes all or nothing, as asyncpg does; inside one, earlier items stay."""
        self.statements += 1
        before = [*self.done]
        for values in args:
            if values[0] in self._bad:
                if not self.depth:
                    self.done = before
                raise RefusedError(self._sqlstate)
            self.done.append(values[0])

    async def fetchmany(self, query: str, args: Any, /) -> list[Any]:
        await self.executemany(query, args)
        return [(f"row {row} of {values[0]}", values[-1]) for values in args for row in range(values[0])]

    def is_in_transaction(self) -> bool:
        return self.depth > 0

    def transaction(self) -> Transaction:
        return Transaction(self)


class Pooled:
    """A pool of one connection."""

    def __init__(self, connection: Refusing) -> None:
        self.connection = connection
        self.acquired = 0
        self.execute, self.fetch, self.fetchrow = connection.execute, connection.fetch, connection.fetchrow

    @asynccontextmanager
    async def acquire(self) -> AsyncGenerator[Refusing]:
        self.acquired += 1
        try:
            yield self.connection
        finally:
            self.acquired -= 1


async def test_every_item_is_sent() -> None:
    connection = Refusing()
    await execute_batch(connection, "Add", "sql", iter([1, 2, 3]), alone)
    assert (connection.done, connection.depth) == ([1, 2, 3], 0)


async def test_a_pools_connection_is_given_back() -> None:
    pool = Pooled(Refusing(2))
    with pytest.raises(BatchError, match=r"^Add: item 1: "):
        await execute_batch(pool, "Add", "sql", [1, 2, 3], alone)
    assert (pool.acquired, pool.connection.done) == (0, [])


@pytest.mark.parametrize("depth", [0, 1], ids=["alone", "in a transaction"])
@pytest.mark.parametrize("bad", range(7))
async def test_the_first_refused_item_is_named_and_nothing_is_done(bad: int, depth: int) -> None:
    connection = Refusing(bad, 6, depth=depth)
    connection.done = ["before"]
    with pytest.raises(BatchError) as raised:
        await execute_batch(connection, "Add", "sql", range(7), alone)
    assert (raised.value.query, raised.value.index, raised.value.item) == ("Add", bad, bad)
    assert isinstance(raised.value.__cause__, RefusedError)
    assert (connection.done, connection.depth) == (["before"], depth)


async def test_the_refused_item_is_found_by_halves() -> None:
    connection = Refusing(700)
    assert await refused(connection, "sql", [(number,) for number in range(1000)]) == 700
    assert connection.statements <= 10
    assert connection.done == []


async def test_where_no_item_is_refused_alone_the_error_is_as_it_came() -> None:
    class Deferred(Refusing):
        """Refuses the first time only, as a constraint may if another session satisfies it meanwhile."""

        async def executemany(self, command: str, args: Any, /) -> None:
            self._bad = () if self.statements else (1,)
            await super().executemany(command, args)

    with pytest.raises(RefusedError):
        await execute_batch(Deferred(), "Add", "sql", [0, 1, 2], alone)


@pytest.mark.parametrize("state", ["08006", "40P01", "53100", "55P03", "57014", "58030", "XX000", ""])
async def test_no_item_is_blamed_for_what_is_no_items_fault(state: str) -> None:
    connection = Refusing(1, sqlstate=state)
    with pytest.raises(RefusedError):
        await execute_batch(connection, "Add", "sql", [0, 1], alone)
    assert connection.statements == 1


async def test_rows_come_with_their_items() -> None:
    assert await fetch_batch(Refusing(), "Get", "sql", [2, 0, 1], alone) == [
        [("row 0 of 2",), ("row 1 of 2",)],
        [],
        [("row 0 of 1",)],
    ]
    assert await fetch_first(Refusing(), "Get", "sql", [2, 0], alone) == [("row 0 of 2",), None]
    assert await fetch_only(Refusing(), "Get", "sql", [2, 1], alone) == [("row 0 of 2",), ("row 0 of 1",)]
    with pytest.raises(NoRow, match=r"^Get: item 1$"):
        await fetch_only(Refusing(), "Get", "sql", [2, 0], alone)


async def test_no_items_are_no_rows() -> None:
    assert await fetch_batch(Refusing(), "Get", "sql", [], alone) == []
