"""The documents to which `-- @json c: name C` gives a name: which parts they are, and what else has the name by them."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..model import ClassName, DocumentName, Query, Shape
from .document_kinds import is_struct, reused
from .document_parts import Own, parts_of_query, parts_within
from .document_place import DocumentPlace, column_place, inner
from .project_names import Names

__all__ = ["GivenNames", "NamedPart", "NoPart", "given_names", "named_parts", "resolved", "spread"]

GivenNames = Mapping[DocumentPlace, str]


class NamedPart(Struct, frozen=True):
    query: Query
    path: str
    """The column, and the keys to the document from there."""
    given: ClassName
    own: Own


class NoPart(Struct, frozen=True):
    """Why there is nothing to name."""

    message: str
    hint: str


def resolved(query: Query, document: DocumentName, names: Names) -> NamedPart | NoPart:
    """The part of the query's documents that has the name."""
    column, *keys = document.path
    shown = ".".join(document.path)
    index = next(index for index, each in enumerate(query.columns) if each.name == column)
    shape, place = query.columns[index].type.shape, column_place(query, index, names.documents)
    if shape is None:
        return NoPart(
            f"{query.name} does not build the document {column}, so it has no struct to name",
            f"name a type that exists: -- @json {column}: package.module.Type",
        )
    if place.query != query.name:
        return NoPart(
            f"the document {column} is that of the view {place.query}, which all queries share",
            "remove the line, or build the document in the query",
        )
    for key in keys:
        shape, place = _element(shape, place)
        found = [each.name for each in shape.keys]
        if key not in found:
            has = f"its keys are {', '.join(found)}" if found else "it has no keys that the compiler knows"
            return NoPart(f"{shown} is not in the document {column}", has)
        number = len(shape.items) + found.index(key)
        shape, place = shape.keys[found.index(key)].shape, place.inside(number)
    shape, place = _element(shape, place)
    own = next((own for own in parts_within(shape, place, document.path[-1], names) if own.place == place), None)
    if own is None:
        return _without(query, shown, shape, names)
    return NamedPart(query, shown, document.given, own)


def _element(shape: Shape, place: DocumentPlace) -> tuple[Shape, DocumentPlace]:
    """What is in a list or a map, however deep."""
    while shape.kind in ("array", "map") and shape.items:
        shape, place = next(inner(shape, place))
    return shape, place


def _without(query: Query, shown: str, shape: Shape, names: Names) -> NoPart:
    if is_struct(shape) and (table := reused(shape, names)) is not None:
        return NoPart(
            f"{shown} of {query.name} is {table}, the struct of its table or type, and needs no other name",
            "remove the line, or build an object of the keys that you want",
        )
    return NoPart(
        f"{shown} of {query.name} has no struct: only objects whose keys are known, and long lists, have one",
        "remove the line, or build it with json_build_object",
    )


def named_parts(names: Names) -> Sequence[NamedPart]:
    """All that can be named."""
    found = (
        resolved(query, document, names)
        for module in names.project.modules
        for query in module.queries
        for document in query.named_documents
    )
    return [each for each in found if isinstance(each, NamedPart)]


def given_names(names: Names) -> GivenNames:
    """The names by place; what shares a struct shares the names inside it."""
    known, _ = spread(named_parts(names), names)
    return {place: part.given.name for place, part in known.items()}


def spread(
    parts: Sequence[NamedPart], names: Names
) -> tuple[Mapping[DocumentPlace, NamedPart], Sequence[tuple[NamedPart, NamedPart]]]:
    """The part that names each place, and the parts that give one struct two names."""
    known = {part.own.place: part for part in parts}
    clashes: list[tuple[NamedPart, NamedPart]] = []
    pairs = [*_alike(parts, names)] if parts else []
    count = 0
    while len(known) != count:
        count = len(known)
        clashes.clear()
        for one, other in pairs:
            first, second = known.get(one.place), known.get(other.place)
            if first is not None and second is not None and first.given.name != second.given.name:
                clashes.append((first, second))
            elif (part := first or second) is not None:
                known.setdefault(one.place, part)
                known.setdefault(other.place, part)
    return known, clashes


def _alike(parts: Sequence[NamedPart], names: Names) -> Iterator[tuple[Own, Own]]:
    """The parts in documents, or rows, that share a struct: each pair must have one name."""
    first: dict[str, NamedPart] = {}
    for part in parts:
        other = first.setdefault(part.given.name, part)
        yield from _paired(_inside(other, names), _inside(part, names))
    for modules in names.named_rows.values():
        queries = [query for each in modules.values() for query in each]
        for query in queries[1:]:
            yield from _paired([*parts_of_query(queries[0], names)], [*parts_of_query(query, names)])


def _inside(part: NamedPart, names: Names) -> Sequence[Own]:
    """Without the part itself, which has its name."""
    return [*parts_within(part.own.shape, part.own.place, part.own.key, names)][:-1]


def _paired(first: Sequence[Own], second: Sequence[Own]) -> Sequence[tuple[Own, Own]]:
    """Nothing if they differ, which is an error of its own."""
    return [*zip(first, second, strict=True)] if len(first) == len(second) else []
