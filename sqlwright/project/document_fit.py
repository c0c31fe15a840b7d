"""Whether documents that queries build fit the types that `@json` gives them: whether msgspec would decode them.

What depends on values is no misfit: a text may be a date, a number may be whole.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..model import Expected, Query, Shape, Type, TypedDocument

__all__ = ["Misfit", "misfit", "misfits"]


class Misfit(Struct, frozen=True):
    message: str
    hint: str


_TEXTS = ("str", "uuid", "date", "time", "datetime", "timedelta", "decimal", "bytes", "choice")
_TAKEN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("int2", "int4", "int8", "numeric", "float4", "float8"), ("int", "float", "decimal", "choice")),
    **dict.fromkeys(("timestamp", "timestamptz"), ("str", "datetime")),
    "bytea": ("str",),
    "interval": ("str", "time"),
    "bool": ("bool",),
    "date": ("str", "date"),
    "time": ("str", "time"),
    "uuid": ("str", "uuid"),
}
"""By typname, the kinds of types that take a value's JSON; any other type is written as text."""


def misfits(query: Query, types: Mapping[str, Expected]) -> Iterator[tuple[TypedDocument, Misfit]]:
    """The first place of each document of the query that does not fit."""
    for document in query.documents:
        expected = types.get(document.type)
        if expected is not None and (wrong := misfit(document.shape, expected, document.column)) is not None:
            yield document, wrong


def misfit(shape: Shape, expected: Expected, column: str) -> Misfit | None:
    """The first place of a column's document that does not fit. A column that is NULL is not decoded."""
    return _misfit(replace(shape, nullable=False), expected, column)


def _misfit(shape: Shape, expected: Expected, path: str) -> Misfit | None:
    parts = expected.items if expected.kind == "union" else (expected,)
    if any(part.kind == "any" for part in parts):
        return None
    if shape.nullable and not any(part.kind == "null" for part in parts):
        return Misfit(
            f"{path} may be null in the document, and {expected.name} takes no null",
            "write coalesce around it, keep its rows out with FILTER or WHERE, or let the type take None",
        )
    if shape.kind == "any":
        return None
    wrong = [_of_kind(shape, part, path) for part in parts if part.kind != "null"]
    if None in wrong:
        return None
    return wrong[0] if len(wrong) == 1 else _other(shape, expected, path)


def _of_kind(shape: Shape, expected: Expected, path: str) -> Misfit | None:
    match shape.kind, expected.kind:
        case "value", _ if shape.value is not None:
            return _value(shape, shape.value, expected, path)
        case "object", "object":
            return _object(shape, expected, path)
        case "object", "dict":
            inner = (_misfit(key.shape, expected.items[0], f"{path}.{key.name}") for key in shape.keys)
            return next((wrong for wrong in inner if wrong is not None), None)
        case "map", "object":
            return None
        case "map", "dict":
            return _misfit(shape.items[0], expected.items[0], f"{path}[]") if shape.items else None
        # How deep an array of PostgreSQL is, is only declared.
        case "array", "list":
            known = shape.items and shape.value is None
            return _misfit(shape.items[0], expected.items[0], f"{path}[]") if known else None
        case "array", "tuple":
            return None
        case "tuple", "list":
            inner = (_misfit(item, expected.items[0], f"{path}[{at}]") for at, item in enumerate(shape.items))
            return next((wrong for wrong in inner if wrong is not None), None)
        case "tuple", "tuple" if len(shape.items) == len(expected.items):
            pairs = enumerate(zip(shape.items, expected.items, strict=True))
            inner = (_misfit(item, place, f"{path}[{at}]") for at, (item, place) in pairs)
            return next((wrong for wrong in inner if wrong is not None), None)
        case _:
            return _other(shape, expected, path)


def _object(shape: Shape, expected: Expected, path: str) -> Misfit | None:
    keys = {key.name: key for key in shape.keys}
    fields = {field.key: field for field in expected.fields}
    for name, field in fields.items():
        if name not in keys:
            if field.required:
                hint = f"add it to the object, or give the field a default; the object has {', '.join(keys)}"
                return Misfit(f"{expected.name} needs the key {name}, which {path} does not have", hint)
        elif keys[name].optional and field.required:
            return Misfit(
                f"{expected.name} needs the key {name}, which {path} does not always have",
                "write it in every branch, or give the field a default",
            )
        elif (wrong := _misfit(keys[name].shape, field.type, f"{path}.{name}")) is not None:
            return wrong
    if expected.closed and (more := [name for name in keys if name not in fields]):
        return Misfit(f"{expected.name} refuses the key {more[0]} of {path}", "leave it out, or add the field")
    return None


def _value(shape: Shape, kind: Type, expected: Expected, path: str) -> Misfit | None:
    scalar = kind.scalar
    taken = ("str", "choice") if scalar.kind == "e" else _TEXTS
    if scalar.schema == "pg_catalog":
        taken = _TAKEN.get(scalar.typname, taken)
    texts = expected.kind != "choice" or not expected.values or "str" in taken
    if expected.kind not in taken or not texts:
        return _other(shape, expected, path)
    more = [label for label in scalar.labels if label not in expected.values] if expected.kind == "choice" else []
    if more and expected.values:
        return Misfit(f"{path} may be {more[0]!r}, which {expected.name} does not take", "add it to the type")
    return None


_SHOWN = {"object": "an object", "map": "an object", "array": "a list", "tuple": "a list"}


def _other(shape: Shape, expected: Expected, path: str) -> Misfit:
    what = shape.value.name if shape.kind == "value" and shape.value is not None else _SHOWN[shape.kind]
    if shape.kind == "tuple" and expected.kind == "tuple":
        what = f"a list of {len(shape.items)}"
    return Misfit(
        f"{path} is {what} in the document, and the type has {expected.name} there",
        "change the type, or build another document",
    )
