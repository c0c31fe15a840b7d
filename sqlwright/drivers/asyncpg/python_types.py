"""The Python classes that asyncpg gives for PostgreSQL's types, and which types it can read."""

from collections.abc import Mapping, Sequence

from ...model import Type
from .text_types import is_binary

__all__ = ["BASE", "WRITTEN", "is_supported", "takes_lists", "takes_paths", "takes_tuples"]

_IP = tuple(("ipaddress", f"IPv{version}{kind}") for kind in ("Address", "Interface") for version in (4, 6))
_NETWORK = tuple(("ipaddress", f"IPv{version}Network") for version in (4, 6))


def _builtin(name: str) -> Sequence[tuple[str, str]]:
    return (("builtins", name),)


BASE: Mapping[str, Sequence[tuple[str, str]]] = {
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
"""By typname, for types in pg_catalog: module and name of the classes that asyncpg 0.32 gives, if not str (measured)."""

WRITTEN: Mapping[tuple[str, str], tuple[str, str]] = {
    ("pg_catalog", "tid"): ("tuple[int, int]", "tuple[int, int]"),
    ("pg_catalog", "pg_snapshot"): ("tuple[int, int, tuple[int, ...]]", "tuple[int, int, tuple[int, ...]]"),
    ("pg_catalog", "txid_snapshot"): ("tuple[int, int, tuple[int, ...]]", "tuple[int, int, tuple[int, ...]]"),
    ("pg_catalog", "record"): ("tuple[object, ...]", "tuple[object, ...]"),
    ("pg_catalog", "_record"): ("list[tuple[object, ...] | None]", "Sequence[tuple[object, ...] | None]"),
    ("hstore", "hstore"): ("dict[str, str | None]", "Mapping[str, str | None]"),
    ("vector", "vector"): ("list[float]", "Sequence[float]"),
    ("vector", "halfvec"): ("list[float]", "Sequence[float]"),
}
"""By origin, for types that are not a single class: the annotations of a column and of a parameter."""

_LISTS = frozenset([("pg_catalog", "json"), ("pg_catalog", "jsonb"), ("vector", "vector"), ("vector", "halfvec")])
"""By origin, the types whose values can be lists."""


def takes_lists(kind: Type) -> bool:
    """Whether the type is an array whose elements can be lists."""
    return kind.dims > 0 and kind.scalar.origin in _LISTS


def takes_tuples(kind: Type) -> bool:
    """Whether the type is an array whose elements asyncpg takes for dimensions unless they are tuples."""
    return kind.dims > 0 and (kind.scalar.kind == "m" or kind.scalar.origin == ("pg_catalog", "polygon"))


def takes_paths(kind: Type) -> bool:
    """Whether the type is an array of paths: asyncpg takes each for a dimension, and a tuple for a closed path."""
    return kind.dims > 0 and kind.scalar.origin == ("pg_catalog", "path")


def is_supported(kind: Type) -> bool:
    """Whether generated code can read and send values of the type."""
    if kind.subtype is not None:
        return is_supported(kind.subtype)
    if kind.items:
        return all(_is_in_record(item) for item in kind.items)
    return kind.scalar.kind != "p" or kind.scalar.typname in ("record", "_record", "cstring", "unknown", "void")


def _is_in_record(kind: Type) -> bool:
    """Whether asyncpg can read the type in an anonymous record, where it does not look types up.

    It reads no domains, no ranges, no arrays but text[], and nothing that it reads as text elsewhere.
    """
    if kind.subtype is not None or kind.dims:
        return kind.subtype is None and kind.name == "text[]"
    if kind.scalar.kind == "b":
        return kind.name == kind.scalar.name and is_binary(kind)
    return is_supported(kind)
