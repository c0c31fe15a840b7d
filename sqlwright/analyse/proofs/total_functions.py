"""PostgreSQL's own functions that give no NULL unless an argument is NULL, as listed in total_functions.txt."""

from functools import cache
from importlib import resources

from ...model.catalog import Function

__all__ = ["is_total"]


def is_total(function: Function) -> bool:
    """Whether the function is known to give no NULL unless an argument is NULL."""
    return function.builtin and function.signature in _signatures()


@cache
def _signatures() -> frozenset[str]:
    text = resources.files("sqlwright.analyse.proofs").joinpath("total_functions.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
