"""What a database's catalog says, as far as the compiler needs it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

FIRST_USER_OID = 16384
"""FirstNormalObjectId (`access/transam.h`): objects with a smaller OID came with PostgreSQL."""

__all__ = ["FIRST_USER_OID", "Cascade", "Catalog", "Column", "Fired", "Function", "PgType", "Relation", "Trigger"]


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
    """The type under a domain, else 0."""
    labels: Sequence[str]
    """An enum's labels in order."""
    comment: str | None
    user: bool
    """Whether the schema's author made it, not PostgreSQL or an extension."""
    not_null: bool = False
    """Whether a cast to this domain refuses NULL."""
    subtype: int = 0
    """The type that a range or multirange is over, else 0."""
    dims: int = 0
    """The dimensions that a domain over an array type declares."""
    relation: int = 0
    """For a composite, the relation whose columns are its fields, else 0."""
    extension: str | None = None
    """The extension that created it."""
    checks: Sequence[str] = ()
    """The analysed trees of a domain's own CHECKs that hold for all of its values."""
    new_checks: Sequence[str] = ()
    """The analysed trees of those that hold for new values only, since they are not valid."""

    @property
    def origin(self) -> tuple[str, str]:
        """Its extension, or else its schema, and its name there."""
        return self.extension or self.schema, self.typname


class Column(Struct, frozen=True, array_like=True):
    number: int
    name: str
    type: int
    dims: int
    """Declared dimensions of an array; PostgreSQL does not enforce them."""
    not_null: bool
    """Whether NOT NULL holds in every row that this relation can show, those of its children included."""
    identity: bool
    generated: bool
    comment: str | None
    expression: str | None = None
    """The analysed tree of its default, or of the expression that it is generated from, if that is the same in all children."""
    own_not_null: bool = False
    """Whether NOT NULL holds in the rows of the relation itself, those of its children left out."""


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
    """`insert` and `update` if a BEFORE or INSTEAD OF row trigger may change what is written, or drop the row. Triggers
    of partitions count too."""
    rules: bool
    """Whether a rewrite rule, other than the view's own, replaces a command by something else. A rule that only adds an
    action does not count, since the command still returns its own rows."""
    is_partition: bool
    view: str | None
    """The analysed tree of a view's query."""
    comment: str | None
    user: bool
    inherited: bool = False
    """Whether it has children or partitions."""
    keys: Sequence[Sequence[tuple[int, int]]] = ()
    """The unique keys that hold at any moment. Each column comes with the operator family that it is unique by."""
    checks: Sequence[str] = ()
    """The analysed trees of the CHECKs that hold in every row that it can show."""
    own_checks: Sequence[str] = ()
    """The analysed trees of the CHECKs that hold in its own rows, those of its children left out."""
    unlogged: bool = False
    """Whether its rows are not written to the log, and so not on replicas."""
    invoker: bool = False
    """Whether a view reads with the rights of who reads it, not of its owner."""

    @property
    def is_table(self) -> bool:
        """Whether it is a table or a partitioned table, whose own constraints hold in every row."""
        return self.kind in ("r", "p")

    def column(self, number: int) -> Column | None:
        return next((column for column in self.columns if column.number == number), None)


class Trigger(Struct, frozen=True, array_like=True):
    """A BEFORE row trigger."""

    relation: int
    """The table that it belongs to, which may be a partition."""
    events: frozenset[str]
    """`insert` and `update`."""
    columns: Sequence[str]
    """The columns of UPDATE OF; none if any column makes it fire."""
    when: str | None
    """The analysed tree of its WHEN."""
    language: str
    function: str
    """The name of its function."""
    body: str
    """The text of its function."""
    arguments: Sequence[str] = ()


class Fired(Struct, frozen=True, array_like=True):
    """A trigger of any kind."""

    events: int
    """What it fires on, in the bits of `analyse.tree.enums.Right`."""
    function: int
    after: bool
    """Whether it is neither BEFORE nor INSTEAD OF."""
    columns: Sequence[str]
    """The columns of UPDATE OF; none if any column makes it fire."""
    when: str | None
    """The analysed tree of its WHEN."""
    relation: int
    """The table that it was made for: of a partition's trigger, the table above."""
    deferred: bool = False
    """Whether it fires at the end of the transaction."""


class Rule(Struct, frozen=True, array_like=True):
    """A rewrite rule for a command that changes rows."""

    event: int
    """The command, in the bits of `analyse.tree.enums.Right`."""
    where: str
    """The analysed tree of its condition."""
    actions: str
    """The analysed trees of its commands."""


class Cascade(Struct, frozen=True, array_like=True):
    """What a foreign key does to the rows that refer to one that goes or changes."""

    relation: int
    """The table that refers."""
    event: int
    """What happens to the row that is referred to, in the bits of `analyse.tree.enums.Right`: DELETE or UPDATE."""
    done: int
    """What is done to the rows that refer to it, in the same bits."""
    keys: Sequence[str]
    """The columns that are referred to."""
    columns: Sequence[str]
    """The columns that are set where the rows are updated."""


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
    """The names of the arguments that a call gives; an argument without a name has an empty one."""
    volatile: bool = True
    """Of an aggregate, whether any function that it is made of is."""
    body: str | None = None
    """The analysed tree of its body, if that is SQL."""
    inputs: int = 0
    """How many arguments it takes."""
    defaults: str | None = None
    """The analysed trees of the last arguments' defaults."""
    types: str = ""
    """The types of its arguments."""
    language: str = ""
    definer: bool = False
    """Whether it runs with the rights of its owner."""
    source: str = ""
    """The text of a body in PL/pgSQL."""

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
    """The operators that are = of a btree operator family, with those families."""
    nondeterministic: frozenset[int] = frozenset()
    """Collations in which different strings may be equal."""
    triggers: Mapping[int, Sequence[Trigger]] = {}
    """The BEFORE row triggers of each table, and of its partitions and children."""
    json_casts: frozenset[int] = frozenset()
    """Types with a cast to json by a function, which PostgreSQL then uses to make JSON of them."""
    policies: Mapping[int, Sequence[str]] = {}
    """The analysed trees of the conditions that row security adds where a table is read or written."""
    sequences: Mapping[int, tuple[str, str]] = {}
    """The schema and name of each sequence."""
    fired: Mapping[int, Sequence[Fired]] = {}
    """For each table, the triggers of its own and of its partitions and children."""
    cascades: Mapping[int, Sequence[Cascade]] = {}
    """For each table, what follows where its rows, or those of its partitions and children, go or change."""
    evaluated: Mapping[int, Sequence[str]] = {}
    """For each table, the analysed trees that are evaluated for new rows of its own, its partitions and its children:
    of CHECKs, generated columns, indexes and partition keys."""
    rules: Mapping[int, Sequence[Rule]] = {}
    """For each table and view, its rewrite rules but for a view's own."""

    def base_type(self, oid: int) -> PgType:
        """The type under any domains."""
        found = self.types[oid]
        while found.base:
            found = self.types[found.base]
        return found
