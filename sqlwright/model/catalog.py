"""What a database's catalog says, as far as the analysis needs it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

FIRST_USER_OID = 16384
"""FirstNormalObjectId: what has a smaller OID came with PostgreSQL."""

__all__ = ["FIRST_USER_OID", "Catalog", "Column", "Function", "PgType", "Relation"]


class PgType(Struct, frozen=True, array_like=True):
    """A row of pg_type; `name` as format_type(oid, null) prints it."""

    oid: int
    name: str
    schema: str
    typname: str
    kind: str
    """typtype: b base, c composite, d domain, e enum, m multirange, p pseudo, r range."""
    element: int
    """The element's type if this is an array, else 0."""
    base: int
    """The type that a domain is over, else 0."""
    labels: Sequence[str]
    """An enum's labels in order."""
    comment: str | None
    user: bool
    """Made by the schema's author: not PostgreSQL's own, nor an extension's."""
    not_null: bool = False
    """Whether a cast to this domain refuses NULL."""
    subtype: int = 0
    """The type that a range or multirange is over, else 0."""
    dims: int = 0
    """The dimensions that a domain over an array declares."""
    relation: int = 0
    """The relation whose columns a composite's fields are, else 0."""
    extension: str | None = None
    """The extension that brought it."""

    @property
    def origin(self) -> tuple[str, str]:
        """The extension that brought it, or else its schema, and its name there."""
        return self.extension or self.schema, self.typname


class Column(Struct, frozen=True, array_like=True):
    number: int
    name: str
    type: int
    dims: int
    """Declared dimensions of an array; PostgreSQL does not enforce them."""
    not_null: bool
    """Holds in every row that this relation can show, its children's included."""
    identity: bool
    generated: bool
    comment: str | None
    expression: str | None = None
    """The analysed tree of its default, or of what it is generated from."""


class Relation(Struct, frozen=True, array_like=True):
    """A table, view or other relation with columns."""

    oid: int
    schema: str
    name: str
    kind: str
    """relkind: r table, p partitioned, v view, m materialised view, f foreign table, c composite."""
    columns: Sequence[Column]
    constraints: Sequence[str]
    """Names of its constraints and unique indexes, in order."""
    triggers: frozenset[str]
    """`insert` and `update` where a BEFORE or INSTEAD OF row trigger may change what is written or drop the row, also
    on a partition."""
    rules: bool
    """Whether a rewrite rule other than a view's own puts something else in a command's place; one that does something
    besides leaves what the command itself gives back."""
    is_partition: bool
    view: str | None
    """The analysed tree of a view's query."""
    comment: str | None
    user: bool
    inherited: bool = False
    """Whether it has children or partitions."""
    keys: Sequence[Sequence[tuple[int, int]]] = ()
    """The unique keys that hold at any moment: columns, each with the family of operators that it is unique by."""
    checks: Sequence[str] = ()
    """The analysed trees of its CHECKs that hold in every row that it can show."""

    def column(self, number: int) -> Column | None:
        return next((column for column in self.columns if column.number == number), None)


class Function(Struct, frozen=True, array_like=True):
    oid: int
    schema: str
    name: str
    signature: str
    """As oid::regprocedure prints it."""
    strict: bool
    returns_set: bool
    kind: str
    """prokind: f function, a aggregate, w window function, p procedure."""
    arguments: Sequence[str]
    """Names of the input arguments, empty where they have none."""
    volatile: bool = True
    body: str | None = None
    """The analysed tree of its body in SQL."""
    inputs: int = 0
    """How many arguments it takes."""
    defaults: str | None = None
    """The analysed trees of what the last ones are where a call leaves them out."""

    @property
    def builtin(self) -> bool:
        return self.oid < FIRST_USER_OID


class Catalog(Struct, frozen=True, array_like=True):
    version: int
    """server_version_num."""
    types: Mapping[int, PgType]
    relations: Mapping[int, Relation]
    functions: Mapping[int, Function]
    equalities: Mapping[int, Sequence[int]] = {}
    """The operators that say = in an order, with the families that they do so for."""
    nondeterministic: frozenset[int] = frozenset()
    """Collations by which different strings may be equal."""
    documents: frozenset[int] = frozenset()
    """Types with a cast to json that is a function, which JSON is then made by."""

    def base_type(self, oid: int) -> PgType:
        """The type under any domains."""
        found = self.types[oid]
        while found.base:
            found = self.types[found.base]
        return found
