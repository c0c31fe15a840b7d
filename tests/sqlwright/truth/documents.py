"""Reads documents with the code generated for their queries, and compares them with what PostgreSQL says."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from importlib import import_module, invalidate_caches
from math import isnan
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import fields

from sqlwright.compile.query_compiler import QueryCompiler
from sqlwright.compile.schema import read_schema
from sqlwright.emit import Names, print_project
from sqlwright.model import Module, Project, Query, Shape
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from tests.sqlwright.truth.shown import shown
from undercroft.testing.databases import Connection

__all__ = ["compiled", "differences", "generated"]


async def compiled(compiler: QueryCompiler, texts: Mapping[str, str]) -> Sequence[Query]:
    """Queries by name."""
    text = "\n".join(f"-- name: {name} :many\n{sql};" for name, sql in texts.items())
    file, problems = read_queries(SourceFile("documents.sql", text))
    assert not problems
    return [await compiler.query(statement) for statement in file.statements]


def generated(queries: Sequence[Query], compiler: QueryCompiler, folder: Path, package: str) -> Any:
    """The package generated for the queries."""
    module = Module("documents.sql", "documents", [], queries)
    project = Project("schema", read_schema(compiler.catalog), [module])
    home = folder / package
    home.mkdir()
    for name, text in print_project(Names(project)).items():
        (home / name).write_text(text)
    sys.path.insert(0, str(folder))
    try:
        invalidate_caches()
        return import_module(package)
    finally:
        sys.path.remove(str(folder))


async def differences(query: Query, rows: Sequence[Any], connection: Connection) -> list[str]:
    """The places where a method's rows differ from PostgreSQL's."""
    columns = ", ".join(f"to_json(c{number})::text" for number, _ in enumerate(query.columns))
    names = ", ".join(f"c{number}" for number, _ in enumerate(query.columns))
    # A document's text stays as it is; any other value becomes JSON text.
    found = await connection.fetch(f"select {columns} from ({query.sql}) as given({names})")
    assert len(found) == len(rows)
    problems: list[str] = []
    for texts, row in zip(found, rows, strict=True):
        values = [row] if len(query.columns) == 1 else [getattr(row, field.name) for field in fields(row)]
        for column, text, value in zip(query.columns, texts, values, strict=True):
            if column.type.shape is not None:
                plain = None if text is None else json.loads(text, parse_float=Decimal)
                if plain is not None and not _fits(plain, column.type.shape):
                    problems.append(f"{query.name}.{column.name}: {text} is no {shown(column.type.shape)}")
                problems += [f"{query.name}.{column.name}{place}" for place in _differences(plain, value)]
    return problems


_NUMBERS = {
    "int2": int,
    "int4": int,
    "int8": int,
    "numeric": int | Decimal,
    "float4": int | Decimal,
    "float8": int | Decimal,
}


def _fits(plain: Any, shape: Shape) -> bool:
    """Whether a document has exactly this shape; only the declared depth of arrays may differ."""
    if shape.kind == "any":
        return True
    if plain is None:
        return shape.nullable
    match shape.kind:
        case "object":
            known = {key.name: key for key in shape.keys}
            return (
                _is(plain, dict)
                and plain.keys() <= known.keys()
                and all(key.optional or key.name in plain for key in shape.keys)
                and all(_fits(item, known[name].shape) for name, item in plain.items())
            )
        case "map":
            return _is(plain, dict) and all(_fits(item, shape.items[0]) for item in plain.values())
        case "tuple":
            return _is(plain, list) and len(plain) == len(shape.items) and all(map(_fits, plain, shape.items))
        case "array":
            items, inner = plain, shape.items
            if shape.value is not None and _is(plain, list):
                items = list(_flattened(plain))
                while inner and inner[0].kind == "array":
                    inner = inner[0].items
            return _is(plain, list) and all(inner and _fits(item, inner[0]) for item in items)
        case _:
            return shape.value is not None and _is_value(plain, shape.value.scalar.typname)


def _is(plain: Any, kind: type) -> bool:
    return isinstance(plain, kind)


def _is_value(plain: Any, typname: str) -> bool:
    if typname == "bool":
        return isinstance(plain, bool)
    number = _NUMBERS.get(typname)
    return isinstance(plain, str) if number is None else isinstance(plain, number) or plain in _SPECIAL


def _flattened(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield from _flattened(item) if _is(item, list) else (item,)


_SPECIAL = ("NaN", "Infinity", "-Infinity")


def _differences(plain: Any, value: Any) -> list[str]:
    if isinstance(value, Struct):
        given = {field.encode_name: getattr(value, field.name) for field in fields(value)}
        value = {name: found for name, found in given.items() if found is not UNSET}
    if isinstance(value, list | tuple):
        value = dict(_numbered(value))
        plain = dict(_numbered(plain)) if _is(plain, list) else plain
    if isinstance(value, dict):
        return _different_items(plain, value)
    match value:
        case None | bool() | int() | str():
            same = plain == (value.value if isinstance(value, Enum) else value)
        case float() | Decimal():
            number = type(value)(plain)
            same = number == value or (isnan(number) and isnan(value))
        case _:
            same = isinstance(plain, str)
    return [] if same else [f": {plain!r} is no {value!r}"]


def _different_items(plain: Any, value: Any) -> list[str]:
    if not isinstance(plain, dict) or plain.keys() != value.keys():
        return [f": {plain} is no {value}"]
    return [f".{name}{found}" for name in value for found in _differences(plain[name], value[name])]


def _numbered(items: Any) -> Iterator[tuple[str, Any]]:
    return ((str(place), item) for place, item in enumerate(items))
