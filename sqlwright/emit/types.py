"""What a PostgreSQL type is in Python: what asyncpg gives for it, and what it takes."""

from collections.abc import Mapping, Sequence

from ..analyse.catalog import PgType
from ..model import Type
from .names import pascal
from .scope import Scope

__all__ = ["column_type", "decoded", "enum_name", "is_atomic", "is_supported", "parameter_type"]

_IP = tuple(("ipaddress", f"IPv{version}{kind}") for kind in ("Address", "Interface") for version in (4, 6))
_NETWORK = tuple(("ipaddress", f"IPv{version}Network") for version in (4, 6))


def _builtin(name: str) -> Sequence[tuple[str, str]]:
    return (("builtins", name),)


_BASE: Mapping[str, Sequence[tuple[str, str]]] = {
    **dict.fromkeys(("int2", "int4", "int8", "oid", "xid", "xid8", "cid", "pg_lsn"), _builtin("int")),
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "money", "xml", "tsvector", "tsquery"), _builtin("str")),
    **dict.fromkeys(("jsonpath", "macaddr", "macaddr8"), _builtin("str")),
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
"""By typname, of pg_catalog's types: the modules and names of what asyncpg 0.32 was measured to give for each."""


def enum_name(enum: PgType) -> str:
    """The class of an enum; a schema other than public stands before its name."""
    return pascal(enum.typname if enum.schema == "public" else f"{enum.schema}_{enum.typname}")


def is_supported(kind: Type) -> bool:
    return kind.scalar.kind == "e" or (kind.scalar.schema == "pg_catalog" and kind.scalar.typname in _BASE)


def is_atomic(kind: Type) -> bool:
    """Whether a value can be no part of a reference cycle."""
    return not kind.dims and kind.scalar.typname not in ("json", "jsonb")


def column_type(kind: Type, scope: Scope) -> str:
    """What a column's value is."""
    return _annotation(kind, scope, scope.builtin("list") if kind.dims else "")


def parameter_type(kind: Type, scope: Scope) -> str:
    """What a parameter takes: any sequence for an array."""
    return _annotation(kind, scope, scope.name("collections.abc", "Sequence") if kind.dims else "")


def _annotation(kind: Type, scope: Scope, array: str) -> str:
    if kind.scalar.kind == "e":
        annotation = scope.name(".models", enum_name(kind.scalar))
    else:
        annotation = " | ".join(scope.name(module, name) for module, name in _BASE[kind.scalar.typname])
    for depth in range(kind.dims):
        annotation = f"{array}[{_optional(annotation, nullable=depth == 0 and kind.nullable_elements)}]"
    return _optional(annotation, nullable=kind.nullable)


def _optional(annotation: str, *, nullable: bool) -> str:
    return f"{annotation} | None" if nullable and annotation != "Any" else annotation


def decoded(kind: Type, value: str, scope: Scope) -> str:
    """The expression that makes a column's value of what asyncpg gives; most often it is that already."""
    if kind.scalar.kind != "e":
        return value
    enum = scope.name(".models", enum_name(kind.scalar))
    if kind.dims:
        return f"{scope.name('.db', 'each')}({enum}, {value}, {kind.dims})"
    return f"None if {value} is None else {enum}({value})" if kind.nullable else f"{enum}({value})"
