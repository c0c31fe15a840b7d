"""One query: its statements, parameters and rows."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from .access import NO_ACCESS, Access
from .catalog import Relation
from .commands import Command
from .parameter_order import ALWAYS, Needs
from .rows import Embed, Field, Level
from .spelling import snake_case
from .types import Origin, Shape, Type

__all__ = [
    "Batched",
    "ClassName",
    "Copy",
    "DocumentName",
    "Page",
    "Parameter",
    "Query",
    "RowList",
    "SortKey",
    "TypedDocument",
    "Variant",
]


class Parameter(Struct, frozen=True, array_like=True):
    number: int
    name: str
    type: Type
    origins: Sequence[Origin] = ()
    """The columns that it is compared with or assigned to."""
    optional: bool = False
    """Whether `@optional` lets callers leave it out."""
    needs: Needs = ALWAYS
    """The optional parameters without which it is not sent."""
    folded: str | None = None
    """Its name as PostgreSQL folds it, if capitals in it have become words."""
    only_filters: bool = False
    """Whether NULL is of no use, because it only stands in conditions that are never true with it, or in LIMIT."""
    default: int | float | bool | str | None = None
    """Its value where a caller does not give one."""

    def is_called(self, name: str) -> bool:
        """Whether the query means it by this name, however that is spelled."""
        return name in (self.name, self.folded) or snake_case(name) == self.name


class RowList(Struct, frozen=True, array_like=True):
    """Parameters that are arrays, which a caller gives as one list of structs."""

    name: str
    params: Sequence[int]
    """Their numbers, in the order of the struct's fields."""


class Copy(Struct, frozen=True, array_like=True):
    """The target of `:copyfrom`."""

    schema: str | None
    """The schema, if the query names it."""
    table: str
    columns: Sequence[str]
    """In the order of the parameters."""


class Variant(Struct, frozen=True, array_like=True):
    """One of the statements of a query."""

    given: Sequence[int]
    """The numbers of the optional parameters that are given."""
    order: str | None
    sql: str
    params: Sequence[int]
    """The numbers of the parameters that are sent, in the variant's own order."""
    next_sql: str | None = None
    """The statement for the next page. After its other parameters come the limit, and the keys of the last row."""
    last_sql: str | None = None
    """The statement for the last page, with its rows from the last to the first, where pages lead back."""
    previous_sql: str | None = None
    """The statement for the page before, likewise; after the limit come the keys of the first row."""


class SortKey(Struct, frozen=True, array_like=True):
    """A column of the rows by which pages are ordered."""

    column: int
    type: Type


class ClassName(Struct, frozen=True, array_like=True):
    """A name that the query gives to a class, and where it stands in the file."""

    name: str
    below: int
    """How many lines below the query's name; negative above it."""
    column: int
    """The character in that line, counted from 1."""


class Page(Struct, frozen=True, array_like=True):
    size: int
    """The number of rows unless the caller gives one."""
    keys: Mapping[str, Sequence[SortKey]]
    """By the name of the order; the query's own order has the empty name."""
    both_ways: bool = False
    """Whether pages lead back too."""
    given: ClassName | None = None
    """What the query calls the page's struct."""


class Batched(Struct, frozen=True, array_like=True):
    """How `-- @batched` asks for the rows of many keys at once."""

    sql: str
    """The statement with an array of keys in place of each key."""
    keys: Sequence[tuple[int, int]]
    """The number of each parameter that is a key, and the column that it finds: one of the query's, or one more after them.
    The other parameters have the same values for all keys."""


class DocumentName(Struct, frozen=True, array_like=True):
    """The name that `-- @json` gives to the struct of a document that the query builds."""

    path: Sequence[str]
    """The column, and the keys from there."""
    given: ClassName


class TypedDocument(Struct, frozen=True, array_like=True):
    """A document that the query builds and `-- @json` gives a type, and where the type stands in the file."""

    column: str
    type: str
    shape: Shape
    below: int
    """How many lines below the query's name; negative above it."""
    at: int
    """The character in that line, counted from 1."""


class Query(Struct, frozen=True, array_like=True):
    name: str
    command: Command
    sql: str
    """The statement as it is sent, with macros and stars expanded."""
    comments: Sequence[str]
    params: Sequence[Parameter]
    columns: Sequence[Field]
    rows: Literal["one", "optional", "many", "none"]
    """How many rows can come, whatever the command is."""
    embeds: Sequence[Embed]
    table: Relation | None
    """The table that has exactly these columns, in this order."""
    line: int
    stream: bool = False
    """Whether it has `-- @stream`."""
    batch: str | None = None
    """What `:batchone` and `:batchmany` send; the item's number is an added parameter and the last column."""
    copy: Copy | None = None
    unknown: Sequence[str] = ()
    """The kinds of nodes in PostgreSQL's tree that the analysis does not know."""
    orders: Sequence[str] = ()
    """The names of its `@orderby`."""
    variants: Sequence[Variant] = ()
    """All statements of a query that has several. The first one is `sql`."""
    page: Page | None = None
    """What `@page` says."""
    levels: Sequence[Level] = ()
    """The levels of `-- @group`, from the outermost to the innermost list."""
    batched: Batched | None = None
    """What `-- @batched` says."""
    lists: Sequence[RowList] = ()
    """What `-- @rows` says."""
    channel: str | None = None
    """The channel of `:notify`; the payload is its only column."""
    documents: Sequence[TypedDocument] = ()
    """The documents whose form is known and that have a type all the same."""
    named_documents: Sequence[DocumentName] = ()
    """The documents whose structs have a name."""
    row: ClassName | None = None
    """What `-- @row` calls the struct of its rows."""
    encoded: ClassName | None = None
    """The name of what `-- @encoded` adds, and where the annotation stands."""
    beside: Sequence["Query"] = ()
    """The queries that come with it, such as the one that counts its rows."""
    access: Access = NO_ACCESS
    """What all of its statements touch."""
    primary: bool = False
    """Whether `@primary` keeps it from replicas."""

    @property
    def may_read_elsewhere(self) -> bool:
        """Whether a replica may answer it. What sends several commands stays on one connection with them."""
        return (
            not self.access.acts and not self.primary and self.batch is None and not self.command.startswith(":batch")
        )

    @property
    def count(self) -> bool:
        """Whether it has `-- @count`."""
        return bool(self.beside)
