"""A module put together from parts: those that are wanted, and what they need."""

from collections.abc import Iterable, Mapping

from ..drivers.asyncpg.parts.base import Part
from .layout import bracketed, indented
from .scope import Scope, sorted_all

__all__ = ["assembled"]


def assembled(top: str, parts: Mapping[str, Part], wanted: Iterable[str]) -> str:
    """The header and docstring, then the parts in their order; what has no underscore is exported."""
    chosen: set[str] = set()
    pending = [*wanted]
    while pending:
        name = pending.pop()
        if name not in chosen:
            chosen.add(name)
            pending += parts[name].parts
    scope = Scope()
    for module, imported in sorted({pair for name in chosen for pair in parts[name].imports}):
        scope.name(module, imported)
    exported = [f'"{name}"' for name in sorted_all(chosen) if "." not in name and name[0] != "_"]
    text = "\n\n".join(part for part in (top, scope.print(), bracketed("__all__ = [", exported, "]")) if part) + "\n"
    for name in sorted((name for name in parts if name in chosen), key=lambda name: not name.isupper()):
        # A method stands in its class, below what is there already; a constant below the imports.
        space = "\n" if "." in name or name.isupper() else "\n\n"
        text += space + (indented(parts[name].text) if "." in name else parts[name].text)
    return text
