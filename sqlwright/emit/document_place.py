"""The place of a part of a JSON document in the result of a query, or in a view."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..model import Field, Origin, Query, Shape, Table

__all__ = ["DocumentPlace", "SharedDocuments", "column_place", "inner", "shared_documents", "table_place"]


class DocumentPlace(Struct, frozen=True):
    query: str
    """The query's name, or that of a view with its schema."""
    column: int
    path: tuple[int, ...] = ()
    """From the document inwards, the number of each part among the items and keys of the part around it."""

    def inside(self, number: int) -> "DocumentPlace":
        return DocumentPlace(self.query, self.column, (*self.path, number))

    def is_inside(self, other: "DocumentPlace") -> bool:
        """Whether it is the other place, or one within."""
        is_near = self.query == other.query and self.column == other.column
        return is_near and self.path[: len(other.path)] == other.path


def inner(shape: Shape, place: DocumentPlace) -> Iterator[tuple[Shape, DocumentPlace]]:
    """The shapes directly inside a shape, with their places: first the items, then the values of the keys."""
    for number, each in enumerate((*shape.items, *(key.shape for key in shape.keys))):
        yield each, place.inside(number)


SharedDocuments = Mapping[Origin, tuple[DocumentPlace, Shape]]
"""The documents in views' columns, which all queries share."""


def table_place(table: Table, index: int) -> DocumentPlace:
    return DocumentPlace(f"{table.relation.schema}.{table.relation.name}", index)


def shared_documents(tables: Sequence[Table]) -> SharedDocuments:
    return {
        field.origin: (table_place(table, index), field.type.shape)
        for table in tables
        for index, field in enumerate(table.fields)
        if field.type.shape is not None and field.origin is not None
    }


def column_place(query: Query, index: int, shared: SharedDocuments) -> DocumentPlace:
    """The place of a column's document: in the view that it comes from, if it has the same form there."""
    return _shared_place(query.columns[index], shared) or DocumentPlace(query.name, index)


def _shared_place(column: Field, shared: SharedDocuments) -> DocumentPlace | None:
    if column.origin is None or column.origin not in shared:
        return None
    place, shape = shared[column.origin]
    return place if shape == column.type.shape else None
