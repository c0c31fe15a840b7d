"""`-- @batched`: the class has a `Lookups`, which fetches the rows of many callers with one query."""

from collections.abc import Mapping, Sequence

from ...model import Module, Query
from ...model.numbering import numbered
from ..layout import bracketed
from ..names import constant, method
from ..scope import Scope

__all__ = ["constant_for_many", "lookup_name", "print_lookups", "print_slots"]

_KINDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("int2", "int4", "int8", "oid"), ("builtins", "int")),
    **dict.fromkeys(("text", "varchar"), ("builtins", "str")),
    **dict.fromkeys(("timestamp", "timestamptz"), ("datetime", "datetime")),
    "bool": ("builtins", "bool"),
    "bytea": ("builtins", "bytes"),
    "date": ("datetime", "date"),
    "numeric": ("decimal", "Decimal"),
    "uuid": ("uuid", "UUID"),
}
"""By typname, the classes of keys as they are sent; an enum's labels are str."""


def lookup_name(query: Query) -> str:
    name = f"_{method(query.name)}"
    return f"{name}_" if name == "_db" else name


def constant_for_many(query: Query, module: Module) -> str:
    """The name of the statement for many keys."""
    return numbered(f"{constant(query.name)}_BATCHED", [constant(other.name) for other in module.queries])


def print_slots(module: Module) -> str:
    names = ["_db", *(lookup_name(query) for query in module.queries if query.batched is not None)]
    if len(names) == 1:
        return '__slots__ = ("_db",)'
    return bracketed("__slots__ = (", [f'"{name}"' for name in sorted(names)], ")", indent=4)


def print_lookups(module: Module, scope: Scope) -> Sequence[str]:
    """The lines of `__init__` that make the lookups."""
    return [_made(query, module, scope) for query in module.queries if query.batched is not None]


def _made(query: Query, module: Module, scope: Scope) -> str:
    if query.batched is None:
        raise ValueError(f"{query.name} was not compiled as @batched")
    scalar = query.params[0].type.scalar
    kind = scope.name(*_KINDS.get(scalar.typname if scalar.kind == "b" else "", ("builtins", "str")))
    # A key after the query's own columns is not part of what callers get.
    key = query.batched.key if query.batched.key < len(query.columns) else -1
    made = ["self._db", constant(query.name), constant_for_many(query, module), kind, str(key)]
    if scalar.typname == "timestamptz":
        made.append(scope.name("datetime", "UTC"))
    return bracketed(f"self.{lookup_name(query)} = {scope.name('.db', 'Lookups')}(", made, ")", indent=8)
