"""The types that asyncpg has as text only, which it reads nowhere inside a composite."""

from ...model import Type
from ...model.catalog import PgType

__all__ = ["BINARY", "is_text", "unreadable"]

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

BINARY = frozenset(
    [
        *(("pg_catalog", name) for name in ("macaddr", "macaddr8")),
        ("citext", "citext"),
        ("hstore", "hstore"),
        *(("ltree", name) for name in ("ltree", "lquery", "ltxtquery")),
        *(("vector", name) for name in ("vector", "halfvec")),
    ]
)
"""By origin, of these the ones whose binary form generated code knows."""


def is_text(kind: PgType) -> bool:
    known = kind.schema == "pg_catalog" and kind.typname not in _OF_POSTGRESQL
    return kind.kind == "b" and not kind.element and not known


def unreadable(kind: Type) -> str | None:
    """The first field of a composite, or of one in it, that asyncpg cannot read there, with its type."""
    for path, field in kind.fields:
        if is_text(field) and field.origin not in BINARY:
            return f"{path} {field.name}"
    return None
