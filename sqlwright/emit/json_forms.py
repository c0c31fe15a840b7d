"""How the form of a value in a JSON document differs from its form in a column."""

from collections.abc import Mapping

from ..drivers.asyncpg.python_types import BASE, WRITTEN
from ..model import (
    Composite,
    Schema,
    Shape,
    Table,
    Type,
)
from ..model.catalog import PgType

__all__ = ["CLASSES", "STRING", "has_column_form", "is_exact", "owner"]

CLASSES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("int2", "int4", "int8"), ("builtins", "int")),
    **dict.fromkeys(("float4", "float8"), ("builtins", "float")),
    "bool": ("builtins", "bool"),
    "numeric": ("decimal", "Decimal"),
    "uuid": ("uuid", "UUID"),
    "date": ("datetime", "date"),
    "time": ("datetime", "time"),
    **dict.fromkeys(("timestamp", "timestamptz"), ("datetime", "datetime")),
}
"""By typname, for types in pg_catalog: the class that msgspec decodes PostgreSQL's JSON to, if it is not str."""

_INEXACT = frozenset(["float4", "float8", "date", "timestamp", "timestamptz"])
"""Types with some values that JSON has no form for: NaN, infinity, time zones with seconds."""
STRING = ("builtins", "str")


def is_exact(shape: Shape) -> bool:
    """Whether msgspec decodes every value exactly, and no list can have another depth than declared."""
    if shape.kind == "array" and shape.value is not None:
        return False
    if shape.kind == "value" and shape.value is not None and shape.value.scalar.typname in _INEXACT:
        return False
    return all(is_exact(inner) for inner in (*shape.items, *(key.shape for key in shape.keys)))


def owner(shape: Shape, schema: Schema) -> Table | Composite | None:
    """The table or composite whose struct has exactly the fields of an object."""
    found: Table | Composite | None = None
    if shape.table is not None:
        tables = (each for each in schema.tables if (each.relation.schema, each.relation.name) == shape.table)
        found = next(tables, None)
    elif shape.value is not None:
        kind = shape.value.scalar
        found = next((each for each in schema.composites if each.type.oid == kind.oid), None)
    if found is None or [field.name for field in found.fields] != [key.name for key in shape.keys]:
        return None
    pairs = zip(found.fields, shape.keys, strict=True)
    return found if all(not key.optional and _fits(field.type, key.shape, schema) for field, key in pairs) else None


def _fits(kind: Type, shape: Shape, schema: Schema) -> bool:
    """Whether a column's type fits the shape of a value in JSON, with None wherever null can come."""
    if shape.nullable and not kind.nullable:
        return False
    if kind.conversion is not None:
        return shape.value is not None and shape.value.conversion == kind.conversion
    for depth in range(kind.dims):
        inner = shape.items[0] if shape.kind == "array" and shape.items else None
        if inner is None or (inner.nullable and not (depth == kind.dims - 1 and kind.nullable_elements)):
            return False
        shape = inner
    match shape.kind:
        case "value":
            return shape.value is not None and shape.value.scalar == kind.scalar and has_column_form(kind.scalar)
        case "any":
            return shape.value is not None and shape.value.scalar == kind.scalar and shape.value.conversion is None
        case "object":
            same = shape.value is not None and shape.value.scalar.oid == kind.scalar.oid
            return same and isinstance(owner(shape, schema), Composite)
        case "map":
            return kind.scalar.origin == ("hstore", "hstore")
        case _:
            return False


def has_column_form(scalar: PgType) -> bool:
    """Whether a value has the same class in a document as in a column."""
    if scalar.kind == "e":
        return True
    if scalar.schema != "pg_catalog":
        return scalar.kind == "b" and scalar.origin not in WRITTEN
    found = CLASSES.get(scalar.typname, STRING)
    return scalar.kind == "b" and scalar.origin not in WRITTEN and BASE.get(scalar.typname, (STRING,)) == (found,)
