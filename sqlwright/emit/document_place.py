"""Where a part of a JSON document stands in what a query gives."""

from collections.abc import Iterator

from msgspec import Struct

from ..model import Shape

__all__ = ["DocumentPlace", "inner"]


class DocumentPlace(Struct, frozen=True):
    query: str
    """The query's name."""
    column: int
    path: tuple[int, ...] = ()
    """From the whole document inwards: the number, among a shape's items and keys, of what the place is in."""

    def inside(self, number: int) -> "DocumentPlace":
        return DocumentPlace(self.query, self.column, (*self.path, number))


def inner(shape: Shape, place: DocumentPlace) -> Iterator[tuple[Shape, DocumentPlace]]:
    """What is right inside a shape at a place, each with its own: the items, then what the keys have."""
    for number, each in enumerate((*shape.items, *(key.shape for key in shape.keys))):
        yield each, place.inside(number)
