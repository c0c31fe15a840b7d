"""The queries whose rows `-- @row` gives a name."""

from collections.abc import Mapping, Sequence

from ..model import Project, Query

__all__ = ["NamedRows", "named_after", "named_rows"]

NamedRows = Mapping[str, Mapping[str, Sequence[Query]]]
"""The queries by the name of their rows, and by their module's path."""


def named_after(query: Query) -> str:
    """What the query's structs are named after: the query, or its rows if they have a name."""
    return query.name if query.row is None else query.row.name


def named_rows(project: Project) -> NamedRows:
    found: dict[str, dict[str, list[Query]]] = {}
    for module in project.modules:
        for query in module.queries:
            if query.row is not None:
                found.setdefault(query.row.name, {}).setdefault(module.path, []).append(query)
    return found
