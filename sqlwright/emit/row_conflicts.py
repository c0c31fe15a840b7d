"""Rows that have one name and no common form, and names of rows that other classes have."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..model import Module, Query, Table
from .annotations.group import element_classes
from .document_forms import Part
from .document_structs import table_document_names
from .project_names import Names
from .query_module import fixed_names
from .row_forms import row_form, table_form
from .scope import Scope

__all__ = ["RowConflict", "row_conflicts"]


class RowConflict(Struct, frozen=True):
    """What is wrong with the name that a query gives its rows."""

    module: Module
    query: Query
    message: str
    hint: str
    detail: str | None = None


class _Side(Struct, frozen=True):
    """Rows of a query, or of a table."""

    name: str
    place: str
    form: Sequence[Part]
    is_table: bool = False

    def shows(self, what: str) -> str:
        return f"{self.name} ({self.place}) has {what}"


def row_conflicts(names: Names) -> Iterator[RowConflict]:
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
                yield RowConflict(
                    module, query, f"{where} has another {name}", "give the rows a name that nothing else has"
                )
                continue
            side = _Side(query.name, f"{module.path}:{query.line}", row_form(query, scope))
            if (known := first.setdefault(name, side)) is not side:
                yield from _compared(module, query, known, side)


def _of_table(name: str, table: Table, scope: Scope) -> _Side:
    relation = table.relation
    return _Side(name, f"the table {relation.name}", table_form(table, scope), is_table=True)


def _compared(module: Module, query: Query, first: _Side, second: _Side) -> Iterator[RowConflict]:
    found = _difference(first, second, first.form, second.form, "")
    if found is not None:
        path, ours, theirs, hint = found
        others = first.place if first.is_table else f"those of {first.name}"
        called = "" if query.row is None else query.row.name
        yield RowConflict(
            module,
            query,
            f"the rows of {query.name} are called {called}, like {others}, but differ in {path}",
            hint,
            f"{first.shows(ours)}, {second.shows(theirs)}",
        )


_Difference = tuple[str, str, str, str]
"""Where it is, what each side has there, and what would make them agree."""


def _difference(
    first: _Side, second: _Side, ours: Sequence[Part], theirs: Sequence[Part], path: str
) -> _Difference | None:
    """The first difference between the fields of two structs."""
    known, found = [part.name for part in ours], [part.name for part in theirs]
    if known != found:
        return _of_names(first, second, known, found, path)
    for one, other in zip(ours, theirs, strict=True):
        where = f"{path}.{one.name}" if path and one.name else path + (one.name or "[]")
        if one.type != other.type or one.optional != other.optional or bool(one.inner) != bool(other.inner):
            what = f"select the same for {where} in both" if one.inner or other.inner else f"cast {where} to one type"
            hint = f"{what}, or give the rows of one another name"
            return where, f"{where}: {one}", f"{where}: {other}", hint
        if one.inner or other.inner:
            inside = _difference(first, second, one.inner, other.inner, where)
            if inside is not None:
                return inside
        # A table's struct takes a value that is never None where its own may be.
        if one.nullable != other.nullable and not (first.is_table and not path and one.nullable):
            return where, f"{where}: {one}", f"{where}: {other}", _of_null(first, second, one, where, path)
    return None


def _of_null(first: _Side, second: _Side, one: Part, where: str, path: str) -> str:
    if path:
        return f"let {where} be null in both or in neither: coalesce({one.name}, …) is never null"
    if one.is_embed:
        return f"join {where} in both so that it is never missing, or in neither"
    if first.is_table:
        return f"write -- @notnull {where} above {second.name} if you know better, or give the rows another name"
    never = second if one.nullable else first
    return f"write -- @nullable {where} above {never.name}, or -- @notnull {where} above the other if you know better"


def _of_names(first: _Side, second: _Side, known: Sequence[str], found: Sequence[str], path: str) -> _Difference:
    """The difference of structs whose fields have other names."""
    missing = [name for name in known if name not in found]
    more = [name for name in found if name not in known]
    where = path or "their columns"
    for names, side, other in ((missing, second, first), (more, first, second)):
        if names:
            listed = ", ".join(names)
            given = (listed, f"no {listed}") if side is second else (f"no {listed}", listed)
            hint = f"select {listed} in {side.name} too, or give the rows of one another name"
            if side.is_table:
                hint = f"leave {listed} out of {other.name}, or give the rows another name"
            return where, *given, hint
    order = ", ".join(known)
    return where, order, ", ".join(found), f"select them in one order: {order}"
