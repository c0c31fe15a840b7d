"""The forms of rows: what two of them must have in common to be one struct."""

from collections.abc import Sequence

from msgspec.structs import replace

from ..model import Embed, Field, Query, Table
from ..model.row_parts import row_parts
from ..model.rows import lists_of
from .annotations.group import listed
from .document_forms import Part, shape_form
from .document_place import DocumentPlace, column_place, table_place
from .document_structs import document_type, has_own_classes
from .rows import embed_fields
from .scope import Scope
from .types import column_type

__all__ = ["embed_form", "row_form", "table_form"]


def row_form(query: Query, scope: Scope) -> Sequence[Part]:
    """The fields of the struct of a query's rows. The scope knows the documents in views."""
    return _level(query, 0, scope) if query.levels else _fields(query, scope)


def table_form(table: Table, scope: Scope) -> Sequence[Part]:
    """The fields of a table's struct."""
    return [_field(field, table_place(table, index), scope, is_shared=True) for index, field in enumerate(table.fields)]


def _fields(query: Query, scope: Scope, first: int = 0, end: int | None = None) -> Sequence[Part]:
    found: list[Part] = []
    for part in row_parts(query, first, end):
        if isinstance(part, Embed):
            found.append(_embed(query, part, scope))
        else:
            place = column_place(query, part, scope.names.documents)
            found.append(_field(query.columns[part], place, scope, is_shared=place.query != query.name))
    return found


def embed_form(query: Query, embed: Embed, scope: Scope) -> Sequence[Part]:
    """The fields of the struct of an embed that is no table's."""
    found: list[Part] = []
    for index, field in enumerate(embed_fields(query, embed), embed.first):
        place = column_place(query, index, scope.names.documents)
        found.append(_field(field, place, scope, is_shared=place.query != query.name))
    return found


def _embed(query: Query, embed: Embed, scope: Scope) -> Part:
    if embed.table is not None:
        return Part(embed.name, scope.names.table(embed.table.relation), embed.nullable, is_embed=True)
    inner = tuple(embed_form(query, embed, scope))
    return Part(embed.name, "object", embed.nullable, inner=inner, is_embed=True)


def _field(field: Field, place: DocumentPlace, scope: Scope, *, is_shared: bool) -> Part:
    """A column. A document in a view has a class already; the class of any other follows from what is in it."""
    kind, shape = field.type, field.type.shape
    if shape is None:
        given = column_type(replace(kind, nullable=False), scope)
        return Part(field.name, given, nullable=column_type(kind, scope) != given)
    if is_shared and has_own_classes(shape, place, scope.names):
        given = document_type(replace(shape, nullable=False), place, scope)
        return Part(field.name, given, nullable=kind.nullable or shape.nullable)
    form = shape_form(shape, scope, field.name)
    return replace(form, nullable=form.nullable or kind.nullable)


def _level(query: Query, index: int, scope: Scope) -> Sequence[Part]:
    level = query.levels[index]
    fields = _fields(listed(query, level), scope, level.first, level.end)
    lists: list[Part] = []
    for each in lists_of(query.levels, index):
        inside = _level(query, each, scope)
        is_struct = (query.name, each) in scope.elements
        element = Part("", "object", inner=tuple(inside)) if is_struct else replace(inside[0], name="")
        lists.append(Part(query.levels[each].field, "list", inner=(element,)))
    return [*fields, *lists]
