"""Structs and aliases for JSON documents that a query builds. An object in a table's form is that table's struct."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..model import Query, Shape, Table
from ..model.numbering import numbered
from .document_forms import Part, shape_form
from .document_kinds import is_any, is_atomic_shape, is_long, is_struct, is_tuple_of_one, leaf, reused
from .document_parts import Own, parts_of_query, parts_of_table, parts_within
from .document_place import DocumentPlace, inner
from .json_forms import is_exact
from .layout import bracketed, docstring
from .named_documents import GivenNames
from .named_rows import named_after
from .names import in_words, pascal, singular
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
    queries: Sequence[Query],
    names: Names,
    taken: set[str],
    given: GivenNames,
    chosen: Callable[[DocumentPlace], bool] = lambda place: True,
) -> Mapping[DocumentPlace, str]:
    """The names of the queries' own structs and aliases in the chosen places, by place; they are added to `taken`.

    Equal documents under one alias have one: the given one, or else one after the first rows with a name, or the first
    query.
    """
    found: dict[DocumentPlace, str] = {}
    same: dict[tuple[str, Part], str] = {}
    scope = Scope(names)
    sorted_queries = sorted(queries, key=lambda query: query.row is None)
    every = [(query, own) for query in sorted_queries for own in parts_of_query(query, names) if chosen(own.place)]
    for _, own in every:
        if own.place in given:
            same.setdefault((own.key, shape_form(own.shape, scope).content), given[own.place])
            taken.add(given[own.place])
    for query, own in every:
        content = own.key, shape_form(own.shape, scope).content
        if own.place not in given and content not in same:
            same[content] = numbered(_short(named_after(query), own.key), taken)
            taken.add(same[content])
        found[own.place] = given.get(own.place) or same[content]
    return found


def same_documents(
    queries: Sequence[Query], documents: Mapping[DocumentPlace, str], names: Names, given: GivenNames
) -> Mapping[DocumentPlace, str]:
    """The documents of the queries that are among these, or equal to one of them under the same alias, with their names."""
    scope = Scope(names)
    near = {place.query for place in documents}
    every = (
        [own for query in queries for own in parts_of_query(query, names)]
        if near & {each.name for each in queries}
        else []
    )
    known = {
        (own.key, shape_form(own.shape, scope).content): documents[own.place] for own in every if own.place in documents
    }
    found: dict[DocumentPlace, str] = {}
    for own in every:
        content = own.key, shape_form(own.shape, scope).content
        if own.place in documents:
            found[own.place] = documents[own.place]
        elif content in known and given.get(own.place, known[content]) == known[content]:
            found[own.place] = known[content]
    return found


def _short(owner: str, key: str) -> str:
    """A name that is short enough for `list[Name]` to fit on a line."""
    name = pascal(owner) + pascal(key)
    return name if len(name) <= _ROOM else pascal(key)[:_ROOM]


def table_document_names(names: Names) -> Mapping[DocumentPlace, str]:
    """The names of the structs and aliases for documents in views, which stand in models.py."""
    taken = set(names.reserved)
    found: dict[DocumentPlace, str] = {}
    for table in names.project.schema.tables:
        for own in parts_of_table(table, names):
            found[own.place] = numbered(_short(names.table(table.relation), own.key), taken)
            taken.add(found[own.place])
    return found


def shared_document_names(names: Names) -> Mapping[DocumentPlace, str]:
    """The same by the documents alone, for reports without the views themselves."""
    taken: set[str] = set()
    found: dict[DocumentPlace, str] = {}
    for (_, view, column), (place, shape) in names.documents.items():
        for own in parts_within(shape, place, column, names):
            found[own.place] = numbered(_short(singular(view), own.key), taken)
            taken.add(found[own.place])
    return found


def table_document_structs(table: Table, scope: Scope) -> Sequence[tuple[str, str]]:
    """The names and texts of the structs and aliases for documents in a view."""
    found: list[tuple[str, str]] = []
    for own in parts_of_table(table, scope.names):
        name = scope.document(own.place)
        print_own = _tuple if is_long(own.shape) else _struct
        found.append((name, print_own(name, own, f"The {own.key} in {table.relation.name}.", scope)))
    return found


def table_document_fields(table: Table, names: Names) -> Iterator[str]:
    """The names of the fields of those structs."""
    for own in parts_of_table(table, names):
        yield from names.fields([key.name for key in own.shape.keys])


def table_document_keys(table: Table, names: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """What those structs are named after, with their keys in JSON."""
    for own in parts_of_table(table, names):
        yield own.key, [key.name for key in own.shape.keys]


def has_own_classes(shape: Shape, place: DocumentPlace, names: Names) -> bool:
    """Whether structs or aliases are defined for the document."""
    return any(parts_within(shape, place, "", names))


def document_fields(query: Query, names: Names) -> Iterator[str]:
    """The names of the fields of the query's own structs."""
    for own in parts_of_query(query, names):
        yield from names.fields([key.name for key in own.shape.keys])


def document_keys(query: Query, names: Names) -> Iterator[tuple[str, Sequence[str]]]:
    """What those structs are named after, with their keys in JSON."""
    for own in parts_of_query(query, names):
        yield own.key, [key.name for key in own.shape.keys]


def document_structs(query: Query, scope: Scope) -> Sequence[tuple[str, str]]:
    """The names and texts of the query's own structs and aliases, each after those that it names."""
    found: dict[str, str] = {}
    for own in parts_of_query(query, scope.names):
        if scope.defines(own.place) and (name := scope.document(own.place)) not in found:
            print_own = _tuple if is_long(own.shape) else _struct
            found[name] = print_own(name, own, _doc(own, query, name, scope), scope)
    return list(found.items())


def _doc(own: Own, query: Query, name: str, scope: Scope) -> str:
    """A name that was chosen for others to see comes without that of the query."""
    return f"{in_words(name)}." if own.place in scope.given else f"The {own.key} in {named_after(query)}."


def _struct(name: str, own: Own, doc: str, scope: Scope) -> str:
    optional = any(key.optional for key in own.shape.keys)
    members = [
        Member(key.name, document_type(shape, place, scope), is_atomic_shape(shape), unset=key.optional)
        for (shape, place), key in zip(inner(own.shape, own.place), own.shape.keys, strict=True)
    ]
    return print_struct(name, [doc], members, scope, kw_only=optional, exact_names=True)


def _tuple(name: str, own: Own, doc: str, scope: Scope) -> str:
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
