"""What of a schema the queries use: the rest is not printed where the options say so."""

from collections.abc import Iterator

from msgspec.structs import replace

from ..model import Project, Query, Type

__all__ = ["used"]


def used(project: Project) -> Project:
    """The project with the tables whose structs come out of a query, and the types that its rows and parameters have."""
    queries = [query for module in project.modules for query in module.queries]
    structs = {oid for query in queries for oid in _relations(query)}
    tables = [table for table in project.tables if table.relation.oid in structs]
    types = [param.type for query in queries for param in query.params]
    types += [column.type for query in queries for column in query.columns]
    types += [field.type for table in tables for field in table.fields]
    scalars = {oid for kind in types for oid in _scalars(kind)}
    return replace(project, tables=tables, enums=[enum for enum in project.enums if enum.oid in scalars])


def _relations(query: Query) -> Iterator[int]:
    if query.table is not None:
        yield query.table.oid
    for embed in query.embeds:
        yield embed.table.relation.oid


def _scalars(kind: Type) -> Iterator[int]:
    yield kind.scalar.oid
    for inner in (*kind.items, *([kind.subtype] if kind.subtype else [])):
        yield from _scalars(inner)
