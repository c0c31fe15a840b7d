"""Prints Python from the model: formatted, lint-clean and type-clean as it leaves the printer."""

from collections.abc import Mapping

from .. import MARK, __version__
from ..model import Project
from .layout import bracketed
from .models import print_models
from .names import module_name
from .queries import class_names, print_module
from .scope import Scope, sorted_all

__all__ = ["print_project"]

_DB = '''\
"""What the query modules share."""

from collections.abc import Callable
from typing import Any, Protocol

__all__ = ["Executor", "NoRow", "UnexpectedNull", "affected", "each", "not_null"]


class NoRow(LookupError):
    """A query that always gives a row gave none: a trigger or rule swallowed it."""


class UnexpectedNull(ValueError):
    """A column that its query says is never NULL was."""


class Executor(Protocol):
    """An asyncpg connection, a pool, or anything that wraps one."""

    async def execute(self, query: str, /, *args: Any) -> str: ...

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, /, *args: Any) -> Any: ...


def affected(status: str) -> int:
    """The number of rows in a command's status, such as 3 of `UPDATE 3`; 0 where it has none."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0


def each(make: Callable[[str], object], value: Any, depth: int) -> Any:
    """An array of so many dimensions with each text made into a value; NULLs stay None."""
    if value is None:
        return None
    return [each(make, item, depth - 1) for item in value] if depth else make(value)


def not_null(value: Any, query: str, column: str) -> Any:
    """The value; raises UnexpectedNull where a `@notnull` of the query does not hold."""
    if value is None:
        raise UnexpectedNull(f"{query}: {column} is NULL, despite its @notnull")
    return value
'''


def _header(source: str | None = None) -> str:
    return f"{MARK} {__version__}{f' from {source}' if source else ''}. Do not edit."


def print_project(project: Project) -> Mapping[str, str]:
    """The files by name."""
    files = {
        "__init__.py": _package(project),
        "db.py": f"{_header()}\n{_DB}",
        "models.py": print_models(project, _header(project.schema)),
    }
    for module in project.modules:
        files[f"{module_name(module.stem)}.py"] = print_module(module, _header(module.path))
    return files


def _package(project: Project) -> str:
    scope = Scope()
    names = [scope.name(".db", name) for name in ("Executor", "NoRow")]
    for module in project.modules:
        names += [scope.name(f".{module_name(module.stem)}", name) for name in class_names(module)]
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(names)], "]")
    return f'{_header()}\n"""The queries as Python."""\n\n{scope.print()}\n\n{exported}\n'
