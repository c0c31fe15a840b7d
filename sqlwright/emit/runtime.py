"""Prints db.py, which the query modules share: of its helpers only those that one of them imports."""

from collections.abc import Set as AbstractSet

from .layout import bracketed, indented
from .parts import PARTS
from .scope import Scope, sorted_all

__all__ = ["print_runtime"]

_ALWAYS = frozenset({"Executor", "NoRow", "UnexpectedNull"})


def print_runtime(header: str, imported: AbstractSet[str]) -> str:
    """The module, given the names that others import from it."""
    chosen = {*_ALWAYS}
    wanted = [*imported]
    while wanted:
        name = wanted.pop()
        if name not in chosen:
            chosen.add(name)
            wanted += PARTS[name].parts
    names = [name for name in PARTS if name in chosen]
    parts = {name: PARTS[name] for name in sorted(names, key=lambda name: not name.isupper())}
    scope = Scope()
    for module, name in sorted({pair for part in parts.values() for pair in part.imports}):
        scope.name(module, name)
    exported = bracketed("__all__ = [", [f'"{name}"' for name in sorted_all(chosen) if "." not in name], "]")
    text = f'{header}\n"""What the query modules share."""\n\n{scope.print()}\n\n{exported}\n'
    for name, part in parts.items():
        # A method stands in its class, below what is there already; a constant below the imports.
        space = "\n" if "." in name or name.isupper() else "\n\n"
        text += space + (indented(part.text) if "." in name else part.text)
    return text
