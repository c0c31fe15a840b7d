"""Structs and aliases for JSON documents that a query builds. An object in a table's form is that table's struct."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ..model import Query, Shape, Table
from ..model.numbering import numbered
from .document_forms import Part, shape_form
from .document_kinds import is_any, is_atomic_shape, is_long, is_struct, is_tuple_of_one, leaf, reused
from .document_place import DocumentPlace, column_place, inner, table_place
from .json_forms import is_exact
from .layout import bracketed, docstring
from .named_rows import named_after
from .names import pascal, singular
from .project_names import Names
from .scope import Scope
from .structs import Member, print_struct
from .types import or_none

__all__ = [
    "document_decoder",
    "document_fields",
    "document_keys",
    "document_names",
    "document_structs",
    "document_type",
    "has_own_classes",
    "same_documents",
    "shared_document_names",
    "table_document_fields",
    "table_document_keys",
    "table_document_names",
    "table_document_structs",
]

_ROOM = 44
"""The longest name, in characters."""


def document_names(
    queries: Sequence[Query], names: Names, taken: set[str], known: AbstractSet[DocumentPlace] = frozenset()
) -> Mapping[DocumentPlace, str]:
    """The names of the queries' own structs and aliases, by place; they are added to `taken`. Places in `known` have one.

    Equal documents under one alias have one, which is named after the first rows with a name, or the first query.
    """
    found: dict[DocumentPlace, str] = {}
    same: dict[tuple[str, Part], str] = {}
    scope = Scope(names)
    for query in sorted(queries, key=lambda query: query.row is None):
        for each in (each for each in _all_own(query, names) if each.place not in known):
            content = each.key, shape_form(each.shape, scope).content
            if content not in same:
                same[content] = numbered(_short(named_after(query), each.key), taken)
                taken.add(same[content])
            found[each.place] = same[content]
    return found


def same_documents(
    queries: Sequence[Query], others: Sequence[Query], documents: Mapping[DocumentPlace, str], names: Names
) -> Mapping[DocumentPlace, str]:
    """The documents of the queries that are equal to documents of others under the same alias, with their names."""
    scope = Scope(names)
    known = {
        (each.key, shape_form(each.shape, scope).content): documents[each.place]
        for query in others
        for each in _all_own(query, names)
    }
    found: dict[DocumentPlace, str] = {}
    for each in (each for query in queries for each in _all_own(query, names) if known):
        content = each.key, shape_form(each.shape, scope).content
        if content in known:
            found[each.place] = known[content]
    return found


def _short(owner: str, key: str) -> str:
    """A name that is short enough for `list[Name]` to fit on a line."""
    name = pascal(owner) + pascal(key)
    return name if len(name) <= _ROOM else pascal(key)[:_ROOM]


class _Own(Struct, frozen=True):
    """A shape that needs a struct or an alias in the module."""

    shape: Shape
    place: DocumentPlace
    key: str
    """What it is named after."""


def _all_own(query: Query, names: Names) -> Iterator[_Own]:
    for index, column in enumerate(query.columns):
        place = column_place(query, index, names.documents)
        if column.type.shape is not None and place.query == query.name:
            yield from _own(column.type.shape, place, column.name, names)


def table_document_names(names: Names) -> Mapping[DocumentPlace, str]:
    """The names of the structs and aliases for documents in views, which stand in models.py."""
    taken = set(names.reserved)
    found: dict[DocumentPlace, str] = {}
    for table in names.project.schema.tables:
        for own in _all_of_table(table, names):
            found[own.place] = numbered(_short(names.table(table.relation), own.key), taken)
            taken.add(found[own.place])
    return found


def shared_document_names(names: Names) -> Mapping[DocumentPlace, str]:
    """The same by the documents alone, for reports without the views themselves."""
    taken: set[str] = set()
    found: dict[DocumentPlace, str] = {}
    for (_, view, column), (place, shape) in names.documents.items():
        for own in _own(shape, place, column, names):
            found[own.place] = numbered(_short(singular(view), own.key), taken)
            taken.add(found[own.place])
    return found


def table_document_structs(table: Table, scope: Scope) -> Sequence[tuple[str, str]]:
    """The names and texts of the structs and aliases for documents in a view."""
    found: list[tuple[str, str]] = []
    for own in _all_of_table(table, scope.names):
        name = scope.document(own.place)
        print_own = _tuple if is_long(own.shape) else _struct
        found.append((name, print_own(name, own, f"The {own.key} in {table.relation.name}.", scope)))
    return found


def table_document_fields(table: Table, names: Names) -> Iterator[str]:
    """The names of the fields of those structs."""
    for own in _all_of_table(table, names):
        yield from names.fields([key.name for key in own.shape.keys])


def table_document_keys(table: Table, names: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """What those structs are named after, with their keys in JSON."""
    for own in _all_of_table(table, names):
        yield own.key, [key.name for key in own.shape.keys]


def _all_of_table(table: Table, names: Names) -> Iterator[_Own]:
    for index, field in enumerate(table.fields):
        if field.type.shape is not None:
            yield from _own(field.type.shape, table_place(table, index), field.name, names)


def _own(shape: Shape, place: DocumentPlace, key: str, names: Names) -> Iterator[_Own]:
    """The shapes that need a name, each after those inside it."""
    if is_struct(shape) and reused(shape, names) is None:
        for (each, its_place), its_key in zip(inner(shape, place), shape.keys, strict=True):
            yield from _own(each, its_place, its_key.name, names)
        yield _Own(shape, place, key)
    elif shape.kind != "object":
        for each, its_place in inner(shape, place):
            yield from _own(each, its_place, singular(key), names)
        if is_long(shape):
            yield _Own(shape, place, key)


def has_own_classes(shape: Shape, place: DocumentPlace, names: Names) -> bool:
    """Whether structs or aliases are defined for the document."""
    return any(_own(shape, place, "", names))


def document_fields(query: Query, names: Names) -> Iterator[str]:
    """The names of the fields of the query's own structs."""
    for own in _all_own(query, names):
        yield from names.fields([key.name for key in own.shape.keys])


