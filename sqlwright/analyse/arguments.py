"""PostgreSQL's functions that are NULL for some arguments other than NULL, and for these are not."""

from collections.abc import Sequence

from .constants import array_bounds, integer, text
from .finite import is_finite
from .nodes import Aggref, FuncExpr, Node
from .prover import Prover
from .scope import Scope

__all__ = ["has_elements", "is_total_for"]

_UNBOUNDED_UNITS = frozenset(["year", "decade", "century", "millennium", "isoyear", "julian", "epoch"])

_FILLED = frozenset(
    [
        "array_agg(anynonarray)",
        *("array_append(anycompatiblearray,anycompatible)", "array_prepend(anycompatible,anycompatiblearray)"),
        *("regexp_split_to_array(text,text)", "regexp_split_to_array(text,text,text)"),
    ]
)
"""Of these an array is never empty; array_agg() of arrays may make one of empty ones."""


def is_total_for(prover: Prover, name: str, args: Sequence[Node], scope: Scope) -> bool:
    """Whether a function gives a value for these arguments, where none of them is NULL."""
    match name, args:
        case "extract" | "date_part", [unit, time]:
            # Of an infinite date or time there is a year, infinity, but no month.
            return (text(unit) or "").lower() in _UNBOUNDED_UNITS or is_finite(time, prover.catalog)
        case "to_char", [time, form]:
            return bool(text(form)) and is_finite(time, prover.catalog)
        case "array_length" | "array_lower" | "array_upper", [array, dimension]:
            return integer(dimension) == 1 and has_elements(prover, array, scope)
        case "array_ndims" | "array_dims", [array]:
            return has_elements(prover, array, scope)
        case _:
            return False


def has_elements(prover: Prover, array: Node, scope: Scope) -> bool:
    match array:
        case Aggref(aggfnoid=oid) | FuncExpr(funcid=oid):
            function = prover.catalog.functions.get(oid)
            known = function is not None and function.builtin and function.signature in _FILLED
            return known and prover.prove(array, scope) is not None
        case _:
            return array_bounds(array, prover.catalog) is not None
