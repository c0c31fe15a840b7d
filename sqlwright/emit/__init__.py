"""Prints Python from the model. The text is formatted, lint-clean and type-clean as printed."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from .. import MARK, __version__
from ..model import Project
from .carried_modules import print_db, print_transactions
from .codecs import codecs_own, print_codecs
from .layout import bracketed
from .models import print_models
from .names import module_name
from .project_names import Names
from .query_module import class_names, print_module, scope_of
from .scope import Scope, sorted_all

__all__ = ["Names", "print_project"]

_CACHE = "STATEMENT_CACHE_SIZE"
_CACHE_IS = "# For create_pool(statement_cache_size=...): room for every statement here, and some."
_BESIDES = 100
"""Room in a connection's cache for handwritten statements: as much as asyncpg has by default."""


def _header(source: str | None = None) -> str:
    return f"{MARK} {__version__}{f' from {source}' if source else ''}. Do not edit."


def print_project(names: Names) -> Mapping[str, str]:
    """The generated files, by name."""
    project = names.project
    scopes = [scope_of(module, names) for module in project.modules]
    modules = {
        f"{module_name(module.stem)}.py": print_module(module, _header(module.path), scope)
        for module, scope in zip(project.modules, scopes, strict=True)
    }
    own = Scope(names, own=codecs_own(), home=".codecs")
    codecs = print_codecs(project, _header(project.source), own, _imported(scopes, ".codecs"))
    return {
        "__init__.py": _package(project, names),
        "py.typed": "",  # so that type checkers read the package where it is installed
        "codecs.py": codecs,
        "db.py": print_db(_header(), _imported([*scopes, own], ".db")),
        "models.py": print_models(project, _header(project.source), names),
        "tx.py": print_transactions(_header()),
        **modules,
    }


def _imported(scopes: Sequence[Scope], module: str) -> AbstractSet[str]:
    return {name for scope in scopes for name in scope.imported(module)}


def _package(project: Project, names: Names) -> str:
    scope = Scope(names)
    given = [scope.name(".db", "Executor"), scope.name(".db", "NoRow"), scope.name(".tx", "transaction")]
    given.append(scope.name(".codecs", "init_connection"))
    if any(query.command.startswith(":batch") for module in project.modules for query in module.queries):
        given.append(scope.name(".db", "BatchError"))
    for module in project.modules:
        given += [scope.name(f".{module_name(module.stem)}", name) for name in class_names(module, names)]
    given.append(_CACHE)
    size = f"{_CACHE}: {scope.name('typing', 'Final')} = {_BESIDES + _statements(project)}"
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(given)], "]")
    parts = [scope.top(_header(), ["The queries as Python."]), scope.print(), exported, f"{_CACHE_IS}\n{size}"]
    return "\n\n".join(parts) + "\n"


def _statements(project: Project) -> int:
    """The number of different statements that a connection may run."""
    queries = [query for module in project.modules for query in module.queries]
    variants = [variant for query in queries for variant in query.variants]
    pages = sum(variant.next_sql is not None for variant in variants)
    return len(variants) + pages + sum(not query.variants for query in queries)
