"""The types that asyncpg only knows as text, which it cannot read inside a composite."""

from ...model import Type
from ...model.catalog import PgType

__all__ = ["is_binary", "unreadable"]

_OF_POSTGRESQL = frozenset(
    [
        "aclitem",
        "gtsvector",
        "macaddr",
        "macaddr8",
        "money",
        "pg_dependencies",
        "pg_ndistinct",
        "pg_node_tree",
        "refcursor",
        "regclass",
        "regcollation",
        "regconfig",
        "regdictionary",
        "regnamespace",
        "regoper",
        "regoperator",
        "regproc",
        "regprocedure",
        "regrole",
        "regtype",
        "tsquery",
        "tsvector",
    ]
)
"""Measured with asyncpg 0.32: `prepare` of a composite with such a field fails."""

_BINARY = frozenset(
    [
        *(("pg_catalog", name) for name in ("macaddr", "macaddr8")),
        ("citext", "citext"),
        ("hstore", "hstore"),
        *(("ltree", name) for name in ("ltree", "lquery", "ltxtquery")),
        *(("vector", name) for name in ("vector", "halfvec")),
    ]
)
"""By origin, those of them whose binary form generated code knows."""


def _is_text(kind: PgType) -> bool:
    known = kind.schema == "pg_catalog" and kind.typname not in _OF_POSTGRESQL
    return kind.kind == "b" and not kind.element and not known


def is_binary(kind: Type) -> bool:
    """Whether values are sent in PostgreSQL's binary form, which COPY needs."""
    if kind.subtype is not None:
        return is_binary(kind.subtype)
    scalar = kind.scalar
    if scalar.kind == "c":
        return scalar.user and unreadable(kind) is None
    return scalar.kind == "e" or (scalar.kind == "b" and (not _is_text(scalar) or scalar.origin in _BINARY))


def unreadable(kind: Type) -> str | None:
    """The first field of a composite, or of one in it, that asyncpg cannot read there, with its type."""
    for path, field, _ in kind.fields:
        if _is_text(field) and field.origin not in _BINARY:
            return f"{path} {field.name}"
    return None
