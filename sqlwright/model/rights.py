"""The rights that all queries of a project need together, and which query needs each."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from .access import ObjectRight, TableAccess
from .project import Module
from .queries import Query

__all__ = ["Rights", "all_queries", "rights_of"]


class Rights(Struct, frozen=True):
    """Everything is sorted, and comes with the names of the queries that need it."""

    objects: Mapping[ObjectRight, Sequence[str]]
    tables: Mapping[TableAccess, Sequence[str]]
    unknown: Mapping[str, Sequence[str]]
    """What may need more."""


def all_queries(modules: Iterable[Module]) -> Sequence[Query]:
    """With those that come beside others."""
    return [each for module in modules for query in module.queries for each in (query, *query.beside)]


def rights_of(queries: Iterable[Query]) -> Rights:
    objects: dict[ObjectRight, dict[str, None]] = {}
    tables: dict[tuple[str, str, str], list[tuple[TableAccess, str]]] = {}
    unknown: dict[str, dict[str, None]] = {}
    for query in queries:
        for right in query.access.objects:
            objects.setdefault(right, {})[query.name] = None
        for each in query.access.tables:
            tables.setdefault((each.schema, each.name, each.privilege), []).append((each, query.name))
        for what in query.access.unknown:
            unknown.setdefault(what, {})[query.name] = None
    return Rights(
        {right: sorted(objects[right]) for right in sorted(objects)},
        {_together(found): sorted({name for _, name in found}) for _, found in sorted(tables.items())},
        {what: sorted(unknown[what]) for what in sorted(unknown)},
    )


def _together(found: Sequence[tuple[TableAccess, str]]) -> TableAccess:
    """One right on all columns that are needed; the first column where any will do."""
    first = found[0][0]
    columns = tuple(sorted({column for each, _ in found for column in each.columns}))
    if not columns and first.privilege != "delete":
        columns = (first.first,)
    return TableAccess(first.schema, first.name, first.privilege, columns, first.first)
