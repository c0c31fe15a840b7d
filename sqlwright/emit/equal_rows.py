"""Queries whose rows are equal and stay apart, with a name that would make them one struct."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..model import Module, Query
from .annotations.group import element_classes
from .document_forms import Part
from .names import pascal, singular
from .row_forms import row_form
from .rows import has_row_class
from .scope import Scope

__all__ = ["EqualRows", "equal_rows"]


class EqualRows(Struct, frozen=True):
    row: str
    """A name for their struct."""
    queries: Sequence[str]


def equal_rows(modules: Sequence[Module], scope: Scope) -> Iterator[EqualRows]:
    """Those that `-- @row` could join; the scope knows the documents in views."""
    found: dict[tuple[Part, ...], list[Query]] = {}
    for query in (query for module in modules for query in module.queries):
        if has_row_class(query):
            scope.elements = element_classes([query], set())
            found.setdefault(tuple(row_form(query, scope)), []).append(query)
    for queries in found.values():
        given = {query.row.name for query in queries if query.row is not None}
        apart = [query.name for query in queries if query.row is None]
        if apart and len(queries) > 1 and len(given) < 2:
            yield EqualRows(given.pop() if given else _name(queries), apart)


def _name(queries: Sequence[Query]) -> str:
    """The name of the table that most columns come from, or else that of the first query."""
    origins = [column.origin for query in queries for column in query.columns if column.origin is not None]
    if not origins:
        return f"{pascal(queries[0].name)}Row"
    ((_, table), _) = Counter(origin[:2] for origin in origins).most_common(1)[0]
    return f"{pascal(singular(table))}Row"
