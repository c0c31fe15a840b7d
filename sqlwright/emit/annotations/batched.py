"""`-- @batched`: the class has a `Lookups`, which fetches the rows of many callers with one query."""

from collections.abc import Mapping, Sequence

from ...model import Batched, Module, Query
from ...model.numbering import numbered
from ..layout import bracketed
from ..names import constant, method
from ..reader import attributes, source
from ..scope import Scope

__all__ = ["constant_for_many", "lookup_name", "print_lookup", "print_lookups", "print_slots"]

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
    return f"{name}_" if name in ("_db", "_reader") else name


def constant_for_many(query: Query, module: Module) -> str:
    """The name of the statement for many keys."""
    return numbered(f"{constant(query.name)}_BATCHED", [constant(other.name) for other in module.queries])


def print_slots(module: Module) -> str:
    names = [
        *attributes(module.queries),
        *(lookup_name(query) for query in module.queries if query.batched is not None),
    ]
    if len(names) == 1:
        return '__slots__ = ("_db",)'
    return bracketed("__slots__ = (", [f'"{name}"' for name in sorted(names)], ")", indent=4)


def print_lookups(module: Module, scope: Scope) -> Sequence[str]:
    """The lines of `__init__` that make the lookups."""
    return [_made(query, module, scope) for query in module.queries if query.batched is not None]


def print_lookup(query: Query, arguments: Sequence[str]) -> str:
    """The call that looks up by a method's arguments."""
    name = "row_of" if _is_keyed(query) else "row"
    return bracketed(f"row = await self.{lookup_name(query)}.{name}(", arguments, ")", indent=8)


def _is_keyed(query: Query) -> bool:
    return len(query.params) > 1


def _made(query: Query, module: Module, scope: Scope) -> str:
    if query.batched is None:
        raise ValueError(f"{query.name} was not compiled as @batched")
    made = [source(query), constant(query.name), constant_for_many(query, module)]
    keys = [_key(query, number, column, scope) for number, column in _columns(query, query.batched)]
    if _is_keyed(query):
        named = [
            bracketed(f"{scope.name('.db', 'LookupKey')}(", [str(number - 1), *key], ")", indent=17)
            for (number, _), key in zip(query.batched.keys, keys, strict=True)
        ]
        made += [bracketed("[", named, "]", indent=13), str(len(query.params))]
    else:
        made += keys[0]
    lookups = scope.name(".db", "KeyedLookups" if _is_keyed(query) else "Lookups")
    return bracketed(f"self.{lookup_name(query)} = {lookups}(", made, ")", indent=8)


def _columns(query: Query, batched: Batched) -> Sequence[tuple[int, int]]:
    """The keys' parameters and columns. A key after the query's own columns is counted from the end: callers do not get it."""
    end = max(len(query.columns), *(column + 1 for _, column in batched.keys))
    return [(number, column if column < len(query.columns) else column - end) for number, column in batched.keys]


def _key(query: Query, number: int, column: int, scope: Scope) -> Sequence[str]:
    """The class of a key as it is sent, its column, and the zone that it has."""
    scalar = query.params[number - 1].type.scalar
    kind = scope.name(*_KINDS.get(scalar.typname if scalar.kind == "b" else "", ("builtins", "str")))
    zone = [scope.name("datetime", "UTC")] if scalar.typname == "timestamptz" else []
    return [kind, str(column), *zone]
