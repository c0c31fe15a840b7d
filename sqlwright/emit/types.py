"""What a PostgreSQL type is in Python: what asyncpg gives for it, and what it takes."""

import re
from collections.abc import Mapping, Sequence

from ..drivers.asyncpg.text_types import BINARY, is_text, unreadable
from ..model import Type
from .scope import Scope

__all__ = [
    "BASE",
    "WRITTEN",
    "column_type",
    "is_atomic",
    "is_binary",
    "is_supported",
    "parameter_type",
    "takes_lists",
]

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
"""By typname, of pg_catalog's types: the modules and names of what asyncpg 0.32 was measured to give for each, where that is no text."""

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
"""By origin, of those that are no single class: what is given, and what is taken."""

_HOME = {"Mapping": "collections.abc", "Sequence": "collections.abc"}


LISTS = frozenset([("pg_catalog", "json"), ("pg_catalog", "jsonb"), ("vector", "vector"), ("vector", "halfvec")])
"""By origin, of those whose values can be lists."""


def takes_lists(kind: Type) -> bool:
    """Whether it is an array whose elements can be lists."""
    return kind.dims > 0 and kind.scalar.origin in LISTS


def is_supported(kind: Type) -> bool:
    """Whether generated code can take and give it."""
    if kind.subtype is not None:
        return is_supported(kind.subtype)
    if kind.items:
        return all(_is_in_record(item) for item in kind.items)
    return kind.scalar.kind != "p" or kind.scalar.typname in ("record", "_record", "cstring", "unknown")


def _is_in_record(kind: Type) -> bool:
    """Whether asyncpg reads it as a value of an anonymous record, whose types it does not look up: no domain, no range,
    of arrays those of text alone, and nothing that it reads as text elsewhere."""
    if kind.subtype is not None or kind.dims:
        return kind.subtype is None and kind.name == "text[]"
    if kind.scalar.kind == "b":
        return kind.name == kind.scalar.name and is_binary(kind)
    return is_supported(kind)


def is_binary(kind: Type) -> bool:
    """Whether it is sent in PostgreSQL's binary form, without which there is no COPY."""
    if kind.subtype is not None:
        return is_binary(kind.subtype)
    scalar = kind.scalar
    if scalar.kind == "c":
        return scalar.user and unreadable(kind) is None
    return scalar.kind == "e" or (scalar.kind == "b" and (not is_text(scalar) or scalar.origin in BINARY))


def is_atomic(kind: Type) -> bool:
    """Whether a value can be no part of a reference cycle."""
    if kind.conversion is not None:
        return False
    held = kind.is_json or "[" in WRITTEN.get(kind.scalar.origin, ("",))[0]
    return not kind.dims and kind.scalar.kind in "be" and not held


def column_type(kind: Type, scope: Scope) -> str:
    """What a column's value is."""
    return _annotation(kind, scope, taken=False)


def parameter_type(kind: Type, scope: Scope) -> str:
    """What a parameter takes: any sequence for an array."""
    return _annotation(kind, scope, taken=True)


def _annotation(kind: Type, scope: Scope, *, taken: bool) -> str:
    return _optional(_given(kind, scope, taken=taken), nullable=kind.nullable)


def _given(kind: Type, scope: Scope, *, taken: bool) -> str:
    """The annotation of a value that is there."""
    if kind.shape is not None and not taken:
        # The two rooms need each other: a value in a document is of the type that it has in a column.
        from .documents import document_type

        return document_type(kind.shape, scope)
    if kind.conversion is not None:
        annotation = scope.name(*kind.conversion.type)
        return annotation if kind.conversion.whole else _array(annotation, kind, scope, taken=taken)
    # A parameter takes more than a list, which is what the alias is of.
    # The alias may say that elements can be NULL, where these are not.
    full = kind.dims > 0 and not kind.nullable_elements
    if kind.domain is not None and not full and not (taken and (kind.dims or _is_list(kind))):
        return scope.name(".models", scope.names.type(kind.domain))
    if kind.element_domain is not None:
        annotation = scope.name(".models", scope.names.type(kind.element_domain))
    else:
        annotation = _scalar(kind, scope, taken=taken)
    return _array(annotation, kind, scope, taken=taken)


def _is_list(kind: Type) -> bool:
    return kind.scalar.kind == "m" or kind.scalar.origin in WRITTEN


def _array(annotation: str, kind: Type, scope: Scope, *, taken: bool) -> str:
    for depth in range(kind.dims):
        annotation = f"{_many(scope, taken)}[{_optional(annotation, nullable=depth == 0 and kind.nullable_elements)}]"
    return annotation


def _many(scope: Scope, taken: bool) -> str:
    return scope.name("collections.abc", "Sequence") if taken else scope.builtin("list")


def _scalar(kind: Type, scope: Scope, *, taken: bool) -> str:
    scalar = kind.scalar
    if scalar.kind == "c" and not scalar.user:
        return _named("tuple[object, ...]", scope) if taken else scope.name("asyncpg", "Record")
    if scalar.kind in "ec":
        return scope.name(".models", scope.names.type(scalar))
    if kind.subtype is not None:
        span = f"{scope.name('asyncpg', 'Range')}[{column_type(kind.subtype, scope)}]"
        return span if scalar.kind == "r" else f"{_many(scope, taken)}[{span}]"
    if kind.items:
        inside = ", ".join(_annotation(item, scope, taken=taken) for item in kind.items)
        return f"{scope.builtin('tuple')}[{inside}]"
    if scalar.typname == "void":
        return "None"
    if written := WRITTEN.get(scalar.origin):
        return _named(written[taken], scope)
    # asyncpg gives the text of a type that it does not know, as those of extensions are.
    known = BASE.get(scalar.typname, _builtin("str")) if scalar.schema == "pg_catalog" else _builtin("str")
    return " | ".join(scope.name(module, name) for module, name in known)


def _named(annotation: str, scope: Scope) -> str:
    """The annotation with its names brought into the module."""

    def bring(found: re.Match[str]) -> str:
        name = found[0]
        return name if name == "None" else scope.name(_HOME.get(name, "builtins"), name)

    return re.sub(r"[a-zA-Z]+", bring, annotation)


def _optional(annotation: str, *, nullable: bool) -> str:
    return f"{annotation} | None" if nullable and annotation != "Any" else annotation
