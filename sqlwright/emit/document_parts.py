"""The parts of documents that need a struct or an alias."""

from collections.abc import Iterator

from msgspec import Struct

from ..model import Query, Shape, Table
from .document_kinds import is_long, is_struct, reused
from .document_place import DocumentPlace, column_place, inner, table_place
from .names import singular
from .project_names import Names

__all__ = ["Own", "parts_of_query", "parts_of_table", "parts_within"]


class Own(Struct, frozen=True):
    """A shape that needs a struct or an alias in the module."""

    shape: Shape
    place: DocumentPlace
    key: str
    """What it is named after."""


def parts_of_query(query: Query, names: Names) -> Iterator[Own]:
    """Those of the query's own documents, each after those inside it."""
    for index, column in enumerate(query.columns):
        place = column_place(query, index, names.documents)
        if column.type.shape is not None and place.query == query.name:
            yield from parts_within(column.type.shape, place, column.name, names)


def parts_of_table(table: Table, names: Names) -> Iterator[Own]:
    """Those of the documents in a view."""
    for index, field in enumerate(table.fields):
        if field.type.shape is not None:
            yield from parts_within(field.type.shape, table_place(table, index), field.name, names)


def parts_within(shape: Shape, place: DocumentPlace, key: str, names: Names) -> Iterator[Own]:
    """The shape itself and those inside it, if they need a name, each after those inside it."""
    if is_struct(shape) and reused(shape, names) is None:
        for (each, its_place), its_key in zip(inner(shape, place), shape.keys, strict=True):
            yield from parts_within(each, its_place, its_key.name, names)
        yield Own(shape, place, key)
    elif shape.kind != "object":
        for each, its_place in inner(shape, place):
            yield from parts_within(each, its_place, singular(key), names)
        if is_long(shape):
            yield Own(shape, place, key)
