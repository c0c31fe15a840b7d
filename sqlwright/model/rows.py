"""The parts of rows: columns, embedded tables, and levels of lists."""

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
    """The kind of proof that it cannot be NULL: a word of `analyse.proofs.rules.PROOFS`."""
    comment: str | None = None
    embed: str | None = None
    """The name of the `sqlc.embed` that it belongs to."""
    origin: Origin | None = None
    """The table's column that it is, unchanged."""


class Embed(Struct, frozen=True):
    """The columns from `first` up to `first + count` of a row, which become a table's struct."""

    name: str
    table: "Table"
    first: int
    count: int
    nullable: bool
    """Whether it is missing if an outer join finds nothing."""
    key: int | None
    """A column that is NULL only if the whole is missing."""


class Level(Struct, frozen=True, array_like=True):
    """The columns from `first` up to `end` of rows that are folded: one parent of many rows, or an item of the innermost list."""

    embed: str | None
    """The embed of `-- @group` whose key is `key`; None for the innermost list."""
    first: int
    end: int
    key: Sequence[int]
    """The columns that are equal in the rows of one parent in one list, and in no others."""
    field: str
    """The name of the next level's list; empty for the innermost."""
    missing: Sequence[int] = ()
    """The columns that are all NULL if an outer join found nothing for the list; none if it always finds something."""
    present: Sequence[int] = ()
    """The columns, and embeds by their first column, that are never NULL in the list though they may be in the rows."""


class Table(Struct, frozen=True):
    relation: Relation
    fields: Sequence[Field]
