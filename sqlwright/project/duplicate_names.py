"""Names that may be given once: a query's, and a file's as a module."""

from collections.abc import Sequence
from pathlib import Path

from ..emit.names import module_name, pascal
from ..errors import Problem
from ..source.statements import QueryFile, Statement
from ..source.text import SourceFile

__all__ = ["are_distinct", "duplicates", "query_names"]

_ALWAYS = ("models.py", "db.py", "codecs.py", "tx.py")


def _key(query: str) -> str:
    """What two names have in common that would become one method, class or constant."""
    return query.replace("_", "").lower()


def query_names(name: str, *, stream: bool) -> Sequence[str]:
    """What a query gives its name to: its method, and the method that streams."""
    return [name, f"{name}Stream"] if stream else [name]


def _claims(path: str) -> Sequence[tuple[str, str]]:
    """What no two files may have in common, each as it is and for comparison: some disks do not tell capitals apart."""
    name = module_name(Path(path).stem)
    return [(f"be {name}.py", f"{name}.py".lower()), (f"give the class {pascal(name)}Queries", pascal(name))]


def are_distinct(files: Sequence[SourceFile], queries: Sequence[str]) -> bool:
    """Whether the files are without duplicates, whose queries have these names."""
    claims = [*_ALWAYS, *(claim for file in files for _, claim in _claims(file.path))]
    return len(set(claims)) == len(claims) and len(set(map(_key, queries))) == len(queries)


def duplicates(files: Sequence[QueryFile]) -> list[Problem]:
    """Queries of one name, and files that would become one module."""
    problems: list[Problem] = []
    names: dict[str, Statement] = {}
    claimed: dict[str, SourceFile] = {name: SourceFile("", "") for name in _ALWAYS}
    for file in files:
        claims = _claims(file.file.path)
        for what, claim in claims:
            if claim in claimed:
                other = claimed[claim].path or "a module that is always generated"
                message = f"this file and {other} would both {what}"
                problems.append(file.file.problem(0, message, hint="rename the file"))
                break
        claimed |= {claim: file.file for _, claim in claims}
        for statement in file.statements:
            for name in query_names(statement.name, stream=statement.stream):
                first = names.setdefault(_key(name), statement)
                if first is not statement:
                    line, _ = first.file.position(first.name_at)
                    problems.append(
                        statement.error(
                            statement.name_at,
                            f"a second query called {name}",
                            hint=f"rename one of them: the first, {first.name}, is at {first.file.path}:{line}",
                        ).problems[0]
                    )
                    break
    return problems
