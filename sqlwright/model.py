"""What the compiler knows of a project, plainly: no SQL is read and no Python printed here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from .analyse.catalog import PgType, Relation
from .sending import ALWAYS, Needs
from .source.headers import Command

__all__ = [
    "Batched",
    "Composite",
    "Conversion",
    "Copy",
    "Domain",
    "Embed",
    "Field",
    "ImportedName",
    "Key",
    "Level",
    "Module",
    "Origin",
    "Page",
    "Parameter",
    "Project",
    "Query",
    "Schema",
    "Shape",
    "SortKey",
    "Table",
    "Type",
    "Variant",
    "imported_name",
]


Origin = tuple[str, str, str]
"""A table's column, by its schema, table and name."""


ImportedName = tuple[str, str]
"""A module, and a name in it."""


def imported_name(path: str) -> ImportedName:
    """Of package.module.Name, or of a builtin's name."""
    module, _, name = path.rpartition(".")
    return module or "builtins", name


class Conversion(Struct, frozen=True, array_like=True):
    """What an override or `@json` makes of a value, or of an array's elements."""

    type: ImportedName
    decode: ImportedName | None
    encode: ImportedName | None
    json: bool
    """Whether the value is a document that msgspec makes one of."""
    whole: bool
    """Whether it is of the array, not of its elements."""


class Type(Struct, frozen=True, array_like=True):
    """A value's type."""

    name: str
    """As format_type(oid, null) prints it."""
    scalar: PgType
    """What it is made of: the element's type if it is an array, and the type under any domain."""
    dims: int
    """Dimensions if it is an array, else 0."""
    nullable: bool
    nullable_elements: bool = False
    """Whether an array's elements may be NULL."""
    subtype: "Type | None" = None
    """What a range or multirange is over."""
    items: "Sequence[Type]" = ()
    """What is in a record, where the query itself puts it together."""
    domain: PgType | None = None
    """The domain that the value is of."""
    element_domain: PgType | None = None
    """The domain that an array's elements are of."""
    unreadable: str | None = None
    """A field somewhere in a composite that asyncpg cannot read there, with its type."""
    conversion: Conversion | None = None
    shape: "Shape | None" = None
    """What the document looks like, if it is one that the query itself puts together."""

    @property
    def is_json(self) -> bool:
        """Whether it is a document, or an array of them."""
        return self.scalar.origin in (("pg_catalog", "json"), ("pg_catalog", "jsonb"))


class Shape(Struct, frozen=True, array_like=True):
    """What stands at a place of a JSON document."""

    kind: Literal["object", "array", "tuple", "map", "value", "any"]
    """A map is an object whose keys are data."""
    nullable: bool = False
    """Whether it may be null."""
    value: Type | None = None
    """The PostgreSQL type of a value in JSON's form, of json that may be any, of the composite that an object was, and
    of an array whose depth is only declared."""
    items: "Sequence[Shape]" = ()
    """What is in an array or map, nothing if it is always empty; what is at each place of a tuple."""
    keys: "Sequence[Key]" = ()
    """What is in an object: nothing where it may be anything."""
    origin: Origin | None = None
    """The column that the value is of."""
    table: tuple[str, str] | None = None
    """The table, by schema and name, whose row the object is."""

    def places(self) -> "Iterator[Shape]":
        """Itself and all that is in it."""
        yield self
        for inner in (*self.items, *(key.shape for key in self.keys)):
            yield from inner.places()


class Key(Struct, frozen=True, array_like=True):
    """What is in an object under a name."""

    name: str
    shape: Shape
    optional: bool = False
    """Whether it may be left out."""


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


class Module(Struct, frozen=True):
    """A query file."""

    path: str
    """As shown, relative to the configuration."""
    stem: str
    comments: Sequence[str]
    queries: Sequence[Query]


class Table(Struct, frozen=True):
    relation: Relation
    fields: Sequence[Field]


class Composite(Struct, frozen=True):
    """A type with fields; each of them may be NULL, whatever a table with this row type says."""

    type: PgType
    fields: Sequence[Field]


class Domain(Struct, frozen=True):
    type: PgType
    over: Type


class Schema(Struct, frozen=True):
    """What the schema's author has made."""

    tables: Sequence[Table] = ()
    enums: Sequence[PgType] = ()
    composites: Sequence[Composite] = ()
    """Without the row types of tables and views."""
    domains: Sequence[Domain] = ()
    known: Sequence[str] = ()
    """The names of all types that a value can be of, PostgreSQL's own too, as format_type prints them, but no arrays."""

    @property
    def types(self) -> Sequence[PgType]:
        return [*self.enums, *(composite.type for composite in self.composites), *(each.type for each in self.domains)]


class Project(Struct, frozen=True):
    """Everything that one codegen block is printed from."""

    source: str
    """Where the schema comes from, as the configuration writes it."""
    schema: Schema
    modules: Sequence[Module]
