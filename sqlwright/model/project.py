"""Everything that the code of one codegen block is printed from."""

from collections.abc import Sequence

from msgspec import Struct

from .catalog import PgType
from .queries import Query
from .rows import Field, Table
from .types import Type

__all__ = ["Composite", "Domain", "Module", "Project", "Schema"]


class Module(Struct, frozen=True):
    """A query file."""

    path: str
    """As it is shown: relative to the configuration."""
    stem: str
    comments: Sequence[str]
    queries: Sequence[Query]
    unnamed: Sequence[int] = ()
    """The lines of its statements without a name, which are no queries."""
    fragments: Sequence[str] = ()
    """The names of its fragments."""


class Composite(Struct, frozen=True):
    """A type with fields. Each field may be NULL, whatever a table of this row type says."""

    type: PgType
    fields: Sequence[Field]


class Domain(Struct, frozen=True):
    type: PgType
    over: Type


class Schema(Struct, frozen=True):
    """What the schema's author created."""

    tables: Sequence[Table] = ()
    enums: Sequence[PgType] = ()
    composites: Sequence[Composite] = ()
    """Composite types, without the row types of tables and views."""
    domains: Sequence[Domain] = ()
    known: Sequence[str] = ()
    """The names of all types that a value can have except arrays, PostgreSQL's own included, as format_type prints them."""

    @property
    def types(self) -> Sequence[PgType]:
        return [*self.enums, *(composite.type for composite in self.composites), *(each.type for each in self.domains)]


class Project(Struct, frozen=True):
    """Everything that the code of one codegen block is printed from."""

    source: str
    """Where the schema comes from, as written in the configuration."""
    schema: Schema
    modules: Sequence[Module]
