"""The names of a project's tables, types, constraints and fields in Python, without duplicates."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ..errors import Problem
from ..model import Project, Schema
from ..model.catalog import PgType, Relation
from ..model.options import Options
from .composites import row_types
from .document_place import shared_documents
from .enum_members import member_names
from .named_rows import named_rows
from .names import (
    constant,
    distinct,
    field_name,
    pascal,
    singular,
)
from .rename_targets import Kind, RenameTargets, rename_targets
from .unused import printed, used

__all__ = ["Names"]

_Key = tuple[str, str]
"""Schema and name."""


class Names:
    """The names of one project in Python, as the options want them."""

    def __init__(self, project: Project | None = None, options: Options | None = None) -> None:
        everything = printed(project or Project("", Schema(), ()))
        self.options = options or Options()
        self.project = used(everything) if self.options.omit_unused else everything
        """The project as it is printed."""
        self._rename_targets = rename_targets(everything) if self.options.rename else RenameTargets()
        self._tables, self._types = self._named(self.project)
        # Of all tables, printed or not: a query that only writes to a table raises its errors too.
        constraints = sorted({name for table in everything.schema.tables for name in table.relation.constraints})
        made = [self._renamed("constant", name) or constant(name) for name in constraints]
        exact = [name.upper() if name.islower() else name for name in constraints]
        taken = [*self._tables.values(), *self._types.values()]
        self.constants: Mapping[str, str] = dict(zip(distinct(exact, made, taken), constraints, strict=True))
        """The names of constraints, by their constants."""
        self._reserved = {*taken, *self.constants}
        self.documents = shared_documents(self.project.schema.tables)
        """The documents in views."""
        self.structs = {self._tables[key]: key for key in self._tables}
        """The tables, by their structs."""
        self.named_rows = named_rows(self.project)
        """The queries whose rows have a name, by that name and by the module's path."""
        self._fields: dict[tuple[str, ...], Sequence[str]] = {}
        """A cache: the same fields are asked for wherever one of them is printed."""

    @property
    def reserved(self) -> AbstractSet[str]:
        """The names of classes and constants."""
        return self._reserved

    def table(self, relation: Relation) -> str:
        """The struct of a table; a schema other than public is put before its name."""
        return self._tables.get((relation.schema, relation.name)) or self._table(relation)

    def row_home(self, row: str) -> str:
        """The module that defines a named row's struct: models.py if it is a table's or several modules share it."""
        shared = row in self.structs or len(self.named_rows.get(row, ())) > 1
        return ".models" if shared else ""

    def type(self, kind: PgType) -> str:
        """The class of an enum or composite, or the alias of a domain; a schema other than public comes first."""
        return self._types.get((kind.schema, kind.typname)) or self._class(kind.schema, kind.typname)

    def fields(self, names: Sequence[str], unnamed: str = "column") -> Sequence[str]:
        """Names for a row's columns or a query's parameters; duplicates are numbered, as in sqlc."""
        key = unnamed, *names
        if key not in self._fields:
            made = [
                self._renamed("field", name) or field_name(name, number, unnamed)
                for number, name in enumerate(names, 1)
            ]
            # A field with the name of a class would hide the class from the annotations after it.
            self._fields[key] = distinct(names, [f"{name}_" if name in self._reserved else name for name in made])
        return self._fields[key]

    def members(self, enum: PgType) -> Sequence[str]:
        """The members of an enum's class, in the order of its labels."""
        made = member_names(enum.labels)
        return [self._renamed("constant", label) or name for label, name in zip(enum.labels, made, strict=True)]

    def json_name(self, name: str, mine: str) -> str:
        """The name in JSON of a field that is `mine` in Python: underscores and renames are for Python only."""
        return name if mine.rstrip("_") == name or self._renamed("field", name) else mine

    def problems(self) -> Iterator[Problem]:
        """An error for each class whose name another class has, and for members of an enum that renames give one name."""
        yield from self._shared_members()
        first: dict[str, _Key] = {}
        for key, name in (*self._types.items(), *self._tables.items()):
            other = first.setdefault(name, key)
            if other != key:
                spellings = [f"rename.{spelling}" for found in (key, other) for spelling in _spellings(*found)]
                places = self.options.places
                place = next((places[spelling] for spelling in spellings if spelling in places), places[""])
                yield place.problem(
                    f"{_shown(*other)} and {_shown(*key)} would both be the class {name}",
                    f"name one of them in the options, as rename: {{{_shown(*key)}: {name}2}}",
                )

    def _shared_members(self) -> Iterator[Problem]:
        for enum in self.project.schema.enums:
            first: dict[str, str] = {}
            for label, name in zip(enum.labels, self.members(enum), strict=True):
                if name in first:
                    places = self.options.places
                    spelling = next(spelling for spelling in (label, first[name]) if f"rename.{spelling}" in places)
                    yield places[f"rename.{spelling}"].problem(
                        f"the labels {first[name]!r} and {label!r} of {_shown(enum.schema, enum.typname)} would both be"
                        f" the member {name}",
                        "give one of them another name",
                    )
                first.setdefault(name, label)

    def _named(self, project: Project) -> tuple[Mapping[_Key, str], Mapping[_Key, str]]:
        """A table's class has its name in the singular, unless that is taken; its row type has the name itself,
        followed by RowType if that is taken."""
        types = {(kind.schema, kind.typname): self._class(kind.schema, kind.typname) for kind in project.schema.types}
        relations = [table.relation for table in project.schema.tables]
        tables = {(relation.schema, relation.name): self._table(relation) for relation in relations}
        counts = Counter([*types.values(), *tables.values()])
        for key, name in tables.items():
            if counts[name] > 1:
                tables[key] = self._class(*key)
        taken = {*types.values(), *tables.values()}
        for kind in row_types(project):
            name = self._class(kind.schema, kind.typname)
            types[kind.schema, kind.typname] = f"{name}RowType" if name in taken else name
        return tables, types

    def _table(self, relation: Relation) -> str:
        options = self.options
        exact = options.emit_exact_table_names or relation.name in options.inflection_exclude_table_names
        renamed = self._renamed("class", relation.name, relation.schema)
        return renamed or _class(relation.schema, relation.name if exact else singular(relation.name))

    def _class(self, schema: str, name: str) -> str:
        return self._renamed("class", name, schema) or _class(schema, name)

    def _renamed(self, kind: Kind, name: str, schema: str = "public") -> str | None:
        """The name that the options give it.

        Where the old name is of several kinds of things, the case of the new one says which kind is meant.
        """
        for spelling in _spellings(schema, name):
            new = self.options.rename.get(spelling)
            if new is not None:
                kinds = self._rename_targets.kinds(spelling)
                looks = "field" if not new[0].isupper() else "constant" if new.isupper() and len(new) > 1 else "class"
                if kind == looks or looks not in kinds:
                    return new
        return None


def _class(schema: str, name: str) -> str:
    return pascal(name if schema == "public" else f"{schema}_{name}")


def _spellings(schema: str, name: str) -> tuple[str, str]:
    return f"{schema}.{name}", name


def _shown(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"
