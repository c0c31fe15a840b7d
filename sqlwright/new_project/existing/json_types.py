"""The types of bodies and parameters: what JSON can bring, within what PostgreSQL's types hold."""

import re
from collections.abc import Sequence

from .generated import Subject
from .imports import Imports
from .tables import Column

__all__ = ["body_type", "cannot_serve", "filter_type", "key_type", "serves_filter", "values_module"]

_TEXT = ("text", "varchar", "bpchar", "citext", "name", "xml", "tsvector", "money", "macaddr")
_INTEGERS = {"int2": "Int2", "int4": "Int4", "int8": "Int8"}
_OTHERS = (
    *("float4", "float8", "numeric", "bool", "uuid", "date", "time", "interval", "bytea", "json", "jsonb"),
    *("timestamptz", "timestamp", "vector", "halfvec"),
)
_IN_URLS = (*_INTEGERS, "text", "varchar", "bpchar", "citext", "name", "uuid", "date")

_PATHS = ("livez", "metrics", "readyz", "schema", "startupz")
_NAMES = frozenset(
    [
        *("Annotated", "AnyRequest", "Callable", "Conflict", "Decimal", "FromPath", "FromQuery", "JSONBody", "Limit"),
        *("Meta", "NotFound", "PreconditionFailed", "RequestError", "Response", "Router", "Struct", "UUID"),
        "UnsetType",
    ]
)
"""What modules with calls import."""
_META = "from msgspec import Meta"
_SIZES = {"Int2": "2**15", "Int4": "2**31", "Int8": "2**63"}
_ALIASES = {
    "Text": ("Annotated[str, Meta(pattern=NO_NUL)]", _META),
    "WithZone": ("Annotated[datetime, Meta(tz=True)]", f"from datetime import datetime\n{_META}"),
    "WithoutZone": ("Annotated[datetime, Meta(tz=False)]", f"from datetime import datetime\n{_META}"),
    **{name: (f"Annotated[int, Meta(ge=-({size}), le={size} - 1)]", _META) for name, size in _SIZES.items()},
    **{
        f"{name}{place}": (
            f"Annotated[{kind}, {place}Parameter(ge=-({size}), le={size} - 1)]",
            f"from litestar.params import {place}Parameter",
        )
        for place, kind in (("Path", "int"), ("Query", "int | None"))
        for name, size in _SIZES.items()
    },
}
"""What each type of values.py is, and what it imports."""


def values_module(code: str) -> str:
    """The types that the handlers name."""
    named = {*re.findall(r"\w+", code)}
    used = {name: alias for name, alias in _ALIASES.items() if name in named}
    imports = Imports("from typing import Annotated") if used else Imports()
    for _, lines in used.values():
        imports.add(*lines.splitlines())
    parts = ['"""What PostgreSQL\'s types hold, for bodies and parameters."""', str(imports)]
    if named & {"Text", "NO_NUL"}:
        parts.append('# PostgreSQL\'s text holds every character but NUL.\nNO_NUL = r"^[^\\x00]*$"')
    parts.append("\n".join(f"{name} = {text}" for name, (text, _) in used.items()))
    return "\n\n".join(part for part in parts if part) + "\n"


def cannot_serve(subject: Subject) -> str | None:
    """Why there are no calls for the table."""
    if subject.chosen.many in _PATHS:
        return f"/{subject.chosen.many} is a path that every service has"
    if not subject.is_struct:
        return "its rows are one value each"
    if subject.row in (*_ALIASES, *_NAMES):
        return f"its rows are called {subject.row}, which means something else where calls are written"
    for column in subject.table.keys:
        if column.array or (column.base not in _IN_URLS and not column.labels):
            return f"the key {column.name} is {column.type}, which is not written in a path"
    known = (*_TEXT, *_INTEGERS, *_OTHERS)
    for column in subject.table.columns:
        if column.base not in known and not column.labels:
            return f"{column.name} is {column.type}, which JSON does not have"
    return None


def body_type(column: Column, annotation: str, subject: Subject, imports: Imports) -> str:
    """The type of the column's field in a body, for a parameter with this annotation."""
    core, *others = annotation.replace("Sequence[", "list[").split(" | ") if not column.array else [annotation]
    if column.array:
        imports.add_annotation(annotation.replace("Sequence", "list"), subject.module)
        return annotation.replace("Sequence[", "list[")
    if "UnsetType" in others:
        imports.add("from msgspec import UnsetType")
    return " | ".join([_core(column, core, subject, imports), *others])


def _core(column: Column, core: str, subject: Subject, imports: Imports) -> str:
    if column.length:
        imports.add("from typing import Annotated", "from msgspec import Meta", "from service.values import NO_NUL")
        return f"Annotated[str, Meta(max_length={column.length}, pattern=NO_NUL)]"
    alias = (
        "Text"
        if column.base in _TEXT
        else {**_INTEGERS, "timestamptz": "WithZone", "timestamp": "WithoutZone"}.get(column.base)
    )
    if alias is not None:
        imports.add(f"from service.values import {alias}")
        return alias
    imports.add_annotation(core, subject.module)
    return core


def key_type(column: Column, subject: Subject, imports: Imports) -> str:
    if column.base in _INTEGERS:
        imports.add(f"from service.values import {_INTEGERS[column.base]}Path")
        return f"{_INTEGERS[column.base]}Path"
    annotation = subject.annotation("Get", column)
    imports.add("from litestar.params import FromPath")
    imports.add_annotation(annotation, subject.module)
    return f"FromPath[{annotation}]"


def serves_filter(column: Column, taken: Sequence[str]) -> bool:
    in_url = column.base in (*_IN_URLS, "bool") or bool(column.labels)
    return in_url and not column.array and column.parameter not in taken


def filter_type(column: Column, subject: Subject, imports: Imports) -> str:
    if column.base in _INTEGERS:
        imports.add(f"from service.values import {_INTEGERS[column.base]}Query")
        return f"{_INTEGERS[column.base]}Query"
    annotation = subject.annotation("List", column).removesuffix(" | None")
    imports.add("from litestar.params import FromQuery")
    imports.add_annotation(annotation, subject.module)
    return f"FromQuery[{annotation} | None]"
