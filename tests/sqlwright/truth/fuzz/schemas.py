"""A schema as the makers of queries and data see it: types, columns, tables. Few values differ, so that joins match."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

__all__ = ["TYPES", "Column", "Schema", "Table", "literal"]

LITERALS = {
    "int": ("0", "1", "2", "-1"),
    "text": ("'a'", "'b'", "''", "'1'", "'a,b'"),
    "bool": ("true", "false"),
    "numeric": ("0.0", "1.5", "2", "'NaN'::numeric"),
    "timestamp": ("'2026-01-02'::timestamp", "'2025-05-05 10:00'::timestamp", "'infinity'::timestamp"),
    "jsonb": ("""'{"k": 1, "l": [1, null]}'::jsonb""", """'{"k": null}'::jsonb""", "'[1, 2]'::jsonb", "'null'::jsonb"),
    "int[]": ("'{1,2}'::int[]", "'{}'::int[]", "'{1,NULL}'::int[]", "array[0]"),
    "text[]": ("'{a,b}'::text[]", "'{NULL}'::text[]", "array['a']"),
    "mood": ("'sad'::mood", "'glad'::mood"),
    "pair": ("row(1, 'a')::pair", "row(null, 'b')::pair", "row(null, null)::pair"),
}
TYPES = (*LITERALS, "int", "int", "int", "int", "text", "text", "text", "bool", "jsonb")
"""The usual types are here more often than the others."""


def literal(random: Random, kind: str) -> str:
    return random.choice(LITERALS[kind])


@dataclass
class Column:
    name: str
    type: str
    refuses_null: bool = False
    writable: bool = True
    empty: str | None = None
    """What gives NULL where NULL itself is refused, as by a domain that is NOT NULL."""


@dataclass
class Table:
    name: str
    columns: list[Column]
    is_view: bool = False
    is_writable: bool = True
    has_key: bool = False
    """Whether its `id` is one that other tables may refer to."""
    targets: Sequence[str] = ()
    """The table that its rows are put into: itself, or a child."""

    def __post_init__(self) -> None:
        self.targets = self.targets or (self.name,)


@dataclass
class Schema:
    ddl: list[str]
    tables: list[Table]
    functions: list[tuple[str, list[str], str]] = field(default_factory=list[tuple[str, list[str], str]])
    """The name, argument types and result type of each scalar function."""
    refreshes: list[str] = field(default_factory=list[str])
    """Statements that refresh the materialised views and restore those constraints."""
    sets: list[tuple[str, list[str], list[Column]]] = field(default_factory=list[tuple[str, list[str], list[Column]]])

    before: list[str] = field(default_factory=list[str])
    """Statements that drop the constraints which older rows need not obey."""

    @property
    def base(self) -> list[Table]:
        return [table for table in self.tables if not table.is_view]

    @property
    def targets(self) -> list[Table]:
        """The relations that can be written to."""
        return [table for table in self.tables if table.is_writable]
