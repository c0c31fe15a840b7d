"""Finds names that are used twice: of queries, and of files as modules. Queries that differ only in case are numbered."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..emit.names import method, module_name, pascal
from ..errors import Problem
from ..model import Module, Query
from ..source.statements import QueryFile, Statement
from ..source.text import SourceFile
from .module_names import module_stems

__all__ = ["Duplicates", "are_distinct", "duplicates", "numbered_queries", "query_names"]


def _key(query: str) -> str:
    """Equal for names that would become the same method, class or constant."""
    return query.replace("_", "").lower()


def query_names(name: str, query: Query | Statement) -> Sequence[str]:
    """The names a query claims if it has this name: its method's, and those of the methods beside it."""
    beside = {"Stream": query.stream, "Encoded": query.encoded, "Count": query.count}
    return [name, *(f"{name}{word}" for word, is_there in beside.items() if is_there)]


def _claims(stem: str) -> Sequence[tuple[str, str]]:
    """What only one file may claim: a text for messages and a key to compare; some file systems ignore case."""
    name = module_name(stem)
    return [(f"be {name}.py", f"{name}.py".lower()), (f"give the class {pascal(name)}Queries", pascal(name))]


def are_distinct(files: Sequence[SourceFile], queries: Sequence[str], fragments: Sequence[str]) -> bool:
    """Whether neither these files collide, nor the names of their queries and fragments."""
    stems = module_stems([file.path for file in files])
    claims = [claim for stem in stems.values() for _, claim in _claims(stem)]
    known: dict[str, set[str]] = {}
    for name in queries:
        others = known.setdefault(_key(name), set())
        if not _differ_in_case(name, others):
            return False
        others.add(name)
    return len(set(claims)) == len(claims) and not {*queries} & {*fragments}


def _differ_in_case(name: str, others: Iterable[str]) -> bool:
    """Whether the name differs from the others only in case: then the queries' methods are numbered."""
    return all(other != name and other.lower() == name.lower() for other in others)


def numbered_queries(module: Module) -> Module:
    """The module with a number in the names of queries that would have an earlier one's method or classes."""
    known = {claim for query in module.queries for claim in _made_of(query.name, query)}
    taken: set[str] = set()
    queries: list[Query] = []
    for query in module.queries:
        name, count = query.name, 1
        if taken & _made_of(name, query):
            while (known | taken) & _made_of(name, query):
                count += 1
                name = f"{query.name}_{count}"
        taken |= _made_of(name, query)
        queries.append(query if name == query.name else replace(query, name=name))
    return replace(module, queries=queries)


def _made_of(name: str, query: Query) -> set[str]:
    """The names of its methods, and the beginnings of its classes' names; the queries beside it are in the module too."""
    return {made for each in query_names(name, replace(query, beside=())) for made in (method(each), pascal(each))}


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
    names: dict[str, dict[str, Statement]] = {}
    claimed: dict[str, SourceFile] = {}
    for file in files:
        claims = _claims(stems[file.file.path])
        for what, claim in claims:
            if claim in claimed:
                message = f"this file and {claimed[claim].path} would both {what}"
                found.problems.append(file.file.problem(0, message, hint="rename the file"))
                found.files.add(file.file.path)
                break
        claimed |= {claim: file.file for _, claim in claims}
        for statement in file.statements:
            for name in query_names(statement.name, statement):
                others = names.setdefault(_key(name), {})
                first = next((other for known, other in others.items() if not _differ_in_case(name, [known])), None)
                if first is None:
                    others[name] = statement
                else:
                    line, _ = first.file.position(first.name_at)
                    hint = f"rename one of them: the first, {first.name}, is at {first.file.path}:{line}"
                    error = statement.error(statement.name_at, f"a second query called {name}", hint=hint)
                    found.problems += error.problems
                    found.statements.add((file.file.path, statement.name_at))
                    break
    for file in files:
        for fragment in file.fragments:
            query = names.get(_key(fragment.name), {}).get(fragment.name)
            if query is not None:
                hint = f"rename one of them: the query {query.name} is at {query.file.place(query.name_at)}"
                message = f"fragment {fragment.name} has the name of a query"
                found.problems.append(file.file.problem(fragment.definition.name_at, message, hint=hint))
    return found
