"""Rows that have one name and no common form, and names that other classes have."""

from collections.abc import Iterator

from ..model import Module, Query, Table
from .annotations.group import element_classes
from .document_structs import table_document_names
from .form_differences import Conflict, Side, difference, name_taken
from .project_names import Names
from .query_module import fixed_names
from .row_forms import row_form, table_form
from .scope import Scope

__all__ = ["row_conflicts"]


def row_conflicts(names: Names) -> Iterator[Conflict]:
    """At most one for each query: the first that is wrong."""
    if not names.named_rows:
        return
    views = table_document_names(names)
    taken = {name for name in (*names.reserved, *views.values()) if name not in names.structs}
    tables = {(table.relation.schema, table.relation.name): table for table in names.project.schema.tables}
    scope = Scope(names, shared=views)
    first = {name: _of_table(name, tables[key], scope) for name, key in names.structs.items()}
    for module in names.project.modules:
        own = fixed_names(module, names)
        scope.elements = element_classes(module.queries, set())
        for query in module.queries:
            if query.row is None:
                continue
            name = query.row.name
            if name in taken or name in own:
                where = "models.py" if name in taken else f"the module of {module.path}"
                yield name_taken(module, query, query.row, where, "rows")
                continue
            side = Side(query.name, f"{module.path}:{query.line}", row_form(query, scope))
            if (known := first.setdefault(name, side)) is not side:
                yield from _compared(module, query, known, side)


def _of_table(name: str, table: Table, scope: Scope) -> Side:
    relation = table.relation
    return Side(name, f"the table {relation.name}", table_form(table, scope), is_table=True)


def _compared(module: Module, query: Query, first: Side, second: Side) -> Iterator[Conflict]:
    found = difference(first, second, first.form, second.form, "")
    if found is not None and query.row is not None:
        path, ours, theirs, hint = found
        others = first.place if first.is_table else f"those of {first.name}"
        called = query.row.name
        yield Conflict(
            module,
            query,
            query.row,
            f"the rows of {query.name} are called {called}, like {others}, but differ in {path}",
            hint,
            f"{first.shows(ours)}, {second.shows(theirs)}",
        )
