"""Reads the files of an entry once: cached results are kept under their texts."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from ..errors import CompileError, Problem
from ..scratch.migrations import Migration, read_migration
from ..scratch.mixed_files import has_queries, only_named
from ..source.text import SourceFile
from .config import Config, Entry

__all__ = ["Inputs", "read_inputs"]

_Item = TypeVar("_Item")
_T = TypeVar("_T")


class Inputs(Struct, frozen=True):
    migrations: Sequence[Migration]
    queries: Sequence[SourceFile]


def read_inputs(config: Config, entry: Entry) -> Inputs:
    """The entry's files; raises a CompileError with the problems of all files that cannot be read."""
    problems: list[Problem] = []
    files = _each(dict.fromkeys([*entry.schema, *entry.queries]), lambda path: _read(config, path), problems)
    schema = [files[path] for path in entry.schema if path in files]
    migrations = _each(schema, read_migration, problems)
    if problems:
        raise CompileError(problems)
    queries = [_queries(files[path], mixed=path in entry.schema) for path in entry.queries]
    return Inputs(list(migrations.values()), [file for file in queries if file is not None])


def _read(config: Config, path: Path) -> SourceFile:
    return SourceFile.read(path, config.shown(path))


def _each(items: Iterable[_Item], read: Callable[[_Item], _T], problems: list[Problem]) -> dict[_Item, _T]:
    """The result for each item; problems are collected."""
    found: dict[_Item, _T] = {}
    for item in items:
        try:
            found[item] = read(item)
        except CompileError as error:
            problems += error.problems
    return found


def _queries(file: SourceFile, *, mixed: bool) -> SourceFile | None:
    """The file with its queries; None if it is a schema file without any."""
    if not mixed:
        return file
    return SourceFile(file.path, only_named(file.text)) if has_queries(file.text) else None
