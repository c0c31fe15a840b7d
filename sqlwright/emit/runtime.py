"""Prints db.py, which the query modules share: of its helpers only those that one of them imports."""

from collections.abc import Set as AbstractSet

from ..drivers.asyncpg.parts import db_parts
from .assembly import assembled

__all__ = ["print_runtime"]

_ALWAYS = frozenset({"Executor", "NoRow", "UnexpectedNull", "observe"})


def print_runtime(header: str, imported: AbstractSet[str]) -> str:
    """The module, given the names that others import from it."""
    return assembled(f'{header}\n"""What the query modules share."""', db_parts(), _ALWAYS | imported)
