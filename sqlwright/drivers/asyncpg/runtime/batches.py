"""Batches: all items or none, the rows of each item, and which item was refused."""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from .calls import BatchError, NoRow
from .connections import Connection, Pool, connected

__all__ = ["alone", "execute_batch", "fetch_batch", "fetch_first", "fetch_only", "refused", "whole"]


def alone(item: object) -> tuple[object]:
    """The values to send for an item that is a single value."""
    return (item,)


@asynccontextmanager
async def whole(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Sequence[Any],
    values: Sequence[Sequence[object]],
) -> AsyncGenerator[Connection]:
    """A connection for a batch that is done as a whole or not at all; an error names the refused item."""
    async with connected(db) as connection:
        # Within a transaction, only a savepoint keeps what was done before.
        nested = connection.is_in_transaction()
        try:
            async with connection.transaction() if nested else nullcontext():
                yield connection
        except Exception as error:
            state = getattr(error, "sqlstate", None)
            # A lost connection, a deadlock, a full disk or a timeout is no item's fault.
            if not state or state[:2] in ("08", "40", "53", "55", "57", "58", "XX"):
                raise
            index = await refused(connection, sql, values)
            if index is None:
                raise
            raise BatchError(query, index, items[index]) from error


async def refused(
    connection: Connection,
    sql: str,
    values: Sequence[Sequence[object]],
) -> int | None:
    """The index of the first refused item, found by bisection in a transaction that is rolled back."""
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
            except Exception as error:
                if not getattr(error, "sqlstate", None):
                    raise
                if middle - first == 1:
                    return first
                end = middle
        return None
    finally:
        await transaction.rollback()


async def execute_batch(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> None:
    """Runs the statement for all items or for none."""
    given = list(items)
    sent = [values(item) for item in given]
    async with whole(db, query, sql, given, sent) as connection:
        await connection.executemany(sql, sent)


async def fetch_batch(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> list[list[Any]]:
    """The rows of each item, in the items' order; the statement runs for all items or for none."""
    given = list(items)
    # The item's number is sent too, and comes back as the last column of each row.
    sent = [(*values(item), number) for number, item in enumerate(given)]
    async with whole(db, query, sql, given, sent) as connection:
        rows = await connection.fetchmany(sql, sent)
    found: list[list[Any]] = [[] for _ in given]
    for row in rows:
        found[row[-1]].append(row[:-1])
    return found


async def fetch_first(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> list[Any]:
    """The first row of each item, or None if an item has none."""
    found = await fetch_batch(db, query, sql, items, values)
    return [rows[0] if rows else None for rows in found]


async def fetch_only(
    db: Connection | Pool,
    query: str,
    sql: str,
    items: Iterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> list[Any]:
    """The only row of each item; raises NoRow if an item has none."""
    found = await fetch_batch(db, query, sql, items, values)
    for index, rows in enumerate(found):
        if not rows:
            raise NoRow(f"{query}: item {index}")
    return [rows[0] for rows in found]
