"""One query: its statements, parameters and rows."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from .catalog import Relation
from .commands import Command
from .parameter_order import ALWAYS, Needs
from .rows import Embed, Field, Level
from .types import Origin, Type

__all__ = ["Batched", "Copy", "Page", "Parameter", "Query", "SortKey", "Variant"]


class Parameter(Struct, frozen=True, array_like=True):
    number: int
    name: str
    type: Type
    origins: Sequence[Origin] = ()
    """The columns that it is compared with or assigned to."""
    optional: bool = False
    """By `@optional`: it may be left out."""
    needs: Needs = ALWAYS
    """Without which optional ones it is not sent."""


class Copy(Struct, frozen=True, array_like=True):
    """Where `:copyfrom` writes."""

    schema: str | None
    """As the query writes it, if it does."""
    table: str
    columns: Sequence[str]
    """In the order of the parameters."""


class Variant(Struct, frozen=True, array_like=True):
    """One of the statements of a query."""

    given: Sequence[int]
    """The numbers of the optional parameters that are not left out."""
    order: str | None
    sql: str
    params: Sequence[int]
    """The numbers of those that are sent, in the order of its own."""
    next_sql: str | None = None
    """What gives a further page: the keys of the last row come after its other parameters, and the limit last."""


class SortKey(Struct, frozen=True, array_like=True):
    """What a page's order goes by, as a column of the rows."""

    column: int
    type: Type


class Page(Struct, frozen=True, array_like=True):
    size: int
    """How many rows there are unless the caller says otherwise."""
    keys: Mapping[str, Sequence[SortKey]]
    """By order; that of the query itself is called by the empty string."""


class Batched(Struct, frozen=True, array_like=True):
    """How `-- @batched` asks for the rows of many keys at once."""

    sql: str
    """With an array of keys in the place of the one."""
    key: int
    """The column that is the key: one of the query's, or one more behind them."""


class Query(Struct, frozen=True, array_like=True):
    name: str
    command: Command
    sql: str
    """As it is sent: macros and stars expanded."""
    comments: Sequence[str]
    params: Sequence[Parameter]
    columns: Sequence[Field]
    rows: Literal["one", "optional", "many", "none"]
    """How many can come, whatever the command."""
    embeds: Sequence[Embed]
    table: Relation | None
    """The table whose columns these are, all of them and in order."""
    line: int
    stream: bool = False
    """By `-- @stream`."""
    batch: str | None = None
    """As `:batchone` and `:batchmany` send it: with the item's number as one more parameter and as the last column."""
    copy: Copy | None = None
    unknown: Sequence[str] = ()
    """Kinds of nodes in PostgreSQL's tree that the analysis does not know."""
    orders: Sequence[str] = ()
    """The names of `@orderby`."""
    variants: Sequence[Variant] = ()
    """All statements of a query that has several; `sql` is the first."""
    page: Page | None = None
    """By `@page`."""
    levels: Sequence[Level] = ()
    """By `-- @group`, from the outermost to what is in the innermost list."""
    batched: Batched | None = None
    """By `-- @batched`."""
