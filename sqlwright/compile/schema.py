"""The author's tables, enums, composites and domains, read from the catalog into the model."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..analyse.facts.full_arrays import is_full_domain
from ..analyse.nullness import Nullness
from ..analyse.tree.enums import Command, Rte
from ..analyse.tree.nodes import Alias, FromExpr, Query, RangeTblEntry, RangeTblRef, TargetEntry, Var
from ..analyse.types.array_depths import column_depth
from ..analyse.types.value_types import value_type
from ..model import (
    Composite,
    Domain,
    Field,
    Schema,
    Table,
)
from ..model.catalog import Catalog, PgType, Relation
from .columns import asserted

__all__ = ["composite_fields", "read_schema", "table_fields"]


def read_schema(catalog: Catalog) -> Schema:
    relations = sorted(catalog.relations.values(), key=lambda found: (found.schema, found.name))
    return Schema(
        [
            Table(relation, table_fields(relation, catalog))
            for relation in relations
            if relation.user and relation.kind != "c"
        ],
        list(_made(catalog, "e")),
        [
            Composite(found, composite_fields(catalog.relations[found.relation], catalog))
            for found in _made(catalog, "c")
            if catalog.relations[found.relation].kind == "c"
        ],
        [_domain(found, catalog) for found in _made(catalog, "d")],
        sorted(found.name for found in catalog.types.values() if not found.element and found.kind != "p"),
    )


def _made(catalog: Catalog, kind: str) -> Iterator[PgType]:
    """The types of one kind that the schema's author has made."""
    found = (each for each in catalog.types.values() if each.user and each.kind == kind)
    return iter(sorted(found, key=lambda each: (each.schema, each.typname)))


def _domain(found: PgType, catalog: Catalog) -> Domain:
    gaps = not is_full_domain(found.oid, catalog)
    return Domain(found, value_type(catalog, found.base, nullable=False, nullable_elements=gaps))


def _all_of(relation: Relation) -> Query:
    """The analysed tree of `select *` from the relation."""
    entry = RangeTblEntry(Alias(relation.name), Rte.RELATION, relid=relation.oid, inh=True)
    columns = [
        TargetEntry(Var(1, column.number, column.type, 0), place, column.name, 0, resjunk=False)
        for place, column in enumerate(relation.columns, start=1)
    ]
    return Query(
        Command.SELECT,
        resultRelation=0,
        hasAggs=False,
        hasTargetSRFs=False,
        jointree=FromExpr((RangeTblRef(1),)),
        targetList=tuple(columns),
        rtable=(entry,),
    )


def table_fields(relation: Relation, catalog: Catalog) -> Sequence[Field]:
    query, nullness = _all_of(relation), Nullness(catalog, {})
    proofs, full = nullness.columns(query), nullness.elements(query)
    # Only a view's query can build documents.
    shapes = nullness.shapes(query) if relation.view is not None else [None] * len(relation.columns)
    fields: list[Field] = []
    for column, proof, filled, shape in zip(relation.columns, proofs, full, shapes, strict=True):
        dims = column_depth(relation, column.number, catalog)
        kind = value_type(catalog, column.type, nullable=proof is None, dims=dims, nullable_elements=not filled)
        kind = replace(asserted(kind, relation), shape=shape)
        origin = (relation.schema, relation.name, column.name)
        fields.append(Field(column.name, kind, proof, column.comment, origin=origin))
    return fields


def composite_fields(relation: Relation, catalog: Catalog) -> Sequence[Field]:
    return [
        Field(column.name, value_type(catalog, column.type, nullable=True, dims=column.dims), None, column.comment)
        for column in relation.columns
    ]
