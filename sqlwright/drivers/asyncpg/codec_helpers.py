"""Which types asyncpg is to be told of, and the helper in a package's codecs.py that tells it."""

from collections.abc import Mapping, Sequence

from ...model.catalog import PgType

__all__ = ["codec_helper", "needs_binary_form", "needs_codec"]

_CODECS: Mapping[tuple[str, str], Sequence[str]] = {
    ("pg_catalog", "json"): ("_json", 'b""'),
    ("pg_catalog", "jsonb"): ("_json", 'b"\\x01"'),
    ("hstore", "hstore"): (),
    ("vector", "vector"): ("_vector", '"f"'),
    ("vector", "halfvec"): ("_vector", '"e"'),
}
"""By origin, the helpers with what they are given besides names, of types that asyncpg has another value for."""

_BINARY: Mapping[tuple[str, str], Sequence[str]] = {
    ("pg_catalog", "macaddr"): ("_mac",),
    ("pg_catalog", "macaddr8"): ("_mac",),
    ("citext", "citext"): ("_text", 'b""'),
    **dict.fromkeys((("ltree", name) for name in ("ltree", "lquery", "ltxtquery")), ("_text", 'b"\\x01"')),
}
"""Likewise of those for which asyncpg has the same value, but no binary form."""


def needs_codec(kind: PgType) -> bool:
    """Whether asyncpg's own value for it is not the one that the modules have."""
    return kind.kind == "e" or (kind.kind == "c" and kind.user) or kind.origin in _CODECS


def needs_binary_form(kind: PgType) -> bool:
    """Whether asyncpg has only its text, so that it is to be told of it for composites and COPY."""
    return kind.origin in _BINARY


def codec_helper(kind: PgType) -> Sequence[str]:
    """The name of the helper that teaches the type, and its arguments after the type's name."""
    return _CODECS.get(kind.origin) or _BINARY[kind.origin]
