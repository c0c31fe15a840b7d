"""The documents that a query puts together: structs for their objects, or a table's own where the forms are the same."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import msgpack
from msgspec.structs import replace

from ..model import Query, Shape, Table, Type
from ..model.numbering import numbered
from ..source.vocabulary import GIVES_ROWS
from .forms import (
    CLASSES,
    STRING,
    has_column_form,
    is_exact,
    owner,
)
from .layout import bracketed, docstring
from .names import pascal, singular
from .naming import Names
from .scope import Scope
from .structs import Member, encoded_names, print_struct
from .types import column_type, is_atomic

__all__ = ["document_decoder", "document_fields", "document_names", "document_structs", "document_type"]

_ROOM = 44
"""The characters of a name."""
_UNENCODABLE = re.compile(r'[\x00-\x1f"\\]')
"""What msgspec has in no field's name."""


def _struct_shape(shape: Shape) -> bool:
    return shape.kind == "object" and bool(shape.keys) and not any(_UNENCODABLE.search(key.name) for key in shape.keys)


def document_names(query: Query, names: Names, taken: set[str]) -> Mapping[int, str]:
    """The structs of a query's own, by the identity of the shape; their names are added to those that are taken."""
    found: dict[int, str] = {}
    same: dict[tuple[str, bytes], str] = {}
    for shape, key in _all_own(query, names):
        wanted = _short(query.name, key)
        content = msgpack.encode(replace(shape, nullable=False))
        if (wanted, content) not in same:
            same[wanted, content] = numbered(wanted, taken)
            taken.add(same[wanted, content])
        found[id(shape)] = same[wanted, content]
    return found


def _short(query: str, key: str) -> str:
    """A name with which a list of it has room on a line."""
    name = pascal(query) + pascal(key)
    return name if len(name) <= _ROOM else pascal(key)[:_ROOM]


def _all_own(query: Query, names: Names) -> Iterator[tuple[Shape, str]]:
    if query.command not in GIVES_ROWS:
        return
    for column in query.columns:
        if column.type.shape is not None:
            yield from _own(column.type.shape, column.name, names)


def _own(shape: Shape, key: str, names: Names) -> Iterator[tuple[Shape, str]]:
    """The objects that want a struct, each after those in it, with what they are called after."""
    if _struct_shape(shape) and _reused(shape, names) is None:
        for each in shape.keys:
            yield from _own(each.shape, each.name, names)
        yield shape, key
    elif shape.kind != "object":
        for each in shape.items:
            yield from _own(each, singular(key), names)
        if _is_long(shape):
            yield shape, key


def _is_long(shape: Shape) -> bool:
    """Whether it is a tuple that wants a name of its own, as a line has no room for what is in it."""
    return shape.kind == "tuple" and (len(shape.items) > 3 or any(each.items or each.keys for each in shape.items))


def _reused(shape: Shape, names: Names) -> str | None:
    """The class of the models that an object is of, where it is called the same in JSON."""
    found = owner(shape, names.project.schema)
    if found is None or [*encoded_names([field.name for field in found.fields], names)] != [
        key.name for key in shape.keys
    ]:
        return None
    return names.table(found.relation) if isinstance(found, Table) else names.type(found.type)


def document_fields(query: Query, names: Names) -> Iterator[str]:
    """The fields of the structs of a query's own."""
    for shape, _ in _all_own(query, names):
        yield from names.fields([key.name for key in shape.keys])


def document_structs(query: Query, scope: Scope) -> Sequence[tuple[str, str]]:
    """The names and texts of a query's own structs, in the order in which they need each other."""
    found: dict[str, str] = {}
    for shape, key in _all_own(query, scope.names):
        name = scope.documents[id(shape)]
        if name not in found:
            place = f"The {key} in {query.name}."
            found[name] = _tuple(name, shape, place, scope) if _is_long(shape) else _struct(name, shape, place, scope)
    return list(found.items())


def _struct(name: str, shape: Shape, place: str, scope: Scope) -> str:
    optional = any(key.optional for key in shape.keys)
    members = [
        Member(key.name, document_type(key.shape, scope), _is_atomic(key.shape), unset=key.optional)
        for key in shape.keys
    ]
    return print_struct(name, [place], members, scope, kw_only=optional, exact_names=True)


def _tuple(name: str, shape: Shape, place: str, scope: Scope) -> str:
    items = [document_type(each, scope) for each in shape.items]
    head = f"{name}: {scope.name('typing', 'TypeAlias')} = {scope.builtin('tuple')}["
    alias = bracketed(head, items, "]")
    return f"{alias}\n{docstring([place])}" if scope.options.emit_docstrings else alias


def _is_atomic(shape: Shape) -> bool:
    return shape.kind == "value" and shape.value is not None and is_atomic(shape.value)


def document_decoder(shape: Shape, scope: Scope) -> str:
    """The function that decodes it."""
    decoder = f"{scope.name('msgspec.json', 'Decoder')}({document_type(shape, scope)})"
    return f"{decoder}.decode" if is_exact(shape) else f"{scope.name('.db', 'as_columns')}({decoder})"


def document_type(shape: Shape, scope: Scope) -> str:
    """The annotation of what msgspec makes of it."""
    anything = shape.kind == "any" and (shape.value is None or shape.value.conversion is None)
    return f"{_given(shape, scope)} | None" if shape.nullable and not anything else _given(shape, scope)


def _given(shape: Shape, scope: Scope) -> str:
    match shape.kind:
        case "object" if _struct_shape(shape):
            found = _reused(shape, scope.names)
            return scope.documents.get(id(shape), "") if found is None else scope.name(".models", found)
        case "object" | "map":
            inside = document_type(shape.items[0], scope) if shape.items else scope.name("typing", "Any")
            return f"{scope.builtin('dict')}[{scope.builtin('str')}, {inside}]"
        case "array":
            inside = document_type(shape.items[0], scope) if shape.items else scope.name("typing", "Any")
            return f"{scope.builtin('list')}[{inside}]"
        case "tuple" if _is_long(shape):
            return scope.documents.get(id(shape), "")
        case "tuple":
            return f"{scope.builtin('tuple')}[{', '.join(document_type(each, scope) for each in shape.items)}]"
        case _:
            return _leaf(shape.value, scope)


def _leaf(kind: Type | None, scope: Scope) -> str:
    if kind is None:
        return scope.name("typing", "Any")
    if kind.conversion is not None or kind.scalar.origin[1] in ("json", "jsonb") or has_column_form(kind.scalar):
        return column_type(replace(kind, nullable=False), scope)
    known = CLASSES.get(kind.scalar.typname) if kind.scalar.schema == "pg_catalog" else None
    return scope.name(*(known or STRING))
