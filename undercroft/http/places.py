"""Finds the types of the value at a place in a document, such as .items[0].quantity, as msgspec writes it."""

import re
from collections.abc import Iterator

from msgspec import inspect

from .rules import alternatives

_INDEX = re.compile(r"\[(\d+)\]")
_ANY_NAME = "[...]"


def kinds_at(place: str, kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that the value may have; `kind` is the document's own."""
    if not place:
        yield kind
        return
    for each in _alternatives(kind):
        for part, rest in _parts(each, place):
            yield from kinds_at(rest, part)


def names_at(place: str, kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that the names may have in the object at this place."""
    for found in kinds_at(place, kind):
        for each in _alternatives(found):
            if isinstance(each, inspect.DictType):
                yield each.key_type


def _alternatives(kind: inspect.Type) -> Iterator[inspect.Type]:
    for each in alternatives(kind):
        yield each.type if isinstance(each, inspect.Metadata) else each


def _parts(kind: inspect.Type, place: str) -> Iterator[tuple[inspect.Type, str]]:
    """What the first step of the place leads to, with the steps that remain."""
    index = _INDEX.match(place)
    match kind:
        case inspect.DictType() if place.startswith(_ANY_NAME):
            yield kind.value_type, place.removeprefix(_ANY_NAME)
        case inspect.CollectionType() if index:
            yield kind.item_type, place[index.end() :]
        case inspect.TupleType(items) if index:
            yield items[int(index[1])], place[index.end() :]
        case inspect.StructType(array_like=True) | inspect.NamedTupleType() if index:
            tags = [inspect.LiteralType((kind.tag,))] if isinstance(kind, inspect.StructType) and kind.tag else []
            yield [*tags, *(field.type for field in kind.fields)][int(index[1])], place[index.end() :]
        case inspect.StructType() | inspect.TypedDictType() | inspect.DataclassType():
            for name, part in _fields(kind):
                rest = place.removeprefix(f".{name}")
                if rest != place and rest[:1] in ("", ".", "["):
                    yield part, rest
        case _:
            pass


def _fields(
    kind: inspect.StructType | inspect.TypedDictType | inspect.DataclassType,
) -> Iterator[tuple[str, inspect.Type]]:
    if isinstance(kind, inspect.StructType) and kind.tag_field is not None:
        yield kind.tag_field, inspect.LiteralType((kind.tag,))
    for field in kind.fields:
        yield field.encode_name, field.type
