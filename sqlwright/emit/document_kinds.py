"""Which parts of a JSON document become structs, aliases, or plain annotations."""

import re

from msgspec.structs import replace

from ..model import Shape, Table, Type
from .json_forms import CLASSES, STRING, has_column_form, owner
from .json_names import json_names
from .project_names import Names
from .scope import Scope
from .types import column_type, is_atomic

__all__ = ["is_any", "is_atomic_shape", "is_long", "is_struct", "is_tuple_of_one", "leaf", "reused"]

_UNENCODABLE = re.compile(r'[\x00-\x1f"\\]')
"""The characters that msgspec refuses in a field's name."""


def is_any(shape: Shape) -> bool:
    """Whether it is `Any`, which takes None too."""
    return shape.kind == "any" and (shape.value is None or shape.value.conversion is None)


def is_struct(shape: Shape) -> bool:
    return shape.kind == "object" and bool(shape.keys) and not any(_UNENCODABLE.search(key.name) for key in shape.keys)


def is_tuple_of_one(shape: Shape) -> bool:
    return shape.kind == "tuple" and len(shape.items) == 1 and not is_long(shape)


def is_long(shape: Shape) -> bool:
    """Whether it is a tuple that needs a name, because its items do not fit on a line."""
    return shape.kind == "tuple" and (len(shape.items) > 3 or any(each.items or each.keys for each in shape.items))


def reused(shape: Shape, names: Names) -> str | None:
    """The class in models.py with the object's fields, if they also have the same names in JSON."""
    found = owner(shape, names.project.schema)
    if found is None or [*json_names([field.name for field in found.fields], names)] != [
        key.name for key in shape.keys
    ]:
        return None
    return names.table(found.relation) if isinstance(found, Table) else names.type(found.type)


def is_atomic_shape(shape: Shape) -> bool:
    return shape.kind == "value" and shape.value is not None and is_atomic(shape.value)


def leaf(kind: Type | None, scope: Scope) -> str:
    if kind is None:
        return scope.name("typing", "Any")
    if kind.conversion is not None or kind.scalar.origin[1] in ("json", "jsonb") or has_column_form(kind.scalar):
        return column_type(replace(kind, nullable=False), scope)
    known = CLASSES.get(kind.scalar.typname) if kind.scalar.schema == "pg_catalog" else None
    return scope.name(*(known or STRING))
