"""Room for expressions that are nested deeply."""

import sys
from collections.abc import Callable
from typing import TypeVar

__all__ = ["deep"]

_T = TypeVar("_T")
_FRAMES = 20_000
"""Some thousand levels of operators, more than PostgreSQL's own stack takes; a level costs a handful of frames."""


def deep(work: Callable[[], _T], *, otherwise: _T) -> _T:
    """The result of `work`; `otherwise` where even this is not deep enough."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        return work()
    except RecursionError:
        return otherwise
    finally:
        sys.setrecursionlimit(before)
