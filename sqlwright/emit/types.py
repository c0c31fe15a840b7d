"""What a PostgreSQL type is in Python: what asyncpg gives for it, and what it takes."""

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ..model import Conversion, Shape, Type
from ..text_types import BINARY, is_text
from .layout import exploded, text_literal
from .names import field_name
from .scope import Scope

__all__ = [
    "BASE",
    "WRITTEN",
    "column_type",
    "decoded",
    "encoded",
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
        return scalar.user and kind.unreadable is None
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


def decoded(kind: Type, value: str, column: str, scope: Scope) -> str:
    """The expression that makes a column's value of what asyncpg gives: that itself, but for documents and overrides."""
    conversion, given, depth = kind.conversion, value, kind.dims
    if kind.shape is not None:
        maker = [_document_decoder(kind.shape, column, scope)]
    elif conversion is None:
        maker = _maker(kind, scope)
        if maker is None:
            return value
        depth += kind.scalar.kind == "m"
    elif conversion.json:
        maker = [_decoder(conversion, column, scope)]
        if conversion.whole and depth:
            given = f"{scope.name('.db', 'joined')}({value})"
    else:
        maker = [scope.name(*(conversion.decode or conversion.type))]
        # What converters take is what there is without them.
        given = decoded(replace(kind, conversion=None, nullable=False), value, column, scope)
    if conversion is not None and conversion.whole:
        depth = 0
    function, *arguments = maker
    made = f"{function}({', '.join([*arguments, given])})"
    if depth:
        made = _each(_alone(maker, scope), given, depth, scope)
    elif not arguments:
        made = _unless_null(made, kind, value)
    if len(made) <= _ROOM - (len(column) if scope.options.structs.kw_only else 0):
        return made
    if depth or (given == value and kind.nullable and not arguments):
        return exploded(f"{scope.name('.db', 'each')}(", [_alone(maker, scope), given, str(depth)], ")")
    return made if made[:4] == "None" else exploded(f"{function}(", [*arguments, given], ")")


_Maker = Sequence[str]
"""A function, and what it is given before the value; one that is given something leaves NULLs alone itself."""

_ROOM, _SHORT = 60, 40
"""The characters of a field's value, and of a part of one, that fit on a line wherever they stand."""


def _alone(maker: _Maker, scope: Scope) -> str:
    """As a function of the value alone."""
    if len(maker) == 1:
        return maker[0]
    return _within(f"{scope.name('functools', 'partial')}(", maker, ")")


def _within(head: str, items: Sequence[str], tail: str) -> str:
    line = f"{head}{', '.join(items)}{tail}"
    return line if len(line) <= _SHORT else exploded(head, items, tail.lstrip(","))


def _maker(kind: Type, scope: Scope) -> _Maker | None:
    """What makes a value, or an element, of what asyncpg gives for it; None where that is the value."""
    if kind.is_json:
        return [scope.name("msgspec.json", "decode")]
    if kind.subtype is not None and (bound := _maker(kind.subtype, scope)):
        return [scope.name(".db", "each_bound"), _alone(bound, scope)]
    items = [_maker(item, scope) for item in kind.items]
    if any(items):
        makes = ["None" if item is None else _alone(item, scope) for item in items]
        return [scope.name(".db", "each_item"), _within("(", makes, ",)" if len(makes) == 1 else ")")]
    return None


def _decoder(conversion: Conversion, column: str, scope: Scope) -> str:
    """The module's own function that decodes the column's documents."""
    return _defined(f"{scope.name('msgspec.json', 'Decoder')}({scope.name(*conversion.type)}).decode", column, scope)


def _document_decoder(shape: Shape, column: str, scope: Scope) -> str:
    """The same for documents that the query puts together."""
    # The two rooms need each other: what a value is in a document is told by what it is in a column.
    from .documents import document_decoder

    return _defined(document_decoder(shape, scope), column, scope)


def _defined(decode: str, column: str, scope: Scope) -> str:
    name = f"_decode_{field_name(column, 0)}"
    return scope.define(name, scope.name(".db", "of_column"), [decode, text_literal(column)])


def encoded(kind: Type, value: str, scope: Scope) -> str:
    """The expression that is sent for a parameter."""
    conversion = kind.conversion
    if conversion is not None and conversion.encode is not None:
        encode = scope.name(*conversion.encode)
        if kind.dims and not conversion.whole:
            return _each(encode, value, kind.dims, scope)
        return _unless_null(f"{encode}({value})", kind, value)
    if takes_lists(kind):
        # asyncpg would take a list among the elements for a dimension.
        return _each(scope.name(".codecs", "Element"), value, kind.dims, scope)
    return value


def _each(make: str, value: str, depth: int, scope: Scope) -> str:
    return f"{scope.name('.db', 'each')}({make}, {value}, {depth})"


def _unless_null(made: str, kind: Type, value: str) -> str:
    return f"None if {value} is None else {made}" if kind.nullable else made


def _annotation(kind: Type, scope: Scope, *, taken: bool) -> str:
    return _optional(_given(kind, scope, taken=taken), nullable=kind.nullable)


def _given(kind: Type, scope: Scope, *, taken: bool) -> str:
    """The annotation of a value that is there."""
    if kind.shape is not None and not taken:
        from .documents import document_type

        return document_type(kind.shape, scope)
    if kind.conversion is not None:
        annotation = scope.name(*kind.conversion.type)
        return annotation if kind.conversion.whole else _array(annotation, kind, scope, taken=taken)
    # A parameter takes more than a list, which is what the alias is of.
    if kind.domain is not None and not (taken and (kind.dims or _is_list(kind))):
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
