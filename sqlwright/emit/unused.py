"""Leaves out of a schema what the queries do not use, if the options say so."""

from collections.abc import Iterator

from msgspec.structs import replace

from ..model import Project, Query, Shape
from .composites import reached

__all__ = ["used"]


def used(project: Project) -> Project:
    """The project with only the tables whose structs a query gives and the types of its rows and parameters."""
    schema = project.schema
    queries = [query for module in project.modules for query in module.queries]
    structs = {oid for query in queries for oid in _relations(query)}
    documents = [place for query in queries for place in _documents(query)]
    rows = {place.table for place in documents}
    tables = [
        table
        for table in schema.tables
        if table.relation.oid in structs or (table.relation.schema, table.relation.name) in rows
    ]
    types = [param.type for query in queries for param in query.params]
    types += [column.type for query in queries for column in query.columns]
    types += [place.value for place in documents if place.value is not None]
    types += [field.type for table in tables for field in table.fields]
    oids = reached(types, schema)
    kept = replace(
        schema,
        tables=tables,
        enums=[enum for enum in schema.enums if enum.oid in oids],
        composites=[composite for composite in schema.composites if composite.type.oid in oids],
        domains=[domain for domain in schema.domains if domain.type.oid in oids],
    )
    return replace(project, schema=kept)


def _relations(query: Query) -> Iterator[int]:
    if query.table is not None:
        yield query.table.oid
    for embed in query.embeds:
        yield embed.table.relation.oid


def _documents(query: Query) -> Iterator[Shape]:
    for column in query.columns:
        if column.type.shape is not None:
            yield from column.type.shape.places()
