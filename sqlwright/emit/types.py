"""What a PostgreSQL type is in Python: what asyncpg gives for it, and what it takes."""

from collections.abc import Mapping, Sequence

from ..model import Type
from .scope import Scope

__all__ = ["column_type", "decoded", "is_atomic", "is_binary", "is_supported", "parameter_type"]

_IP = tuple(("ipaddress", f"IPv{version}{kind}") for kind in ("Address", "Interface") for version in (4, 6))
_NETWORK = tuple(("ipaddress", f"IPv{version}Network") for version in (4, 6))


def _builtin(name: str) -> Sequence[tuple[str, str]]:
    return (("builtins", name),)


_BASE: Mapping[str, Sequence[tuple[str, str]]] = {
    **dict.fromkeys(("int2", "int4", "int8", "oid", "xid", "xid8", "cid", "pg_lsn"), _builtin("int")),
    **dict.fromkeys(("float4", "float8"), _builtin("float")),
    **dict.fromkeys(("bytea", "char"), _builtin("bytes")),
    "bool": _builtin("bool"),
    "numeric": (("decimal", "Decimal"),),
    "uuid": (("uuid", "UUID"),),
    "date": (("datetime", "date"),),
    **dict.fromkeys(("time", "timetz"), (("datetime", "time"),)),
    **dict.fromkeys(("timestamp", "timestamptz"), (("datetime", "datetime"),)),
    "interval": (("datetime", "timedelta"),),
    "inet": _IP,
    "cidr": _NETWORK,
    **dict.fromkeys(("bit", "varbit"), (("asyncpg", "BitString"),)),
    "box": (("asyncpg", "Box"),),
    "circle": (("asyncpg", "Circle"),),
    "line": (("asyncpg", "Line"),),
    "lseg": (("asyncpg", "LineSegment"),),
    "path": (("asyncpg", "Path"),),
    "point": (("asyncpg", "Point"),),
    "polygon": (("asyncpg", "Polygon"),),
    **dict.fromkeys(("json", "jsonb"), (("typing", "Any"),)),
}
"""By typname, of pg_catalog's types: the modules and names of what asyncpg 0.32 was measured to give for each, where that is no text."""

_TUPLES: Mapping[str, str] = {
    "tid": "tuple[int, int]",
    **dict.fromkeys(("pg_snapshot", "txid_snapshot"), "tuple[int, int, tuple[int, ...]]"),
}
"""By typname likewise, of those that come as tuples."""

_BINARY_TEXTS = ("text", "varchar", "bpchar", "name", "xml", "jsonpath")
"""By typname likewise, of those that are text in their binary form too."""

_TEXTS = ("unknown", "cstring")
"""By typname likewise, the pseudo-types that come as texts."""


def is_supported(kind: Type) -> bool:
    """Whether generated code can take and give it."""
    # A range's bounds and a record's values come as asyncpg has them: an enum would stay text.
    if kind.subtype is not None:
        return kind.subtype.scalar.kind != "e" and is_supported(kind.subtype)
    if kind.items:
        return not kind.dims and all(is_supported(item) and item.scalar.kind != "e" for item in kind.items)
    return kind.scalar.kind in "be" or kind.scalar.typname in _TEXTS


def is_binary(kind: Type) -> bool:
    """Whether asyncpg sends it in PostgreSQL's binary form, without which there is no COPY."""
    if kind.subtype is not None:
        return is_binary(kind.subtype)
    known = kind.scalar.typname in _BASE or kind.scalar.typname in _TUPLES or kind.scalar.typname in _BINARY_TEXTS
    return kind.scalar.kind == "e" or (kind.scalar.schema == "pg_catalog" and known)


def is_atomic(kind: Type) -> bool:
    """Whether a value can be no part of a reference cycle."""
    return not kind.dims and kind.scalar.kind in "be" and kind.scalar.typname not in ("json", "jsonb")


def column_type(kind: Type, scope: Scope) -> str:
    """What a column's value is."""
    return _annotation(kind, scope, ("builtins", "list"))


def parameter_type(kind: Type, scope: Scope) -> str:
    """What a parameter takes: any sequence for an array."""
    return _annotation(kind, scope, ("collections.abc", "Sequence"))


def _annotation(kind: Type, scope: Scope, many: tuple[str, str]) -> str:
    annotation = _scalar(kind, scope, many)
    for depth in range(kind.dims):
        annotation = f"{scope.name(*many)}[{_optional(annotation, nullable=depth == 0 and kind.nullable_elements)}]"
    return _optional(annotation, nullable=kind.nullable)


def _scalar(kind: Type, scope: Scope, many: tuple[str, str]) -> str:
    scalar = kind.scalar
    if scalar.kind in "ec":
        return scope.name(".models", scope.names.type(scalar))
    if kind.subtype is not None:
        span = f"{scope.name('asyncpg', 'Range')}[{column_type(kind.subtype, scope)}]"
        return span if scalar.kind == "r" else f"{scope.name(*many)}[{span}]"
    if kind.items:
        inside = ", ".join(_annotation(item, scope, many) for item in kind.items)
        return f"{scope.builtin('tuple')}[{inside}]"
    if scalar.kind == "p" and scalar.typname not in _TEXTS:
        return "None" if scalar.name == "void" else f"{scope.builtin('tuple')}[{scope.name('typing', 'Any')}, ...]"
    if scalar.schema == "pg_catalog" and scalar.typname in _TUPLES:
        return _TUPLES[scalar.typname]
    # asyncpg gives the text of a type that it does not know, as those of extensions are.
    known = _BASE.get(scalar.typname, _builtin("str")) if scalar.schema == "pg_catalog" else _builtin("str")
    return " | ".join(scope.name(module, name) for module, name in known)


def _optional(annotation: str, *, nullable: bool) -> str:
    return f"{annotation} | None" if nullable and annotation != "Any" else annotation


def decoded(kind: Type, value: str, scope: Scope) -> str:
    """The expression that makes a column's value of what asyncpg gives; most often it is that already."""
    if kind.scalar.kind != "e":
        return value
    enum = scope.name(".models", scope.names.type(kind.scalar))
    if kind.dims:
        return f"{scope.name('.db', 'each')}({enum}, {value}, {kind.dims})"
    return f"None if {value} is None else {enum}({value})" if kind.nullable else f"{enum}({value})"
