"""The types that asyncpg must be taught, and the helper in a package's codecs.py that makes the codec."""

from collections.abc import Mapping, Sequence

from ...model.catalog import PgType

__all__ = ["codec_helper", "needs_binary_form", "needs_codec"]

_CODECS: Mapping[tuple[str, str], Sequence[str]] = {
    ("pg_catalog", "json"): ("_json", 'b""'),
    ("pg_catalog", "jsonb"): ("_json", 'b"\\x01"'),
    ("hstore", "hstore"): ("_builtin", '"pg_contrib.hstore"'),
    ("vector", "vector"): ("_vector", '"f"'),
    ("vector", "halfvec"): ("_vector", '"e"'),
}
"""By origin: the helper, and its arguments after the type's name, for types that asyncpg gives another value for."""

_BINARY: Mapping[tuple[str, str], Sequence[str]] = {
    ("pg_catalog", "macaddr"): ("_mac",),
    ("pg_catalog", "macaddr8"): ("_mac",),
    ("citext", "citext"): ("_text", 'b""'),
    **dict.fromkeys((("ltree", name) for name in ("ltree", "lquery", "ltxtquery")), ("_text", 'b"\\x01"')),
}
"""The same for types that asyncpg gives the right value for, but has no binary form of."""


def needs_codec(kind: PgType) -> bool:
    """Whether asyncpg by itself gives another value than the modules have."""
    return kind.kind == "e" or (kind.kind == "c" and kind.user) or kind.origin in _CODECS


def needs_binary_form(kind: PgType) -> bool:
    """Whether asyncpg only knows the type's text, so that composites and COPY need a codec."""
    return kind.origin in _BINARY


def codec_helper(kind: PgType) -> Sequence[str]:
    """The name of the helper that makes the type's codec, and its arguments after the type's name."""
    return _CODECS.get(kind.origin) or _BINARY[kind.origin]
