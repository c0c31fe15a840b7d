"""Leaves out of a schema what the queries do not use, if the options say so."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from ..model import Project, Query, Shape, Table, Type
from .composites import reached

__all__ = ["printed", "used"]


def printed(project: Project) -> Project:
    """The project without the partitions that no query selects from: their rows are the rows of their parents."""
    partitions = [table for table in project.schema.tables if table.relation.is_partition]
    if not partitions:
        return project
    selected, values = _selected(project), {kind.scalar.relation for kind in _types(project)}
    tables = [
        table
        for table in project.schema.tables
        if not table.relation.is_partition or selected(table) or table.relation.oid in values
    ]
    return replace(project, schema=replace(project.schema, tables=tables))


def _selected(project: Project) -> Callable[[Table], bool]:
    """Whether a query's rows, or documents in them, have a table's struct."""
    queries = [query for module in project.modules for query in module.queries]
    structs = {oid for query in queries for oid in _relations(query)}
    rows = {place.table for query in queries for place in _documents(query)}

    def is_selected(table: Table) -> bool:
        relation = table.relation
        return relation.oid in structs or (relation.schema, relation.name) in rows

    return is_selected


def _types(project: Project) -> Iterator[Type]:
    """The types of all values that can have a table's row type."""
    for query in (query for module in project.modules for query in module.queries):
        yield from (each.type for each in (*query.params, *query.columns))
    for each in (*project.schema.tables, *project.schema.composites):
        yield from (field.type for field in each.fields)


def used(project: Project) -> Project:
    """The project with only the tables whose structs a query gives and the types of its rows and parameters."""
    schema = project.schema
    queries = [query for module in project.modules for query in module.queries]
    documents = [place for query in queries for place in _documents(query)]
    tables = list(filter(_selected(project), schema.tables))
    types = [param.type for query in queries for param in query.params]
    types += [column.type for query in queries for column in query.columns]
    types += [place.value for place in documents if place.value is not None]
    types += [field.type for table in tables for field in table.fields]
    shapes = [field.type.shape for table in tables for field in table.fields if field.type.shape is not None]
    types += [place.value for shape in shapes for place in shape.places() if place.value is not None]
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
        if embed.table is not None:
            yield embed.table.relation.oid


def _documents(query: Query) -> Iterator[Shape]:
    for column in query.columns:
        if column.type.shape is not None:
            yield from column.type.shape.places()
