"""The place of a part of a JSON document in the result of a query."""

from collections.abc import Iterator

from msgspec import Struct

from ..model import Shape

__all__ = ["DocumentPlace", "inner"]


class DocumentPlace(Struct, frozen=True):
    query: str
    """The query's name."""
    column: int
    path: tuple[int, ...] = ()
    """From the document inwards, the number of each part among the items and keys of the part around it."""

    def inside(self, number: int) -> "DocumentPlace":
        return DocumentPlace(self.query, self.column, (*self.path, number))


def inner(shape: Shape, place: DocumentPlace) -> Iterator[tuple[Shape, DocumentPlace]]:
    """The shapes directly inside a shape, with their places: first the items, then the values of the keys."""
    for number, each in enumerate((*shape.items, *(key.shape for key in shape.keys))):
        yield each, place.inside(number)
