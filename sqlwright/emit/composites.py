"""Composite types: which fields they have, which types are used, and in which order to define them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from ..model import (
    Composite,
    Domain,
    Field,
    Module,
    Project,
    Schema,
    Type,
)
from ..model.catalog import PgType

__all__ = [
    "CompositeFields",
    "binary_types",
    "definitions",
    "direct_types",
    "reached",
    "row_types",
    "scalars",
    "used_types",
]


class CompositeFields:
    """The fields of each composite type. In a table's row type every field may be NULL, and overrides do not apply."""

    def __init__(self, schema: Schema) -> None:
        self._composites = {composite.type.oid: composite.fields for composite in schema.composites}
        self._tables = {table.relation.oid: table.fields for table in schema.tables}

    def of(self, kind: PgType) -> Sequence[Field]:
        if kind.oid in self._composites:
            return self._composites[kind.oid]
        return [
            replace(field, type=replace(field.type, nullable=True, conversion=None), proof=None)
            for field in self._tables.get(kind.relation, ())
        ]


def reached(kinds: Iterable[Type], schema: Schema) -> Mapping[int, PgType]:
    """All types and domains inside these types, by OID, down to the fields; each comes after the types inside it."""
    fields = CompositeFields(schema)
    domains = {domain.type.oid: domain.over for domain in schema.domains}
    found: dict[int, PgType] = {}

    def visit(kind: Type) -> None:
        for domain in (kind.element_domain, kind.domain):
            if domain is not None and domain.oid not in found:
                if domain.oid in domains:
                    visit(domains[domain.oid])
                found[domain.oid] = domain
        for scalar in scalars(kind):
            if scalar.oid not in found:
                for field in fields.of(scalar) if scalar.kind == "c" else ():
                    visit(field.type)
                found[scalar.oid] = scalar

    for kind in kinds:
        visit(kind)
    return found


def direct_types(modules: Iterable[Module]) -> Iterator[Type]:
    """The types of the queries' parameters and columns."""
    for module in modules:
        for query in module.queries:
            for value in (*query.params, *query.columns):
                yield value.type


def used_types(project: Project) -> Sequence[PgType]:
    """All types inside the queries' parameters and columns, down to the fields, each after the types inside it."""
    return list(reached(direct_types(project.modules), project.schema).values())


def binary_types(project: Project) -> Collection[int]:
    """The OIDs of the types that need a binary form, as they are inside a composite or go through COPY."""
    fields = CompositeFields(project.schema)
    inside = [field.type for kind in used_types(project) if kind.kind == "c" for field in fields.of(kind)]
    copied = [
        param.type
        for module in project.modules
        for query in module.queries
        if query.command == ":copyfrom"
        for param in query.params
    ]
    return {scalar.oid for kind in (*inside, *copied) for scalar in scalars(kind)}


def scalars(kind: Type) -> Iterator[PgType]:
    """The scalar types inside a value's type; the fields of composites are left out."""
    if kind.subtype is not None:
        yield from scalars(kind.subtype)
    for item in kind.items:
        yield from scalars(item)
    yield kind.scalar


def row_types(project: Project) -> Sequence[PgType]:
    """The row types of tables and views that are used as types."""
    return _row_types(project.schema, _all(project))


def _row_types(schema: Schema, everything: Mapping[int, PgType]) -> Sequence[PgType]:
    own = {composite.type.oid for composite in schema.composites}
    return [kind for kind in everything.values() if kind.kind == "c" and kind.user and kind.oid not in own]


def definitions(project: Project) -> Sequence[Composite | Domain]:
    """The composites, domains and used row types to define, each after those that it names."""
    fields = CompositeFields(project.schema)
    known: dict[int, Composite | Domain] = {
        each.type.oid: each for each in (*project.schema.composites, *project.schema.domains)
    }
    everything = _all(project)
    known |= {kind.oid: Composite(kind, fields.of(kind)) for kind in _row_types(project.schema, everything)}
    return [known[oid] for oid in everything if oid in known]


def _all(project: Project) -> Mapping[int, PgType]:
    """Every type in the schema and the queries, each after the types inside it."""
    schema = project.schema
    fields = [field for each in (*schema.composites, *schema.tables) for field in each.fields]
    kinds = [*(field.type for field in fields), *direct_types(project.modules)]
    own = [Type(kind.name, kind, 0, nullable=False) for kind in (composite.type for composite in schema.composites)]
    domains = [replace(domain.over, domain=domain.type) for domain in schema.domains]
    return reached([*own, *domains, *kinds], schema)