def document_keys(query: Query, names: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """What those structs are named after, with their keys in JSON."""
    for own in _all_own(query, names):
        yield own.key, [key.name for key in own.shape.keys]


def document_structs(query: Query, scope: Scope) -> Sequence[tuple[str, str]]:
    """The names and texts of the query's own structs and aliases, each after those that it names."""
    found: dict[str, str] = {}
    for own in _all_own(query, scope.names):
        name = scope.document(own.place)
        if name not in found and not scope.is_shared(own.place):
            doc = f"The {own.key} in {named_after(query)}."
            print_own = _tuple if is_long(own.shape) else _struct
            found[name] = print_own(name, own, doc, scope)
    return list(found.items())


def _struct(name: str, own: _Own, doc: str, scope: Scope) -> str:
    optional = any(key.optional for key in own.shape.keys)
    members = [
        Member(key.name, document_type(shape, place, scope), is_atomic_shape(shape), unset=key.optional)
        for (shape, place), key in zip(inner(own.shape, own.place), own.shape.keys, strict=True)
    ]
    return print_struct(name, [doc], members, scope, kw_only=optional, exact_names=True)


def _tuple(name: str, own: _Own, doc: str, scope: Scope) -> str:
    items = [document_type(shape, place, scope) for shape, place in inner(own.shape, own.place)]
    head = f"{name}: {scope.name('typing', 'TypeAlias')} = {scope.builtin('tuple')}["
    alias = bracketed(head, items, "]")
    return f"{alias}\n{docstring([doc])}" if scope.options.emit_docstrings else alias


def document_decoder(shape: Shape, place: DocumentPlace, scope: Scope) -> str:
    """The expression of the function that decodes the document."""
    decoder, made = scope.name("msgspec.json", "Decoder"), document_type(shape, place, scope)
    # To mypy, the class tuple[str] makes tuples of any length.
    decoder = f"{decoder}[{made}]({made})" if is_tuple_of_one(shape) else f"{decoder}({made})"
    return f"{decoder}.decode" if is_exact(shape) else f"{scope.name('.db', 'as_columns')}({decoder})"


def document_type(shape: Shape, place: DocumentPlace, scope: Scope) -> str:
    """The annotation of the decoded document."""
    return or_none(_given(shape, place, scope), nullable=shape.nullable and not is_any(shape))


def _given(shape: Shape, place: DocumentPlace, scope: Scope) -> str:
    """The annotation without `| None`."""
    match shape.kind:
        case "object" if is_struct(shape):
            found = reused(shape, scope.names)
            return scope.document(place) if found is None else scope.name(".models", found)
        case "object" | "map":
            return f"{scope.builtin('dict')}[{scope.builtin('str')}, {_all_items(shape, place, scope)}]"
        case "array":
            return f"{scope.builtin('list')}[{_all_items(shape, place, scope)}]"
        case "tuple" if is_long(shape):
            return scope.document(place)
        case "tuple":
            items = [document_type(each, its_place, scope) for each, its_place in inner(shape, place)]
            return f"{scope.builtin('tuple')}[{', '.join(items)}]"
        case _:
            return leaf(shape.value, scope)


def _all_items(shape: Shape, place: DocumentPlace, scope: Scope) -> str:
    """The annotation of the items of an array or a map."""
    return document_type(shape.items[0], place.inside(0), scope) if shape.items else scope.name("typing", "Any")
