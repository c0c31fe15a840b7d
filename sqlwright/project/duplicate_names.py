"""Finds names that are used twice: of queries, and of files as modules."""

from collections.abc import Sequence

from msgspec import Struct

from ..emit.names import module_name, pascal
from ..errors import Problem
from ..source.statements import QueryFile, Statement
from ..source.text import SourceFile
from .module_names import module_stems

__all__ = ["Duplicates", "are_distinct", "duplicates", "query_names"]

_ALWAYS = ("models.py", "db.py", "codecs.py", "tx.py")


def _key(query: str) -> str:
    """Equal for names that would become the same method, class or constant."""
    return query.replace("_", "").lower()


def query_names(name: str, *, stream: bool) -> Sequence[str]:
    """The names a query claims: its method's and its stream method's."""
    return [name, f"{name}Stream"] if stream else [name]


def _claims(stem: str) -> Sequence[tuple[str, str]]:
    """What only one file may claim: a text for messages and a key to compare; some file systems ignore case."""
    name = module_name(stem)
    return [(f"be {name}.py", f"{name}.py".lower()), (f"give the class {pascal(name)}Queries", pascal(name))]


def are_distinct(files: Sequence[SourceFile], queries: Sequence[str]) -> bool:
    """Whether neither these files nor their queries, which have these names, collide."""
    stems = module_stems([file.path for file in files])
    claims = [*_ALWAYS, *(claim for stem in stems.values() for _, claim in _claims(stem))]
    return len(set(claims)) == len(claims) and len(set(map(_key, queries))) == len(queries)


class Duplicates(Struct):
    """What has a name that another file or query has taken before."""

    problems: list[Problem]
    files: set[str]
    """Their paths."""
    statements: set[tuple[str, int]]
    """Their files' paths, and their offsets."""


def duplicates(files: Sequence[QueryFile]) -> Duplicates:
    """Queries with the same name, and files that would become the same module."""
    found = Duplicates([], set(), set())
    stems = module_stems([file.file.path for file in files])
    names: dict[str, Statement] = {}
    claimed: dict[str, SourceFile] = {name: SourceFile("", "") for name in _ALWAYS}
    for file in files:
        claims = _claims(stems[file.file.path])
        for what, claim in claims:
            if claim in claimed:
                other = claimed[claim].path or "a module that is always generated"
                message = f"this file and {other} would both {what}"
                found.problems.append(file.file.problem(0, message, hint="rename the file"))
                found.files.add(file.file.path)
                break
        claimed |= {claim: file.file for _, claim in claims}
        for statement in file.statements:
            for name in query_names(statement.name, stream=statement.stream):
                first = names.setdefault(_key(name), statement)
                if first is not statement:
                    line, _ = first.file.position(first.name_at)
                    hint = f"rename one of them: the first, {first.name}, is at {first.file.path}:{line}"
                    error = statement.error(statement.name_at, f"a second query called {name}", hint=hint)
                    found.problems += error.problems
                    found.statements.add((file.file.path, statement.name_at))
                    break
    return found
