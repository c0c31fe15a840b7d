"""COPY of items as they come."""

from collections.abc import Mapping

from .base import (
    ANY,
    CALLABLE,
    ITERABLE,
    SEQUENCE,
    Part,
)

__all__ = ["COPIES"]

COPIES: Mapping[str, Part] = {
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
            ANY,
            CALLABLE,
            ITERABLE,
            SEQUENCE,
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
        (ANY, ITERABLE, SEQUENCE, ("collections.abc", "AsyncIterable")),
        ("Connection.copy_records_to_table", "affected", "connected"),
    ),
}
