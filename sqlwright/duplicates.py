"""Names that may be given once: a query's, and a file's as a module."""

from collections.abc import Sequence
from pathlib import Path

from .emit.names import module_name
from .errors import Problem
from .source.statements import QueryFile, Statement
from .source.text import SourceFile

__all__ = ["are_distinct", "duplicates"]

_ALWAYS = ("models", "db", "__init__")


def _key(query: str) -> str:
    """What two names have in common that would become one method, class or constant."""
    return query.replace("_", "").lower()


def are_distinct(files: Sequence[SourceFile], queries: Sequence[str]) -> bool:
    """Whether the files are without duplicates, whose queries have these names."""
    stems = [*_ALWAYS, *(module_name(Path(file.path).stem) for file in files)]
    return len(set(stems)) == len(stems) and len(set(map(_key, queries))) == len(queries)


def duplicates(files: Sequence[QueryFile]) -> list[Problem]:
    """Queries of one name, and files that would become one module."""
    problems: list[Problem] = []
    names: dict[str, Statement] = {}
    stems: dict[str, SourceFile] = {name: SourceFile("", "") for name in _ALWAYS}
    for file in files:
        stem = module_name(Path(file.file.path).stem)
        if stem in stems:
            other = stems[stem].path or "a module that is always generated"
            problems.append(
                file.file.problem(0, f"this file and {other} would both be {stem}.py", hint="rename the file")
            )
        stems[stem] = file.file
        for statement in file.statements:
            first = names.setdefault(_key(statement.name), statement)
            if first is not statement:
                line, _ = first.file.position(first.name_at)
                problems.append(
                    statement.error(
                        statement.name_at,
                        f"a second query called {statement.name}",
                        hint=f"rename one of them: the first, {first.name}, is at {first.file.path}:{line}",
                    ).problems[0]
                )
    return problems
