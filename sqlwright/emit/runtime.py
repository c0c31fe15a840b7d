"""Prints db.py, which the query modules share: of its helpers only those that one of them imports."""

from collections.abc import Set as AbstractSet

from msgspec import Struct

from .layout import bracketed
from .scope import Scope, sorted_all

__all__ = ["print_runtime"]


class _Part(Struct, frozen=True):
    """A class or function, the imports that it needs, and the other parts."""

    text: str
    imports: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()


_ALWAYS = frozenset({"Executor", "NoRow", "UnexpectedNull"})

_PARTS = {
    "NoRow": _Part('''\
class NoRow(LookupError):
    """A query that always gives a row gave none: a trigger or rule swallowed it."""
'''),
    "UnexpectedNull": _Part('''\
class UnexpectedNull(ValueError):
    """A column that its query says is never NULL was."""
'''),
    "Executor": _Part(
        '''\
class Executor(Protocol):
    """An asyncpg connection, a pool, or anything that wraps one."""

    async def execute(self, query: str, /, *args: Any) -> str: ...

    async def fetch(self, query: str, /, *args: Any) -> list[Any]: ...

    async def fetchrow(self, query: str, /, *args: Any) -> Any: ...
''',
        (("typing", "Any"), ("typing", "Protocol")),
    ),
    "affected": _Part('''\
def affected(status: str) -> int:
    """The number of rows in a command's status, such as 3 of `UPDATE 3`; 0 where it has none."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0
'''),
    "each": _Part(
        '''\
def each(make: Callable[[str], object], value: Any, depth: int) -> Any:
    """An array of so many dimensions with each text made into a value; NULLs stay None."""
    if value is None:
        return None
    return [each(make, item, depth - 1) for item in value] if depth else make(value)
''',
        (("collections.abc", "Callable"), ("typing", "Any")),
    ),
    "not_null": _Part(
        '''\
def not_null(value: Any, query: str, column: str) -> Any:
    """The value; raises UnexpectedNull where a `@notnull` of the query does not hold."""
    if value is None:
        raise UnexpectedNull(f"{query}: {column} is NULL, despite its @notnull")
    return value
''',
        (("typing", "Any"),),
        ("UnexpectedNull",),
    ),
}
"""In the order in which they stand in the file."""


def print_runtime(header: str, imported: AbstractSet[str]) -> str:
    """The module, given the names that others import from it."""
    chosen = set(_ALWAYS)
    wanted = [*imported]
    while wanted:
        name = wanted.pop()
        if name not in chosen:
            chosen.add(name)
            wanted += _PARTS[name].parts
    parts = [part for name, part in _PARTS.items() if name in chosen]
    scope = Scope()
    for module, name in sorted({pair for part in parts for pair in part.imports}):
        scope.name(module, name)
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(chosen)], "]")
    top = f'{header}\n"""What the query modules share."""\n\n{scope.print()}\n\n{exported}\n'
    return top + "".join(f"\n\n{part.text}" for part in parts)
