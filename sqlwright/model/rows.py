"""The parts of rows: columns, embedded tables, and levels of lists."""

from collections.abc import Sequence

from msgspec import Struct

from .catalog import Relation
from .types import Origin, Type

__all__ = ["Embed", "Field", "Level", "Table", "lists_of"]


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
    """The columns from `first` up to `first + count` of a row, which become one struct."""

    name: str
    table: "Table | None"
    """The table whose struct it is; None for a struct of its own."""
    first: int
    count: int
    nullable: bool
    """Whether it is missing if an outer join finds nothing."""
    key: int | None
    """A column that is NULL only if the whole is missing."""
    title: str = ""
    """What a struct of its own is named after."""
    present: Sequence[int] = ()
    """The columns of a struct of its own that are NULL only if the whole is missing."""


class Level(Struct, frozen=True, array_like=True):
    """The columns from `first` up to `end` of rows that are folded: one parent of many rows, or an item of an innermost list."""

    embed: str | None
    """What `-- @group` names as the parent whose key is `key`; None for an innermost list."""
    first: int
    end: int
    key: Sequence[int]
    """The columns that are equal in the rows of one parent in one list, and in no others. An innermost list beside others
    has them too: of its rows that are equal there, one counts."""
    field: str
    """The name of the list that it is in; empty for the outermost."""
    missing: Sequence[int] = ()
    """The columns that are all NULL if an outer join found nothing for the list; none if it always finds something."""
    present: Sequence[int] = ()
    """The columns, and embeds by their first column, that are never NULL in the list though they may be in the rows."""


class Table(Struct, frozen=True):
    relation: Relation
    fields: Sequence[Field]


def lists_of(levels: Sequence[Level], index: int) -> Sequence[int]:
    """The levels that are lists of a level: the next one, or all innermost ones."""
    later = range(index + 1, len(levels))
    if levels[index].embed is None or not later:
        return []
    return [later[0]] if levels[later[0]].embed is not None else later
