"""A module put together from parts: those that are wanted, and what they need."""

from collections.abc import Iterable, Mapping

from ..drivers.asyncpg.parts import Part, needed
from .layout import bracketed
from .scope import Scope, sorted_all

__all__ = ["assembled"]


def assembled(top: str, parts: Mapping[str, Part], wanted: Iterable[str]) -> str:
    """The header and docstring, then constants, then the other parts in their order; what has no underscore is exported."""
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
