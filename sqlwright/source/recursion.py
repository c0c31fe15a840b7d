"""More stack for deeply nested expressions."""

import sys
from collections.abc import Callable
from typing import TypeVar

__all__ = ["deep"]

_T = TypeVar("_T")
_FRAMES = 20_000
"""Enough for some thousand levels of operators, which is more than PostgreSQL's own stack takes. One level needs a few
frames."""


def deep(work: Callable[[], _T], *, otherwise: _T) -> _T:
    """The result of `work`, or `otherwise` if the nesting is deeper than even this allows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        return work()
    except RecursionError:
        return otherwise
    finally:
        sys.setrecursionlimit(before)
