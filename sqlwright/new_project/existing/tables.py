"""Reads the tables of a database, as far as queries on them depend on it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import asyncpg
import msgspec
from msgspec import Struct

from ...emit.names import method
from ...model.numbering import numbered
from ...model.spelling import snake_case
from .tables_sql import TABLES

__all__ = ["Check", "Column", "Connection", "ForeignKey", "Table", "read_tables"]

# asyncpg's class is generic for type checkers only.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_TOLD = ("expected", "cursor", "limit", "order_by")
"""What methods have parameters of their own for."""


class Column(Struct, frozen=True):
    number: int
    name: str
    sql: str
    """The name as SQL has it, in quotes if it needs them."""
    type: str
    """As PostgreSQL writes it."""
    base: str
    """The name of the type without its length, under any domains, or of an array's elements."""
    labels: Sequence[str]
    """Of an enum."""
    length: int
    """The most characters of a varchar or char; 0 for any number."""
    array: bool
    domain: bool
    not_null: bool
    default: str | None
    made: bool
    """Whether PostgreSQL always makes the value: a generated column, or an identity that takes no other."""
    numbered: bool
    """Whether a sequence gives the value if nobody else does."""
    parameter: str = ""

    @property
    def words(self) -> str:
        """createdAt and created_at are the same words."""
        return snake_case(self.name)

    @property
    def has_default(self) -> bool:
        return self.default is not None or self.numbered


class ForeignKey(Struct, frozen=True):
    columns: Sequence[int]
    table: int
    referred: Sequence[int]


class Check(Struct, frozen=True):
    name: str
    columns: Sequence[int]
    text: str


class Table(Struct, frozen=True):
    oid: int
    schema: str
    name: str
    sql: str
    """The name as SQL has it, with the schema if that is not public."""
    kind: str
    """relkind."""
    is_partition: bool
    has_children: bool
    replaces: bool
    """Whether a rule replaces a command on it by another."""
    shapes: bool
    """Whether a trigger or a generated column may change columns that no query names."""
    of_extension: bool
    key: Sequence[int]
    """The columns of its primary key, in order."""
    deferrable: bool
    """Whether the primary key may be violated for a while."""
    columns: Sequence[Column]
    foreign: Sequence[ForeignKey]
    unique: Sequence[Sequence[int]]
    """The columns of each unique key that holds for all rows, the primary key among them."""
    checks: Sequence[Check]
    distinctions: Sequence[Sequence[int]]
    """The columns of each unique index, also of those for some rows or over expressions."""

    @property
    def shown(self) -> str:
        """As a user names it."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def keys(self) -> Sequence[Column]:
        return self.of(self.key)

    def of(self, numbers: Sequence[int]) -> Sequence[Column]:
        found = {column.number: column for column in self.columns}
        return [found[number] for number in numbers]


async def read_tables(connection: Connection) -> Sequence[Table]:
    """Everything with rows that the schema's author made, in the order of names."""
    found: Any = [json.loads(row[0]) for row in await connection.fetch(TABLES)]
    return [msgspec.convert(each | {"columns": _with_parameters(each["columns"])}, Table) for each in found]


def _with_parameters(columns: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    taken = {*_TOLD}
    named: list[Mapping[str, Any]] = []
    for column in columns:
        name = re.sub(r"\W", "_", method(column["name"]))
        parameter = numbered(f"{name}_value" if name in _TOLD else name, taken)
        taken.add(parameter)
        named.append({**column, "parameter": parameter})
    return named
