"""Queries whose documents are read by what is generated for them, and compared with what PostgreSQL says they are."""

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

from sqlwright.compiler import QueryCompiler
from sqlwright.emit import Names, print_project
from sqlwright.model import Module, Project, Query, Shape
from sqlwright.schema import read_schema
from sqlwright.source.statements import read_queries
from sqlwright.source.text import SourceFile
from tests.databases import Connection
from tests.sqlwright.truth.shown import shown

__all__ = ["compiled", "differences", "generated"]


async def compiled(compiler: QueryCompiler, texts: Mapping[str, str]) -> Sequence[Query]:
    """Queries by their names."""
    text = "\n".join(f"-- name: {name} :many\n{sql};" for name, sql in texts.items())
    file, problems = read_queries(SourceFile("documents.sql", text))
    assert not problems
    return [await compiler.query(statement) for statement in file.statements]


def generated(queries: Sequence[Query], compiler: QueryCompiler, folder: Path, package: str) -> Any:
    """The package that is generated for them."""
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
    """Where the rows that a method gave are not what PostgreSQL gives."""
    columns = ", ".join(f"to_json(c{number})::text" for number, _ in enumerate(query.columns))
    names = ", ".join(f"c{number}" for number, _ in enumerate(query.columns))
    # A document stays the text that it is; anything else becomes one.
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
    """Whether a document has a shape, to the letter but for the depth of arrays that is only declared."""
    match shape.kind, plain:
        case "any", _:
            return True
        case _, None:
            return shape.nullable
        case "object", dict():
            known = {key.name: key for key in shape.keys}
            given = dict[str, Any](plain)
            whole = given.keys() <= known.keys() and all(key.optional or key.name in given for key in shape.keys)
            return whole and all(_fits(given[name], known[name].shape) for name in given)
        case "map", dict():
            return all(_fits(item, shape.items[0]) for item in dict[str, Any](plain).values())
        case "tuple", list():
            items = list[Any](plain)
            return len(items) == len(shape.items) and all(map(_fits, items, shape.items))
        case "array", list():
            items, inner = list[Any](plain), shape.items
            if shape.value is not None:
                items = list(_flattened(items))
                while inner and inner[0].kind == "array":
                    inner = inner[0].items
            return all(inner and _fits(item, inner[0]) for item in items)
        case "value", _ if shape.value is not None:
            number = _NUMBERS.get(shape.value.scalar.typname)
            if shape.value.scalar.typname == "bool":
                return isinstance(plain, bool)
            return isinstance(plain, str) if number is None else isinstance(plain, number) or plain in _SPECIAL
        case _:
            return False


def _flattened(items: list[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from _flattened(list[Any](item))
        else:
            yield item


_SPECIAL = ("NaN", "Infinity", "-Infinity")


def _differences(plain: Any, value: Any) -> list[str]:
    if isinstance(value, Struct):
        given = {field.encode_name: getattr(value, field.name) for field in fields(value)}
        value = {name: found for name, found in given.items() if found is not UNSET}
    if isinstance(value, list | tuple):
        value = dict(_numbered(value))
        plain = dict(_numbered(plain)) if isinstance(plain, list) else plain
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
