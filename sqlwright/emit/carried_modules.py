"""Prints the modules that every package carries, with the parts that it needs: db.py, tx.py, the frame of codecs.py."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from ..drivers.asyncpg.parts import Part, db_parts, needed, transactions_text
from .layout import bracketed
from .scope import Scope, sorted_all

__all__ = ["assembled", "print_db", "print_transactions"]

_ALWAYS = frozenset({"Executor", "NoRow", "UnexpectedNull", "observe"})


def print_db(header: str, imported: AbstractSet[str]) -> str:
    """db.py, which the query modules share; `imported` are the names that they import from it."""
    return assembled(f'{header}\n"""What the query modules share."""', db_parts(), _ALWAYS | imported)


def print_transactions(header: str) -> str:
    """tx.py, which is the same in every package."""
    return f"{header}\n{transactions_text()}"


def assembled(top: str, parts: Mapping[str, Part], wanted: Iterable[str]) -> str:
    """The wanted parts and what they use, below `top`, constants first; __all__ has the names without an underscore."""
    names = needed(parts, wanted)
    chosen = {name: part for name, part in parts.items() if name in names}
    scope = Scope()
    for module, imported in sorted({pair for part in chosen.values() for pair in part.imports}):
        scope.name(module, imported)
    exported = [f'"{name}"' for name in sorted_all(chosen) if "." not in name and name[0] != "_"]
    text = "\n\n".join(part for part in (top, scope.print(), bracketed("__all__ = [", exported, "]")) if part) + "\n"
    for name in sorted(chosen, key=lambda name: not name.isupper()):
        text += "\n" * chosen[name].space + chosen[name].text
    return text
