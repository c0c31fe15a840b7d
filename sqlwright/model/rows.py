"""What rows are made of: columns, embedded tables, and levels of lists."""

from collections.abc import Sequence

from msgspec import Struct

from .catalog import Relation
from .types import Origin, Type

__all__ = ["Embed", "Field", "Level", "Table"]


class Field(Struct, frozen=True, array_like=True):
    """A column of a result or table, as PostgreSQL names it."""

    name: str
    type: Type
    proof: str | None
    """A word of analyse.nullness.PROOFS where no NULL can come."""
    comment: str | None = None
    embed: str | None = None
    """The name in the `sqlc.embed` that it is part of."""
    origin: Origin | None = None
    """The column that it comes out of as it is."""


class Embed(Struct, frozen=True):
    """The columns `first` to `first + count` of a row, which are a table's struct."""

    name: str
    table: "Table"
    first: int
    count: int
    nullable: bool
    """Whether an outer join may leave it out."""
    key: int | None
    """A column that is NULL only where the whole is missing."""


class Level(Struct, frozen=True, array_like=True):
    """The columns `first` up to `end` of rows that are folded: what is once for many of them, or in the innermost list."""

    embed: str | None
    """The embed whose key is `key`, by `-- @group`; None in the innermost list."""
    first: int
    end: int
    key: Sequence[int]
    """The columns that are alike in rows of one parent in one list, and in no others."""
    field: str
    """What the list of the next level is called; empty in the innermost."""
    missing: Sequence[int] = ()
    """The columns that are all NULL where an outer join found nothing for the list; none where there is always something."""
    present: Sequence[int] = ()
    """The columns and embeds, by their first column, that are in the list without NULL though the rows have it."""


class Table(Struct, frozen=True):
    relation: Relation
    fields: Sequence[Field]
