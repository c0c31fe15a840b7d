"""Prints codecs.py: what asyncpg must be told of the types that the modules use."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ..analyse.catalog import PgType
from ..model import Project
from .assembly import assembled
from .composites import binary_types, used_types
from .layout import bracketed, indented, text_literal
from .naming import Names
from .parts.base import Part
from .parts.codecs import CODECS

__all__ = ["needs_codec", "print_codecs"]

_TEACHES = "Teaches a connection the types of these modules: `create_pool(..., init=init_connection)`."
_IDLE = "Teaches a connection the types of these modules, none of which asyncpg has to be told of."

_OTHERWISE = (
    "except ValueError as error:",
    '    raise TypesUnknown(f"{error}: apply the migrations, then connect") from error',
)


def print_codecs(project: Project, header: str, names: Names, imported: AbstractSet[str]) -> str:
    """The module, given the names that others import from it: `ready` where a query needs a codec."""
    lines: list[str] = []
    parts = {"AnyConnection"}
    models: list[tuple[str, str]] = []
    binary = binary_types(project)
    for kind in used_types(project):
        if not needs_codec(kind) and not (kind.oid in binary and kind.origin in _BINARY):
            continue
        helper, arguments = _call(kind, names)
        lines.append(bracketed(f"await {helper}(", arguments, ")", indent=8))
        if helper in CODECS:
            parts.add(helper)
        if kind.kind in "ec":
            models.append((".models", names.type(kind)))
    if lines:
        parts.add("_remember")
        body = [f'"""{_TEACHES}"""', "try:", *map(indented, lines), *_OTHERWISE, "_remember(connection)"]
    else:
        body = [f'"""{_IDLE}"""']
    init = "async def init_connection(connection: AnyConnection) -> None:\n" + indented("\n".join(body))
    texts = {**CODECS, "init_connection": Part(f"{init}\n", tuple(models))}
    if names.options.structs.kw_only:
        by_keyword = "make(**dict(zip(make.__struct_fields__, fields, strict=True)))"
        composite = CODECS["_composite"]
        texts["_composite"] = replace(composite, text=composite.text.replace("make(*fields)", by_keyword))
    if "Element" in imported:
        texts |= {name: _taking_elements(CODECS[name]) for name in ("_json", "_vector")}
    top = f'{header}\n"""What asyncpg is told of the types."""'
    return assembled(top, texts, [*parts, *imported, "init_connection"])


def _taking_elements(part: Part) -> Part:
    """The helper, for values that `Element` keeps apart from an array's dimensions."""
    unwrapped = "    if isinstance(value, Element):\n            value = value.value\n        return "
    head, end = part.text.split("    return ", 1)
    return replace(part, text=head + unwrapped + end, parts=(*part.parts, "Element"))


def needs_codec(kind: PgType) -> bool:
    """Whether asyncpg's own value for it is not the one that the modules have."""
    return kind.kind == "e" or (kind.kind == "c" and kind.user) or kind.origin in _CODECS


def _call(kind: PgType, names: Names) -> tuple[str, Sequence[str]]:
    """The helper that teaches it, and its arguments."""
    name, schema = text_literal(kind.typname), text_literal(kind.schema)
    if kind.kind in "ec":
        return "_enum" if kind.kind == "e" else "_composite", ["connection", name, schema, names.type(kind)]
    if kind.origin == ("hstore", "hstore"):
        arguments = [name, f"schema={schema}", 'codec_name="pg_contrib.hstore"']
        return "connection.set_builtin_type_codec", arguments
    helper, *arguments = _CODECS.get(kind.origin) or _BINARY[kind.origin]
    # The schemas of PostgreSQL's own types are in the helpers.
    return helper, ["connection", name, *([schema] if kind.extension else []), *arguments]


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
