"""What several documents have in common."""

from collections.abc import Iterable

from msgspec.structs import replace

from ...model import Key, Shape

__all__ = ["either", "united"]


def united(shapes: Iterable[Shape | None]) -> Shape | None:
    """The shape that all of these fit; None if one has none, or they are too different."""
    found: Shape | None = None
    for shape in shapes:
        if shape is None:
            return None
        found = shape if found is None else _union(found, shape)
        if found is None:
            return None
    return found


def either(shapes: Iterable[Shape]) -> Shape:
    """The same for a place inside a document, where anything may stand."""
    every = list(shapes)
    return united(every) or Shape("any", any(shape.nullable for shape in every))


def _union(left: Shape, right: Shape) -> Shape | None:
    nullable = left.nullable or right.nullable
    if left.kind == "any" or right.kind == "any":
        same = left.value == right.value and left.origin == right.origin
        return replace(left, nullable=nullable) if left.kind == right.kind and same else Shape("any", nullable)
    match left.kind, right.kind:
        case "value", "value":
            found = _value(left, right)
        case "object", "object":
            found = _object(left, right)
        case ("map", "object") if not right.keys:
            found = left
        case ("object", "map") if not left.keys:
            found = right
        case "map", "map":
            found = replace(left, items=(either((*left.items, *right.items)),))
        case ("tuple", "tuple") if len(left.items) == len(right.items):
            found = replace(left, items=[either(pair) for pair in zip(left.items, right.items, strict=True)])
        case ("array" | "tuple", "array" | "tuple"):
            items = (*left.items, *right.items)
            found = Shape("array", value=left.value or right.value, items=(either(items),) if items else ())
        case _:
            found = None
    return found and replace(found, nullable=nullable)


def _value(left: Shape, right: Shape) -> Shape | None:
    if left.value is None or right.value is None or left.value.scalar != right.value.scalar:
        return None
    value = left.value if left.value == right.value else replace(left.value, domain=None)
    return replace(left, value=value, origin=left.origin if left.origin == right.origin else None)


def _object(left: Shape, right: Shape) -> Shape | None:
    if not left.keys or not right.keys:
        # The other one is {}, so each key may be missing.
        some = left if left.keys else right
        return replace(some, value=None, table=None, keys=[replace(key, optional=True) for key in some.keys])
    theirs = {key.name: key for key in right.keys}
    if {key.name for key in left.keys} != set(theirs):
        return None
    keys = [
        Key(key.name, either((key.shape, theirs[key.name].shape)), key.optional or theirs[key.name].optional)
        for key in left.keys
    ]
    value = left.value if left.value == right.value else None
    return replace(left, keys=keys, value=value, table=left.table if left.table == right.table else None)
