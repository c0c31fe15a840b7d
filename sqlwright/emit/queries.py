"""Prints a query file's module: its statements, rows, Protocol and class."""

from ..model import Module
from .layout import bracketed, docstring, indented, sql_literal
from .methods import print_method, print_signature
from .models import print_struct
from .names import constant, fields, method, module_name, pascal
from .rows import has_row_class, row_class, row_members
from .scope import Scope, sorted_all

__all__ = ["class_names", "print_module", "scope_of"]


def class_names(module: Module) -> tuple[str, str]:
    """The Protocol and the class."""
    name = pascal(module_name(module.stem))
    return f"{name}Querier", f"{name}Queries"


def scope_of(module: Module) -> Scope:
    """What the module's own names leave free."""
    taken = {method(query.name) for query in module.queries}
    for query in module.queries:
        taken.update(fields(column.name for column in query.columns))
    return Scope(taken)


def print_module(module: Module, header: str, scope: Scope) -> str:
    protocol, queries = class_names(module)
    final = scope.name("typing", "Final") if module.queries else ""
    statements = [f"{constant(query.name)}: {final} = {sql_literal(query.sql)}" for query in module.queries]
    with_rows = [query for query in module.queries if has_row_class(query)]
    rows = [
        print_struct(row_class(query), [f"A row of {query.name}."], row_members(query, scope), scope)
        for query in with_rows
    ]
    classes = [_protocol(module, protocol, scope), _queries(module, queries, scope)]
    names = sorted_all([*map(row_class, with_rows), protocol, queries])
    doc = docstring(module.comments or [f"The queries of {module.path}."])
    exported = bracketed("__all__ = [", [f'"{name}"' for name in names], "]")
    top = [f"{header}\n{doc}", scope.print(), exported, *statements]
    return "\n\n".join(part for part in top if part) + "".join(f"\n\n\n{part}" for part in [*rows, *classes]) + "\n"


def _protocol(module: Module, name: str, scope: Scope) -> str:
    base = scope.name("typing", "Protocol")
    doc = docstring([f"The queries of {module.path}, for fakes and decorators."])
    methods = [print_signature(query, ": ...", scope) for query in module.queries]
    return f"class {name}({base}):\n{indented(doc)}" + "".join(f"\n\n{indented(text)}" for text in methods)


def _queries(module: Module, name: str, scope: Scope) -> str:
    executor = scope.name(".db", "Executor")
    doc = docstring([f"The queries of {module.path} on a connection, a pool, or anything that wraps one."])
    parts = [
        doc,
        '__slots__ = ("_db",)',
        f"def __init__(self, db: {executor}) -> None:\n    self._db = db",
        *(print_method(query, scope) for query in module.queries),
    ]
    return f"class {name}:\n" + "\n\n".join(indented(part) for part in parts)
