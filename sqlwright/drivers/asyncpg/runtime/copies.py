"""COPY of items, without collecting them first."""

from collections.abc import AsyncIterable, Callable, Iterable, Sequence
from contextlib import aclosing
from typing import Any, TypeAlias

from .calls import _T
from .connections import Connection, Pool, connected
from .rows import affected

__all__ = ["Items", "copy_items", "copy_records"]


Items: TypeAlias = Iterable[_T] | AsyncIterable[_T]
"""What COPY takes."""


async def copy_items(
    db: Connection | Pool,
    schema: str | None,
    table: str,
    columns: Sequence[str],
    items: Iterable[Any] | AsyncIterable[Any],
    values: Callable[[Any], Sequence[object]],
) -> int:
    """Copies the items into the table as they come; gives the number of rows."""
    if isinstance(items, AsyncIterable):
        async with aclosing(values(item) async for item in items) as records:
            return await copy_records(db, schema, table, columns, records)
    return await copy_records(db, schema, table, columns, map(values, items))


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
