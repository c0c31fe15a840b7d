"""What of a schema the queries use: the rest is not printed where the options say so."""

from collections.abc import Iterator

from msgspec.structs import replace

from ..model import Project, Query
from .composites import reached

__all__ = ["used"]


def used(project: Project) -> Project:
    """The project with the tables whose structs come out of a query, and the types that its rows and parameters have."""
    schema = project.schema
    queries = [query for module in project.modules for query in module.queries]
    structs = {oid for query in queries for oid in _relations(query)}
    tables = [table for table in schema.tables if table.relation.oid in structs]
    types = [param.type for query in queries for param in query.params]
    types += [column.type for query in queries for column in query.columns]
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
