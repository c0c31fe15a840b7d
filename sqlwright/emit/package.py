"""Prints the package's __init__.py: what it exports, and one class with the queries of all modules."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from ..model import Project, Query
from .layout import bracketed, indented
from .names import module_name
from .project_names import Names
from .query_module import class_names, executor
from .reader import reader_argument, reads
from .scope import Scope, sorted_all
from .structs import documented

__all__ = ["package_parts", "print_package"]

_ALL = "Queries"
_ALL_PROTOCOL = "Querier"
_CACHE = "STATEMENT_CACHE_SIZE"
_CACHE_IS = "# For create_pool(statement_cache_size=...): room for every statement here, and some."
_BESIDES = 100
"""Room in a connection's cache for handwritten statements: as much as asyncpg has by default."""


def package_parts(project: Project) -> AbstractSet[str]:
    """What only the package itself imports from db.py."""
    listens = any(query.channel is not None for module in project.modules for query in module.queries)
    return {"Missed", "listen"} if listens else set()


def print_package(project: Project, names: Names, header: str) -> str:
    scope = Scope(names)
    given = [scope.name(".db", "Executor"), scope.name(".db", "NoRow"), scope.name(".tx", "transaction")]
    given.append(scope.name(".codecs", "init_connection"))
    if any(query.command.startswith(":batch") for module in project.modules for query in module.queries):
        given.append(scope.name(".db", "BatchError"))
    given += [scope.name(".db", part) for part in sorted(package_parts(project))]
    for module in project.modules:
        given += [scope.name(f".{module_name(module.stem)}", name) for name in class_names(module, names)]
    if names.options.emit_rights:
        given.append(scope.name(".rights", "RIGHTS"))
    given.append(_CACHE)
    size = f"{_CACHE}: {scope.name('typing', 'Final')} = {_BESIDES + _statements(project)}"
    classes = [*_classes(project, names, scope)] if project.modules else []
    if classes:
        given += [_ALL_PROTOCOL, _ALL] if names.options.emit_protocols else [_ALL]
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(given)], "]")
    parts = [scope.top(header, ["The queries as Python."]), scope.print(), exported, f"{_CACHE_IS}\n{size}"]
    return "\n\n".join(parts) + "".join(f"\n\n\n{text}" for text in classes) + "\n"


def _classes(project: Project, names: Names, scope: Scope) -> Iterator[str]:
    """The class with an attribute for each module and, before it, its Protocol if the options want one."""
    modules = [(module_name(module.stem), class_names(module, names)) for module in project.modules]
    # In a class body, an attribute would hide what the next ones are declared with.
    taken = {"property", *(name for _, classes in modules for name in classes)}
    attributes = [f"{name}_" if name in taken else name for name, _ in modules]
    if names.options.emit_protocols:
        head = f"class {_ALL_PROTOCOL}({scope.name('typing', 'Protocol')}):"
        fields = [
            f"@property\ndef {attribute}(self) -> {scope.name(f'.{name}', protocol)}: ..."
            for attribute, (name, (protocol, _)) in zip(attributes, modules, strict=True)
        ]
        yield documented(head, ["All queries, for fakes and decorators."], "\n\n".join(fields), scope)
    doc = ["All queries, on a connection, a pool, or anything that wraps one."]
    made = [
        f"self.{attribute} = {scope.name(f'.{name}', classes[-1])}(db{', reader=reader' if reads(module.queries) else ''})"
        for attribute, (name, classes), module in zip(attributes, modules, project.modules, strict=True)
    ]
    queries = [query for module in project.modules for query in module.queries]
    taken = ["self", f"db: {executor(queries, scope)}"]
    taken += ["*", reader_argument(scope)] if reads(queries) else []
    init = bracketed("def __init__(", taken, ") -> None:", indent=4) + "\n" + indented("\n".join(made))
    yield documented(f"class {_ALL}:", doc, init, scope)


def _statements(project: Project) -> int:
    """The number of different statements that a connection may run."""
    queries = [query for module in project.modules for query in module.queries]
    return sum(_of_query(query) * (1 if query.encoded is None else 2) for query in queries)


def _of_query(query: Query) -> int:
    variants = query.variants
    pages = [sql for each in variants for sql in (each.next_sql, each.last_sql, each.previous_sql) if sql is not None]
    return len(variants) + len(pages) + (not variants)
