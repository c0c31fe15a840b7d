"""Bodies in PL/pgSQL that touch no table: what they do is known from the functions that they call."""

from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise

from ...errors import CompileError
from ...source.tokens import words_of

__all__ = ["functions_called"]

_MORE = frozenset(
    (
        *("call", "copy", "cursor", "delete", "do", "execute", "from", "insert", "lock", "merge", "select", "table"),
        *("truncate", "update", "using", "values", "with"),
    )
)
"""Words of statements that may touch tables."""


@cache
def functions_called(source: str) -> AbstractSet[str] | None:
    """The names before parentheses, also those that are no functions; None if the body may touch tables."""
    try:
        words = [token.word or token.text for token in words_of(source)]
    except CompileError:
        return None
    if not _MORE.isdisjoint(words):
        return None
    return {name for name, after in pairwise(words) if after == "("}
