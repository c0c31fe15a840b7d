"""Executes one query on one set of data after another, and compares the rows with what the compiler said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any, TypeAlias, cast

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from sqlwright.model import Field, Parameter, Query, Type
from sqlwright.scratch.database import Connection
from sqlwright.source.statements import Statement

from .limits import limited

__all__ = ["Run"]

Prepared: TypeAlias = "PreparedStatement[asyncpg.Record]"

_PYTHON: Mapping[str, type] = {
    "int4": int,
    "int8": int,
    "text": str,
    "bool": bool,
    "numeric": Decimal,
    "timestamp": datetime,
    "jsonb": str,
    "mood": str,
    "float8": float,
    "pair": asyncpg.Record,
}
_ARGUMENTS: Mapping[str, Sequence[object]] = {
    "int4": (0, 1, 2),
    "text": ("a", "b", ""),
    "bool": (True, False),
    "numeric": (Decimal(1), Decimal("1.5")),
    "timestamp": (datetime(2026, 1, 2),),
    "jsonb": ('{"k": 1}', "null"),
    "mood": ("sad", "glad"),
    "pair": ((1, "a"), (None, "b")),
}


@dataclass
class Run:
    statement: Statement
    query: Query
    rows: int = 0
    works: bool = False
    wrong: bool = False
    stopped: bool = False
    """Whether it took too long on some data."""
    nulls: set[int] = field(default_factory=set[int])
    """The columns, counted from 0, that showed a NULL."""
    prepared: "Prepared | None" = None
    """The prepared statement, for all sets of data."""

    @property
    def open(self) -> list[int]:
        """The nullable columns that have shown no NULL so far."""
        columns = enumerate(self.query.columns)
        return [number for number, column in columns if column.type.nullable and number not in self.nulls]

    async def execute(self, connection: Connection, random: Random) -> list[str]:
        """Runs the query on the data that is there; returns what contradicts the compiler."""
        arguments = [_argument(random, param) for param in self.query.params]
        self.prepared = self.prepared or await connection.prepare(self.query.sql)
        try:
            rows = await _rows(connection, self.prepared, arguments)
        except asyncpg.QueryCanceledError:
            self.stopped = True
            return []
        if rows is None:
            return []
        self.works = True
        self.rows += len(rows)
        found = _wrong_count(self.query, len(rows))
        for number, column in enumerate(self.query.columns):
            values = [row[number] for row in rows]
            if any(value is None for value in values):
                self.nulls.add(number)
                if not column.type.nullable:
                    found.append(
                        f"NULL in {column.name}, column {number + 1}, proven by {column.proof}; given {arguments}"
                    )
            wrong = next((value for value in values if value is not None and not _fits(value, column)), None)
            if wrong is not None:
                found.append(f"{wrong!r} in {column.name}, column {number + 1}, of type {column.type.name}")
        self.wrong = bool(found)
        return found

    async def nulls_with(self, connection: Connection, random: Random, sql: str) -> set[int]:
        """The columns that show a NULL when the query has other constants."""
        arguments = [_argument(random, param) for param in self.query.params]
        try:
            async with connection.transaction():
                prepared = await connection.prepare(sql, name="")
        except asyncpg.PostgresError:
            return set()
        try:
            rows = await _rows(connection, prepared, arguments) or []
        except asyncpg.QueryCanceledError:
            self.stopped = True
            return set()
        return {number for row in rows for number, value in enumerate(row) if value is None}


async def _rows(
    connection: Connection, prepared: Prepared, arguments: Sequence[object]
) -> Sequence[asyncpg.Record] | None:
    """The rows; None if the data makes PostgreSQL or the driver fail."""
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        async with limited(connection):
            return await prepared.fetch(*arguments)
    except asyncpg.QueryCanceledError:
        raise
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError):
        return None
    finally:
        await savepoint.rollback()


def _wrong_count(query: Query, count: int) -> list[str]:
    right = {"one": count == 1, "optional": count <= 1, "many": True, "none": count == 0}[query.rows]
    return [] if right else [f"{count} rows where {query.rows} was said"]


def _fits(value: Any, column: Field) -> bool:
    if column.type.dims:
        return isinstance(value, list) and _fits_array(cast(list[Any], value), column.type)
    expected = _PYTHON.get(column.type.scalar.typname)
    return expected is not None and type(value) is expected


def _fits_array(values: list[Any], kind: Type, depth: int = 1) -> bool:
    """Whether an array is nested as deep as the compiler said, with NULLs only where it allows them."""
    if depth < kind.dims:
        return all(isinstance(value, list) and _fits_array(cast(list[Any], value), kind, depth + 1) for value in values)
    return all(kind.nullable_elements if value is None else not isinstance(value, list) for value in values)


def _argument(random: Random, param: Parameter) -> object:
    if param.type.nullable and random.random() < 0.5:
        return None
    choices = _ARGUMENTS[param.type.scalar.typname]
    if not param.type.dims:
        return random.choice(choices)
    elements = [*choices, None] if param.type.nullable_elements else choices
    return [random.choice(elements) for _ in range(random.randint(0, 2))]
